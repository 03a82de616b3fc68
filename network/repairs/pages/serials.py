"""Pages: the history of one unit across sites."""

from typing import Any
from zoneinfo import ZoneInfo

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.i18n import Language, ngettext
from network.foundation.i18n import gettext as _
from network.repairs.errors.patterns import SerialNotFound
from network.repairs.pages.details import serial_path
from network.repairs.queries.serials import serial
from network.repairs.rules.patterns import FIRST_DAYS
from network.repairs.schemas.patterns import SerialEventOut, SerialOut
from network.repairs.wording import Wording, label
from network.sites.pages.sites import site_path
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of

LONGEST = 60


class SerialPages(Controller):
    path = "/serials"
    guards = [allows(Permission.READ_RECORDS)]

    @get()
    async def search(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Page | Redirect:
        """Asks for a serial number (`?serial_no=`), and leads to its history."""
        asked = str(request.query_params.get("serial_no", "")).strip()[:LONGEST]
        if not asked:
            return page("serials.html", asked="", told="", breadcrumbs=[{"label": _("Serial numbers"), "href": ""}])
        try:
            found = await serial(actor, asked)
        except SerialNotFound as refusal:
            return page(
                "serials.html",
                asked=asked,
                told=refusal.text(),
                breadcrumbs=[{"label": _("Serial numbers"), "href": ""}],
            )
        if "/" not in asked:
            return Redirect(serial_path(asked), status_code=303)
        return page("serial.html", **_context(found, visit_of(request).language))

    @get("/{serial_no:str}")
    async def show(self, request: HouseRequest, actor: NamedDependency[Actor], serial_no: FromPath[str]) -> Page:
        return page("serial.html", **_context(await serial(actor, serial_no), visit_of(request).language))


def _context(found: SerialOut, language: Language) -> dict[str, Any]:
    return {
        "serial_no": found.serial_no,
        "facts": _facts(found, language),
        "events": [_event(each, language) for each in found.events],
        "breadcrumbs": [
            {"label": _("Serial numbers"), "href": "/serials"},
            {"label": found.serial_no, "href": ""},
        ],
    }


def _facts(found: SerialOut, language: Language) -> list[dict[str, Any]]:
    orders = sum(each.kind == "order" for each in found.events)
    untold = _("No record of the unit says.")
    active = found.activated_on
    return [
        {"label": label("product"), "value": found.product, "reason": untold},
        {"label": label("activated_on"), "value": language.date(active) if active else None, "reason": untold},
        {"label": _("Came in"), "value": ngettext("%(count)s time", "%(count)s times", orders) % {"count": orders}},
        {"label": _("First 60 days of use"), "value": _early(found), "reason": untold},
    ]


def _early(found: SerialOut) -> str | None:
    """How often it came in during the first two months of use."""
    if found.activated_on is None:
        return None
    days = [(each.day - found.activated_on).days for each in found.events if each.kind == "order"]
    early = sum(day < FIRST_DAYS for day in days)
    return ngettext("%(count)s time", "%(count)s times", early) % {"count": early}


def _event(event: SerialEventOut, language: Language) -> dict[str, Any]:
    kinds = {"order": _("Repair order"), "return": _("Return to HQ")}
    line = {"kind": kinds[event.kind], "when": language.date(event.day), "marked": event.pattern is not None}
    if event.site is None or event.at is None or event.id is None:
        return line | {"href": "", "number": "", "where": _("At another site"), "fault": "", "ready": "", "result": ""}
    spoken = Wording(language, ZoneInfo(event.time_zone or "UTC"))
    part, outcome = ("orders", "outcome") if event.kind == "order" else ("returns", "finding")
    return line | {
        "when": spoken.value("received_at", event.at),
        "href": site_path(event.site, part, str(event.id)),
        "number": event.number,
        "where": event.site,
        "fault": event.fault_code or "",
        "ready": spoken.value("ready_at", event.ready_at) or "",
        "result": spoken.value(outcome, event.result) or "",
    }
