"""What the operator of a site may still do about a quarter: challenge a preview, appeal, let an honour be published."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.foundation.periods import Quarter

# More than so many at once help nobody; the pages of the sites have all.
MOST = 8


class Open(StrEnum):
    PREVIEW = "preview"
    APPEAL = "appeal"
    CONSENT = "consent"


_OPEN = f"""
select 'preview' as what, s.code as site, s.time_zone, r.period, 1 as count, v.challenge_until as until
from scorecard_preview v join scorecard_run r on r.id = v.run join site s on s.id = v.site
where r.state = 'preview' and v.challenge_until > $1 and $2
union all
select 'appeal', s.code, s.time_zone, null, count(*)::int, min(p.appeal_until)
from consequence_proposal p join site s on s.id = p.site
where p.adverse and p.state in ('proposed', 'approved_once', 'approved', 'posted') and p.appeal_until > $1 and $3
  and not exists (select from consequence_appeal a where a.proposal = p.id)
group by s.id
union all
select 'consent', s.code, s.time_zone, null, count(*)::int, null
from consequence_proposal p join site s on s.id = p.site
where p.effect = 'honour' and p.state = 'approved' and $3
  and not exists (select from honour_consent h where h.proposal = p.id)
group by s.id
order by until nulls last, site, what limit {MOST}
"""


@dataclass(frozen=True, slots=True)
class OpenMatter:
    """`until`: the first moment at which it is too late; None where there is time. `period`: of a preview."""

    what: Open
    site: str
    time_zone: ZoneInfo
    period: Quarter | None
    count: int
    until: datetime | None


async def open_matters(actor: Actor, now: datetime) -> list[OpenMatter]:
    """At the sites in reach, the most pressing first; none for who may do nothing of it."""
    challenges, appeals = actor.may(Permission.CHALLENGE_SCORECARDS), actor.may(Permission.APPEAL_CONSEQUENCES)
    if not (challenges or appeals):
        return []
    async with transaction(actor, read_only=True):
        rows = await fetch(_OPEN, now, challenges, appeals)
    return [
        OpenMatter(
            what=Open(row["what"]),
            site=row["site"],
            time_zone=ZoneInfo(row["time_zone"]),
            period=Quarter.parse(row["period"]) if row["period"] else None,
            count=row["count"],
            until=row["until"],
        )
        for row in rows
    ]
