"""Page: what somebody has to take note of and to pass, the sessions they come to, and their certificates."""

from typing import Any
from zoneinfo import ZoneInfo

from litestar import Controller, get
from litestar.di import NamedDependency

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day, now
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.manuals.queries.own_duties import own_duties
from network.manuals.rules.duties import DutyState
from network.manuals.schemas.acknowledgements import OwnDuty
from network.training.pages.exams import MINE
from network.training.pages.learning_words import need_view, record_view
from network.training.queries.courses import list_courses
from network.training.queries.coverage import own_needs
from network.training.queries.learning import OwnSession, own_person, own_sessions
from network.training.queries.records import own_records
from network.web.guards import allows
from network.web.templating import Page, page


class MyTrainingPages(Controller):
    path = MINE
    guards = [allows(Permission.LEARN)]

    @get()
    async def mine(self, actor: NamedDependency[Actor]) -> Page:
        """Everything of one's own; whoever is on no staff list is told what to do about it."""
        at = now()
        today = headquarters_day(at)
        if await own_person(actor) is None:
            return page("my_training_unlinked.html", breadcrumbs=[{"label": _("My training"), "href": ""}])
        examined = {each.key for each in await list_courses(actor, today) if each.examined}
        needs = [need_view(each) for each in await own_needs(actor, at)]
        return page(
            "my_training.html",
            duties=[_duty(each) for each in await own_duties(actor, at)],
            needs=[each | {"examined": each["key"] in examined} for each in needs],
            sessions=[_session(each) for each in await own_sessions(actor, at)],
            records=[record_view(each, f"{MINE}/certificates") for each in await own_records(actor, today)],
            breadcrumbs=[{"label": _("My training"), "href": ""}],
        )


def _duty(each: OwnDuty) -> dict[str, Any]:
    spoken = current()
    open_still = each.taken_at is None
    return {
        "title": each.title.in_language(spoken.code),
        "href": f"/manuals/{each.manual_key}/editions/{each.number}/acknowledge"
        if open_still
        else f"/manuals/{each.manual_key}",
        "due": spoken.date(each.due_on),
        "open": open_still,
        "late": open_still and each.state is DutyState.OVERDUE,
    }


def _session(each: OwnSession) -> dict[str, Any]:
    spoken = current()
    return {
        "title": each.title_zh if spoken.code == "zh_CN" else each.title,
        "href": f"/sessions/{each.id}",
        "when": spoken.moment(each.starts_at, ZoneInfo(each.time_zone)),
        "place": each.place,
        "waiting": each.state == "waiting",
    }
