"""Telling sites what becomes of their scorecards, within the transaction in which it is decided."""

from collections.abc import Sequence
from uuid import UUID

from network.foundation.database import Record, execute, fetch_value
from network.foundation.periods import Quarter
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind
from network.identity.telling import tell_site

# In the order of the sites. The day is the last whole one of the window if nobody looks at the card before it is over.
_PREVIEWED = """
select tell_site(s.id, $3, v.run || ':' || s.code, '/sites/' || s.code || '?period=' || $2,
                 jsonb_build_object('quarter', $2::text,
                     'due', ((v.challenge_until - interval '1 second') at time zone s.time_zone)::date), $4)
from scorecard_preview v join site s on s.id = v.site where v.run = $1 order by s.id
"""
_RESTATED = """
select tell_site(s.id, $4, $1 || ':' || s.code, '/sites/' || s.code || '/quarters/' || $3 || '/challenges',
                 jsonb_build_object('quarter', $3::text), $5)
from site s where s.id = any ($2::integer[])
  and exists (select from scorecard_release x where x.run::text = $1 and x.site = s.id) order by s.id
"""


async def tell_previewed(run: UUID, period: Quarter) -> None:
    """Every site whose preview is open; told already, it is not told again."""
    kind = NoticeKind.PREVIEW_OPENED
    await execute(_PREVIEWED, run, str(period), kind.value, mail_after(kind))


async def tell_of_challenge(challenge: UUID, row: Record, *, accepted: bool) -> None:
    """`row`: its site and period."""
    kind = NoticeKind.CHALLENGE_ACCEPTED if accepted else NoticeKind.CHALLENGE_REJECTED
    code = await fetch_value("select code from site where id = $1", row["site"])
    link = f"/sites/{code}/quarters/{row['period']}/challenges"
    await tell_site(row["site"], kind, str(challenge), link, {"quarter": row["period"]})


async def tell_restated(run: UUID, sites: Sequence[int], period: Quarter) -> None:
    """The sites that the new revision is about, as far as they read it."""
    kind = NoticeKind.QUARTER_RESTATED
    await execute(_RESTATED, str(run), list(sites), str(period), kind.value, mail_after(kind))
