"""Restating a published quarter: one person proposes for which sites and why, another one approves; nothing is edited.

The next revision has a card of every site. Only the sites it is about are measured anew, at the instant that the first
revision was read, and judged in the peer group of then; pooled rates stay as first published; ranks are reckoned anew.
"""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.periods import Quarter
from network.foundation.trail.record import record
from network.scorecards.commands import differences, freezing
from network.scorecards.commands.differences import Fields
from network.scorecards.commands.measuring_anew import measured_anew
from network.scorecards.commands.releasing import release_sites
from network.scorecards.commands.runs import alone
from network.scorecards.errors import (
    NothingToRestate,
    NotPublished,
    OwnRestatement,
    RestatementIsOver,
    RestatementMoved,
    RestatementNotFound,
    RestatementProposed,
    RestatementWrong,
    RunNotFound,
)
from network.scorecards.rules.restating import LONGEST_REASON, SHORTEST_REASON, RestatementState
from network.scorecards.rules.runs import RunState
from network.scorecards.telling import tell_restated


@dataclass(frozen=True, slots=True)
class Restated:
    """The revision that is in force now."""

    run: UUID
    period: Quarter
    revision: int
    changed: int


async def propose_restatement(actor: Actor, period: Quarter, codes: Sequence[str], reason: str, now: datetime) -> UUID:
    """Propose to restate the quarter for these sites; the id of the proposal, which keeps what would become of cards.

    RestatementWrong, RunNotFound, NotPublished, RestatementProposed, NothingToRestate.
    """
    actor.require(Permission.RESTATE_SCORECARDS)
    said = _reason(reason)
    async with transaction(actor):
        await alone(period)
        run = await _published_run(period)
        if await fetch_value(
            "select exists (select from scorecard_restatement where run = $1 and state = 'proposed')", run["id"]
        ):
            raise RestatementProposed(period=period)
        sites = await _sites(run["id"], codes)
        found = await _tried(run, sites, said)
        if not found:
            raise NothingToRestate()
        made = uuid4()
        await execute(
            "insert into scorecard_restatement (id, run, sites, reason, difference, state, proposed_by, proposer, "
            "proposed_at) values ($1, $2, $3, $4, $5, 'proposed', $6, $7, $8)",
            made,
            run["id"],
            json.dumps(sites),
            said,
            json.dumps(found),
            actor.account,
            actor.name,
            now,
        )
        facts = {"restatement": made, "sites": len(sites), "cards": len(found), "reason": said}
        await record(actor, "scorecards.restatement_proposed", f"quarter:{period}", facts)
    return made


async def approve_restatement(actor: Actor, restatement: UUID, reason: str, now: datetime) -> Restated:
    """Publish the next revision, as it was proposed; the one before stays readable.

    RestatementWrong, RestatementNotFound, RestatementIsOver, OwnRestatement, RestatementMoved.
    """
    actor.require(Permission.RESTATE_SCORECARDS)
    said = _reason(reason)
    async with transaction(actor):
        row, period = await _locked(actor, restatement)
        run = await _published_run(period)
        if run["id"] != row["run"]:
            raise RestatementMoved()
        sites: list[int] = json.loads(row["sites"])
        made = await measured_anew(run, sites, row["reason"])
        found = await differences.between(run["id"], made)
        if {str(site): fields for site, fields in found.items()} != json.loads(row["difference"]):
            raise RestatementMoved()
        await _decide(actor, restatement, RestatementState.APPROVED, said, now, made)
        await _put_in_force(actor, run, made, period, now)
        await differences.keep(made, found, now)
        for site in sites:
            await record(actor, "scorecard.restated", f"scorecard:{period}", {"reason": row["reason"]}, site=site)
        await tell_restated(made, sites, period)
    return Restated(made, period, run["revision"] + 1, len(found))


async def reject_restatement(actor: Actor, restatement: UUID, reason: str, now: datetime) -> None:
    """RestatementWrong, RestatementNotFound, RestatementIsOver, OwnRestatement."""
    actor.require(Permission.RESTATE_SCORECARDS)
    said = _reason(reason)
    async with transaction(actor):
        _row, period = await _locked(actor, restatement)
        await _decide(actor, restatement, RestatementState.REJECTED, said, now, None)
        facts = {"restatement": restatement, "reason": said}
        await record(actor, "scorecards.restatement_rejected", f"quarter:{period}", facts)


def _reason(text: str) -> str:
    said = text.strip()
    if not SHORTEST_REASON <= len(said) <= LONGEST_REASON or "\0" in said:
        raise RestatementWrong({"reason": _("Say why in ten characters or more; sites read it.")})
    return said


async def _published_run(period: Quarter) -> Record:
    row = await fetch_row(
        "select * from scorecard_run where period = $1 order by revision desc limit 1 for update", str(period)
    )
    if row is None:
        raise RunNotFound(period=period)
    if row["state"] != RunState.PUBLISHED:
        raise NotPublished(period=period)
    return row


async def _sites(run: UUID, codes: Sequence[str]) -> list[int]:
    wanted = sorted({code.strip().replace("\0", "") for code in codes if code.strip()})
    rows = await fetch(
        "select s.id, s.code from scorecard c join site s on s.id = c.site where c.run = $1 and s.code = any ($2)",
        run,
        wanted,
    )
    missing = sorted(set(wanted) - {row["code"] for row in rows})
    if missing:
        named = ", ".join(missing[:10])
        raise RestatementWrong(
            {"sites": _("These sites have no scorecard in that quarter: %(named)s.") % {"named": named}}
        )
    if not rows:
        raise RestatementWrong({"sites": _("Name the sites to restate.")})
    return sorted(row["id"] for row in rows)


async def _tried(run: Record, sites: Sequence[int], reason: str) -> dict[int, Fields]:
    """What would become of the cards; nothing of it stays."""
    await execute("savepoint trying")
    made = await measured_anew(run, sites, reason)
    found = await differences.between(run["id"], made)
    await execute("rollback to savepoint trying")
    return found


async def _locked(actor: Actor, restatement: UUID) -> tuple[Record, Quarter]:
    """A proposal that this actor may decide on, with its quarter to itself."""
    period = await fetch_value(
        "select r.period from scorecard_restatement w join scorecard_run r on r.id = w.run where w.id = $1", restatement
    )
    if period is None:
        raise RestatementNotFound()
    await alone(Quarter.parse(period))
    row = await fetch_row("select * from scorecard_restatement where id = $1 for update", restatement)
    if row is None or row["state"] != RestatementState.PROPOSED:
        raise RestatementIsOver()
    if actor.account is None or actor.account == row["proposed_by"]:
        raise OwnRestatement()
    return row, Quarter.parse(period)


async def _decide(
    actor: Actor, restatement: UUID, state: RestatementState, reason: str, now: datetime, made: UUID | None
) -> None:
    await execute(
        "update scorecard_restatement set state = $2, decided_by = $3, decider = $4, decided_at = $5, decision = $6, "
        "made = $7 where id = $1",
        restatement,
        state,
        actor.account,
        actor.name,
        now,
        reason,
        made,
    )


async def _put_in_force(actor: Actor, before: Record, made: UUID, period: Quarter, now: datetime) -> None:
    """Publish the next revision to those who read the one before, which becomes restated."""
    fingerprint = await freezing.close(actor, made, now)
    await execute("update scorecard_run set state = $2 where id = $1", before["id"], RunState.RESTATED)
    facts = {
        "fingerprint": fingerprint.run.hex(),
        "inputs": fingerprint.inputs.hex(),
        "revision": before["revision"] + 1,
    }
    await record(actor, "scorecards.restated", f"quarter:{period}", facts)
    readers = await fetch("select site from scorecard_release where run = $1 order by site", before["id"])
    await release_sites(actor, made, period, [row["site"] for row in readers], now)
