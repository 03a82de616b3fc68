"""Reading applications. Row security decides what is in reach; a draft is its applicant's own affair."""

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.sites.errors.applications import ApplicationNotFound, DocumentNotFound
from network.sites.errors.criteria import CriteriaNotFound
from network.sites.queries.criteria import current_set, set_of
from network.sites.rules.applications import Held, Want, missing_evidence, open_wants, requirements
from network.sites.rules.criteria import CriteriaDocument, LocalText
from network.sites.schemas.applications import (
    ApplicationOut,
    DocumentOut,
    FormChoices,
    RequirementOut,
    StepOut,
    WantOut,
)
from network.sites.schemas.criteria import CriteriaSet

# The Chinese path is put together from the nodes, because only each node's own name is kept in both languages.
REGION_ZH = """
(select string_agg(up.name_zh, '/' order by length(up.path)) from region up
 where r.path = up.path or starts_with(r.path, up.path || '/'))
"""

_APPLICATION = f"""
select a.id, a.number, a.applicant, a.criteria_set, a.state, a.version, a.operator_name, a.operator_name_zh,
       a.site_name, a.site_name_zh, a.city, a.city_zh, a.details, a.asked_for, a.created_at, a.submitted_at, a.site,
       a.decided_at, r.id as region_id, r.path as region, {REGION_ZH} as region_zh
from application a left join region r on r.id = a.region
where a.id = $1
"""

_STEPS = """
select from_state, to_state, reason_code, reason, by_applicant, actor as who, at
from application_step where application = $1 order by id
"""
# Who did what at headquarters, assessing it not least, is kept from an applicant by the database as well.
_OWN_STEPS = _STEPS.replace("actor as who", "'' as who")
_DOCUMENTS = """
select id, criterion, file_name as name, file_kind as kind, file_type as media_type, file_size as size, added_at
from application_document where application = $1 and removed_at is null order by added_at, id
"""


async def application(actor: Actor, application_id: UUID) -> ApplicationOut:
    """An application that was submitted, for headquarters. ApplicationNotFound."""
    actor.require(Permission.READ_APPLICATIONS)
    async with transaction(actor, read_only=True):
        row = await submitted_row(application_id)
        site = await fetch_value("select code from site where id = $1", row["site"]) if row["site"] else None
        return await _whole(row, site)


async def own_application(actor: Actor, application_id: UUID) -> ApplicationOut:
    """The applicant's own. Of headquarters it tells no names, and nothing of assessors. ApplicationNotFound."""
    actor.require(Permission.APPLY)
    async with transaction(actor, read_only=True):
        found = await _whole(await own_row(actor, application_id), None, _OWN_STEPS)
    steps = [step.model_copy(update={"who": actor.name}) if step.by_applicant else step for step in found.steps]
    return found.model_copy(update={"steps": steps})


async def submitted_row(application_id: UUID) -> Record:
    """Inside a transaction: what headquarters may know of, without locking it. ApplicationNotFound."""
    row = await fetch_row(_APPLICATION + " and a.state <> 'draft'", application_id)
    if row is None:
        raise ApplicationNotFound()
    return row


async def own_row(actor: Actor, application_id: UUID) -> Record:
    """Inside a transaction: one of the applicant's own, without locking it. ApplicationNotFound."""
    row = await fetch_row(_APPLICATION + " and a.applicant = $2", application_id, actor.account)
    if row is None:
        raise ApplicationNotFound()
    return row


async def _whole(row: Record, site: str | None, told: str = _STEPS) -> ApplicationOut:
    steps = await fetch(told, row["id"])
    documents = [DocumentOut(**dict(each)) for each in await fetch(_DOCUMENTS, row["id"])]
    held, wants = [_held(each) for each in documents], wants_of(row)
    criteria = await criteria_of(row["criteria_set"])
    unanswered = open_wants(wants, held)
    columns = {name: row[name] for name in ApplicationOut.model_fields if name in row and name != "site"}
    return ApplicationOut(
        **columns,
        **json.loads(row["details"]),
        site=site,
        steps=[StepOut(**dict(step)) for step in steps],
        documents=documents,
        criteria={each.key: each.label for each in criteria.document.criteria} if criteria else {},
        requirements=_requirements(criteria.document, held) if criteria else [],
        wants=[
            WantOut(criterion=want.criterion, words=want.words, asked_at=want.asked_at, answered=want not in unanswered)
            for want in wants
        ],
    )


async def criteria_of(chosen: UUID | None) -> CriteriaSet | None:
    """Inside a transaction: the set that an application was submitted under; before that, the current one, if any."""
    try:
        return await (set_of(chosen) if chosen else current_set())
    except CriteriaNotFound:
        return None


def wants_of(row: Record) -> list[Want]:
    return [
        Want(want["criterion"], want["words"], datetime.fromisoformat(want["at"]))
        for want in json.loads(row["asked_for"])
    ]


async def held_of(application_id: UUID) -> list[Held]:
    """Inside a transaction: what has been handed in."""
    return [_held(DocumentOut(**dict(each))) for each in await fetch(_DOCUMENTS, application_id)]


def _held(document: DocumentOut) -> Held:
    return Held(document.criterion, document.kind, document.added_at)


def _requirements(document: CriteriaDocument, held: Sequence[Held]) -> list[RequirementOut]:
    missing = missing_evidence(document, held)
    return [
        RequirementOut(
            criterion=each.criterion,
            label=document.criterion(each.criterion).label,
            evidence=each.evidence,
            met=each not in missing,
        )
        for each in requirements(document)
    ]


@dataclass(frozen=True, slots=True)
class KeptDocument:
    """A document, its application, and the SHA-256 of its file and of its small picture."""

    document: DocumentOut
    application_id: UUID
    sha256: str
    thumbnail_sha256: str | None


async def document_file(actor: Actor, document_id: UUID) -> KeptDocument:
    """A document, for whoever sees its application: who wrote it, assesses it or decides about it. DocumentNotFound."""
    readers = (Permission.APPLY, Permission.READ_APPLICATIONS, Permission.ASSESS_APPLICATIONS)
    if not any(actor.may(each) for each in readers):
        raise DocumentNotFound()
    async with transaction(actor, read_only=True):
        row = await fetch_row(_DOCUMENT, document_id, actor.account)
    if row is None:
        raise DocumentNotFound()
    document = DocumentOut(**{name: row[name] for name in DocumentOut.model_fields})
    return KeptDocument(document, row["application"], row["file_sha256"], row["thumbnail_sha256"])


_DOCUMENT = """
select d.id, d.criterion, d.file_name as name, d.file_kind as kind, d.file_type as media_type, d.file_size as size,
       d.added_at, d.file_sha256, d.thumbnail_sha256, d.application
from application_document d join application a on a.id = d.application
where d.id = $1 and d.removed_at is null and (a.state <> 'draft' or a.applicant = $2)
"""


async def form_choices(actor: Actor) -> FormChoices:
    """What the form of an application offers."""
    actor.require(Permission.APPLY)
    async with transaction(actor, read_only=True):
        regions = await fetch(f"select r.path, {REGION_ZH} as path_zh from region r order by r.path")
        cities = await fetch("select name, name_zh from city order by name")
        types = await fetch("select code, title, title_zh from certificate_type where active order by code")
    return FormChoices(
        regions={row["path"]: LocalText(en=row["path"], zh_CN=row["path_zh"]) for row in regions},
        cities={row["name"]: LocalText(en=row["name"], zh_CN=row["name_zh"] or row["name"]) for row in cities},
        types={row["code"]: LocalText(en=row["title"], zh_CN=row["title_zh"] or row["title"]) for row in types},
    )


async def wanted_titles(actor: Actor, codes: Sequence[str]) -> list[LocalText]:
    """What an applicant wants to repair, in words, in the order of the codes; of a type that is gone, its code."""
    async with transaction(actor, read_only=True):
        rows = await fetch("select code, title, title_zh from certificate_type where code = any($1)", list(codes))
    titles: dict[str, Any] = {
        row["code"]: LocalText(en=row["title"], zh_CN=row["title_zh"] or row["title"]) for row in rows
    }
    return [titles.get(code, LocalText(en=code, zh_CN=code)) for code in codes]
