"""Page: the five gaps of a site: expected, set down, delivered, promised, perceived."""

from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.manuals.rules.standards import CONTROL_POINT_LABELS, ControlPoint
from network.scorecards.pages.standard_words import clause_view, question_view, standard_path
from network.scorecards.queries.gaps import five_gaps
from network.scorecards.schemas.gaps import FiveGapsOut, PointGapsOut
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.guards import allows
from network.web.templating import Page, page


class FiveGapPages(Controller):
    path = "/sites/{code:str}/gaps"
    guards = [allows(Permission.READ_AUDITS)]

    @get()
    async def gaps(self, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        """Each of the five by control point, with its source, or that there is no data."""
        shop, found = await site(actor, code), await five_gaps(actor, code, now())
        return page(
            "five_gaps.html",
            site=shop,
            points=[_point(each) for each in found.points],
            promise=_promise(found),
            perceived=_perceived(found),
            complaints=_complaints(found),
            certificates_href=site_path(code, "certification"),
            tabs=site_tabs(actor, code, "gaps"),
            breadcrumbs=trail_to(shop, current(), _("Five gaps")),
        )


def _point(found: PointGapsOut) -> dict[str, Any]:
    spoken = current().code
    return {
        "label": str(CONTROL_POINT_LABELS[found.control_point]),
        "repair": found.control_point is ControlPoint.REPAIR,
        "standards": [
            {"label": each.target.in_language(spoken), "href": standard_path(each.key)} for each in found.standards
        ],
        "clauses": [clause_view(each) for each in found.clauses],
        "delivered": [question_view(each) for each in found.delivered],
    }


def _promise(found: FiveGapsOut) -> str:
    """Empty without data."""
    if found.promise is None:
        return ""
    share = current().percent
    told = {
        "within_48": share(found.promise.within_48, 1),
        "within_24": share(found.promise.within_24, 1),
        "orders": current().decimal(found.promise.orders),
    }
    return (
        _("%(within_48)s within the promised 48 hours, %(within_24)s within the standard of 24; %(orders)s orders")
        % told
    )


def _perceived(found: FiveGapsOut) -> str:
    """Empty without data."""
    if found.perceived is None:
        return ""
    text = ngettext(
        "%(satisfied)s of %(answers)s answer satisfied (95%% interval %(low)s to %(high)s); loyalty index %(loyalty)s",
        "%(satisfied)s of %(answers)s answers satisfied (95%% interval %(low)s to %(high)s); loyalty index %(loyalty)s",
        found.perceived.answers,
    )
    return text % {
        "answers": current().decimal(found.perceived.answers),
        **{name: current().percent(getattr(found.perceived, name), 1) for name in ("satisfied", "low", "high")},
        "loyalty": current().decimal(found.perceived.loyalty, 2),
    }


def _complaints(found: FiveGapsOut) -> str:
    """Empty without data."""
    if found.complaints is None:
        return ""
    text = ngettext(
        "%(count)s complaint, %(solved)s solved, in the reports of %(months)s months",
        "%(count)s complaints, %(solved)s solved, in the reports of %(months)s months",
        found.complaints.received,
    )
    return text % {
        "count": current().decimal(found.complaints.received),
        "solved": current().decimal(found.complaints.solved),
        "months": found.complaints.months,
    }
