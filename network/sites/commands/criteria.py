"""Writing selection criteria: a draft is made, changed and tried, and then published for good or deleted."""

from datetime import datetime
from functools import cache
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, fetch_value, transaction
from network.foundation.trail import record as trail
from network.sites.errors.criteria import (
    CriteriaFaulty,
    CriteriaNotFound,
    CriteriaOfAnotherCode,
    CriteriaPublished,
    DraftExists,
)
from network.sites.queries.criteria import find_set, shipped
from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_validation import validate_criteria
from network.sites.schemas.criteria import CriteriaSet, keep_criteria, load_criteria
from network.web.versions import check_version

# Two people who start a draft of the same set at once must not both get one.
_TURN = "select pg_advisory_xact_lock(hashtext('criteria_set:' || $1))"


async def start_draft(actor: Actor, code: str, version: int, at: datetime) -> CriteriaSet:
    """A new draft that says what this version says. DraftExists when the set has one already."""
    actor.require(Permission.CHANGE_CRITERIA)
    async with transaction(actor):
        copied = await find_set(code, version)
        return await _draft(actor, copied.document, at)


async def write_draft(
    actor: Actor, code: str, version: int, document: CriteriaDocument, revision: int | None, at: datetime
) -> CriteriaSet:
    """Replace what a draft says; what it means may still be wrong. `revision`: the one that this was made from.

    Raises CriteriaPublished, CriteriaOfAnotherCode, or PreconditionFailed when somebody has changed it meanwhile.
    """
    actor.require(Permission.CHANGE_CRITERIA)
    async with transaction(actor):
        draft = await _locked(code, version)
        check_version(revision, draft.revision)
        if document.code != code:
            raise CriteriaOfAnotherCode({"code": CriteriaOfAnotherCode.message % {"code": code}}, code=code)
        if document != draft.document:
            await execute(
                "update criteria_set set document = $2, title = $3, title_zh = $4, made_by = $5, made_at = $6,"
                " revision = revision + 1 where id = $1",
                draft.id,
                keep_criteria(document),
                document.title.en,
                document.title.zh_CN,
                actor.name,
                at,
            )
            await trail.record(actor, "criteria.drafted", _subject(draft), _facts(document))
        return await find_set(code, version)


async def publish_draft(actor: Actor, code: str, version: int, revision: int | None, at: datetime) -> None:
    """What is submitted from now on is judged by it. CriteriaFaulty names everything that must be put right first."""
    actor.require(Permission.CHANGE_CRITERIA)
    async with transaction(actor):
        draft = await _locked(code, version)
        check_version(revision, draft.revision)
        await _publish(actor, draft, at)


async def delete_draft(actor: Actor, code: str, version: int) -> None:
    """A draft is gone for good. CriteriaPublished for what is none."""
    actor.require(Permission.CHANGE_CRITERIA)
    async with transaction(actor):
        draft = await _locked(code, version)
        await execute("delete from criteria_set where id = $1", draft.id)
        await trail.record(actor, "criteria.deleted", _subject(draft), _facts(draft.document))


async def add_shipped(actor: Actor, at: datetime) -> None:
    """Publish the criteria that ship with the program, where there is no version of them yet."""
    actor.require(Permission.CHANGE_CRITERIA)
    async with transaction(actor):
        for document in _shipped_documents():
            await execute(_TURN, document.code)
            if not await fetch_value("select exists (select from criteria_set where code = $1)", document.code):
                await _publish(actor, await _draft(actor, document, at), at)


@cache
def _shipped_documents() -> tuple[CriteriaDocument, ...]:
    return tuple(map(load_criteria, shipped()))


async def _draft(actor: Actor, document: CriteriaDocument, at: datetime) -> CriteriaSet:
    """Inside a transaction: the next version of its set, as a draft."""
    await execute(_TURN, document.code)
    newest = await fetch_row(
        "select version, state from criteria_set where code = $1 order by version desc limit 1", document.code
    )
    if newest and newest["state"] == "draft":
        raise DraftExists(code=document.code, version=newest["version"])
    version = newest["version"] + 1 if newest else 1
    await execute(
        "insert into criteria_set (id, code, version, title, title_zh, document, state, made_by, made_at)"
        " values ($1, $2, $3, $4, $5, $6, 'draft', $7, $8)",
        uuid4(),
        document.code,
        version,
        document.title.en,
        document.title.zh_CN,
        keep_criteria(document),
        actor.name,
        at,
    )
    made = await find_set(document.code, version)
    await trail.record(actor, "criteria.drafted", _subject(made), _facts(document))
    return made


async def _locked(code: str, version: int) -> CriteriaSet:
    """The draft, locked against others who change it. CriteriaNotFound, CriteriaPublished."""
    found = await find_set(code, version)
    locked: UUID | None = await fetch_value("select id from criteria_set where id = $1 for update", found.id)
    if locked is None:
        raise CriteriaNotFound()
    draft = await find_set(code, version)
    if draft.published:
        raise CriteriaPublished()
    return draft


async def _publish(actor: Actor, draft: CriteriaSet, at: datetime) -> None:
    if problems := validate_criteria(draft.document):
        raise CriteriaFaulty(problems)
    await execute(
        "update criteria_set set state = 'published', published_by = $2, published_at = $3 where id = $1",
        draft.id,
        actor.name,
        at,
    )
    await trail.record(actor, "criteria.published", _subject(draft), _facts(draft.document))


def _subject(found: CriteriaSet) -> str:
    return f"criteria:{found.code}:{found.version}"


def _facts(document: CriteriaDocument) -> dict[str, object]:
    """What stands in the trail: enough to tell two versions apart."""
    return {
        "minimum": document.minimum,
        "weights": {each.key: each.weight for each in document.criteria},
        "knock_outs": [each.key for each in document.criteria if each.knock_out is not None],
    }
