"""Pages: filing the report of a month. It is kept while it is filled in, checked, looked through, submitted."""

from typing import Any
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import gettext as _
from network.foundation.i18n import lazy
from network.foundation.periods import Month, bounds
from network.repairs.commands.reports import Handed, flat, open_correction, save_draft, submit
from network.repairs.errors.reports import BadReport
from network.repairs.pages.report_forms import (
    Typed,
    control_of,
    error_lines,
    labels_of,
    read_form,
    report_of,
    sections,
    spoken,
    typed_from,
    unanswered,
    with_zeros,
)
from network.repairs.pages.report_reading import reading_context
from network.repairs.pages.report_words import due_text, month_badge, month_text, report_path, timing
from network.repairs.queries.reports import report
from network.repairs.rules.reports import STAFFING, Way, fingerprint
from network.repairs.schemas.reports import ReportIn, ReportOut
from network.sites.pages.sites import site_tabs, trail_to
from network.sites.queries.sites import site
from network.sites.schemas.sites import SiteOut
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, differences, version_of
from network.web.visit import visit_of

DONE = {
    "saved": lazy("The draft is kept."),
    "zeros": lazy("What was empty says 0 now."),
    "submitted": lazy("The report has been submitted. Its receipt is below."),
    "unchanged": lazy("Nothing differs from what was submitted before, so nothing was changed."),
    "accepted": lazy("The report is accepted."),
    "returned": lazy("The report is sent back. The site reads your reasons at its figures."),
}


class ReportPages(Controller):
    path = "/sites/{code:str}/reports/{month:str}"
    guards = [allows(Permission.READ_REPORTS)]

    @get()
    async def show(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        month: FromPath[str],
        done: FromQuery[str] = "",
        read: FromQuery[bool] = False,
    ) -> Page:
        """The form while the site fills it in; otherwise what was submitted, to read and print."""
        shop, found = await _found(actor, code, month)
        flashes = [{"tone": "good", "text": str(DONE[done])}] if done in DONE else []
        if actor.may(Permission.FILE_REPORTS) and not read and (found.draft or not found.in_force):
            return _form(request, actor, shop, found, typed_from(found), found.version, flashes=flashes)
        return page("report.html", **reading_context(actor, shop, found, now()), flashes=flashes)

    @post(guards=[allows(Permission.FILE_REPORTS)])
    async def keep(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]
    ) -> Response[Any]:
        """Keep what was filled in; with `check` also go on to submitting it."""
        form = await request.form()
        typed, version = read_form(form), version_of(form)
        typed = with_zeros(typed) if "zeros" in form else typed
        wanted, wrong = report_of(typed)
        try:
            await save_draft(actor, code, Month.parse(month), wanted, version, now())
        except PreconditionFailed as refusal:
            shop, found = await _found(actor, code, month)
            return _form(request, actor, shop, found, typed, refusal.current, refusal=refusal, wanted=wanted)
        shop, found = await _found(actor, code, month)
        wrong = {**unanswered(found), **wrong} if "check" in form else wrong
        if wrong:
            return _form(request, actor, shop, found, typed, found.version, wrong)
        following = "/review" if "check" in form else "?done=zeros" if "zeros" in form else "?done=saved"
        return Redirect(report_path(code, month) + following, status_code=303)

    @post("/draft", guards=[allows(Permission.FILE_REPORTS)], status_code=200)
    async def autosave(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]
    ) -> Page:
        """Keep what was filled in without leaving the form: what of it has to change is sent back."""
        form = await request.form()
        typed = read_form(form)
        wanted, wrong = report_of(typed)
        try:
            await save_draft(actor, code, Month.parse(month), wanted, version_of(form), now())
        except PreconditionFailed as refusal:
            return page("report_saved.html", refusal=refusal.text(), saved="", version=None, sections=[])
        shop, found = await _found(actor, code, month)
        at = now().astimezone(ZoneInfo(shop.time_zone))
        return page(
            "report_saved.html",
            refusal="",
            saved=_("Kept at %(time)s") % {"time": f"{at:%H:%M:%S}"},
            version=found.version,
            sections=sections(found, typed, wrong),
        )

    @get("/review", guards=[allows(Permission.FILE_REPORTS)])
    async def review(self, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]) -> Response[Any]:
        """The whole report once more, before it is submitted; back to the form while something is open."""
        shop, found = await _found(actor, code, month)
        if found.draft is None or unanswered(found):
            return Redirect(report_path(code, month), status_code=303)
        context = reading_context(actor, shop, found, now(), found.draft)
        return page("report_review.html", **context, may_submit=_over(found, shop))

    @post("/submit", guards=[allows(Permission.FILE_REPORTS)])
    async def submit(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]
    ) -> Response[Any]:
        version = version_of(await request.form())
        found = await report(actor, code, Month.parse(month), now())
        wanted = said(found)
        handed = Handed(Way.WEB, "", fingerprint(found.content))
        try:
            filed = await submit(actor, code, Month.parse(month), wanted, version, now(), handed)
        except (BadReport, PreconditionFailed) as refusal:
            shop, found = await _found(actor, code, month)
            return _form(request, actor, shop, found, typed_from(found), found.version, refusal=refusal)
        return Redirect(f"{report_path(code, month)}?read=true&done={filed.outcome}", status_code=303)

    @post("/correction", guards=[allows(Permission.FILE_REPORTS)])
    async def correct(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]
    ) -> Redirect:
        """Begin to correct what was submitted; it stays in force until the correction is submitted."""
        version = version_of(await request.form())
        await open_correction(actor, code, Month.parse(month), version, now())
        return Redirect(report_path(code, month), status_code=303)


def said(found: ReportOut) -> ReportIn:
    """The newest revision as it is handed in; a nil report leaves its zeros out."""
    content = found.content
    figures = {key: value for key, value in content.figures.items() if not content.nil or key in STAFFING}
    return ReportIn.model_validate(
        {"nil": content.nil, "figures": figures, "explanations": content.explanations, "words": content.words}
    )


async def _found(actor: Actor, code: str, month: str) -> tuple[SiteOut, ReportOut]:
    return await site(actor, code), await report(actor, code, Month.parse(month), now())


def _over(found: ReportOut, shop: SiteOut) -> bool:
    return bounds(Month.parse(found.month), ZoneInfo(shop.time_zone))[1] <= now()


def _form(
    request: HouseRequest,
    actor: Actor,
    shop: SiteOut,
    found: ReportOut,
    typed: Typed,
    version: int,
    wrong: dict[str, str] | None = None,
    *,
    refusal: ServicemarkError | None = None,
    wanted: ReportIn | None = None,
    flashes: list[dict[str, str]] | None = None,
) -> Page:
    """The form with what was typed, and beside it what was refused or has changed meanwhile."""
    if isinstance(refusal, BadReport):
        wrong = {control_of(place): str(text) for place, text in refusal.fields.items()}
    wrong = wrong or {}
    overtaken = refusal if isinstance(refusal, PreconditionFailed) else None
    return page(
        "report_form.html",
        **_form_head(request, actor, shop, found),
        status=refusal.status if refusal else 422 if wrong else 200,
        version=version,
        typed=typed,
        may_be_nil=typed.nil or not any(value for key, value in found.known.items() if key not in STAFFING),
        sections=sections(found, typed, wrong),
        errors=error_lines(wrong),
        overtaken=overtaken.text() if overtaken else "",
        both=_both(wanted, overtaken),
        flashes=flashes or [],
    )


def _form_head(request: HouseRequest, actor: Actor, shop: SiteOut, found: ReportOut) -> dict[str, Any]:
    """Whose report it is, of which month, and until when."""
    title, at = month_text(found.month), now()
    return {
        "site": shop,
        "report": found,
        "title": title,
        "badge": month_badge(found, at),
        "timing": timing(found, at),
        "due": due_text(found.due_at, ZoneInfo(shop.time_zone)),
        "over": _over(found, shop),
        "path": report_path(shop.code, found.month),
        "tabs": site_tabs(actor, shop.code, "reports"),
        "breadcrumbs": trail_to(shop, visit_of(request).language, _("Monthly reports"), "reports", title),
    }


def _both(wanted: ReportIn | None, overtaken: PreconditionFailed | None) -> list[dict[str, Any]]:
    """What was typed beside what is kept now, field by field."""
    if wanted is None or overtaken is None:
        return []
    yours, theirs = spoken(flat(wanted.content())), spoken(overtaken.theirs)
    labels = labels_of({*yours, *theirs})
    return differences(labels, yours, {**dict.fromkeys(labels, ""), **theirs})
