"""Page: repairs by people who held no valid certificate on the day."""

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.scorecards.queries.untrained_repairs import untrained_repairs
from network.sites.pages.sites import site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.guards import allows
from network.web.templating import Page, page


class UntrainedRepairPages(Controller):
    path = "/sites/{code:str}/training/repairs"
    guards = [allows(Permission.READ_TRAINING)]

    @get()
    async def repairs(self, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        """Those of the last 90 days; a hint, never a score."""
        shop, spoken = await site(actor, code), current()
        return page(
            "untrained_repairs.html",
            site=shop,
            repairs=[
                {
                    "order": each.order_no,
                    "day": spoken.date(each.day),
                    "technician": each.technician,
                    "courses": ", ".join(each.courses),
                }
                for each in await untrained_repairs(actor, code, now(), spoken.code)
            ],
            tabs=site_tabs(actor, code, "training"),
            breadcrumbs=trail_to(shop, spoken, _("Training"), "training", _("Repairs without a valid certificate")),
        )
