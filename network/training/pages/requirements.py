"""Pages: which role must have passed which course, at sites of which level."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day, now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.sites.rules.criteria import LocalText
from network.sites.rules.staff import STAFF_ROLE_LABELS
from network.training.commands.requirements import end_requirement, require_course
from network.training.errors.courses import BadRequirement, CourseNotInForce, RequiredAlready
from network.training.pages.course_words import course_path, level_text, requirement_row
from network.training.queries.courses import titles
from network.training.queries.requirements import list_requirements
from network.training.rules.requirements import LEVELS
from network.training.schemas.course_versions import RequirementEndIn, RequirementIn, RequirementOut
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page

PATH = "/courses/requirements"
DONE = {
    "required": lazy("The course is required from that day on. People who have just joined have 30 days."),
    "ended": lazy("The last day has been entered."),
}
FIELDS = ("course", "role", "least_level", "from_on", "to_on")


class RequirementPages(Controller):
    path = PATH
    guards = [allows(Permission.CHANGE_COURSES)]

    @get()
    async def grid(self, actor: NamedDependency[Actor], done: FromQuery[str] = "") -> Page:
        """Courses by roles, and every requirement there is, was or will be."""
        return await _page(actor, {"from_on": headquarters_day(now()).isoformat()}, done=done)

    @post()
    async def require(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        typed = typed_values(await request.form(), FIELDS)
        given = {name: value for name, value in typed.items() if value.strip()}
        try:
            await require_course(actor, read_as(RequirementIn, given, BadRequirement), now())
        except (BadRequirement, RequiredAlready, CourseNotInForce) as refusal:
            return await _page(actor, typed, refusal)
        return Redirect(f"{PATH}?done=required", status_code=303)

    @post("/{requirement_id:uuid}/end")
    async def end(
        self, request: HouseRequest, actor: NamedDependency[Actor], requirement_id: FromPath[UUID]
    ) -> Response[Any]:
        """Enter its last day, or correct it."""
        typed = typed_values(await request.form(), ("to_on",))
        try:
            await end_requirement(actor, requirement_id, read_as(RequirementEndIn, typed, BadRequirement), now())
        except (BadRequirement, RequiredAlready) as refusal:
            # The field is in the line of the requirement, not in the form below.
            return await _page(actor, {}, refusal, {"": " ".join(wrong_fields(refusal).values())})
        return Redirect(f"{PATH}?done=ended", status_code=303)


async def _page(
    actor: Actor,
    typed: Mapping[str, str],
    refusal: ServicemarkError | None = None,
    wrong: Mapping[str, str] | None = None,
    done: str = "",
) -> Page:
    today, known = headquarters_day(now()), await titles(actor)
    found = await list_requirements(actor)
    shown = wrong_fields(refusal) if wrong is None else wrong
    return page(
        "course_requirements.html",
        status=refusal.status if refusal else 200,
        roles=[{"value": role, "label": str(label)} for role, label in STAFF_ROLE_LABELS.items()],
        rows=_grid([each for each in found if each.open_on(today)], known),
        requirements=[requirement_row(each, today) for each in found],
        courses=[{"value": key, "label": title.in_language(current().code)} for key, title in known.items()],
        levels=[{"value": str(level), "label": level_text(level)} for level in LEVELS],
        typed={name: typed.get(name, "") for name in FIELDS},
        wrong={name: shown.get(name, "") for name in FIELDS},
        errors=summary(shown),
        today=today.isoformat(),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=[{"label": _("Courses"), "href": "/courses"}, {"label": _("Who needs which course"), "href": ""}],
    )


def _grid(found: list[RequirementOut], known: Mapping[str, LocalText]) -> list[dict[str, Any]]:
    """A line a course in force, a cell a role: at which sites it is required."""
    cells: dict[tuple[str, str], list[str]] = {}
    for each in found:
        text = _("everywhere") if each.least_level is None else _("from level %(level)s") % {"level": each.least_level}
        cells.setdefault((each.course, each.role), []).append(text)
    return [
        {
            "course": title.in_language(current().code),
            "href": course_path(key),
            "cells": [", ".join(cells.get((key, role), [])) for role in STAFF_ROLE_LABELS],
        }
        for key, title in known.items()
    ]
