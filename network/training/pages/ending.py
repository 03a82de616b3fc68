"""Page: what ends in the coming weeks and is required then, by site and course."""

from datetime import timedelta
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.sites.pages.sites import site_path
from network.training.lists_coverage import PATH
from network.training.queries.ending import SHOWN, ending_lines
from network.training.schemas.coverage import EndingLine
from network.web.guards import allows
from network.web.templating import Page, page

# So many days are looked ahead; the first when none are chosen.
SPANS = (90, 60, 30)


class EndingPages(Controller):
    path = "/training/ending"
    guards = [allows(Permission.READ_TRAINING)]

    @get()
    async def ending(self, actor: NamedDependency[Actor], days: FromQuery[str] = "") -> Page:
        """Within the days of the address (30, 60 or 90), soonest first."""
        span = next((each for each in SPANS if str(each) == days), SPANS[0])
        at = now()
        lines = await ending_lines(actor, at, timedelta(days=span))
        return page(
            "training_ending.html",
            span=span,
            spans=[
                {
                    "href": f"/training/ending?days={each}",
                    "label": ngettext("%(count)s day", "%(count)s days", each) % {"count": each},
                    "active": each == span,
                }
                for each in sorted(SPANS)
            ],
            lines=[_line(each) for each in lines],
            more=len(lines) == SHOWN,
            breadcrumbs=[{"label": _("Training coverage"), "href": PATH}, {"label": _("What ends soon")}],
        )


def _line(each: EndingLine) -> dict[str, Any]:
    spoken = current()
    chinese = spoken.code == "zh_CN"
    return {
        "site": each.site,
        "name": each.name_zh or each.name if chinese else each.name,
        "href": site_path(each.site, "training"),
        "course": each.title_zh if chinese else each.title,
        "people": each.people,
        "first": spoken.date(each.first),
    }
