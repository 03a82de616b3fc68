"""Page: all certifications in reach, and what of them waits for the reader."""

from typing import Any

from litestar import Controller, Response, get
from litestar.di import NamedDependency

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import Language, current, ngettext
from network.foundation.i18n import gettext as _
from network.sites.lists.certification import CERTIFICATIONS
from network.sites.pages.certification_words import BADGES
from network.sites.pages.sites import region_groups, site_path
from network.sites.queries.certificate_types import product_lines
from network.sites.queries.certification_due import due
from network.sites.queries.certification_list import certification_lines
from network.sites.queries.regions import regions
from network.sites.rules.certification import ACTIONS_WAITING, REMINDERS, STANDING_LABELS, Standing
from network.sites.schemas.certification import CertificationLine, DueLine, DueOut, ProposalLine
from network.web.downloads import MOST_ROWS, Cell, check_rows, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.visit import visit_of

# So many of each group of what waits are shown.
_FIRST = 3
# A certificate that ends within so many days is marked.
SOON_DAYS = 30


class CertificationListPages(Controller):
    path = "/certification"
    guards = [allows(Permission.READ_CERTIFICATIONS)]

    @get()
    async def certifications(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """The list, or what is shown of it as a file (`?format=csv`)."""
        state, today = ListState.read(request.query_params, CERTIFICATIONS), now().date()
        if kind := format_of(request):
            found = await certification_lines(actor, state, today, limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[_cells(line, plain=True)[column.key] for column in shown] for line in found.items]
            return await table_download(_("Certification"), [str(column.label) for column in shown], rows, kind)
        found = await certification_lines(actor, state, today)
        shown_state = state.within(found.total)
        groups = await _groups(actor, shown_state, visit_of(request).language)
        return _page(actor, shown_state, found.items, found.total, groups, await due(actor, today))


async def _groups(actor: Actor, state: ListState, language: Language) -> list[dict[str, Any]]:
    lines = {line.code: line.name_in(language.code) for line in await product_lines(actor)}
    days = {
        str(days): ngettext("%(count)s day", "%(count)s days", days) % {"count": days} for days in sorted(REMINDERS)
    }
    return [
        *region_groups(state, await regions(actor), language),
        options(state, "standing", _("State"), {each.value: STANDING_LABELS[each] for each in Standing}),
        options(state, "line", _("Product line"), lines),
        options(state, "within", _("Ends within"), days),
        options(state, "waiting", _("Second person"), {"yes": _("Waiting for a second person")}),
    ]


def _page(
    actor: Actor,
    state: ListState,
    lines: list[CertificationLine],
    total: int,
    groups: list[dict[str, Any]],
    waiting: DueOut,
) -> Page:
    count = ngettext("%(count)s certification", "%(count)s certifications", total)
    table = list_card(
        state,
        total,
        [_row(line) for line in lines],
        title=_("Certification"),
        count=count % {"count": current().decimal(total)},
        search_label=_("Site or certificate number"),
        groups=groups,
        empty=Empty(
            _("No site is certified yet"),
            _("Open a site and grant it a certificate for a product line and repair level."),
            _("Go to the sites"),
            "/sites",
        ),
    )
    return page(
        "certification.html",
        table=table,
        due=_due(waiting),
        may_change_types=actor.may(Permission.CHANGE_CERTIFICATE_TYPES),
        breadcrumbs=[{"label": _("Certification"), "href": ""}],
    )


def _row(line: CertificationLine) -> dict[str, Any]:
    tone, symbol = BADGES[line.standing]
    return {
        **_cells(line),
        "href": certification_path(line.site, line.type),
        "tone": tone,
        "symbol": symbol,
        "soon": line.days_left is not None and line.days_left <= SOON_DAYS,
        "left": _left(line),
        "waiting": str(ACTIONS_WAITING[line.waiting]) if line.waiting else "",
    }


def _left(line: CertificationLine) -> str:
    """How many days are left, and how long before its end the last reminder was made."""
    if line.days_left is None:
        return ""
    days = ngettext("%(count)s day left", "%(count)s days left", line.days_left)
    left = days % {"count": current().decimal(line.days_left)}
    if line.reminded is None:
        return left
    reminded = ngettext("reminded %(count)s day before", "reminded %(count)s days before", line.reminded)
    return f"{left} · {reminded % {'count': line.reminded}}"


def certification_path(site: str, certificate_type: str) -> str:
    """The address of a site's certification for a type."""
    return f"{site_path(site, 'certification')}#{certificate_type}"


def _cells(line: CertificationLine, *, plain: bool = False) -> dict[str, Cell]:
    """A row of the list, by column; `plain` for a file, where dates are written as ISO 8601."""
    reading = current()
    days = {
        name: None if day is None else day.isoformat() if plain else reading.date(day)
        for name, day in (("valid_from", line.valid_from), ("valid_to", line.valid_to))
    }
    region = line.region_zh if reading.code == "zh_CN" else line.region
    return {
        "site": line.site,
        "name": line.name_in(reading.code),
        "region": (region or "").replace("/", " / "),
        "type": line.title_in(reading.code),
        "standing": str(STANDING_LABELS[line.standing]),
        "number": line.number,
        **days,
    }


def _due(waiting: DueOut) -> list[dict[str, Any]]:
    """What waits, in groups: a heading with the count, and the first few as links."""
    proposals = [_proposal(line) for line in waiting.proposals]
    provisional = [_line(line, _("ended on %(day)s")) for line in waiting.provisional_ended]
    conditions = [_line(line, _("due on %(day)s")) for line in waiting.conditions]
    expiring = [_line(line, _("ends on %(day)s")) for line in waiting.expiring]
    groups = (
        (_("Proposals that wait for you"), "hourglass", proposals, waiting.proposals_total),
        (_("Provisional periods that have ended"), "shield-check", provisional, waiting.provisional_ended_total),
        (_("Conditions that are due"), "alert-triangle", conditions, waiting.conditions_total),
        (_("Certificates that end within 90 days"), "calendar-due", expiring, waiting.expiring_total),
    )
    return [
        {"label": label, "icon": icon, "total": total, "lines": lines[:_FIRST], "more": max(0, total - _FIRST)}
        for label, icon, lines, total in groups
        if total
    ]


def _line(line: DueLine, told: str) -> dict[str, str]:
    code = current().code
    name = line.site_name_zh if code == "zh_CN" else line.site_name
    title = line.title_zh if code == "zh_CN" else line.title
    when = told % {"day": current().date(line.due_on)}
    return {
        "href": certification_path(line.site, line.type),
        "label": f"{line.site} {name}",
        "told": " · ".join(filter(None, (title, line.words, when))),
    }


def _proposal(line: ProposalLine) -> dict[str, str]:
    code = current().code
    name = line.site_name_zh if code == "zh_CN" else line.site_name
    title = line.title_zh if code == "zh_CN" else line.title
    told = _("%(what)s, by %(who)s") % {"what": ACTIONS_WAITING[line.change], "who": line.proposer}
    return {
        "href": site_path(line.site, "certification", "proposals", str(line.id)),
        "label": f"{line.site} {name}",
        "told": f"{title} · {told}",
    }
