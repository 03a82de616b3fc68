"""What an operator asks headquarters to change in the file of its site: asked for, taken back, accepted, refused."""

import json
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, transaction
from network.foundation.i18n import gettext as _
from network.foundation.trail import record as trail
from network.sites.commands.site_files import apply_changes, check_changes, local_day
from network.sites.errors.site_files import (
    BadSiteFile,
    FileChangedMeanwhile,
    NothingProposed,
    ProposalDecided,
    ProposalNotFound,
    ReasonNeeded,
)
from network.sites.queries.site_files import file_of, site_id
from network.sites.rules.proposals import ProposalState
from network.sites.rules.site_files import FIELDS, Change, changes_between, overtaken
from network.sites.schemas.proposals import ProposalIn
from network.web.versions import check_version


async def propose_changes(actor: Actor, code: str, version: int | None, wanted: ProposalIn, now: datetime) -> UUID:
    """Ask headquarters for changes of a site's file, written against this version; the proposal's id.

    SiteNotFound, PreconditionFailed, BadSiteFile, NothingProposed, ReasonNeeded.
    """
    actor.require(Permission.PROPOSE_SITE_CHANGES)
    _need(wanted.reason)
    async with transaction(actor):
        site = await site_id(code)
        file = await file_of(site)
        check_version(version, file.version, file.values())
        changes = changes_between(file.values(), wanted.changes.values())
        if not changes:
            raise NothingProposed()
        if closed := [change.field for change in changes if not FIELDS[change.field].open]:
            raise BadSiteFile({name: _("Headquarters keeps this itself. Ask your service manager.") for name in closed})
        await check_changes(actor, file, changes, local_day(file.time_zone, now))
        return await _keep(actor, site, file.version, changes, wanted.reason, now)


async def retract_proposal(actor: Actor, code: str, proposal_id: UUID, now: datetime) -> None:
    """Take back a proposal that nobody has decided yet. ProposalNotFound, ProposalDecided."""
    actor.require(Permission.PROPOSE_SITE_CHANGES)
    async with transaction(actor):
        site = await site_id(code)
        row = await _proposal(proposal_id)
        if row["site"] != site:
            raise ProposalNotFound()
        await _decide(actor, proposal_id, ProposalState.RETRACTED, "", now)
        await trail.record(actor, "proposal.retracted", f"proposal:{proposal_id}", {}, site=site)


async def accept_proposal(actor: Actor, proposal_id: UUID, reason: str, now: datetime) -> int:
    """Apply exactly what was proposed; the file's new version.

    ProposalNotFound, ProposalDecided, BadSiteFile; FileChangedMeanwhile when a field is not any more as it was when
    its change was proposed.
    """
    actor.require(Permission.CHANGE_SITE_FILES)
    async with transaction(actor):
        row = await _locked(proposal_id)
        file = await file_of(row["site"])
        changes = [Change(**change) for change in json.loads(row["changes"])]
        if lost := overtaken(file.values(), changes):
            raise FileChangedMeanwhile(fields=", ".join(str(FIELDS[name].label) for name in lost))
        await _decide(actor, proposal_id, ProposalState.ACCEPTED, reason, now)
        facts = {"reason": reason, "fields": [change.field for change in changes]}
        await trail.record(actor, "proposal.accepted", f"proposal:{proposal_id}", facts, site=row["site"])
        return await apply_changes(actor, row["site"], file, changes, now)


async def refuse_proposal(actor: Actor, proposal_id: UUID, reason: str, now: datetime) -> None:
    """Leave the file as it is; the operator reads why. ProposalNotFound, ProposalDecided, ReasonNeeded."""
    actor.require(Permission.CHANGE_SITE_FILES)
    _need(reason)
    async with transaction(actor):
        row = await _locked(proposal_id)
        await _decide(actor, proposal_id, ProposalState.REFUSED, reason, now)
        facts = {"reason": reason}
        await trail.record(actor, "proposal.refused", f"proposal:{proposal_id}", facts, site=row["site"])


def _need(reason: str) -> None:
    if not reason:
        raise ReasonNeeded({"reason": ReasonNeeded.message})


async def _keep(actor: Actor, site: int, version: int, changes: Sequence[Change], reason: str, now: datetime) -> UUID:
    made = uuid4()
    written = [{"field": change.field, "before": change.before, "after": change.after} for change in changes]
    await execute(
        "insert into site_proposal (id, site, changes, reason, state, site_version, proposed_by, proposer, "
        "proposed_at, decider, decision_reason) values ($1, $2, $3, $4, 'open', $5, $6, $7, $8, '', '')",
        made,
        site,
        json.dumps(written),
        reason,
        version,
        actor.account,
        actor.name,
        now,
    )
    facts = {
        "before": {change.field: change.before for change in changes},
        "after": {change.field: change.after for change in changes},
        "reason": reason,
    }
    await trail.record(actor, "proposal.made", f"proposal:{made}", facts, site=site)
    return made


async def _proposal(proposal_id: UUID) -> Record:
    row = await fetch_row("select site, state, changes from site_proposal where id = $1", proposal_id)
    if row is None:
        raise ProposalNotFound()
    return row


async def _locked(proposal_id: UUID) -> Record:
    """The proposal, with its site locked: of two who decide at once the second sees what the first did.

    ProposalNotFound, ProposalDecided.
    """
    row = await _proposal(proposal_id)
    if await fetch_row("select id from site where id = $1 for update", row["site"]) is None:
        raise ProposalNotFound()
    row = await _proposal(proposal_id)
    if row["state"] != ProposalState.OPEN:
        raise ProposalDecided()
    return row


async def _decide(actor: Actor, proposal_id: UUID, state: ProposalState, reason: str, now: datetime) -> None:
    """Raises ProposalDecided, also for someone who comes a moment later: the row is taken only while it is open."""
    decided = await fetch_row(
        "update site_proposal set state = $2, decided_by = $3, decider = $4, decided_at = $5, decision_reason = $6 "
        "where id = $1 and state = 'open' returning id",
        proposal_id,
        state.value,
        actor.account,
        actor.name,
        now,
        reason,
    )
    if decided is None:
        raise ProposalDecided()
