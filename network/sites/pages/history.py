"""Pages: what was true of a site over time, and on a day."""

from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.i18n import Language
from network.foundation.i18n import gettext as _
from network.sites.pages.document_words import document_row
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.pages.staff import day_context, day_of, staff_words
from network.sites.queries.history import site_history, site_on
from network.sites.queries.sites import site
from network.sites.rules.sites import KIND_LABELS, STATUS_LABELS
from network.sites.schemas.history import PeriodOut, SiteOnOut
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of


class HistoryPages(Controller):
    path = "/sites/{code:str}/history"
    guards = [allows(Permission.READ_SITE_FILES)]

    @get()
    async def history(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], on: FromQuery[str] = ""
    ) -> Page:
        """The periods of the site, the latest first; with `?on=2026-03-01` all that was true on that day."""
        shop, spoken, day = await site(actor, code), visit_of(request).language, day_of(on)
        found = await site_history(actor, code)
        answer = await site_on(actor, code, day) if day else None
        return page(
            "site_history.html",
            site=shop,
            periods=[_period(each, spoken) for each in reversed(found)],
            answer=_answer(answer, spoken) if answer else None,
            **day_context(on, day, site_path(code, "history")),
            tabs=site_tabs(actor, code, "history"),
            breadcrumbs=trail_to(shop, spoken, _("Site history")),
        )


def _period(period: PeriodOut, spoken: Language) -> dict[str, str]:
    operator = period.operator_in(spoken.code) or (_("another operator") if period.other_operator else _("none"))
    region = period.region_in(spoken.code)
    return {
        "since": spoken.date(period.since),
        "until": spoken.date(period.until) if period.until else "",
        "region": region.replace("/", " / ") if region else _("none"),
        "operator": operator,
        "status": str(STATUS_LABELS[period.status]),
        "kind": str(KIND_LABELS[period.kind]),
    }


def _answer(found: SiteOnOut, spoken: Language) -> dict[str, Any]:
    """What was true on the day; `facts` is empty for a day before the first that is known."""
    period = _period(found.standing, spoken) if found.standing else {}
    labels = {
        "region": _("Region"),
        "operator": _("Operator"),
        "status": _("State"),
        "kind": _("Kind"),
    }
    return {
        "facts": [{"label": label, "value": period[key]} for key, label in labels.items() if period],
        "staff": [staff_words(each) for each in found.staff],
        "documents": [document_row(each, found.on, found.code) for each in found.documents],
    }
