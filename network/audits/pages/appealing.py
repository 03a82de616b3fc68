"""Pages: a site appeals against a question of a published audit, with files that show what it says."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from network.audits.commands.appeal_files import SentEvidence
from network.audits.commands.appeals import lodge_appeal, retract_appeal
from network.audits.commands.delivery import opened_audit
from network.audits.errors.appeals import AppealWrong, AuditNotFound, AuditRevised
from network.audits.pages.audit_view import photos_of, title_of
from network.audits.pages.audit_words import audit_path, question_view
from network.audits.queries.audits import audit
from network.audits.rules.appeals import GROUND_LABELS, MOST_FILES
from network.audits.schemas.audits import AppealIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, ServicemarkError
from network.foundation.evidence.errors import EvidenceRefused, EvidenceTooLarge
from network.foundation.evidence.taking import take
from network.foundation.files import shown_name
from network.foundation.i18n import current
from network.foundation.i18n import lazy as _
from network.foundation.settings import Settings
from network.sites.pages.sites import site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import blocks

_TYPED = ("ground", "body", "revision")


def too_large(request: Request[Any, Any, Any], _error: Exception) -> Response[Any]:
    """The body was refused before it was read: the form says so at its files."""
    here = audit_path(request.path_params["code"], request.path_params["audit_id"], "appeals", "new")
    return Redirect(f"{here}?{request.scope['query_string'].decode()}&too_large=true", status_code=303)


class AppealingPages(Controller):
    """Its bodies hold files: `network.app` lets them be as large as those of one appeal may be."""

    path = "/sites/{code:str}/audits/{audit_id:uuid}/appeals"
    guards = [allows(Permission.APPEAL_AUDITS)]
    exception_handlers = {HTTP_413_REQUEST_ENTITY_TOO_LARGE: too_large}

    @get("/new")
    async def form(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        audit_id: FromPath[UUID],
        question: FromQuery[str],
        too_large: FromQuery[bool] = False,
    ) -> Page:
        """The question as it was answered, until when it can be appealed, and what follows."""
        refusal = (
            AppealWrong({"files": _("The files are too large together. Make them smaller.")}) if too_large else None
        )
        return await _form(actor, code, audit_id, question, refusal=refusal)

    @post("/new")
    async def lodge(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        audit_id: FromPath[UUID],
        question: FromQuery[str],
    ) -> Response[Any]:
        await audit(actor, code, audit_id)
        form = await request.form()
        typed = typed_values(form, _TYPED)
        try:
            given = read_as(AppealIn, {**typed, "question": question}, AppealWrong)
            files = await _files(form, settings)
            await lodge_appeal(actor, code, audit_id, given, files, now())
        except (Invalid, Conflict) as refusal:
            return await _form(actor, code, audit_id, question, typed, refusal)
        return Redirect(f"{audit_path(code, audit_id)}?done=appealed", status_code=303)


class AppealRetractingPages(Controller):
    path = "/sites/{code:str}/audits/{audit_id:uuid}/appeals/{appeal_id:uuid}"
    guards = [allows(Permission.APPEAL_AUDITS)]

    @post("/retract")
    async def retract(
        self, actor: NamedDependency[Actor], code: FromPath[str], audit_id: FromPath[UUID], appeal_id: FromPath[UUID]
    ) -> Redirect:
        await retract_appeal(actor, code, audit_id, appeal_id, now())
        return Redirect(f"{audit_path(code, audit_id)}?done=retracted", status_code=303)


async def _form(
    actor: Actor,
    code: str,
    audit_id: UUID,
    key: str,
    typed: Mapping[str, str] | None = None,
    refusal: ServicemarkError | None = None,
) -> Page:
    """AuditNotFound, also for a question that the audit does not have. The form keeps the revision that was read."""
    shop, found = await site(actor, code), await opened_audit(actor, code, audit_id, now())
    question = found.in_force.document.question(key)
    if question is None:
        raise AuditNotFound()
    language, wrong = current(), wrong_fields(refusal)
    filled = {"ground": "", "body": "", "revision": str(found.revision), **(typed or {})}
    return page(
        "appeal_new.html",
        status=refusal.status if refusal else 200,
        path=audit_path(code, audit_id),
        question=question_view(question),
        photos=photos_of(found, found.in_force.document).get(key, []),
        revision=filled["revision"],
        stale=isinstance(refusal, AuditRevised),
        until=language.moment(found.appeal_until, ZoneInfo(found.time_zone)) if found.appeal_until else "",
        grounds=[{"value": str(ground), "label": str(label)} for ground, label in GROUND_LABELS.items()],
        typed=filled,
        wrong=wrong,
        errors=summary(wrong),
        tabs=site_tabs(actor, code, "audits"),
        breadcrumbs=trail_to(shop, language, str(_("Audits")), "audits", title_of(found)),
    )


async def _files(form: FormMultiDict, settings: Settings) -> list[SentEvidence]:
    """The files of the form, taken in their order. AppealWrong, which says so at their field."""
    sent = [file for file in form.getall("files", []) if isinstance(file, UploadFile) and file.filename]
    if len(sent) > MOST_FILES:
        raise AppealWrong({"files": _("At most three files are taken for an appeal.")})
    try:
        return [
            SentEvidence(
                shown_name(file.filename),
                await take(blocks(file), settings.files, most_megabytes=settings.photo_megabytes),
            )
            for file in sent
        ]
    except (EvidenceRefused, EvidenceTooLarge) as refusal:
        raise AppealWrong({"files": refusal.text()}) from refusal
