"""Pages: calibration rounds, for headquarters: the case, what is right, and how far auditors agree."""

from collections.abc import Awaitable
from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.audits.commands.calibrations import begin_round, change_round, close_round, open_round, set_reference
from network.audits.errors.calibrations import RoundIncomplete
from network.audits.pages.calibration_words import (
    DONE,
    PATH,
    STATES,
    answer_rows,
    crumbs,
    question_rows,
    round_row,
)
from network.audits.pages.case_forms import answers_of_case, case_form, typed_of_answers, typed_of_case
from network.audits.pages.checklist_words import local
from network.audits.queries.calibrations import calibration_round, calibration_rounds
from network.audits.queries.checklists import list_checklists
from network.audits.schemas.calibrations import RoundDetail, RoundIn, RoundState
from network.audits.schemas.checklists import document_of
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, NotFound, ServicemarkError
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

FIELDS = ("name", "checklist", "case_text", "closes_on")


class CalibrationPages(Controller):
    path = PATH
    guards = [allows(Permission.JUDGE_AUDITORS)]

    @get()
    async def rounds(self, actor: NamedDependency[Actor]) -> Page:
        found = await calibration_rounds(actor)
        return page("calibrations.html", rounds=[round_row(each) for each in found], breadcrumbs=crumbs())

    @get("/new")
    async def new(self, actor: NamedDependency[Actor]) -> Page:
        return await _form(actor, dict.fromkeys(FIELDS, ""))

    @post("/new")
    async def begin(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        typed = typed_values(await request.form(), FIELDS)
        try:
            made = await begin_round(actor, _read(typed), now())
        except Forbidden:
            raise
        except ServicemarkError as refusal:
            return await _form(actor, typed, refusal)
        return Redirect(f"{PATH}/{made}?done=begun", status_code=303)

    @get("/{round_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], round_id: FromPath[UUID], done: FromQuery[str] = "") -> Page:
        return await _shown(actor, round_id, done=done)

    @get("/{round_id:uuid}/edit")
    async def edit(self, actor: NamedDependency[Actor], round_id: FromPath[UUID]) -> Page:
        found = await calibration_round(actor, round_id)
        return await _form(actor, _written(found), found=found)

    @post("/{round_id:uuid}/edit")
    async def change(
        self, request: HouseRequest, actor: NamedDependency[Actor], round_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, FIELDS)
        try:
            await change_round(actor, round_id, _read(typed), version_of(form), now())
        except (Forbidden, NotFound):
            raise
        except ServicemarkError as refusal:
            return await _form(actor, typed, refusal, await calibration_round(actor, round_id))
        return Redirect(f"{PATH}/{round_id}?done=changed", status_code=303)

    @get("/{round_id:uuid}/reference")
    async def reference(self, actor: NamedDependency[Actor], round_id: FromPath[UUID]) -> Page:
        """The checklist to be filled in with what is right."""
        found = await calibration_round(actor, round_id)
        return _reference(found, typed_of_answers(found.reference or {}))

    @post("/{round_id:uuid}/reference")
    async def set_right(
        self, request: HouseRequest, actor: NamedDependency[Actor], round_id: FromPath[UUID]
    ) -> Response[Any]:
        form, found = await request.form(), await calibration_round(actor, round_id)
        try:
            said = answers_of_case(document_of(found.document), form)
            await set_reference(actor, round_id, said, version_of(form))
        except RoundIncomplete as refusal:
            return _reference(found, typed_of_case(form), refusal)
        except PreconditionFailed as refusal:
            return await _shown(actor, round_id, refusal=refusal)
        return Redirect(f"{PATH}/{round_id}?done=reference", status_code=303)

    @post("/{round_id:uuid}/open")
    async def open(self, actor: NamedDependency[Actor], round_id: FromPath[UUID]) -> Response[Any]:
        return await _moved(actor, round_id, "opened", open_round(actor, round_id, now()))

    @post("/{round_id:uuid}/close")
    async def close(self, actor: NamedDependency[Actor], round_id: FromPath[UUID]) -> Response[Any]:
        return await _moved(actor, round_id, "closed", close_round(actor, round_id))


def _read(typed: dict[str, str]) -> RoundIn:
    """RoundIncomplete names the fields. A round is open to the end of its last day, by UTC."""
    given: dict[str, Any] = {name: text for name, text in typed.items() if name != "closes_on"}
    if typed["closes_on"]:
        try:
            day = date.fromisoformat(typed["closes_on"])
        except ValueError as error:
            raise RoundIncomplete({"closes_on": _("Enter a date.")}) from error
        given["closes_at"] = datetime.combine(day, time(), now().tzinfo) + timedelta(days=1)
    return read_as(RoundIn, given, RoundIncomplete)


def _written(found: RoundDetail) -> dict[str, str]:
    last = "" if found.closes_at is None else (found.closes_at - timedelta(days=1)).date().isoformat()
    return {"name": found.name, "checklist": str(found.checklist), "case_text": found.case_text, "closes_on": last}


async def _form(
    actor: Actor, typed: dict[str, str], refusal: ServicemarkError | None = None, found: RoundDetail | None = None
) -> Page:
    wrong = wrong_fields(refusal)
    if "closes_at" in wrong:
        wrong["closes_on"] = wrong.pop("closes_at")
    published = [each for each in await list_checklists(actor) if each.state == "published"]
    return page(
        "calibration_form.html",
        status=refusal.status if refusal else 200,
        found=found,
        action=f"{PATH}/{found.id}/edit" if found else f"{PATH}/new",
        version=refusal.current if isinstance(refusal, PreconditionFailed) else found.version if found else 0,
        checklists=[
            {"value": str(each.id), "label": f"{local(each.document.title)} {each.version}"} for each in published
        ],
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=crumbs(found, _("Change the round") if found else _("Begin a round")),
    )


def _reference(found: RoundDetail, said: dict[str, str], refusal: RoundIncomplete | None = None) -> Page:
    return page(
        "calibration_case.html",
        status=refusal.status if refusal else 200,
        title=_("What is right: %(name)s") % {"name": found.name},
        lead=_("Answer as an auditor should. Auditors never see it; their answers are compared with it."),
        case_text=found.case_text,
        action=f"{PATH}/{found.id}/reference",
        version=found.version,
        button=_("Save the right answers"),
        back=f"{PATH}/{found.id}",
        breadcrumbs=crumbs(found, _("What is right")),
        **case_form(document_of(found.document), said, refusal),
    )


async def _moved(actor: Actor, round_id: UUID, done: str, move: Awaitable[None]) -> Response[Any]:
    try:
        await move
    except (Forbidden, NotFound):
        raise
    except ServicemarkError as refusal:
        return await _shown(actor, round_id, refusal=refusal)
    return Redirect(f"{PATH}/{round_id}?done={done}", status_code=303)


async def _shown(actor: Actor, round_id: UUID, *, done: str = "", refusal: ServicemarkError | None = None) -> Page:
    found = await calibration_round(actor, round_id)
    label, tone, symbol = STATES[found.state]
    document = document_of(found.document)
    return page(
        "calibration.html",
        status=refusal.status if refusal else 200,
        found=found,
        state={"label": str(label), "tone": tone, "symbol": symbol},
        draft=found.state is RoundState.DRAFT,
        open=found.state is RoundState.OPEN,
        facts=_facts(found, local(document.title)),
        answers=answer_rows(found),
        questions=question_rows(found, document),
        errors=summary(wrong_fields(refusal)),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=crumbs(found),
    )


def _facts(found: RoundDetail, title: str) -> list[dict[str, str | None]]:
    reading = current()
    return [
        {"label": _("Checklist"), "value": f"{title} {found.checklist_version}"},
        {"label": _("Answered by"), "value": round_row(found)["answered"]},
        {
            "label": _("Open until"),
            "value": reading.moment(found.closes_at) if found.closes_at else _("until it is closed"),
        },
        {
            "label": _("Right answers score"),
            "value": None if found.reference_score is None else reading.decimal(found.reference_score, 2),
            "reason": _("None are written down, so auditors are compared with each other."),
        },
    ]
