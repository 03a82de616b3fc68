"""The preview of a quarter: sites look at their cards before they are published, and may challenge them for a while."""

from datetime import UTC, datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.periods import Quarter
from network.foundation.trail.record import record
from network.scorecards.errors import (
    AlreadyPublished,
    ChallengesOpen,
    ComputedTooEarly,
    NotComputed,
    PreviewOpen,
    PreviewOpened,
    RunNotFound,
    WindowWrong,
)
from network.scorecards.queries import measuring
from network.scorecards.rules.challenges import LONGEST_WINDOW, WINDOW_DAYS
from network.scorecards.rules.runs import RunState
from network.scorecards.telling import tell_previewed

_OPEN = """
insert into scorecard_preview (run, site, days, opened_at)
select c.run, c.site, $2, $3 from scorecard c
where c.run = $1 and not exists (select from scorecard_preview p where p.run = c.run and p.site = c.site)
"""
_DELIVER = """
update scorecard_preview p set delivered_at = greatest($3, p.opened_at)
from scorecard_run r, site s
where r.id = p.run and s.id = p.site and r.period = $1 and r.state = 'preview' and s.code = $2
  and p.delivered_at is null
returning p.site, p.challenge_until
"""


async def preview(actor: Actor, period: Quarter, now: datetime, days: int = WINDOW_DAYS) -> int:
    """Open the cards of the quarter to their sites, with so many working days to challenge them; how many cards.

    RunNotFound, NotComputed, AlreadyPublished, PreviewOpened, ComputedTooEarly, WindowWrong.
    """
    actor.require(Permission.PUBLISH_SCORECARDS)
    if not 1 <= days <= LONGEST_WINDOW:
        raise WindowWrong(longest=LONGEST_WINDOW)
    async with transaction(actor):
        run = await _computed_run(period)
        await execute(_OPEN, run["id"], days, now)
        await execute("update scorecard_run set state = $2 where id = $1", run["id"], RunState.PREVIEW)
        sites: int = await fetch_value("select count(*) from scorecard_preview where run = $1", run["id"])
        await record(actor, "scorecards.previewed", f"quarter:{period}", {"sites": sites, "days": days})
        await tell_previewed(run["id"], period)
    return sites


async def deliver_preview(actor: Actor, period: Quarter, code: str, now: datetime) -> None:
    """Somebody of the site has its previewed card before them: its days are counted from the first time on."""
    if not actor.may(Permission.CHALLENGE_SCORECARDS):
        return
    async with transaction(actor):
        row = await fetch_row(_DELIVER, str(period), code, now)
        if row is not None:
            facts = {"challenge_until": row["challenge_until"]}
            await record(actor, "scorecard.previewed", f"scorecard:{period}", facts, site=row["site"])


async def preview_new_sites(run: UUID, period: Quarter, now: datetime) -> None:
    """Inside a transaction: sites that came into the run when it was computed again look at their cards as well."""
    days = await fetch_value("select max(days) from scorecard_preview where run = $1", run)
    await execute(_OPEN, run, days or WINDOW_DAYS, now)
    await tell_previewed(run, period)


async def require_preview_over(run: Record, period: Quarter, now: datetime) -> None:
    """Inside the transaction that publishes. ChallengesOpen, which names them; PreviewOpen, which says until when."""
    open_ones = await fetch(
        "select s.code, h.criterion from scorecard_challenge h join site s on s.id = h.site "
        "where h.run = $1 and h.state = 'open' order by s.code, h.criterion",
        run["id"],
    )
    if open_ones:
        named = ", ".join(f"{row['code']}: {row['criterion']}" for row in open_ones)
        raise ChallengesOpen(period=period, count=len(open_ones), named=named)
    if run["state"] != RunState.PREVIEW:
        return
    until = await fetch_value("select max(challenge_until) from scorecard_preview where run = $1", run["id"])
    if until is not None and now < until:
        raise PreviewOpen(period=period, until=f"{until.astimezone(UTC):%Y-%m-%d %H:%M} UTC")


async def _computed_run(period: Quarter) -> Record:
    """The run to preview, locked: computed, after the quarter was over everywhere."""
    run = await fetch_row(
        "select id, state, computed_at from scorecard_run where period = $1 order by revision desc limit 1 for update",
        str(period),
    )
    if run is None:
        raise RunNotFound(period=period)
    if run["state"] == RunState.PREVIEW:
        raise PreviewOpened(period=period)
    if run["state"] in (RunState.PUBLISHED, RunState.RESTATED):
        raise AlreadyPublished(period=period)
    if run["state"] != RunState.COMPUTED:
        raise NotComputed(period=period)
    sites = [row["site"] for row in await fetch("select site from scorecard where run = $1", run["id"])]
    if not await measuring.ended_everywhere(period, run["computed_at"], sites):
        raise ComputedTooEarly(period=period)
    return run
