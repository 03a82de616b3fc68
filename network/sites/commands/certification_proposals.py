"""The second person of a suspension or withdrawal: confirms it or refuses it. Who proposed it may take it back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, transaction
from network.foundation.trail.record import record
from network.sites.commands.certification import change_facts, record_privately, set_state, subject_of
from network.sites.errors.certification import (
    ChangeNotFound,
    NotTheProposer,
    ProposalIsDecided,
    SamePerson,
)
from network.sites.queries.certification_threads import Place, place_of, thread_id, thread_of
from network.sites.rules.certification import Change, Status, right_for
from network.sites.rules.certification_plan import Thread, Wanted, plan
from network.sites.schemas.certification import DecisionIn


@dataclass(frozen=True, slots=True)
class _Proposal:
    """A proposal, its certification locked."""

    id: UUID
    certification: UUID
    change: Change
    reason: str
    effective_on: date
    proposed_by: UUID | None
    proposer: str
    place: Place
    thread: Thread


async def confirm(actor: Actor, change: UUID, decision: DecisionIn, moment: datetime) -> None:
    """Make a proposal effective, on its day or today, whichever is later: nothing takes effect before two agreed.

    A withdrawal ends the certificate on that day. ChangeNotFound, ProposalIsDecided, SamePerson; ChangeNotPossible when
    the standing has changed by itself meanwhile, because the certificate has expired.
    """
    actor.require(Permission.PROPOSE_CANCELLATION)
    async with transaction(actor):
        proposal = await _locked(change)
        _check_second_person(actor, proposal)
        day = max(proposal.effective_on, moment.date())
        planned = plan(proposal.thread, Wanted(proposal.change, day), moment.date())
        await _decide(actor, proposal, Status.EFFECTIVE, day, decision.reason, moment)
        await set_state(proposal.certification, planned.beneath)
        if proposal.change is Change.WITHDRAWN:
            await _end_certificates(proposal.certification, day)
        # In the chain of the site, which its operator reads: nobody of headquarters is named there.
        facts = change_facts(planned.before, planned.after, proposal.reason, day)
        facts["decision_reason"] = decision.reason
        action = f"certification.{proposal.change.value}"
        await record(actor, action, subject_of(proposal.place), facts, site=proposal.place.site)


async def refuse(actor: Actor, change: UUID, decision: DecisionIn, moment: datetime) -> None:
    """Refuse a proposal; everything stays as it was. ChangeNotFound, ProposalIsDecided, SamePerson."""
    actor.require(Permission.PROPOSE_CANCELLATION)
    async with transaction(actor):
        proposal = await _locked(change)
        _check_second_person(actor, proposal)
        await _decide(actor, proposal, Status.REFUSED, proposal.effective_on, decision.reason, moment)
        await record_privately(actor, "refused", proposal.place, _facts(proposal, decision.reason))


async def retract(actor: Actor, change: UUID, decision: DecisionIn, moment: datetime) -> None:
    """Take one's own proposal back, also when one holds the right no more.

    ChangeNotFound, ProposalIsDecided, NotTheProposer.
    """
    actor.require(Permission.READ_CERTIFICATIONS)
    async with transaction(actor):
        proposal = await _locked(change)
        if actor.account is None or actor.account != proposal.proposed_by:
            raise NotTheProposer()
        await _decide(actor, proposal, Status.RETRACTED, proposal.effective_on, decision.reason, moment)
        await record_privately(actor, "retracted", proposal.place, _facts(proposal, decision.reason))


_FOUND = """
select c.id, c.certification, c.change, c.status, c.reason, c.effective_on, c.proposed_by, c.proposer,
       s.code as site, t.code as type
from certification_change c join site s on s.id = c.site join certification thread on thread.id = c.certification
join certificate_type t on t.id = thread.type where c.id = $1
"""


async def _locked(change: UUID) -> _Proposal:
    """Found, and its certification locked before it is looked at. ChangeNotFound, ProposalIsDecided."""
    found = await fetch_row(_FOUND, change)
    # What never was a proposal is none to decide about, and no more is said of it.
    if found is None or Change(found["change"]) not in (Change.SUSPENDED, Change.WITHDRAWN):
        raise ChangeNotFound()
    place = await place_of(found["site"], found["type"])
    certification = await thread_id(place, lock=True)
    row = await fetch_row(_FOUND, change)
    if certification is None or row is None:
        raise ChangeNotFound()
    if row["status"] != Status.PROPOSED.value:
        raise ProposalIsDecided()
    return _proposal(row, place, await thread_of(place, certification))


def _proposal(row: Record, place: Place, thread: Thread) -> _Proposal:
    names = ("id", "certification", "reason", "effective_on", "proposed_by", "proposer")
    alone = Thread(thread.terms, thread.active, thread.past, thread.certificates)
    return _Proposal(change=Change(row["change"]), place=place, thread=alone, **{name: row[name] for name in names})


def _check_second_person(actor: Actor, proposal: _Proposal) -> None:
    """The right over the region, and another person: the command line is nobody. Forbidden, SamePerson."""
    actor.require_right(right_for(proposal.change), proposal.place.region)
    if actor.account is None or proposal.proposed_by in (None, actor.account):
        raise SamePerson()


async def _decide(actor: Actor, proposal: _Proposal, status: Status, day: date, reason: str, moment: datetime) -> None:
    await execute(
        "update certification_change set status = $2, effective_on = $3, decided_by = $4, decider = $5, "
        "decided_at = $6, decision_reason = $7 where id = $1",
        proposal.id,
        status.value,
        day,
        actor.account,
        actor.name,
        moment,
        reason,
    )


async def _end_certificates(certification: UUID, day: date) -> None:
    """One that has not begun by then never holds."""
    await execute(
        "update certificate set ended_on = greatest(valid_from, $2) "
        "where certification = $1 and valid_to >= $2 and ended_on is null",
        certification,
        day,
    )


def _facts(proposal: _Proposal, decision_reason: str) -> dict[str, object]:
    return {
        "change": proposal.change,
        "reason": proposal.reason,
        "proposer": proposal.proposer,
        "decision_reason": decision_reason,
    }
