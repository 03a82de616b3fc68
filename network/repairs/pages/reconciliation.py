"""Pages: a month's report of a site beside its second sources, and a month of all sites in reach."""

from dataclasses import replace
from decimal import Decimal
from typing import Any
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.repairs.commands.reconciliation import correct_figure, side_of
from network.repairs.errors.reconciliation import BadCorrection
from network.repairs.pages.month_pills import chosen_month, month_pills
from network.repairs.pages.report_words import month_text, report_path
from network.repairs.queries.reconciliation import list_reconciliations, reconciliation
from network.repairs.reconciliation_lists import FOUND_FILTERS, of_month
from network.repairs.rules.reconciliation import SIDE_LABELS, SOURCES, Side
from network.repairs.rules.report_figures import FIGURES
from network.repairs.schemas.reconciliation import (
    LONGEST_REASON,
    CorrectionIn,
    CorrectionOut,
    LineOut,
    ReconciledOut,
    ReconciliationOut,
    ReconciliationsOut,
)
from network.sites.pages.sites import region_groups, site_path, site_tabs, trail_to
from network.sites.queries.regions import regions
from network.sites.queries.sites import site
from network.web.downloads import MOST_ROWS, Cell, check_rows, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page


class ReconciliationPages(Controller):
    path = "/reconciliation"
    guards = [allows(Permission.DECIDE_REPORTS)]

    @get()
    async def reconciliations(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """The reports of a month (`?month=2026-07`), the least right first, or what is shown of them as a file."""
        month = chosen_month(str(request.query_params.get("month", "")))
        state = ListState.read(request.query_params, of_month(month))
        if kind := format_of(request):
            found = await list_reconciliations(actor, month, state, limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[_cells(row)[column.key] for column in shown] for row in found.items]
            header = [str(column.label) for column in shown]
            return await table_download(" ".join((_("Reconciliation"), str(month))), header, rows, kind)
        found = await list_reconciliations(actor, month, state)
        return await _list_page(actor, month, state.within(found.total), found)


class SiteReconciliationPages(Controller):
    path = "/sites/{code:str}/reconciliation/{month:str}"
    guards = [allows(Permission.READ_REPORTS)]

    @get()
    async def show(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        month: FromPath[str],
        done: FromQuery[str] = "",
    ) -> Page:
        """Both sides of a month, figure by figure, and the form to correct one's own."""
        return await _site_page(actor, code, Month.parse(month), done=done)

    @post()
    async def correct(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]
    ) -> Response[Any]:
        """Correct a figure of one's own side: that of the site for who runs it, that of HQ for who decides there."""
        chosen, typed = Month.parse(month), typed_values(await request.form(), CorrectionIn.model_fields)
        try:
            wanted = read_as(CorrectionIn, typed, BadCorrection)
            await correct_figure(actor, code, chosen, wanted, now())
        except Invalid as refusal:
            return await _site_page(actor, code, chosen, typed=typed, refusal=refusal)
        return Redirect(f"{reconciliation_path(code, chosen)}?done=corrected", status_code=303)


def reconciliation_path(code: str, month: Month | str) -> str:
    return site_path(code, "reconciliation", str(month))


async def _list_page(actor: Actor, month: Month, state: ListState, found: ReconciliationsOut) -> Page:
    language = current()
    count = ngettext("%(count)s report", "%(count)s reports", found.total) % {"count": language.decimal(found.total)}
    mean = "" if found.mean is None else _("mean accuracy %(mean)s") % {"mean": language.decimal(found.mean, 1)}
    table = list_card(
        state,
        found.total,
        [_row(each, month) for each in found.items],
        title=month_text(str(month)),
        count=" · ".join(filter(None, (count, mean))),
        search_label=_("Code or name of a site"),
        groups=[
            month_pills(month, lambda each: replace(state, definition=of_month(each)).url()),
            options(state, "found", _("Found"), FOUND_FILTERS),
            *region_groups(state, await regions(actor), language),
        ],
        empty=Empty(
            _("Nothing to reconcile in this month"),
            _("A report is held against repair orders, what HQ received and the parts ledger once it is submitted."),
            _("See the monthly reports"),
            f"/reports?month={month}",
        ),
    )
    return page("reconciliations.html", table=table, breadcrumbs=[{"label": _("Reconciliation"), "href": ""}])


def _row(row: ReconciledOut, month: Month) -> dict[str, Any]:
    language = current()
    return {
        "href": reconciliation_path(row.site, month),
        "site": row.site,
        "name": row.name_in(language.code),
        "accuracy": language.decimal(row.accuracy, 1),
        "tone": _tone(row.accuracy),
        "worst": _worst(row),
        "compared": language.decimal(row.compared),
        "corrections": language.decimal(row.corrections) if row.corrections else "",
        "submitted_at": language.date(row.submitted_at.date()),
    }


def _worst(row: ReconciledOut) -> str:
    if row.worst is None:
        return ""
    number = current().decimal
    told = {"figure": FIGURES[row.worst].label, "site": number(row.worst_site), "hq": number(row.worst_hq)}
    return _("%(figure)s: %(site)s reported, %(hq)s known") % told


def _cells(row: ReconciledOut) -> dict[str, Cell]:
    return {
        "site": row.site,
        "name": row.name_in(current().code),
        "accuracy": row.accuracy,
        "worst": _worst(row) or None,
        "compared": row.compared,
        "corrections": row.corrections,
        "submitted_at": row.submitted_at.isoformat(timespec="seconds"),
    }


def _tone(accuracy: Decimal) -> str:
    return "good" if accuracy >= 95 else "warn" if accuracy >= 80 else "bad"


async def _site_page(
    actor: Actor,
    code: str,
    month: Month,
    *,
    typed: dict[str, str] | None = None,
    refusal: Invalid | None = None,
    done: str = "",
) -> Page:
    shop, found = await site(actor, code), await reconciliation(actor, code, month)
    wrong, side, title = wrong_fields(refusal), side_of(actor), month_text(str(month))
    zone = ZoneInfo(shop.time_zone)
    return page(
        "reconciliation.html",
        status=refusal.status if refusal else 200,
        site=shop,
        title=title,
        path=reconciliation_path(code, month),
        report_href=report_path(code, str(month)),
        accuracy=None if found.accuracy is None else current().decimal(found.accuracy, 1),
        accuracy_tone="neutral" if found.accuracy is None else _tone(found.accuracy),
        nil=found.nil,
        lines=[_line(each, found) for each in found.lines],
        corrections=[_correction(each, zone) for each in found.corrections],
        side=side and {"is_site": side is Side.SITE},
        figures=[{"value": key, "label": str(FIGURES[key].label)} for key in SOURCES],
        typed=typed or {},
        wrong=wrong,
        errors=summary(wrong),
        longest=LONGEST_REASON,
        flashes=[{"tone": "good", "text": _("The correction is kept, and the comparison uses it.")}]
        if done == "corrected"
        else [],
        tabs=site_tabs(actor, code, "reports"),
        breadcrumbs=trail_to(shop, current(), _("Monthly reports"), "reports", _("Reconciliation")),
    )


def _line(line: LineOut, found: ReconciliationOut) -> dict[str, Any]:
    number = current().decimal
    corrected = {(each.figure, each.side) for each in found.corrections}
    off = line.variance is not None and line.variance > 0
    return {
        "label": str(FIGURES[line.figure].label),
        "source": str(SOURCES[line.figure].label),
        "site": number(line.site),
        "reported": number(line.reported) if (line.figure, Side.SITE) in corrected else "",
        "hq": None if line.hq is None else number(line.hq),
        "known": ("–" if line.known is None else number(line.known)) if (line.figure, Side.HQ) in corrected else "",
        "difference": "" if line.hq is None else f"{line.site - line.hq:+,d}".replace("-", "−") if off else "0",
        "tolerance": "" if line.tolerance is None else _tolerance(line),
        "variance": "" if line.variance is None else current().percent(line.variance, 1),
        "verdict": _verdict(line),
    }


def _tolerance(line: LineOut) -> str:
    if SOURCES[line.figure].exact:
        return _("exact")
    allowed = line.tolerance or Decimal(0)
    return f"±{current().decimal(allowed, 1 if allowed % 1 else 0)}"


def _verdict(line: LineOut) -> dict[str, str]:
    if line.variance is None:
        return {"label": _("No second source"), "tone": "neutral", "icon": "circle-dashed"}
    if line.variance > 0:
        return {"label": _("Beyond tolerance"), "tone": "bad", "icon": "alert-circle"}
    if line.site == line.hq:
        return {"label": _("Agrees"), "tone": "good", "icon": "circle-check"}
    return {"label": _("Within tolerance"), "tone": "good", "icon": "circle-check"}


def _correction(correction: CorrectionOut, zone: ZoneInfo) -> dict[str, Any]:
    told = {
        "figure": FIGURES[correction.figure].label,
        "value": current().decimal(correction.value),
        "side": SIDE_LABELS[correction.side],
    }
    return {
        "at": current().moment(correction.corrected_at, zone),
        "iso": correction.corrected_at.isoformat(),
        "who": correction.corrector,
        "text": _("%(side)s: %(figure)s is %(value)s.") % told + " " + correction.reason,
        "icon": "pencil",
    }
