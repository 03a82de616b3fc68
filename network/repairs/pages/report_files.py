"""Pages: a month's report as a workbook, out and back in, and the receipts of what was handed in."""

from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.file_errors import FileTooLarge
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.foundation.settings import Settings
from network.foundation.tabular.limits import MEBIBYTE
from network.repairs.commands.report_files import MOST_MEGABYTES, hand_in_workbook
from network.repairs.errors.report_files import CellProblem, WorkbookNotTaken, WorkbookOvertaken, WorkbookRefused
from network.repairs.errors.reports import MonthRuns
from network.repairs.pages.report_forms import labels_of, spoken
from network.repairs.pages.report_words import FIELD_LABELS, moment, month_text, report_path
from network.repairs.queries.report_files import list_receipts, receipt, report_workbook
from network.repairs.queries.reports import report
from network.repairs.rules.reports import RECEIPT_LABELS, WAY_LABELS, Receipt
from network.repairs.schemas.report_files import HandedInOut
from network.sites.pages.sites import site_tabs, trail_to
from network.sites.queries.sites import site
from network.sites.schemas.sites import SiteOut
from network.web.downloads import XLSX, download
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import FileMissing, sent_file
from network.web.versions import differences, version_of

# A file of up to this size is refused with the form beside it, a larger one before it is read.
_BODY_BYTES = 8 * MOST_MEGABYTES * MEBIBYTE
_TONES = {
    Receipt.SUBMITTED: ("good", "circle-check"),
    Receipt.SAVED: ("info", "pencil"),
    Receipt.UNCHANGED: ("neutral", "minus"),
    Receipt.REFUSED: ("bad", "alert-circle"),
}


class ReportFilePages(Controller):
    path = "/sites/{code:str}/reports/{month:str}"
    guards = [allows(Permission.READ_REPORTS)]
    request_max_body_size = _BODY_BYTES

    @get("/report.xlsx", guards=[allows(Permission.FILE_REPORTS)])
    async def workbook(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        month: FromPath[str],
    ) -> Response[bytes]:
        name, content = await report_workbook(actor, settings, code, Month.parse(month), now())
        return download(name, content, XLSX)

    @get("/file", guards=[allows(Permission.FILE_REPORTS)])
    async def form(self, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]) -> Response[Any]:
        return await _form(actor, code, month)

    @post("/file", guards=[allows(Permission.FILE_REPORTS)])
    async def hand_in(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        month: FromPath[str],
    ) -> Response[Any]:
        form, wanted = await request.form(), Month.parse(month)
        version = version_of(form) if "version" in form else None
        try:
            _filed, handed = await hand_in_workbook(
                actor, code, wanted, sent_file(form), settings.files, now(), version
            )
        except (FileMissing, FileTooLarge, WorkbookNotTaken, WorkbookOvertaken, MonthRuns) as refusal:
            return await _form(actor, code, month, refusal)
        receipts = await list_receipts(actor, code, wanted)
        newest = next(each for each in receipts if each.sha256 == handed.sha256)
        return Redirect(report_path(code, month, "receipts", str(newest.id)), status_code=303)

    @get("/receipts/{receipt_id:uuid}")
    async def receipt(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        month: FromPath[str],
        receipt_id: FromPath[UUID],
    ) -> Page:
        shop, found = await site(actor, code), await receipt(actor, code, Month.parse(month), receipt_id)
        title = _("Receipt for %(month)s") % {"month": month_text(month)}
        return page(
            "report_receipt.html",
            title=title,
            found=found,
            badge=_outcome(found),
            told=_told(found),
            facts=_facts(found, shop),
            path=report_path(code, month),
            breadcrumbs=_crumbs(shop, month, _("Receipt")),
        )


async def _form(actor: Actor, code: str, month: str, refusal: ServicemarkError | None = None) -> Page:
    """What there is to do with the workbook, and what was wrong with the one that was sent."""
    wanted = Month.parse(month)
    shop, found = await site(actor, code), await report(actor, code, wanted, now())
    refused = refusal if isinstance(refusal, WorkbookRefused) else None
    overtaken = refusal if isinstance(refusal, WorkbookOvertaken) else None
    wrong = _wrong(refusal)
    zone = ZoneInfo(shop.time_zone)
    return page(
        "report_file.html",
        status=refusal.status if refusal else 200,
        title=_("Workbook of the report for %(month)s") % {"month": month_text(month)},
        path=report_path(code, month),
        limit=MOST_MEGABYTES,
        wrong=wrong,
        errors=[{"field": "file", "message": wrong}] if wrong else [],
        sheet=refused.sheet if refused else "",
        problems=[_problem(each) for each in refused.problems] if refused else [],
        both=_both(overtaken),
        overtaken=overtaken is not None,
        version=found.version,
        receipts=[_line(each, zone) for each in await list_receipts(actor, code, wanted)],
        tabs=site_tabs(actor, code, "reports"),
        breadcrumbs=_crumbs(shop, month, _("Workbook")),
    )


def _wrong(refusal: ServicemarkError | None) -> str:
    """What stands at the file."""
    if isinstance(refusal, FileMissing):
        return str(refusal.fields["file"])
    return refusal.text() if refusal else ""


def _problem(problem: CellProblem) -> dict[str, str]:
    part, _dot, key = problem.field.partition(".")
    name = {"figures": key, "explanations": key, "words": f"words-{key}"}.get(part, part)
    label = str(FIELD_LABELS.get(name, "")) if name else ""
    if part == "explanations":
        label = _("Why: %(figure)s") % {"figure": label}
    return {"cell": problem.cell, "label": label, "value": problem.value, "text": problem.text}


def _both(overtaken: WorkbookOvertaken | None) -> list[dict[str, Any]]:
    """What the workbook says beside what the report says now, field by field."""
    if overtaken is None:
        return []
    yours, theirs = spoken(overtaken.yours), spoken(overtaken.theirs)
    labels = labels_of({*yours, *theirs})
    return differences(labels, yours, {**dict.fromkeys(labels, ""), **theirs})


def _outcome(found: HandedInOut) -> dict[str, str]:
    tone, symbol = _TONES[Receipt(found.outcome)]
    return {"label": str(RECEIPT_LABELS[Receipt(found.outcome)]), "tone": tone, "icon": symbol}


def _told(found: HandedInOut) -> str:
    """In a sentence what came of it."""
    return {
        Receipt.SUBMITTED: _("The report was submitted with what was handed in: it is revision %(revision)s."),
        Receipt.SAVED: _("What was handed in is kept as a draft, revision %(revision)s; it is not submitted yet."),
        Receipt.UNCHANGED: _("This is what was submitted before, as revision %(revision)s. Nothing was changed."),
        Receipt.REFUSED: _("What was handed in was refused, and nothing was changed."),
    }[Receipt(found.outcome)] % {"revision": found.revision}


def _facts(found: HandedInOut, shop: SiteOut) -> list[dict[str, Any]]:
    site_name = f"{shop.name_in(current().code)} ({shop.code})"
    return [
        {"label": _("Site"), "value": site_name},
        {"label": _("Month"), "value": month_text(found.month)},
        {"label": _("Handed in"), "value": moment(found.received_at, ZoneInfo(shop.time_zone))},
        {"label": _("By"), "value": found.sender or None, "reason": _("It was not kept then.")},
        {"label": _("How"), "value": str(WAY_LABELS[found.way])},
        {"label": _("File"), "value": found.name or "–"},
        {"label": _("Receipt number"), "value": str(found.id)},
    ]


def _line(found: HandedInOut, zone: ZoneInfo) -> dict[str, Any]:
    return {
        "href": report_path(found.site, found.month, "receipts", str(found.id)),
        "at": moment(found.received_at, zone),
        "who": found.sender,
        "how": str(WAY_LABELS[found.way]),
        "name": found.name,
        "badge": _outcome(found),
    }


def _crumbs(shop: SiteOut, month: str, last: str) -> list[dict[str, str]]:
    list_, here = _("Monthly reports"), {"label": month_text(month), "href": report_path(shop.code, month)}
    *before, record = trail_to(shop, current(), list_, "reports", last)
    return [*before, here, record]
