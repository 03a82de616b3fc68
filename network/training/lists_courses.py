"""The lists of courses and sessions: their columns and filters."""

from collections.abc import Mapping, Sequence
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.training.rules.courses import CourseState
from network.training.schemas.course_versions import CourseOut
from network.web.listing import Column, ListPage, ListState

SCOPES: Mapping[str, Text] = MappingProxyType({"mine": _("By my people"), "required": _("By anybody")})

COURSES = ListPage(
    path="/courses",
    columns=(
        Column("title", _("Course"), heading=True),
        Column("topic", _("Topic"), sortable=False),
        Column("required_of", _("Needed by"), sortable=False),
        Column("ends", _("Passed"), sortable=False),
        Column("validity", _("Valid for"), sortable=False),
        Column("hours", _("Duration"), sortable=False, numeric=True),
        Column("state", _("State"), sortable=False),
    ),
    sort="title",
    filters=("scope", "state", "topic"),
)

WHEN: Mapping[str, Text] = MappingProxyType({"coming": _("To come"), "past": _("Past and cancelled")})
MINE: Mapping[str, Text] = MappingProxyType({"yes": _("With my people")})

SESSIONS = ListPage(
    path="/sessions",
    columns=(
        Column("course", _("Course"), heading=True),
        Column("starts_at", _("When")),
        Column("place", _("Place")),
        Column("trainer", _("Trainer"), sortable=False, optional=True),
        Column("free", _("Free seats"), numeric=True),
        Column("cost", _("Cost of a seat"), numeric=True),
        Column("mine", _("My people"), sortable=False, numeric=True),
        Column("state", _("State"), sortable=False),
        Column("region", _("For sites of"), sortable=False, optional=True),
    ),
    sort="starts_at",
    filters=("when", "mine", "course"),
)


def matching(courses: Sequence[CourseOut], state: ListState) -> list[CourseOut]:
    """Those that the list asks for; without a word about their state, all that are not retired."""
    wanted = state.filters
    words = state.q.casefold()

    def fits(course: CourseOut) -> bool:
        return (
            (course.state == wanted["state"] if "state" in wanted else course.state is not CourseState.RETIRED)
            and wanted.get("topic", course.topic) == course.topic
            and (wanted.get("scope") != "mine" or course.mine)
            and (wanted.get("scope") != "required" or bool(course.required_of))
            and (not words or words in f"{course.title} {course.title_zh} {course.key}".casefold())
        )

    found = sorted(filter(fits, courses), key=lambda each: (each.title.casefold(), each.key))
    return found[::-1] if state.descending else found
