"""Home: for who compares sites what waits for them and the network at a glance; for an operator its own sites."""

from datetime import date, datetime
from operator import itemgetter
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency

from network.feedback.queries.waiting import owed_answers, waiting_complaints
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.improvement.queries.falsifications_waiting import owed_cases, waiting_cases
from network.improvement.queries.waiting import owed_actions, waiting_actions
from network.repairs.queries.report_due import owed_reports, waiting_reports
from network.scorecards.pages.actions_due import owed_action_line, waiting_actions_line
from network.scorecards.pages.complaints_due import owed_answer_line, waiting_complaints_line
from network.scorecards.pages.consequences_due import consequence_lines
from network.scorecards.pages.due import decided_line, due_line
from network.scorecards.pages.falsifications_due import owed_case_line, waiting_cases_line
from network.scorecards.pages.glance import at_a_glance
from network.scorecards.pages.own_quarter import open_line
from network.scorecards.pages.own_sites import own_site
from network.scorecards.pages.reports_due import owed_line, waiting_reports_line
from network.scorecards.pages.steps import network_steps, own_steps
from network.scorecards.pages.texts import quarter_end, quarter_text
from network.scorecards.pages.waiting import coming_next, quarter_lines, waiting_line
from network.scorecards.queries.glance import Begun, begun, glance
from network.scorecards.queries.home import missing_at_own_sites, own_sites
from network.scorecards.queries.own_quarter import open_matters
from network.sites.queries.due import decided_lately, due_at_own_sites
from network.sites.queries.waiting import waiting
from network.sites.rules.waiting import ranked
from network.web.guards import allows
from network.web.templating import Page, page


class HomePages(Controller):
    path = "/home"

    @get(guards=[allows(Permission.READ_SCORECARDS)])
    async def home(self, actor: NamedDependency[Actor], settings: NamedDependency[Settings]) -> Page:
        if actor.may(Permission.COMPARE_SITES):
            return await _network_home(actor, now().date())
        return await _own_home(actor, settings.name_of_network(current().code), now())


async def _network_home(actor: Actor, today: date) -> Page:
    """Of headquarters; an executive sees the network, and has nothing to do here."""
    begun_so_far = await begun(actor)
    acts = actor.may(Permission.READ_APPLICATIONS)
    found = await glance(actor)
    return page(
        "home_network.html",
        acts=acts,
        waiting=await _waiting(actor, begun_so_far, today) if acts else [],
        next=coming_next(begun_so_far, today),
        steps=network_steps(actor, begun_so_far),
        glance=at_a_glance(found, whole=actor.sites is None) if found else None,
        breadcrumbs=[],
    )


async def _waiting(actor: Actor, begun_so_far: Begun, today: date) -> list[dict[str, Any]]:
    found = ranked(await waiting(actor, today), today)
    return [
        *(waiting_line(each, today) for each in found),
        *(waiting_reports_line(each, today) for each in await waiting_reports(actor)),
        *(waiting_actions_line(each, today) for each in await waiting_actions(actor, now())),
        *(waiting_complaints_line(each, today) for each in await waiting_complaints(actor, now())),
        *(waiting_cases_line(each, today) for each in await waiting_cases(actor, now())),
        *await consequence_lines(actor, today),
        *quarter_lines(actor, begun_so_far, today),
    ]


async def _own_home(actor: Actor, network_name: str, at: datetime) -> Page:
    period, found = await own_sites(actor, network_name)
    today = at.date()
    names = {own.site.code: own.site.name_in(current().code) for own in found}
    return page(
        "home.html",
        quarter=quarter_text(period) if period else "",
        sites=[own_site(own, place) for place, own in enumerate(found)],
        may_import=actor.may(Permission.IMPORT_RECORDS),
        due=sorted(
            [
                *(owed_line(each, names, today) for each in await owed_reports(actor, at)),
                *(owed_action_line(each, names, today) for each in await owed_actions(actor)),
                *(owed_case_line(each, names, today) for each in await owed_cases(actor, at)),
                *(owed_answer_line(each, names, today) for each in await owed_answers(actor)),
                *(open_line(each, names, today) for each in await open_matters(actor, at)),
                *(due_line(each, names, today) for each in await due_at_own_sites(actor, today)),
            ],
            key=itemgetter("on"),
        ),
        decided=[decided_line(each, names) for each in await decided_lately(actor, at)],
        steps=[] if period else own_steps(actor, await missing_at_own_sites(actor, at)),
        first=_first_scorecard(today),
        breadcrumbs=[],
    )


def _first_scorecard(today: date) -> str:
    """When the first scorecard of a network can be expected."""
    return _("The first one can come after %(quarter)s, which ends on %(day)s.") % quarter_end(Quarter.of(today))
