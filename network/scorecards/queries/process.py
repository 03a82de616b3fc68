"""Where a quarter stands on its way from computation to publication, and what became of a card."""

import json
from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.periods import Quarter
from network.scorecards.errors import RunNotFound, ScorecardNotFound
from network.scorecards.queries.checks import count_checks
from network.scorecards.schemas.process import ChangeOut, ProcessOut, RegionRelease, RevisionOut
from network.sites.queries.sites import site_row

_RUN = """
select r.*, v.code as scheme_code, v.version as scheme_version, r.network ->> 'mean' as mean,
       (select count(*) from scorecard c where c.run = r.id) as sites,
       (select count(*) from scorecard c where c.run = r.id and c.standing is not null) as rated,
       (select count(*) from scorecard_release x where x.run = r.id) as released
from scorecard_run r join scheme_version v on v.id = r.scheme
where r.period = $1 and r.computed_at is not null order by r.revision desc limit 1
"""
# Of the run that was previewed, which is the first of its quarter.
_PREVIEW = """
select count(p.site) as previews, count(p.delivered_at) as delivered, max(p.challenge_until) as window_until
from scorecard_preview p join scorecard_run r on r.id = p.run where r.period = $1
"""
_CHALLENGES = """
select count(*) filter (where h.state = 'open') as undecided, count(*) filter (where h.state <> 'open') as decided,
       count(*) filter (where r.state = 'preview' and greatest(h.lodged_at, h.decided_at) > r.computed_at) as stale
from scorecard_challenge h join scorecard_run r on r.id = h.run where r.period = $1
"""
_REGIONS = """
select coalesce(split_part(g.path, '/', 1), '') as path,
       coalesce((select top.name_zh from region top where top.path = split_part(g.path, '/', 1)), '') as path_zh,
       count(*) as sites, count(x.site) as released
from scorecard c join site s on s.id = c.site left join region g on g.id = s.region
left join scorecard_release x on x.run = c.run and x.site = c.site
where c.run = $1 group by 1, 2 order by 1
"""
_CHANGES = """
select d.at, r.revision, r.reason, d.fields
from scorecard_difference d join scorecard_run r on r.id = d.run
where r.period = $1 and d.site = $2 order by d.at desc, d.id desc
"""

_WINDOW = """
select p.challenge_until from scorecard_preview p join scorecard_run r on r.id = p.run
where r.period = $1 and p.site = $2
"""


async def read_process(actor: Actor, period: Quarter) -> ProcessOut:
    """RunNotFound."""
    actor.require(Permission.READ_UNPUBLISHED)
    async with transaction(actor, read_only=True):
        run = await fetch_row(_RUN, str(period))
        if run is None:
            raise RunNotFound(period=period)
        preview = await fetch_row(_PREVIEW, str(period))
        challenges = await fetch_row(_CHALLENGES, str(period))
        regions = await fetch(_REGIONS, run["id"])
        revisions = await fetch(
            "select * from scorecard_run where period = $1 and computed_at is not null order by revision desc",
            str(period),
        )
        checks = await count_checks(run["id"])
    told = {name: run[name] for name in ("revision", "state", "computed_at", "sites", "rated", "mean", "released")}
    return ProcessOut(
        period=str(period),
        scheme=run["scheme_code"],
        scheme_version=run["scheme_version"],
        computed_by=run["computed_by"] or "",
        checks=checks,
        regions=[RegionRelease(**dict(row)) for row in regions],
        revisions=[
            RevisionOut(
                revision=row["revision"],
                state=row["state"],
                published_at=row["published_at"],
                published_by=row["published_by"],
                reason=row["reason"],
                fingerprint=row["fingerprint"].hex() if row["fingerprint"] else "",
            )
            for row in revisions
        ],
        **told,
        **dict(preview or {}),
        **dict(challenges or {}),
    )


async def site_with_card(code: str, period: Quarter) -> Record:
    """Inside a transaction: a site of which the actor sees a card of the quarter. SiteNotFound, ScorecardNotFound."""
    site = await site_row(code)
    seen = (
        "select exists (select from scorecard c join scorecard_run r on r.id = c.run "
        "where c.site = $1 and r.period = $2)"
    )
    if not await fetch_value(seen, site["id"], str(period)):
        raise ScorecardNotFound()
    return site


async def card_changes(actor: Actor, code: str, period: Quarter) -> list[ChangeOut]:
    """What became of a site's card, the newest first: computed again in preview, restated. SiteNotFound."""
    actor.require(Permission.READ_CHALLENGES)
    async with transaction(actor, read_only=True):
        site = await site_with_card(code, period)
        rows = await fetch(_CHANGES, str(period), site["id"])
    return [
        ChangeOut(at=row["at"], revision=row["revision"], reason=row["reason"], fields=json.loads(row["fields"]))
        for row in rows
    ]


async def preview_window(actor: Actor, code: str, period: Quarter) -> datetime | None:
    """Until when the site may challenge its card; none when it was not previewed. SiteNotFound."""
    actor.require(Permission.READ_CHALLENGES)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        found: datetime | None = await fetch_value(_WINDOW, str(period), site["id"])
    return found
