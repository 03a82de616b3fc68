"""The page of one site: its scorecard, why it is so, how it came about, and the PDF of it."""

from collections.abc import Mapping
from typing import Any, Literal

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from markupsafe import Markup

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current, negotiate
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.scorecards.commands.printing import printable
from network.scorecards.documents_sent import sent
from network.scorecards.errors import RunNotFound, ScorecardNotFound
from network.scorecards.lists import Revision
from network.scorecards.pages import changing, criteria, explaining, site_quarter, trends
from network.scorecards.pages.challenging import preview_banner
from network.scorecards.pages.texts import (
    judgement_change,
    pdf_links,
    period_links,
    quarter_of,
    quarter_text,
    scorecard_href,
    standing,
)
from network.scorecards.queries.evidence import figures
from network.scorecards.queries.explained import explained
from network.scorecards.queries.revisions import kept_in_links
from network.scorecards.queries.runs import list_runs
from network.scorecards.queries.sheets import Card, card
from network.scorecards.rules.results import RankRange
from network.sites.pages.sites import site_path, site_tabs
from network.sites.queries.sites import site as read_site
from network.sites.rules.sites import KIND_LABELS
from network.sites.schemas.sites import SiteOut
from network.sites.wording import opening_hours_text
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from reports.charts import svg_gauge
from reports.sheet import Rank
from reports.wording import points_text

TABS = ("scorecard", "change", "explanation", "turnaround", "history")


class SiteScorecardPages(Controller):
    path = "/sites/{code:str}"
    guards = [allows(Permission.READ_SCORECARDS)]

    @get()
    async def site(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        period: FromQuery[str] = "",
        tab: FromQuery[str] = "",
        revision: Revision = None,
    ) -> Page:
        """The scorecard of the quarter that is asked for, else of the newest one; of its newest revision for none."""
        site = await read_site(actor, code)
        found = await _card(actor, code, period, settings.name_of_network(current().code), revision)
        banner = await preview_banner(actor, found, now())
        lines = await list_runs(actor)
        chosen = _tab(tab, has_card=found is not None)
        context = _frame(actor, site, found, chosen)
        if found:
            context["periods"] = period_links(lines, found.run.period, site_path(code), tab=chosen)
        elif period:
            context["missing"] = quarter_text(Quarter.parse(period))
        content = await _content(actor, code, found, chosen, request.query_params)
        return page("site.html", banner=banner, **context, **content)

    @get("/scorecard.pdf")
    async def pdf(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        period: FromQuery[str] = "",
        language: FromQuery[str] = "",
        revision: Revision = None,
    ) -> Response[Any]:
        """The scorecard as a PDF, in the language asked for or else the reader's."""
        chosen = negotiate(language) or current().code
        return await sent(request, await printable(actor, settings, quarter_of(period), code, chosen, now(), revision))


async def _card(actor: Actor, code: str, period: str, network: str, revision: int | None) -> Card | None:
    """The card that is asked for; None when the site has none: it was not open then, or nothing is published yet."""
    try:
        return await card(actor, quarter_of(period), code, network, revision)
    except (RunNotFound, ScorecardNotFound):
        if revision:
            raise
        return None


def _tab(asked: str, *, has_card: bool) -> str:
    """The tab to show: one that there is."""
    return asked if has_card and asked in TABS else TABS[0]


def _frame(actor: Actor, site: SiteOut, found: Card | None, tab: str) -> dict[str, Any]:
    """Head, tabs and breadcrumb."""
    reading = current()
    name = site.name_in(reading.code)
    return {
        "site": site,
        "name": name,
        "other_name": site.other_name(reading.code),
        "facts": _facts(site),
        "tab": tab,
        "tabs": site_tabs(actor, site.code, "scorecard"),
        "parts": _parts(found, tab),
        "breadcrumbs": [{"label": _("Sites"), "href": "/sites"}, {"label": f"{site.code} {name}", "href": ""}],
        "periods": [],
        "missing": "",
        **(_judgement(found) if found else {"card": None}),
    }


def _facts(site: SiteOut) -> list[dict[str, Any]]:
    code = current().code
    opened = current().date(site.opened_on) if site.opened_on else ""
    closed = current().date(site.closed_on) if site.closed_on else ""
    region = site.region_in(code)
    pairs = (
        (_("Code"), site.code),
        (_("Kind"), str(KIND_LABELS[site.kind])),
        (_("Region"), region.replace("/", " · ") if region else ""),
        (_("City"), site.city_in(code)),
        (_("Operator"), site.operator_in(code) or ""),
        (_("Opened on"), opened),
        (_("Closed on"), closed),
        (_("Opening hours"), opening_hours_text(site.opening_hours)),
    )
    return [{"label": label, "value": value} for label, value in pairs if value]


def _parts(found: Card | None, tab: str) -> list[dict[str, Any]]:
    """The parts of a scorecard, below the site's own tabs; none without a card."""
    if found is None:
        return []
    labels = {
        "scorecard": _("Criteria"),
        "change": _("What changed"),
        "explanation": _("Explanation"),
        "turnaround": _("Turnaround"),
        "history": _("Earlier quarters"),
    }
    kept = kept_in_links(found.run)
    return [
        {
            "label": label,
            "href": scorecard_href(found.site_code, found.run.period, tab=key, **kept),
            "active": key == tab,
        }
        for key, label in labels.items()
    ]


def _judgement(found: Card) -> dict[str, Any]:
    """Gauge, badge and key figures."""
    reading, judgement, period = current(), found.sheet.judgement, found.run.period
    drawing = svg_gauge(judgement, reading, "gauge", width=210, height=166)
    return {
        "card": found,
        "quarter": quarter_text(period),
        "state": found.run.state.value,
        "caution": found.sheet.provenance.status,
        "standing": standing(judgement.standing, judgement.bands, provisional=judgement.provisional),
        "gauge": Markup(drawing),  # noqa: S704 - our own drawing; its texts are escaped there
        "unrated": judgement.unrated_reason,
        "ranks": [
            _rank(_("Rank in the network"), judgement.network_rank, found, _range(found, "network")),
            _rank(
                _("Rank in its peer group"),
                judgement.peer_rank,
                found,
                _range(found, "peers"),
                judgement.peer_group or "",
            ),
        ],
        "uncertain": _uncertain(found),
        "score_change": judgement_change(judgement),
        "pdfs": pdf_links(found.site_code, period, **kept_in_links(found.run)),
        "older": kept_in_links(found.run).get("revision", ""),
        "fingerprint": found.sheet.provenance.fingerprint,
        "document": found.sheet.provenance.document_number,
    }


def _rank(label: str, rank: Rank | None, found: Card, chance: str, among: str = "") -> dict[str, Any]:
    reading = current()
    if rank is None:
        return {"label": label, "value": None, "reason": _no_rank(found), "note": among}
    ahead = "" if rank.percentile is None else _("ahead of %(share)s") % {"share": reading.percent(rank.percentile, 0)}
    return {
        "label": label,
        "value": reading.decimal(rank.position),
        "unit": _("of %(count)s") % {"count": reading.decimal(rank.of)},
        "note": " · ".join(part for part in (ahead, among, chance) if part),
    }


def _no_rank(found: Card) -> str:
    if found.score.kind == "self_operated":
        return _("Self-operated sites are shown for reference and never ranked.")
    if found.score.standing is None:
        return _("Only rated sites.")
    return _("Told only where five or more sites of three or more other operators are ranked too.")


def _range(found: Card, among: Literal["network", "peers"]) -> str:
    """Between which ranks chance alone could move the site; empty where the rank is certain, or not kept."""
    if found.score.ranges is None:
        return ""
    ends: RankRange = getattr(found.score.ranges, among)
    if ends.best == ends.worst:
        return ""
    reading = current()
    told = {"best": reading.decimal(ends.best), "worst": reading.decimal(ends.worst)}
    return _("by chance alone %(best)s to %(worst)s") % told


def _uncertain(found: Card) -> str:
    """Where the score lies, chance allowed for."""
    if found.score.ranges is None:
        return ""
    low, high = found.score.ranges.score
    if low == high:
        return ""
    reading = current()
    told = {"low": points_text(reading, low), "high": points_text(reading, high)}
    return _("95%% interval %(low)s to %(high)s") % told


async def _content(actor: Actor, code: str, found: Card | None, tab: str, asked: Mapping[str, str]) -> dict[str, Any]:
    """What the chosen tab shows."""
    if found is None:
        return {}
    links = actor.may(Permission.READ_RECORDS)
    if tab == "turnaround":
        return {"drawing": trends.turnaround(found)}
    if tab == "history":
        return {"drawing": trends.history(found)}
    told = await explained(actor, found.run.period, code, found.run.revision)
    if tab == "explanation":
        return {"explanation": explaining.explanation(found, told, asked, links=links)}
    if tab == "change":
        return {"change": changing.changing(found, told)}
    measured = await figures(actor, found.run.period, code, found.run.revision)
    overview = await site_quarter.overview(actor, found, told, now())
    return {"overview": overview, **criteria.scorecard(found, measured, links=links)}
