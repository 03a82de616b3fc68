"""Pages: the cases that auditors are asked about, and answer once."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.audits.commands.calibrations import answer_case
from network.audits.errors.calibrations import AnsweredAlready, RoundIncomplete, RoundOver
from network.audits.pages.calibration_words import PATH
from network.audits.pages.case_forms import answers_of_case, case_form, typed_of_case
from network.audits.queries.calibrations import open_case, open_cases
from network.audits.schemas.calibrations import Case, CaseOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page

CASES = f"{PATH}/open"


class CalibrationCasePages(Controller):
    path = PATH
    guards = [allows(Permission.MAKE_VISITS)]

    @get("/open")
    async def cases(self, actor: NamedDependency[Actor], done: FromQuery[str] = "") -> Page:
        return await _cases(actor, done=done)

    @get("/{round_id:uuid}/answer")
    async def form(self, actor: NamedDependency[Actor], round_id: FromPath[UUID]) -> Response[Any]:
        """The case with the checklist to be filled in; who has answered is led back."""
        found = await open_case(actor, round_id)
        return Redirect(CASES, status_code=303) if found.out.answered_at else _form(found, {})

    @post("/{round_id:uuid}/answer")
    async def answer(
        self, request: HouseRequest, actor: NamedDependency[Actor], round_id: FromPath[UUID]
    ) -> Response[Any]:
        form, found = await request.form(), await open_case(actor, round_id)
        try:
            await answer_case(actor, round_id, answers_of_case(found.document, form), now())
        except RoundIncomplete as refusal:
            return _form(found, typed_of_case(form), refusal)
        except (AnsweredAlready, RoundOver) as refusal:
            return await _cases(actor, refusal=refusal)
        return Redirect(f"{CASES}?done=answered", status_code=303)


async def _cases(actor: Actor, *, done: str = "", refusal: ServicemarkError | None = None) -> Page:
    thanks = _("Thank you. Your answers are kept.")
    return page(
        "calibration_cases.html",
        status=refusal.status if refusal else 200,
        cases=[_row(each) for each in await open_cases(actor)],
        errors=[{"field": "", "message": refusal.text()}] if refusal else [],
        flashes=[{"tone": "good", "text": thanks}] if done == "answered" else [],
        breadcrumbs=[{"label": _("Calibration"), "href": ""}],
    )


def _row(each: CaseOut) -> dict[str, Any]:
    over = each.closes_at is not None and each.closes_at <= now()
    return {
        "name": each.name,
        "href": "" if each.answered_at or over else f"{PATH}/{each.id}/answer",
        "closes": current().moment(each.closes_at) if each.closes_at else "",
        "answered": current().moment(each.answered_at) if each.answered_at else "",
    }


def _form(found: Case, said: dict[str, str], refusal: RoundIncomplete | None = None) -> Page:
    return page(
        "calibration_case.html",
        status=refusal.status if refusal else 200,
        title=found.out.name,
        lead=_("Read the case and answer as you would on the visit. You answer once; nobody sees it but headquarters."),
        case_text=found.out.case_text,
        action=f"{PATH}/{found.out.id}/answer",
        version=0,
        button=_("Send my answers"),
        back=CASES,
        breadcrumbs=[{"label": _("Calibration"), "href": CASES}, {"label": found.out.name, "href": ""}],
        **case_form(found.document, said, refusal),
    )
