"""Pages: the list of sites. The page of one site is that of its scorecard, in `network.scorecards`."""

from collections.abc import Sequence
from dataclasses import replace
from typing import Any
from urllib.parse import quote

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.i18n import Language, current, ngettext
from network.foundation.i18n import gettext as _
from network.sites.lists.sites import SITES
from network.sites.pages.view_pills import view_path, view_pills
from network.sites.queries.exporting import sites_file
from network.sites.queries.sites import SitesPage, list_sites, sites_page
from network.sites.rules.sites import KIND_LABELS, STATUS_LABELS
from network.sites.schemas.sites import RegionOut, SiteOut
from network.sites.schemas.views import ViewOut
from network.web.downloads import CSV, MOST_ROWS, Cell, Format, check_rows, download, format_of, table_download
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import page

# A tab of a site: key, label, what follows the site in its address, who may open it.
_Tab = tuple[str, str, str, Permission]

TIERS = ("1", "2", "3", "4", "5")

# In an address: the list as the address has it, not the default view.
ASKED = {"view": "none"}


class SitePages(Controller):
    path = "/sites"

    @get(guards=[allows(Permission.READ_SITES)])
    async def sites(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """All sites in reach; what is shown of them as a file (`?format=csv`), or all of each to edit and import again
        (`?format=import`). An address that asks for nothing is that of the default view.
        """
        state = ListState.read(request.query_params, SITES)
        if request.query_params.get("format") == "import":
            return download(_("Sites") + ".csv", await sites_file(actor, state), CSV)
        if kind := format_of(request):
            return await _file(actor, state, kind)
        shown = await sites_page(actor, state)
        first = next((view for view in shown.views if view.is_default and view.query), None)
        if first and not set(request.query_params) - {"lang"}:
            return Redirect(view_path(first), status_code=303)
        return _list_page(actor, shown, _apart_from(state, first).within(shown.found.total))


async def _file(actor: Actor, state: ListState, kind: Format) -> Response[bytes]:
    """Every site that matches, in the columns and the order shown."""
    found = await list_sites(actor, state, limit=MOST_ROWS)
    check_rows(found.total)
    shown = state.visible()
    rows = [[cells(site, current(), plain=True)[column.key] for column in shown] for site in found.items]
    return await table_download(_("Sites"), [str(column.label) for column in shown], rows, kind)


def _apart_from(state: ListState, first: ViewOut | None) -> ListState:
    """Where a default view stands at the bare address, every other address says that it is not that."""
    return replace(state, definition=replace(SITES, fixed=ASKED)) if first else state


def site_path(code: str, *parts: str) -> str:
    """The address of a site's page, or of one below it."""
    return "/".join(["/sites", *(quote(part, safe="") for part in (code, *parts))])


def site_tabs(actor: Actor, code: str, active: str) -> list[dict[str, Any]]:
    """The tabs of a site's pages that this actor may open, as the macro `tabs` takes them; a group of one is a tab.

    `active`: the key of one, as below.
    """
    groups: tuple[tuple[str, tuple[_Tab, ...]], ...] = (
        ("", (("scorecard", _("Scorecard"), "", Permission.READ_SCORECARDS),)),
        (
            _("Repair work"),
            (
                ("desk", _("Order desk"), "desk", Permission.RUN_DESK),
                ("orders", _("Orders"), "orders", Permission.READ_RECORDS),
                ("clocks", _("Clocks"), "clocks", Permission.READ_RECORDS),
            ),
        ),
        (
            _("Sent to HQ"),
            (
                ("returns", _("Returns to HQ"), "returns", Permission.READ_RECORDS),
                ("shipments", _("Shipments to HQ"), "shipments", Permission.READ_RECORDS),
            ),
        ),
        ("", (("reports", _("Monthly reports"), "reports", Permission.READ_REPORTS),)),
        (
            _("Quality"),
            (
                ("audits", _("Audits"), "audits", Permission.READ_AUDITS),
                ("feedback", _("Customer feedback"), "feedback", Permission.READ_FEEDBACK),
                ("headquarters", _("Rate headquarters"), "headquarters", Permission.RATE_HQ),
                ("findings", _("Findings"), "findings", Permission.READ_ACTIONS),
                ("ledger", _("Rewards and penalties"), "ledger", Permission.READ_LEDGER),
                ("consequences", _("Proposed consequences"), "consequences", Permission.READ_PROPOSALS),
                ("gaps", _("Five gaps"), "gaps", Permission.READ_AUDITS),
                ("self-assessments", _("Self-assessments"), "self-assessments", Permission.READ_SELF_ASSESSMENTS),
            ),
        ),
        (
            _("About the site"),
            (
                ("file", _("Site file"), "file", Permission.READ_SITE_FILES),
                ("staff", _("Staff"), "staff", Permission.READ_SITE_FILES),
                ("manuals", _("Manuals"), "manuals", Permission.READ_TRAINING),
                ("training", _("Training"), "training", Permission.READ_TRAINING),
                ("documents", _("Documents"), "documents", Permission.READ_SITE_FILES),
                ("history", _("Site history"), "history", Permission.READ_SITE_FILES),
                ("certification", _("Certification"), "certification", Permission.READ_CERTIFICATIONS),
            ),
        ),
        (
            _("Oversight"),
            (
                ("keys", _("API keys"), "keys", Permission.MANAGE_KEYS),
                ("access", _("Who has access"), "access", Permission.READ_SITE_ACCESS),
                ("trail", _("What happened"), "trail", Permission.READ_SITE_TRAIL),
            ),
        ),
    )
    open_to = ((label, [tab for tab in tabs if actor.may(tab[3])]) for label, tabs in groups)
    return [entry for label, tabs in open_to for entry in _entries(label, tabs, code, active)]


def _entries(group: str, tabs: Sequence[_Tab], code: str, active: str) -> list[dict[str, Any]]:
    entries = [
        {"label": label, "href": site_path(code, *part.split()), "active": key == active}
        for key, label, part, _permission in tabs
    ]
    return [{"label": group, "items": entries}] if len(entries) > 1 else entries


def trail_to(site: SiteOut, language: Language, title: str, part: str = "", record: str = "") -> list[dict[str, str]]:
    """The breadcrumb of a page below a site's: a list (`title`), or one record of it (`part`: the list's address)."""
    crumbs = [
        {"label": _("Sites"), "href": "/sites"},
        {"label": site.name_in(language.code), "href": site_path(site.code)},
        {"label": title, "href": site_path(site.code, part) if part else ""},
    ]
    return [*crumbs, {"label": record, "href": ""}] if record else crumbs


def cells(site: SiteOut, language: Language, *, plain: bool = False) -> dict[str, Cell]:
    """A row of the list, by column; `plain` for a file, where dates are written as ISO 8601."""
    opened = site.opened_on
    day = None if opened is None else opened.isoformat() if plain else language.date(opened)
    return {
        "code": site.code,
        "name": site.name_in(language.code),
        "city": site.city_in(language.code),
        "city_tier": site.city_tier,
        "region": (site.region_in(language.code) or "").replace("/", " / "),
        "operator": site.operator_in(language.code),
        "address": site.address_in(language.code),
        "phone": site.phone,
        "kind": str(KIND_LABELS[site.kind]),
        "status": str(STATUS_LABELS[site.status]),
        "opened_on": day,
    }


def _list_page(actor: Actor, shown: SitesPage, state: ListState) -> Response[Any]:
    language, found = current(), shown.found
    count = ngettext("%(count)s site", "%(count)s sites", found.total) % {"count": language.decimal(found.total)}
    rows = [
        {**cells(site, language), "href": site_path(site.code), "state": site.status, "kind_code": site.kind}
        for site in found.items
    ]
    table = list_card(
        state,
        found.total,
        rows,
        title=_("Sites"),
        count=count,
        search_label=_("Code, name or city"),
        groups=[
            *view_pills(shown.views, state),
            *region_groups(state, shown.regions, language),
            options(state, "kind", _("Kind"), KIND_LABELS),
            options(state, "status", _("State"), STATUS_LABELS),
            options(state, "tier", _("City tier"), {tier: tier for tier in TIERS}),
        ],
        empty=Empty(
            _("There are no sites yet"),
            _("Sites come from a file: one row a site, with its code, its names and its time zone."),
            _("Import sites"),
            "/imports/new?kind=sites",
        ),
        live=True,
    )
    here = state.url()
    return page(
        "sites.html",
        table=table,
        query=state.query,
        states={str(each): str(label) for each, label in STATUS_LABELS.items()},
        has_views=bool(shown.views),
        editing=f"{here}{'&' if '?' in here else '?'}format=import" if actor.may(Permission.IMPORT_SITES) else "",
        breadcrumbs=[{"label": _("Sites"), "href": ""}],
    )


def region_groups(state: ListState, tree: list[RegionOut], language: Language) -> list[dict[str, Any]]:
    """Pills for the uppermost regions, and for those below the one that is chosen: one group a level."""
    chosen = state.filters.get("region", "")
    known = {region.path: region for region in tree}
    path = [region.path for region in tree if chosen == region.path or chosen.startswith(region.path + "/")]
    groups = []
    for above in (None, *path):
        below = [region for region in tree if region.parent == above]
        if below:
            label = known[above].name_in(language.code) if above else _("Region")
            groups.append({"label": label, "options": _region_pills(state, below, above or "", language)})
    return groups


def region_labels(tree: list[RegionOut], language: Language) -> dict[str, str]:
    """What a region is called with those above it, by its path. Parents come before children."""
    labels: dict[str, str] = {}
    for region in tree:
        above = f"{labels[region.parent]} / " if region.parent in labels else ""
        labels[region.path] = above + region.name_in(language.code)
    return labels


def _region_pills(state: ListState, regions: list[RegionOut], above: str, language: Language) -> list[dict[str, Any]]:
    chosen = state.filters.get("region", "")
    every = {"label": _("All"), "href": state.url(region=above), "active": chosen == above}
    return [
        every,
        *(
            {
                "label": region.name_in(language.code),
                "href": state.url(region=region.path),
                "active": chosen == region.path or chosen.startswith(region.path + "/"),
            }
            for region in regions
        ),
    ]
