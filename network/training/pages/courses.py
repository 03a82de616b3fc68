"""Pages: the catalogue of courses, a course with its versions, and how a draft comes into force."""

from collections.abc import Mapping
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day, now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.training.commands.courses import (
    change_course,
    discard_version,
    make_course,
    publish_version,
    retire_course,
    start_version,
)
from network.training.errors.courses import BadCourseForm, CourseKeyTaken, CourseNotFound
from network.training.lists_courses import COURSES, SCOPES, matching
from network.training.pages.course_words import (
    PATH,
    brief,
    course_path,
    course_row,
    document_view,
    file_rows,
    problem_lines,
    questions_view,
    requirement_row,
    trail_to,
    version_path,
)
from network.training.pages.reading import clause_links, standard_links
from network.training.pages.session_words import session_row
from network.training.queries.courses import course_versions, files_of, list_courses, titles, version_with_problems
from network.training.queries.requirements import list_requirements
from network.training.queries.sessions import next_sessions
from network.training.rules.courses import COURSE_STATE_LABELS, TOPIC_LABELS, CourseState
from network.training.schemas.course_versions import CourseHeadingIn, CourseVersion, NewCourseIn
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.versions import version_of

CHANGES = [allows(Permission.CHANGE_COURSES)]
DONE = {
    "published": lazy("The version is in force. Those who need the course see it from now on."),
    "retired": lazy("The course is retired. What people have passed holds as long as it says."),
}


class CoursePages(Controller):
    path = PATH
    guards = [allows(Permission.READ_COURSES)]

    @get()
    async def courses(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page:
        """The catalogue: what there is to learn, and who needs it."""
        state = ListState.read(request.query_params, COURSES)
        found = matching(await list_courses(actor, headquarters_day(now())), state)
        return page(
            "courses.html",
            table=_table(found, state),
            changes=actor.may(Permission.CHANGE_COURSES),
            breadcrumbs=[{"label": _("Courses"), "href": ""}],
        )

    @get("/new", guards=CHANGES)
    async def new(self) -> Page:
        return _heading_form({}, PATH + "/new", _("New course"))

    @post("/new", guards=CHANGES)
    async def make(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Start a course with an empty draft."""
        typed = typed_values(await request.form(), NewCourseIn.model_fields)
        try:
            made = await make_course(actor, read_as(NewCourseIn, typed, BadCourseForm), now())
        except (BadCourseForm, CourseKeyTaken) as refusal:
            return _heading_form(typed, PATH + "/new", _("New course"), refusal)
        return Redirect(version_path(made, "edit"), status_code=303)

    @get("/{course_key:str}")
    async def show(self, actor: NamedDependency[Actor], course_key: FromPath[str], done: FromQuery[str] = "") -> Page:
        """The version in force; without one the draft, or the last that was."""
        versions = await course_versions(actor, course_key)
        standing = next((each for each in versions if each.state is CourseState.PUBLISHED), versions[0])
        return await _shown(actor, standing, versions, done)

    @get("/{course_key:str}/heading", guards=CHANGES)
    async def heading(self, actor: NamedDependency[Actor], course_key: FromPath[str]) -> Page:
        found = (await course_versions(actor, course_key))[0]
        typed = {"topic": found.topic.value, "title": found.title.en, "title_zh": found.title.zh_CN}
        return _heading_form(typed, course_path(course_key, "heading"), _("Title and topic"), found=found)

    @post("/{course_key:str}/heading", guards=CHANGES)
    async def write_heading(
        self, request: HouseRequest, actor: NamedDependency[Actor], course_key: FromPath[str]
    ) -> Response[Any]:
        """Call it otherwise, in all its versions."""
        found = (await course_versions(actor, course_key))[0]
        typed = typed_values(await request.form(), CourseHeadingIn.model_fields)
        try:
            await change_course(actor, course_key, read_as(CourseHeadingIn, typed, BadCourseForm))
        except BadCourseForm as refusal:
            action = course_path(course_key, "heading")
            return _heading_form(typed, action, _("Title and topic"), refusal, found)
        return Redirect(course_path(course_key), status_code=303)

    @post("/{course_key:str}/versions", guards=CHANGES)
    async def start(self, actor: NamedDependency[Actor], course_key: FromPath[str]) -> Redirect:
        """Start a draft that says what the newest version says."""
        return Redirect(version_path(await start_version(actor, course_key, now()), "edit"), status_code=303)

    @post("/{course_key:str}/retire", guards=CHANGES)
    async def retire(self, actor: NamedDependency[Actor], course_key: FromPath[str]) -> Redirect:
        """Teach it no more."""
        await retire_course(actor, course_key, now())
        return Redirect(course_path(course_key) + "?done=retired", status_code=303)

    @get("/{course_key:str}/versions/{number:int}")
    async def version(self, actor: NamedDependency[Actor], course_key: FromPath[str], number: FromPath[int]) -> Page:
        """One version, also one that is not in force."""
        versions = await course_versions(actor, course_key)
        found = next((each for each in versions if each.number == number), None)
        if found is None:
            raise CourseNotFound()
        return await _shown(actor, found, versions)

    @post("/{course_key:str}/versions/{number:int}/publish", guards=CHANGES)
    async def publish(
        self, request: HouseRequest, actor: NamedDependency[Actor], course_key: FromPath[str], number: FromPath[int]
    ) -> Redirect:
        """Publish a draft for good, as it was read."""
        await publish_version(actor, course_key, number, version_of(await request.form()), now())
        return Redirect(course_path(course_key) + "?done=published", status_code=303)

    @post("/{course_key:str}/versions/{number:int}/discard", guards=CHANGES)
    async def discard(
        self, actor: NamedDependency[Actor], course_key: FromPath[str], number: FromPath[int]
    ) -> Redirect:
        """Delete a draft."""
        await discard_version(actor, course_key, number)
        return Redirect(course_path(course_key) if number > 1 else PATH, status_code=303)


def _table(found: list[Any], state: ListState) -> dict[str, Any]:
    count = ngettext("%(num)s course", "%(num)s courses", len(found)) % {"num": len(found)}
    shown = state.within(len(found))
    return list_card(
        shown,
        len(found),
        [course_row(each) for each in found[shown.offset : shown.offset + shown.limit]],
        title=_("Courses"),
        count=count,
        search_label=_("Course"),
        groups=[
            options(state, "scope", _("Who needs it"), SCOPES),
            options(state, "state", _("State"), COURSE_STATE_LABELS),
            options(state, "topic", _("Topic"), TOPIC_LABELS),
        ],
        empty=Empty(_("There is no course yet"), _("Headquarters writes courses and publishes them here.")),
        exports=False,
    )


async def _shown(actor: Actor, found: CourseVersion, versions: list[CourseVersion], done: str = "") -> Page:
    changes = actor.may(Permission.CHANGE_COURSES)
    today = headquarters_day(now())
    required = [each for each in await list_requirements(actor, found.key) if each.open_on(today)]
    _same, problems = await version_with_problems(actor, found.key, found.number)
    sessions = await next_sessions(actor, [found.key], now())
    in_force = found.state is CourseState.PUBLISHED
    return page(
        "course.html",
        **brief(found),
        **document_view(found.document, await titles(actor)),
        standards=await standard_links(actor, found.document.standards),
        clauses=await clause_links(actor, [(each.manual, each.clause) for each in found.document.clauses], today),
        problems=problem_lines(problems) if changes else [],
        files=file_rows(found, await files_of(actor, found.id)),
        questions=questions_view(found.document.exam) if changes else [],
        requirements=[requirement_row(each, today) for each in required],
        sessions=[session_row(each, now()) for each in sessions[:8]],
        versions=[brief(each) for each in versions] if changes or len(versions) > 1 else [],
        changes=changes and found.is_draft,
        starts=changes and not any(each.is_draft for each in versions) and found.retired_at is None,
        retires=changes and in_force,
        renames=changes,
        plans=in_force and actor.may(Permission.TRAIN_SITES),
        enrols=actor.may(Permission.ENROL_PEOPLE) or actor.may(Permission.LEARN),
        examines=in_force and found.document.exam is not None and actor.may(Permission.LEARN),
        retired_on=current().date(found.retired_at.date()) if found.retired_at else "",
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=trail_to(found),
    )


def _heading_form(
    typed: Mapping[str, str],
    action: str,
    heading: str,
    refusal: ServicemarkError | None = None,
    found: CourseVersion | None = None,
) -> Page:
    wrong = {"key": refusal.text()} if isinstance(refusal, CourseKeyTaken) else wrong_fields(refusal)
    crumbs = (
        trail_to(found, heading) if found else [{"label": _("Courses"), "href": PATH}, {"label": heading, "href": ""}]
    )
    return page(
        "course_heading.html",
        status=refusal.status if refusal else 200,
        heading=heading,
        action=action,
        back=course_path(found.key) if found else PATH,
        new=found is None,
        typed={name: typed.get(name, "") for name in NewCourseIn.model_fields},
        wrong={name: wrong.get(name, "") for name in NewCourseIn.model_fields},
        errors=summary(wrong),
        topics=[{"value": topic, "label": str(label)} for topic, label in TOPIC_LABELS.items()],
        breadcrumbs=crumbs,
    )
