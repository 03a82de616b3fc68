"""Pages: sessions that come and that were, and how one is planned, changed, cancelled and closed."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Forbidden, Invalid, ServicemarkError
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.sites.queries.regions import regions
from network.training.commands.sessions import cancel_session, change_session, close_session, plan_session
from network.training.errors.courses import CourseNotInForce
from network.training.errors.sessions import BadSession, SeatsTaken
from network.training.lists_courses import MINE, SESSIONS, WHEN
from network.training.pages.session_words import (
    PATH,
    person_row,
    session_facts,
    session_path,
    session_row,
    state_tag,
    title_of,
    trail_to,
)
from network.training.queries.courses import titles
from network.training.queries.sessions import list_sessions, read_session, trains
from network.training.rules.sessions import SessionState
from network.training.schemas.sessions import SessionCancelIn, SessionChangeIn, SessionIn, SessionOut, SessionsOut
from network.web.downloads import download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.icalendar import MEDIA_TYPE, Appointment, icalendar
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

TRAINS = [allows(Permission.TRAIN_SITES)]
DONE = {
    "planned": lazy("The session is planned. Sites can enrol their people."),
    "changed": lazy("The session is changed. Everybody who is enrolled has been told of a new time or place."),
    "cancelled": lazy("The session is cancelled. Everybody who was enrolled has been told."),
    "held": lazy("The session is closed."),
    "enrolled": lazy("Enrolled. Whoever has no seat moves up as soon as one becomes free."),
    "off": lazy("Taken off the session."),
    "marked": lazy("Attendance is noted."),
    "present": lazy("You are marked as present."),
}


class SessionPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_COURSES)]

    @get()
    async def sessions(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        """What comes, with the seats that are free; or what was."""
        state = ListState.read(request.query_params, SESSIONS)
        found = await list_sessions(
            actor,
            now(),
            when=state.filters.get("when", "coming"),
            course=state.filters.get("course", ""),
            mine=state.filters.get("mine", ""),
            search=state.q,
            sort=state.sort,
            descending=state.descending,
            limit=state.limit,
            offset=state.offset,
        )
        return page(
            "sessions.html",
            table=_table(found, state, await titles(actor)),
            plans=actor.may(Permission.TRAIN_SITES),
            breadcrumbs=[{"label": _("Sessions"), "href": ""}],
        )

    @get("/calendar.ics")
    async def calendar(self, actor: NamedDependency[Actor], settings: NamedDependency[Settings]) -> Response[bytes]:
        """What comes, for a calendar of one's own: with one's people, or for those who train, all of it."""
        mine = "" if actor.may(Permission.TRAIN_SITES) else "yes"
        found = (await list_sessions(actor, now(), mine=mine)).sessions
        entries = [
            Appointment(
                f"session-{each.id}",
                each.starts_at,
                each.ends_at,
                each.place,
                title_of(each),
                settings.address + session_path(each),
            )
            for each in found
        ]
        return download(_("Sessions") + ".ics", icalendar(entries, now()), MEDIA_TYPE)

    @get("/new", guards=TRAINS)
    async def new(self, actor: NamedDependency[Actor], course: FromQuery[str] = "") -> Page:
        typed = {"course": course, "time_zone": "Asia/Shanghai", "seats": "12", "cost": "0", "currency": "CNY"}
        return await _form(actor, typed)

    @post("/new", guards=TRAINS)
    async def plan(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        typed = typed_values(await request.form(), SessionIn.model_fields)
        try:
            made = await plan_session(actor, read_as(SessionIn, typed, BadSession), now())
        except (BadSession, CourseNotInForce) as refusal:
            return await _form(actor, typed, refusal)
        return _back(made, "planned")

    @get("/{session_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], session_id: FromPath[UUID], done: FromQuery[str] = "") -> Page:
        """One session, and who of one's own people comes or waits."""
        return await session_page(actor, session_id, done=done)

    @get("/{session_id:uuid}/edit", guards=TRAINS)
    async def edit(self, actor: NamedDependency[Actor], session_id: FromPath[UUID]) -> Page:
        if not await trains(actor, session_id):
            raise Forbidden()
        found = (await read_session(actor, session_id)).session
        return await _form(actor, _typed(found), found=found, version=found.row_version)

    @post("/{session_id:uuid}/edit", guards=TRAINS)
    async def change(
        self, request: HouseRequest, actor: NamedDependency[Actor], session_id: FromPath[UUID]
    ) -> Response[Any]:
        """Another time, place, trainer or number of seats."""
        form = await request.form()
        typed = typed_values(form, SessionChangeIn.model_fields)
        try:
            wanted = read_as(SessionChangeIn, typed, BadSession)
            found = await change_session(actor, session_id, wanted, version_of(form), now())
        except (BadSession, SeatsTaken, PreconditionFailed) as refusal:
            found = (await read_session(actor, session_id)).session
            return await _form(actor, typed, refusal, found, version_of(form))
        return _back(found, "changed")

    @post("/{session_id:uuid}/cancel", guards=TRAINS)
    async def cancel(
        self, request: HouseRequest, actor: NamedDependency[Actor], session_id: FromPath[UUID]
    ) -> Response[Any]:
        """Call it off, with the reason that everybody is told."""
        form = await request.form()
        typed = typed_values(form, ("reason",))
        try:
            said = read_as(SessionCancelIn, typed, BadSession)
            return _back(await cancel_session(actor, session_id, said, version_of(form), now()), "cancelled")
        except BadSession as refusal:
            return await session_page(actor, session_id, refusal, typed["reason"])

    @post("/{session_id:uuid}/close", guards=TRAINS)
    async def close(self, request: HouseRequest, actor: NamedDependency[Actor], session_id: FromPath[UUID]) -> Redirect:
        """It was held; without an exam, all who came have passed."""
        return _back(await close_session(actor, session_id, version_of(await request.form()), now()), "held")


async def session_page(
    actor: Actor, session_id: UUID, refusal: Invalid | None = None, reason: str = "", done: str = ""
) -> Page:
    found = await read_session(actor, session_id)
    session, at = found.session, now()
    planned = session.state is SessionState.PLANNED
    begun, over = session.starts_at <= at, session.ends_at <= at
    leads, wrong = await trains(actor, session_id), wrong_fields(refusal)
    return page(
        "session.html",
        status=refusal.status if refusal else 200,
        title=title_of(session),
        href=session_path(session),
        course_href=f"/courses/{session.course}/versions/{session.number}",
        state=state_tag(session, at),
        facts=session_facts(session),
        cancelled_because=session.cancelled_because,
        people=[person_row(each, session) for each in found.people],
        row_version=session.row_version,
        by_exam=session.by_exam,
        enrols=planned and not begun and (actor.may(Permission.ENROL_PEOPLE) or actor.may(Permission.LEARN)),
        enrols_others=actor.may(Permission.ENROL_PEOPLE),
        full=not session.free,
        changes=leads and planned and not begun,
        marks=leads and planned and begun,
        closes=leads and planned and over,
        opens_door=leads and planned,
        may_leave=planned and not begun,
        reason=reason,
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=trail_to(session),
    )


def _back(session: SessionOut, done: str) -> Redirect:
    return Redirect(session_path(session) + f"?done={done}", status_code=303)


def _table(found: SessionsOut, state: ListState, known: Mapping[str, Any]) -> dict[str, Any]:
    count = ngettext("%(num)s session", "%(num)s sessions", found.total) % {"num": current().decimal(found.total)}
    course = state.filters.get("course", "")
    chips = []
    if course:
        label = known[course].in_language(current().code) if course in known else course
        chips = [{"label": _("Course"), "value": label, "remove_href": state.url(course="")}]
    return list_card(
        state.within(found.total),
        found.total,
        [session_row(each, now()) for each in found.sessions],
        title=_("Sessions"),
        count=count,
        search_label=_("Course, place or trainer"),
        groups=[options(state, "when", _("When"), WHEN), options(state, "mine", _("Who comes"), MINE)],
        chips=chips,
        empty=Empty(
            _("No session is planned"),
            _("Headquarters plans sessions. Many courses can be learnt from the manual; their exam is always open."),
            _("See the courses"),
            "/courses",
        ),
        exports=False,
    )


def _typed(session: SessionOut) -> dict[str, str]:
    """The fields of the form, as clocks of the place show its times."""
    zone = ZoneInfo(session.time_zone)
    return {
        "place": session.place,
        "time_zone": session.time_zone,
        "starts": session.starts_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
        "ends": session.ends_at.astimezone(zone).strftime("%Y-%m-%dT%H:%M"),
        "trainer": session.trainer,
        "trainer_site": session.trainer_site or "",
        "seats": str(session.seats),
        "cost": f"{session.cost:f}",
        "currency": session.currency,
    }


async def _form(
    actor: Actor,
    typed: Mapping[str, str],
    refusal: ServicemarkError | None = None,
    found: SessionOut | None = None,
    version: int = 0,
) -> Page:
    wrong, spoken = wrong_fields(refusal), current()
    heading = _("Change session") if found else _("Plan a session")
    places = await regions(actor) if found is None else []
    crumbs = [{"label": _("Sessions"), "href": PATH}, {"label": heading, "href": ""}]
    return page(
        "session_form.html",
        status=refusal.status if refusal else 200,
        heading=heading,
        action=session_path(found, "edit") if found else f"{PATH}/new",
        back=session_path(found) if found else PATH,
        new=found is None,
        form_version=refusal.current if isinstance(refusal, PreconditionFailed) else version,
        typed={name: typed.get(name, "") for name in SessionIn.model_fields},
        wrong={name: wrong.get(name, "") for name in SessionIn.model_fields},
        errors=summary(wrong),
        courses=[
            {"value": key, "label": title.in_language(spoken.code)} for key, title in (await titles(actor)).items()
        ],
        regions=[
            {"value": each.path, "label": each.name_zh if spoken.code == "zh_CN" else each.path} for each in places
        ],
        breadcrumbs=trail_to(found, heading) if found else crumbs,
    )
