"""Writing checklists: a draft is made and changed, then published for good or deleted; one in force is retired."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID, uuid4

from network.audits.errors.checklists import (
    ChecklistDraftExists,
    ChecklistFaulty,
    ChecklistKeyTaken,
    ChecklistNotFound,
    ChecklistNotInForce,
    ChecklistOfAnotherKey,
    ChecklistPublished,
    PilotInForce,
)
from network.audits.queries.checklists import find_checklist, find_problems, shipped
from network.audits.rules.checklists import ChecklistDocument, ChecklistState
from network.audits.schemas.checklist_versions import ChecklistVersion, NewIn, PublishIn, RetireIn
from network.audits.schemas.checklists import keep_checklist, read_checklist
from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, fetch_value, transaction
from network.foundation.trail import record as trail
from network.sites.rules.criteria import LocalText
from network.web.versions import check_version

# Two people who start a draft of the same checklist at once must not both get one.
_TURN = "select pg_advisory_xact_lock(hashtext('checklist:' || $1))"
_RETIRED = "update checklist set state = 'retired', retired_at = $2, row_version = row_version + 1 where id = $1"


async def new_checklist(actor: Actor, wanted: NewIn, at: datetime) -> ChecklistVersion:
    """The first draft of a new checklist, without a question yet. ChecklistKeyTaken."""
    actor.require(Permission.CHANGE_CHECKLISTS)
    title = LocalText(en=wanted.title, zh_CN=wanted.title_zh)
    document = ChecklistDocument(key=wanted.key, kind=wanted.kind, title=title, sections=())
    async with transaction(actor):
        await _free(wanted.key)
        return await _draft(actor, document, at)


async def start_draft(actor: Actor, checklist_id: UUID, at: datetime, key: str = "") -> ChecklistVersion:
    """A new draft that says what this version says; `key`: of a checklist of its own that begins with it.

    ChecklistNotFound, ChecklistKeyTaken; ChecklistDraftExists when there is one already.
    """
    actor.require(Permission.CHANGE_CHECKLISTS)
    async with transaction(actor):
        copied = await find_checklist(checklist_id)
        if key and key != copied.key:
            await _free(key)
        return await _draft(actor, replace(copied.document, key=key or copied.key), at)


async def write_draft(
    actor: Actor, checklist_id: UUID, document: ChecklistDocument, version: int | None, at: datetime
) -> ChecklistVersion:
    """Replace what a draft says; what it means may still be wrong. `version`: the one that this was made from.

    ChecklistNotFound, ChecklistPublished, ChecklistOfAnotherKey; PreconditionFailed when it was changed meanwhile.
    """
    actor.require(Permission.CHANGE_CHECKLISTS)
    async with transaction(actor):
        draft = await _locked(checklist_id)
        check_version(version, draft.row_version)
        if document.key != draft.key:
            raise ChecklistOfAnotherKey({"key": ChecklistOfAnotherKey.message % {"key": draft.key}}, key=draft.key)
        if document != draft.document:
            await execute(
                "update checklist set document = $2, kind = $3, created_by = $4, created_at = $5,"
                " row_version = row_version + 1 where id = $1",
                draft.id,
                keep_checklist(document),
                document.kind.value,
                actor.name,
                at,
            )
            await trail.record(actor, "checklist.drafted", _subject(draft), _facts(document))
        return await find_checklist(checklist_id)


async def publish_draft(
    actor: Actor, checklist_id: UUID, said: PublishIn, version: int | None, at: datetime
) -> ChecklistVersion:
    """Visits are planned by it from now on; the version before it is retired in the same moment.

    ChecklistNotFound, ChecklistPublished, PreconditionFailed; ChecklistFaulty names what must be put right first;
    PilotInForce when a pilot would replace a version that scores.
    """
    actor.require(Permission.CHANGE_CHECKLISTS)
    async with transaction(actor):
        draft = await _locked(checklist_id)
        check_version(version, draft.row_version)
        await _publish(actor, draft, said, at)
        return await find_checklist(checklist_id)


async def retire_checklist(
    actor: Actor, checklist_id: UUID, said: RetireIn, version: int | None, at: datetime
) -> ChecklistVersion:
    """No visit is planned by it any more; those begun before, and for 14 days after, are taken.

    ChecklistNotFound, ChecklistNotInForce, PreconditionFailed.
    """
    actor.require(Permission.CHANGE_CHECKLISTS)
    async with transaction(actor):
        found = await _lock(checklist_id)
        if found.state is not ChecklistState.PUBLISHED:
            raise ChecklistNotInForce()
        check_version(version, found.row_version)
        await execute(_RETIRED, found.id, at)
        await trail.record(actor, "checklist.retired", _subject(found), {"reason": said.reason})
        return await find_checklist(checklist_id)


async def delete_draft(actor: Actor, checklist_id: UUID) -> None:
    """A draft is gone for good. ChecklistNotFound; ChecklistPublished for what is none."""
    actor.require(Permission.CHANGE_CHECKLISTS)
    async with transaction(actor):
        draft = await _locked(checklist_id)
        await execute("delete from checklist where id = $1", draft.id)
        await trail.record(actor, "checklist.deleted", _subject(draft), _facts(draft.document))


async def add_shipped_checklists(actor: Actor, at: datetime) -> None:
    """Publish the checklists that ship with the program, where there is no version of them yet."""
    actor.require(Permission.CHANGE_CHECKLISTS)
    async with transaction(actor):
        for document in map(read_checklist, shipped()):
            await execute(_TURN, document.key)
            if not await _known(document.key):
                await _publish(actor, await _draft(actor, document, at), PublishIn(), at)


async def _known(key: str) -> bool:
    return bool(await fetch_value("select exists (select from checklist where key = $1)", key))


async def _free(key: str) -> None:
    """Inside a transaction: nobody else takes this key before its end. ChecklistKeyTaken."""
    await execute(_TURN, key)
    if await _known(key):
        raise ChecklistKeyTaken(key=key)


async def _draft(actor: Actor, document: ChecklistDocument, at: datetime) -> ChecklistVersion:
    """Inside a transaction: the next version of its checklist, as a draft."""
    await execute(_TURN, document.key)
    newest = await fetch_row(
        "select version, state from checklist where key = $1 order by version desc limit 1", document.key
    )
    if newest and newest["state"] == "draft":
        raise ChecklistDraftExists(version=newest["version"])
    made_id = uuid4()
    await execute(
        "insert into checklist (id, key, version, state, kind, pilot, document, note, created_by, created_at,"
        " row_version) values ($1, $2, $3, 'draft', $4, false, $5, '', $6, $7, 1)",
        made_id,
        document.key,
        newest["version"] + 1 if newest else 1,
        document.kind.value,
        keep_checklist(document),
        actor.name,
        at,
    )
    made = await find_checklist(made_id)
    await trail.record(actor, "checklist.drafted", _subject(made), _facts(document))
    return made


async def _lock(checklist_id: UUID) -> ChecklistVersion:
    """The version, locked against others who change it. ChecklistNotFound."""
    if await fetch_value("select id from checklist where id = $1 for update", checklist_id) is None:
        raise ChecklistNotFound()
    return await find_checklist(checklist_id)


async def _locked(checklist_id: UUID) -> ChecklistVersion:
    """The draft, locked. ChecklistNotFound, ChecklistPublished."""
    draft = await _lock(checklist_id)
    if not draft.is_draft:
        raise ChecklistPublished()
    return draft


async def _publish(actor: Actor, draft: ChecklistVersion, said: PublishIn, at: datetime) -> None:
    if problems := await find_problems(draft.document):
        raise ChecklistFaulty(problems)
    former = await fetch_row("select id, pilot from checklist where key = $1 and state = 'published'", draft.key)
    if former and said.pilot and not former["pilot"]:
        raise PilotInForce()
    if former:
        await execute(_RETIRED, former["id"], at)
    await execute(
        "update checklist set state = 'published', note = $2, pilot = $3, published_by = $4, published_at = $5,"
        " row_version = row_version + 1 where id = $1",
        draft.id,
        said.note,
        said.pilot,
        actor.name,
        at,
    )
    facts = {**_facts(draft.document), "note": said.note, "pilot": said.pilot}
    await trail.record(actor, "checklist.published", _subject(draft), facts)


def _subject(found: ChecklistVersion) -> str:
    """Such as `checklist:mystery-visit 2`."""
    return f"checklist:{found.key} {found.version}"


def _facts(document: ChecklistDocument) -> dict[str, object]:
    """What stands in the trail: enough to tell two versions apart."""
    return {
        "kind": document.kind.value,
        "points": document.points,
        "questions": [question.key for question in document.questions],
        "critical": [question.key for question in document.questions if question.critical is not None],
    }
