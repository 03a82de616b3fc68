"""Pages: enrolling people in a session, taking them off again, and noting who came, by list or by code."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.identity.pages.wording import qr
from network.training.commands.enrolments import attend_by_code, cancel_enrolment, enrol_people, mark_attendance
from network.training.errors.sessions import CodeRefused, EnrolmentRefused, NobodyChosen, NotMeantFor
from network.training.pages.session_words import (
    PATH,
    candidate_row,
    session_facts,
    session_path,
    title_of,
    trail_to,
    when_text,
)
from network.training.queries.candidates import candidates
from network.training.queries.enrolling import sites_to_enrol
from network.training.queries.sessions import attendance_code, read_session
from network.training.schemas.sessions import MOST_PEOPLE, AttendanceIn, EnrolIn
from network.web.forms import summary, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page


class EnrolmentPages(Controller):
    path = PATH + "/{session_id:uuid}"
    guards = [allows(Permission.READ_COURSES)]

    @get("/enrol")
    async def form(self, actor: NamedDependency[Actor], session_id: FromPath[UUID], site: FromQuery[str] = "") -> Page:
        """Whom to enrol: the people of a site with what stands against a seat for each; or oneself."""
        return await _form(actor, session_id, site, set())

    @post("/enrol")
    async def enrol(
        self, request: HouseRequest, actor: NamedDependency[Actor], session_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        code, chosen = str(form.get("site", "")), [str(each) for each in form.getall("person", [])][:MOST_PEOPLE]
        try:
            people = [UUID(each) for each in chosen]
            if actor.may(Permission.ENROL_PEOPLE) and not people:
                raise NobodyChosen()
            await enrol_people(actor, session_id, EnrolIn(site=code, people=people), now())
        except (EnrolmentRefused, NobodyChosen, NotMeantFor) as refusal:
            return await _form(actor, session_id, code, set(chosen), refusal)
        return Redirect(f"{PATH}/{session_id}?done=enrolled", status_code=303)

    @post("/enrolments/{enrolment_id:uuid}/cancel")
    async def take_off(
        self, actor: NamedDependency[Actor], session_id: FromPath[UUID], enrolment_id: FromPath[UUID]
    ) -> Redirect:
        await cancel_enrolment(actor, session_id, enrolment_id, now())
        return Redirect(f"{PATH}/{session_id}?done=off", status_code=303)

    @post("/attendance", guards=[allows(Permission.TRAIN_SITES)])
    async def mark(self, request: HouseRequest, actor: NamedDependency[Actor], session_id: FromPath[UUID]) -> Redirect:
        """Who was there, by the trainer's list; whoever is left open stays as they were."""
        form = await request.form()
        present = {
            UUID(name.removeprefix("present-")): value == "yes"
            for name, value in form.items()
            if name.startswith("present-") and value in ("yes", "no")
        }
        await mark_attendance(actor, session_id, AttendanceIn(present=present), now())
        return Redirect(f"{PATH}/{session_id}?done=marked", status_code=303)

    @get("/door", guards=[allows(Permission.TRAIN_SITES)])
    async def door(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], session_id: FromPath[UUID]
    ) -> Page:
        """The QR code for the door, large, to be printed."""
        session, code = await attendance_code(actor, session_id)
        return page(
            "session_door.html",
            title=title_of(session),
            when=when_text(session),
            place=session.place,
            qr=qr(f"{settings.address}{session_path(session, 'attend')}?code={code}"),
            href=session_path(session),
            breadcrumbs=trail_to(session, _("Code for the door")),
        )

    @get("/attend", guards=[allows(Permission.LEARN)])
    async def attend_form(
        self, actor: NamedDependency[Actor], session_id: FromPath[UUID], code: FromQuery[str] = ""
    ) -> Page:
        """Where the code at the door leads: one press says that one is there."""
        return await _attend(actor, session_id, code)

    @post("/attend", guards=[allows(Permission.LEARN)])
    async def attend(
        self, request: HouseRequest, actor: NamedDependency[Actor], session_id: FromPath[UUID]
    ) -> Response[Any]:
        code = str((await request.form()).get("code", ""))
        try:
            await attend_by_code(actor, session_id, code, now())
        except CodeRefused as refusal:
            return await _attend(actor, session_id, code, refusal)
        return Redirect(f"{PATH}/{session_id}?done=present", status_code=303)


async def _form(actor: Actor, session_id: UUID, code: str, chosen: set[str], refusal: Any = None) -> Page:
    session = (await read_session(actor, session_id)).session
    others = actor.may(Permission.ENROL_PEOPLE)
    sites = await sites_to_enrol(actor, session_id) if others else []
    code = code or (sites[0].code if len(sites) == 1 else "")
    against = wrong_fields(refusal) if isinstance(refusal, EnrolmentRefused) else {}
    known = any(each.code == code for each in sites)
    people = await candidates(actor, session_id, code) if known else []
    errors = [] if refusal is None else [{"field": "", "message": refusal.text()}]
    if against and not others:
        errors = [{"field": "", "message": text} for text in against.values()]
    return page(
        "session_enrol.html",
        status=refusal.status if refusal else 200,
        title=title_of(session),
        href=session_path(session),
        facts=session_facts(session),
        free=session.free,
        others=others,
        site=code if known else "",
        sites=[
            {"value": each.code, "label": each.name_zh if current().code == "zh_CN" else each.name} for each in sites
        ],
        people=[candidate_row(each, chosen, against) for each in people],
        errors=errors,
        breadcrumbs=trail_to(session, _("Enrol people") if others else _("Enrol")),
    )


async def _attend(actor: Actor, session_id: UUID, code: str, refusal: CodeRefused | None = None) -> Page:
    session = (await read_session(actor, session_id)).session
    return page(
        "session_attend.html",
        status=refusal.status if refusal else 200,
        title=title_of(session),
        when=when_text(session),
        place=session.place,
        href=session_path(session),
        code=code[:64],
        errors=summary({"": refusal.text()} if refusal else {}),
        breadcrumbs=trail_to(session, _("I am here")),
    )
