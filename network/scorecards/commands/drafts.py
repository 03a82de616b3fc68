"""Writing schemes on the web: started from a version, sent in, approved by somebody who never wrote in it."""

from datetime import datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, fetch_value, transaction
from network.foundation.trail.record import record
from network.scorecards.commands.schemes import document_of, keep_version
from network.scorecards.errors import (
    DraftDecided,
    DraftFaulty,
    DraftNotFound,
    DraftNotSubmitted,
    DraftOfAnotherScheme,
    DraftSubmitted,
    DraftUnfinished,
    SchemeCodeTaken,
    SchemeSamePerson,
)
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.queries.drafts import Draft, find_draft, first_quarter
from network.scorecards.queries.schemes import newest
from network.scorecards.rules.drafts import DraftState, draft_problems
from network.scorecards.rules.scheme import Scheme
from network.web.versions import check_version

# Two people who start, send in or approve drafts of one scheme at once wait for each other.
_TURN = "select pg_advisory_xact_lock(hashtextextended('scheme ' || $1, 0))"
_UNFINISHED = "select writer from scheme_draft where code = $1 and state in ('draft', 'submitted')"
_INSERT = """
insert into scheme_draft (id, code, began_from, state, document, row_version, written_by, writer, created_at)
values ($1, $2, $3, 'draft', $4, 1, $5, $6, $7)
"""
_WRITE = """
update scheme_draft set document = $2, written_by = $3, writer = $4, row_version = row_version + 1 where id = $1
"""
_SUBMIT = """
update scheme_draft set state = 'submitted', submitted_at = $2, written_by = $3, writer = $4,
    row_version = row_version + 1 where id = $1
"""
_TAKE_BACK = """
update scheme_draft set state = 'draft', submitted_at = null, row_version = row_version + 1 where id = $1
"""
_DECIDE = """
update scheme_draft set state = $2, decided_at = $3, decided_by = $4, decider = $5, reason = $6, became = $7,
    row_version = row_version + 1 where id = $1
"""


async def start_draft(actor: Actor, code: str, version: int, at: datetime, own_code: str = "") -> Draft:
    """A draft that says what this version says; `own_code`: of a scheme of its own that begins with it.

    SchemeNotFound, SchemeCodeTaken; DraftUnfinished when there is one already.
    """
    actor.require(Permission.CHANGE_SCHEMES)
    async with transaction(actor):
        copied = await newest(code, version)
        wanted = own_code or code
        await execute(_TURN, wanted)
        known = await fetch_value("select coalesce(max(version), 0) from scheme_version where code = $1", wanted)
        if own_code and known:
            raise SchemeCodeTaken({"code": SchemeCodeTaken.message % {"scheme": own_code}}, scheme=own_code)
        begun = await fetch_row(_UNFINISHED, wanted)
        if begun:
            raise DraftUnfinished(scheme=wanted, writer=begun["writer"])
        scheme = copied.scheme.model_copy(update={"code": wanted, "version": known + 1, "effective_from": None})
        made = uuid4()
        await execute(_INSERT, made, wanted, copied.id, document_of(scheme), actor.account, actor.name, at)
        await record(actor, "scheme.drafted", _subject(scheme), {"from": f"{code} {version}"})
        return await find_draft(made)


async def write_draft(actor: Actor, draft_id: UUID, scheme: Scheme, version: int | None) -> Draft:
    """Replace what a draft says; its meaning may still be wrong. `version`: the one that this was made from.

    DraftNotFound, DraftDecided, DraftSubmitted, DraftOfAnotherScheme; PreconditionFailed when it was changed meanwhile.
    """
    actor.require(Permission.CHANGE_SCHEMES)
    async with transaction(actor):
        draft = await _open(draft_id)
        check_version(version, draft.row_version)
        if scheme.code != draft.scheme.code:
            told = DraftOfAnotherScheme.message % {"scheme": draft.scheme.code}
            raise DraftOfAnotherScheme({"code": told}, scheme=draft.scheme.code)
        written = scheme.model_copy(update={"version": draft.scheme.version})
        if written != draft.scheme:
            await execute(_WRITE, draft.id, document_of(written), actor.account, actor.name)
            await record(actor, "scheme.written", _subject(written), _facts(written))
        return await find_draft(draft_id)


async def submit_draft(actor: Actor, draft_id: UUID, version: int | None, at: datetime) -> Draft:
    """Somebody else is to approve it. As `write_draft`; DraftFaulty names all that must be put right first."""
    actor.require(Permission.CHANGE_SCHEMES)
    async with transaction(actor):
        draft = await _open(draft_id)
        check_version(version, draft.row_version)
        await _require_fit(draft, at)
        await execute(_SUBMIT, draft.id, at, actor.account, actor.name)
        await record(actor, "scheme.submitted", _subject(draft.scheme), _facts(draft.scheme))
        return await find_draft(draft_id)


async def take_back_draft(actor: Actor, draft_id: UUID, version: int | None) -> Draft:
    """It can be written in again. DraftNotFound, DraftDecided, DraftNotSubmitted, PreconditionFailed."""
    actor.require(Permission.CHANGE_SCHEMES)
    async with transaction(actor):
        draft = await _waiting(draft_id, version)
        await execute(_TAKE_BACK, draft.id)
        await record(actor, "scheme.taken_back", _subject(draft.scheme), {})
        return await find_draft(draft_id)


async def approve_draft(actor: Actor, draft_id: UUID, version: int | None, at: datetime) -> Draft:
    """It becomes the next version of its scheme, and judges from its quarter on.

    DraftNotFound, DraftDecided, DraftNotSubmitted, PreconditionFailed; SchemeSamePerson for all who ever wrote in it;
    DraftFaulty when what was right on sending it in is so no longer, such as a quarter that has begun meanwhile.
    """
    actor.require(Permission.APPROVE_SCHEMES)
    async with transaction(actor):
        draft = await _waiting(draft_id, version)
        if not draft.may_be_approved_by(actor):
            raise SchemeSamePerson()
        await execute(_TURN, draft.scheme.code)
        await _require_fit(draft, at)
        last = await fetch_value(
            "select coalesce(max(version), 0) from scheme_version where code = $1", draft.scheme.code
        )
        scheme = draft.scheme.model_copy(update={"version": last + 1})
        kept = await keep_version(actor, scheme)
        await execute(_DECIDE, draft.id, "approved", at, actor.account, actor.name, None, kept)
        await record(actor, "scheme.approved", _subject(scheme), _facts(scheme))
        return await find_draft(draft_id)


async def reject_draft(actor: Actor, draft_id: UUID, reason: str, version: int | None, at: datetime) -> Draft:
    """It stays as it is, with the reason. As `approve_draft`, but for DraftFaulty."""
    actor.require(Permission.APPROVE_SCHEMES)
    async with transaction(actor):
        draft = await _waiting(draft_id, version)
        if not draft.may_be_approved_by(actor):
            raise SchemeSamePerson()
        await execute(_DECIDE, draft.id, "rejected", at, actor.account, actor.name, reason, None)
        await record(actor, "scheme.rejected", _subject(draft.scheme), {"reason": reason})
        return await find_draft(draft_id)


async def discard_draft(actor: Actor, draft_id: UUID) -> None:
    """A draft is gone for good. DraftNotFound, DraftDecided, DraftSubmitted."""
    actor.require(Permission.CHANGE_SCHEMES)
    async with transaction(actor):
        draft = await _open(draft_id)
        await execute("delete from scheme_draft where id = $1", draft.id)
        await record(actor, "scheme.discarded", _subject(draft.scheme), _facts(draft.scheme))


async def _locked(draft_id: UUID) -> Draft:
    if await fetch_value("select id from scheme_draft where id = $1 for update", draft_id) is None:
        raise DraftNotFound()
    draft = await find_draft(draft_id)
    if draft.state in (DraftState.APPROVED, DraftState.REJECTED):
        raise DraftDecided()
    return draft


async def _open(draft_id: UUID) -> Draft:
    draft = await _locked(draft_id)
    if not draft.is_open:
        raise DraftSubmitted()
    return draft


async def _waiting(draft_id: UUID, version: int | None) -> Draft:
    draft = await _locked(draft_id)
    if draft.state is not DraftState.SUBMITTED:
        raise DraftNotSubmitted()
    check_version(version, draft.row_version)
    return draft


async def _require_fit(draft: Draft, at: datetime) -> None:
    if problems := draft_problems(draft.scheme, FACTS, await first_quarter(at)):
        raise DraftFaulty(problems)


def _subject(scheme: Scheme) -> str:
    return f"scheme:{scheme.code}:{scheme.version}"


def _facts(scheme: Scheme) -> dict[str, object]:
    """What stands in the trail: enough to tell two drafts apart."""
    weights = {criterion.code: criterion.weight for criterion in scheme.criteria}
    gates = {gate.code: gate.cap for gate in scheme.gates}
    return {"effective_from": scheme.effective_from, "weights": weights, "gates": gates}
