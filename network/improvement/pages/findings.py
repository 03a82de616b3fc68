"""Pages: the findings of all sites in reach and of one, a single finding, and one that HQ writes down."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.improvement.commands.findings import withdraw_finding, write_finding_down
from network.improvement.errors.actions import DecisionWrong, FindingWrong
from network.improvement.lists import FINDINGS, STAGES, site_list
from network.improvement.pages.finding_words import finding_cells, finding_path, finding_row, finding_view
from network.improvement.queries.findings import finding
from network.improvement.queries.findings_list import list_findings
from network.improvement.rules.findings import DAYS_TO_ANSWER, GRADE_LABELS, SOURCE_LABELS
from network.improvement.schemas.findings import FindingIn, FindingsOut, ReasonIn
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.downloads import MOST_ROWS, Format, check_rows, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

_TYPED = ("title", "detail", "grade", "found_on")
DONE = {
    "written": lazy("The finding is written down; the site has been told."),
    "withdrawn": lazy("The finding is withdrawn, with what it asked for."),
}


class FindingListPages(Controller):
    path = "/findings"
    guards = [allows(Permission.READ_ACTIONS)]

    @get()
    async def findings(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Every finding in reach, what is due first; what is shown of them as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, FINDINGS)
        if kind := format_of(request):
            return await _file(await list_findings(actor, state, now(), limit=MOST_ROWS), state, kind)
        found = await list_findings(actor, state, now())
        return page(
            "findings.html",
            table=_table(found, state),
            breadcrumbs=[{"label": _("Findings"), "href": ""}],
        )


class SiteFindingPages(Controller):
    path = "/sites/{code:str}/findings"
    guards = [allows(Permission.READ_ACTIONS)]

    @get()
    async def findings(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]
    ) -> Response[Any]:
        state = ListState.read(request.query_params, site_list(site_path(code, "findings")))
        if kind := format_of(request):
            return await _file(await list_findings(actor, state, now(), code=code, limit=MOST_ROWS), state, kind)
        shop, found = await site(actor, code), await list_findings(actor, state, now(), code=code)
        return page(
            "findings.html",
            site=shop,
            table=_table(found, state),
            new_href=site_path(code, "findings", "new") if actor.may(Permission.VERIFY_ACTIONS) else "",
            tabs=site_tabs(actor, code, "findings"),
            breadcrumbs=trail_to(shop, current(), _("Findings")),
        )

    @get("/new", guards=[allows(Permission.VERIFY_ACTIONS)])
    async def form(self, actor: NamedDependency[Actor], code: FromPath[str]) -> Page:
        return await _form(actor, code, dict.fromkeys(_TYPED, ""))

    @post(guards=[allows(Permission.VERIFY_ACTIONS)])
    async def write(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[Any]:
        typed = typed_values(await request.form(), _TYPED)
        try:
            made = await write_finding_down(actor, code, read_as(FindingIn, typed, FindingWrong), now())
        except Invalid as refusal:
            return await _form(actor, code, typed, refusal)
        return Redirect(f"{finding_path(code, made)}?done=written", status_code=303)

    @get("/{finding_id:uuid}")
    async def show(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        finding_id: FromPath[UUID],
        done: FromQuery[str] = "",
    ) -> Page:
        """A finding: what was found, what the site does about it, what later visits saw."""
        return await _shown(actor, code, finding_id, done=done)

    @post("/{finding_id:uuid}/withdraw", guards=[allows(Permission.VERIFY_ACTIONS)])
    async def withdraw(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], finding_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("reason",))
        try:
            reason = read_as(ReasonIn, typed, DecisionWrong).reason
            await withdraw_finding(actor, code, finding_id, reason, now())
        except Invalid as refusal:
            return await _shown(actor, code, finding_id, typed["reason"], refusal)
        return Redirect(f"{finding_path(code, finding_id)}?done=withdrawn", status_code=303)


def _table(found: FindingsOut, state: ListState) -> dict[str, Any]:
    language = current()
    count = ngettext("%(count)s finding", "%(count)s findings", found.total)
    return list_card(
        state.within(found.total),
        found.total,
        [finding_row(line, language) for line in found.items],
        title=_("Findings"),
        count=count % {"count": language.decimal(found.total)},
        search_label=_("Site or what was found"),
        groups=[
            options(state, "stage", _("Stage"), STAGES),
            options(state, "grade", _("Grade"), GRADE_LABELS),
            options(state, "source", _("Source"), SOURCE_LABELS),
        ],
        empty=Empty(
            _("Nothing was found"),
            _("A failed question of a published audit raises a finding; headquarters may write others down."),
        ),
    )


async def _file(found: FindingsOut, state: ListState, kind: Format) -> Response[bytes]:
    """Every finding that matches, in the columns and the order shown."""
    check_rows(found.total)
    shown = state.visible()
    rows = [[finding_cells(line, current())[column.key] for column in shown] for line in found.items]
    return await table_download(_("Findings"), [str(column.label) for column in shown], rows, kind)


async def _form(actor: Actor, code: str, typed: Mapping[str, str], refusal: Invalid | None = None) -> Page:
    shop, wrong = await site(actor, code), wrong_fields(refusal)
    days = {
        grade: ngettext("To be answered within %(count)s day.", "To be answered within %(count)s days.", count)
        % {"count": count}
        for grade, count in DAYS_TO_ANSWER.items()
    }
    return page(
        "finding_new.html",
        status=422 if wrong else 200,
        site=shop,
        back=site_path(code, "findings"),
        grades=[
            {"value": str(grade), "label": str(GRADE_LABELS[grade]), "help": days[grade]} for grade in reversed(days)
        ],
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        tabs=site_tabs(actor, code, "findings"),
        breadcrumbs=trail_to(shop, current(), _("Findings"), "findings", _("Write a finding down")),
    )


async def _shown(
    actor: Actor, code: str, finding_id: UUID, reason: str = "", refusal: Invalid | None = None, done: str = ""
) -> Page:
    shop, found = await site(actor, code), await finding(actor, code, finding_id)
    view, wrong = finding_view(found, current()), wrong_fields(refusal)
    return page(
        "finding.html",
        status=422 if wrong else 200,
        site=shop,
        finding=view,
        may_withdraw=view["open"] and actor.may(Permission.VERIFY_ACTIONS),
        reason=reason,
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        tabs=site_tabs(actor, code, "findings"),
        breadcrumbs=trail_to(shop, current(), _("Findings"), "findings", view["title"]),
    )
