"""Writing pre-check lists: a draft is made and changed, and then published for good or deleted."""

from datetime import datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, fetch_value, transaction
from network.foundation.trail import record as trail
from network.repairs.errors.prechecks import (
    PrecheckDraftExists,
    PrecheckListNotFound,
    PrechecksFaulty,
    PrechecksPublished,
)
from network.repairs.queries.prechecks import EVERY_PRODUCT, find_list, shipped
from network.repairs.rules.prechecks import PrecheckDocument, validate_prechecks
from network.repairs.schemas.prechecks import PrecheckList, PublishIn, keep_prechecks, load_prechecks
from network.web.versions import check_version

# Two people who start a draft for the same product at once must not both get one.
_TURN = "select pg_advisory_xact_lock(hashtext('precheck_list:' || $1))"


async def start_draft(actor: Actor, list_id: UUID, at: datetime, product: str | None = None) -> PrecheckList:
    """A new draft that says what this version says, for its product or for another one.

    PrecheckListNotFound; PrecheckDraftExists when the product has one already.
    """
    actor.require(Permission.CHANGE_PRECHECKS)
    async with transaction(actor):
        copied = await find_list(list_id)
        return await _draft(actor, copied.product if product is None else product, copied.document, at)


async def write_draft(
    actor: Actor, list_id: UUID, document: PrecheckDocument, version: int | None, at: datetime
) -> PrecheckList:
    """Replace what a draft says; what it means may still be wrong. `version`: the one that this was made from.

    PrecheckListNotFound, PrechecksPublished; PreconditionFailed when somebody has changed it meanwhile.
    """
    actor.require(Permission.CHANGE_PRECHECKS)
    async with transaction(actor):
        draft = await _locked(list_id)
        check_version(version, draft.row_version)
        if document != draft.document:
            await execute(
                "update precheck_list set document = $2, created_by = $3, created_at = $4,"
                " row_version = row_version + 1 where id = $1",
                draft.id,
                keep_prechecks(document),
                actor.name,
                at,
            )
            await trail.record(actor, "prechecks.drafted", _subject(draft), _facts(document))
        return await find_list(list_id)


async def publish_draft(
    actor: Actor, list_id: UUID, said: PublishIn, version: int | None, at: datetime
) -> PrecheckList:
    """What is shipped from now on is checked by it; the list before it is retired in the same moment.

    PrecheckListNotFound, PrechecksPublished, PreconditionFailed; PrechecksFaulty names what must be put right first.
    """
    actor.require(Permission.CHANGE_PRECHECKS)
    async with transaction(actor):
        draft = await _locked(list_id)
        check_version(version, draft.row_version)
        await _publish(actor, draft, said.note, at)
        return await find_list(list_id)


async def delete_draft(actor: Actor, list_id: UUID) -> None:
    """A draft is gone for good. PrecheckListNotFound; PrechecksPublished for what is none."""
    actor.require(Permission.CHANGE_PRECHECKS)
    async with transaction(actor):
        draft = await _locked(list_id)
        await execute("delete from precheck_list where id = $1", draft.id)
        await trail.record(actor, "prechecks.deleted", _subject(draft), _facts(draft.document))


async def add_shipped_list(actor: Actor, at: datetime) -> None:
    """Publish the list that ships with the program, where none was ever made for every product."""
    actor.require(Permission.CHANGE_PRECHECKS)
    async with transaction(actor):
        await execute(_TURN, EVERY_PRODUCT)
        if not await fetch_value("select exists (select from precheck_list where product = $1)", EVERY_PRODUCT):
            draft = await _draft(actor, EVERY_PRODUCT, load_prechecks(shipped()), at)
            await _publish(actor, draft, "", at)


async def _draft(actor: Actor, product: str, document: PrecheckDocument, at: datetime) -> PrecheckList:
    """Inside a transaction: the next version of its product's list, as a draft."""
    await execute(_TURN, product)
    newest = await fetch_row(
        "select version, state from precheck_list where product = $1 order by version desc limit 1", product
    )
    if newest and newest["state"] == "draft":
        raise PrecheckDraftExists(version=newest["version"])
    made_id = uuid4()
    await execute(
        "insert into precheck_list (id, product, version, state, document, note, created_by, created_at, row_version)"
        " values ($1, $2, $3, 'draft', $4, '', $5, $6, 1)",
        made_id,
        product,
        newest["version"] + 1 if newest else 1,
        keep_prechecks(document),
        actor.name,
        at,
    )
    made = await find_list(made_id)
    await trail.record(actor, "prechecks.drafted", _subject(made), _facts(document))
    return made


async def _locked(list_id: UUID) -> PrecheckList:
    """The draft, locked against others who change it. PrecheckListNotFound, PrechecksPublished."""
    if await fetch_value("select id from precheck_list where id = $1 for update", list_id) is None:
        raise PrecheckListNotFound()
    draft = await find_list(list_id)
    if not draft.is_draft:
        raise PrechecksPublished()
    return draft


async def _publish(actor: Actor, draft: PrecheckList, note: str, at: datetime) -> None:
    if problems := validate_prechecks(draft.document):
        raise PrechecksFaulty(problems)
    await execute(
        "update precheck_list set state = 'retired', row_version = row_version + 1"
        " where product = $1 and state = 'published'",
        draft.product,
    )
    await execute(
        "update precheck_list set state = 'published', note = $2, published_by = $3, published_at = $4,"
        " row_version = row_version + 1 where id = $1",
        draft.id,
        note,
        actor.name,
        at,
    )
    await trail.record(actor, "prechecks.published", _subject(draft), {**_facts(draft.document), "note": note})


def _subject(found: PrecheckList) -> str:
    """Such as `prechecks:PDA-3 2`; without a product, just the version."""
    return f"prechecks:{f'{found.product} {found.version}'.strip()}"


def _facts(document: PrecheckDocument) -> dict[str, object]:
    """What stands in the trail: enough to tell two versions apart."""
    return {"steps": list(document.keys), "optional": [step.key for step in document.steps if step.optional]}
