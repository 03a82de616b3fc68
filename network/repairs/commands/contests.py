"""A site contests what HQ found; somebody who did not test the unit decides."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.repairs.commands.inspections import link_serial
from network.repairs.errors.inspections import (
    ContestedAlready,
    ContestIsOver,
    ContestNotFound,
    ContestWrong,
    InspectorDecides,
    NotContestable,
    RetestOutstanding,
    TooLateToContest,
)
from network.repairs.errors.records import ReturnNotFound
from network.repairs.queries.contests import CONTESTED, contest_ends
from network.repairs.queries.inspections import unit_row
from network.repairs.rules.contests import ContestState, may_decide
from network.repairs.rules.inspections import asks_for_step, better_for_site
from network.repairs.rules.orders import Finding
from network.repairs.schemas.inspections import ContestDecisionIn, ContestIn
from network.repairs.telling import tell_of_decision
from network.sites.queries.sites import site_row


async def contest_finding(actor: Actor, site_code: str, return_id: UUID, given: ContestIn, at: datetime) -> UUID:
    """Contest the finding in force about one of the actor's units; the id of the contest.

    While HQ has the unit, it is tested again by somebody who knows neither the finding nor the reason. SiteNotFound,
    ReturnNotFound, ContestedAlready, NotContestable, TooLateToContest.
    """
    actor.require(Permission.SHIP_RETURNS)
    async with transaction(actor):
        site = await site_row(site_code)
        row = await _locked_own(site, return_id)
        before = await fetch(
            "select state from finding_contest where returned = $1 and state <> 'retracted'", return_id
        )
        if before:
            raise ContestedAlready()
        ends = contest_ends(row, site)
        if ends is None:
            raise NotContestable()
        if at >= ends:
            raise TooLateToContest(last=(ends - timedelta(microseconds=1)).date().isoformat())
        made = uuid4()
        await execute(
            "insert into finding_contest (id, site, returned, reason, state, contested_by, contestant, contested_at)"
            " values ($1, $2, $3, $4, 'open', $5, $6, $7)",
            made,
            site["id"],
            return_id,
            given.reason,
            actor.account,
            actor.name,
            at,
        )
        # Why is not told here: whoever tests the unit again may read the trail.
        facts = {"finding": row["finding"]}
        await trail.record(actor, "finding.contested", f"return:{row['return_no']}", facts, site=site["id"])
    return made


async def retract_contest(actor: Actor, site_code: str, return_id: UUID, at: datetime) -> None:
    """Take an open contest back; within its days the finding may be contested again. ReturnNotFound, ContestIsOver."""
    actor.require(Permission.SHIP_RETURNS)
    async with transaction(actor):
        site = await site_row(site_code)
        row = await _locked_own(site, return_id)
        done = await execute(
            "update finding_contest set state = 'retracted', decided_by = $2, decided_at = $3"
            " where returned = $1 and state = 'open'",
            return_id,
            actor.account,
            at,
        )
        if done == "UPDATE 0":
            raise ContestIsOver()
        await trail.record(actor, "finding.contest_retracted", f"return:{row['return_no']}", {}, site=site["id"])


async def decide_contest(actor: Actor, contest_id: UUID, given: ContestDecisionIn, at: datetime) -> None:
    """Uphold a contest, so that another finding holds, or reject it. The day of the inspection stays as it was: what
    was found then is put right in its own quarter.

    ContestNotFound, ContestIsOver, RetestOutstanding, InspectorDecides, ContestWrong.
    """
    actor.require(Permission.INSPECT_RETURNS)
    async with transaction(actor):
        row = await _locked_open(contest_id)
        if row["retest_waits"]:
            raise RetestOutstanding()
        tested = await fetch("select inspector, place, finding from return_inspection where returned = $1", row["id"])
        if not may_decide(actor.account, [each["inspector"] for each in tested]):
            raise InspectorDecides()
        facts: dict[str, Any] = {"outcome": given.outcome, "reason": given.reason}
        if given.outcome == "upheld":
            second = next((each["finding"] for each in tested if each["place"] == 2), None)
            facts |= await _put_right(row, given.finding or second, at)
        await execute(
            "update finding_contest set state = $2, decided_by = $3, decider = $4, decided_at = $5, decision = $6"
            " where id = $1",
            contest_id,
            given.outcome,
            actor.account,
            actor.name,
            at,
            given.reason,
        )
        await trail.record(actor, "finding.contest_decided", f"return:{row['return_no']}", facts, site=row["site"])
        upheld = given.outcome == "upheld"
        await tell_of_decision(row["site"], contest_id, row["id"], row["return_no"], upheld=upheld)


async def _locked_own(site: Record, return_id: UUID) -> Record:
    """A unit of the site as `CONTESTED` tells of it, locked. ReturnNotFound."""
    await fetch_row("select id from hq_return where site = $1 and id = $2 for update", site["id"], return_id)
    row = await fetch_row(CONTESTED, site["id"], return_id)
    if row is None:
        raise ReturnNotFound()
    return row


async def _locked_open(contest_id: UUID) -> Record:
    """The unit that an open contest is about, locked. ContestNotFound, ContestIsOver."""
    returned = await fetch_value("select returned from finding_contest where id = $1", contest_id)
    if returned is None:
        raise ContestNotFound()
    await fetch_row("select id from hq_return where id = $1 for update", returned)
    if await fetch_value("select state from finding_contest where id = $1", contest_id) != ContestState.OPEN:
        raise ContestIsOver()
    return await unit_row(returned)


async def _put_right(row: Record, finding: str | None, at: datetime) -> dict[str, dict[str, str]]:
    """Another finding comes in force; before and after. ContestWrong when it is none, or no better for the site."""
    if finding is None:
        raise ContestWrong({"finding": _("Say what holds from now on.")})
    found, before = Finding(finding), Finding(row["finding"])
    if not better_for_site(found, than=before):
        raise ContestWrong({"finding": _("Choose a finding that is better for the site, or reject the contest.")})
    await execute(
        "update hq_return set finding = $2, missed_step = case when $3 then missed_step end, reversed_at = null,"
        " changed_at = $4 where id = $1",
        row["id"],
        found,
        asks_for_step(found),
        at,
    )
    await link_serial(row["serial_no"])
    return {"before": {"finding": before}, "after": {"finding": found}}
