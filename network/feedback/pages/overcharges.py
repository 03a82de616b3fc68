"""Pages: suspected overcharging, one case, and looking for more."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.feedback.commands.overcharges import decide_case, find_late_overcharges, state_case
from network.feedback.errors.overcharges import CaseWrong
from network.feedback.lists import OVERCHARGES, STATED
from network.feedback.pages.overcharge_words import PATH, case_cells, case_row, case_step, case_view
from network.feedback.queries.overcharges import list_overcharges, overcharge
from network.feedback.rules.overcharges import CASE_LABELS, GROUND_LABELS, CaseState
from network.feedback.schemas.overcharges import CasesOut, StatementIn, VerdictIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.web.downloads import MOST_ROWS, check_rows, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

FIELDS = ("statement", "substantiated", "reason")
DONE = {
    "looked": lazy("Every charge of the last 100 days has been held against the price list in force."),
    "stated": lazy("Headquarters reads your side before it decides."),
    "decided": lazy("The case is decided; the site has been told."),
}


class OverchargePages(Controller):
    path = PATH
    guards = [allows(Permission.READ_COMPLAINTS)]

    @get()
    async def cases(
        self, request: HouseRequest, actor: NamedDependency[Actor], done: FromQuery[str] = ""
    ) -> Response[Any]:
        """Every case in reach; what is shown of them as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, OVERCHARGES)
        if kind := format_of(request):
            found = await list_overcharges(actor, state, limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[case_cells(line)[column.key] for column in shown] for line in found.items]
            return await table_download(_("Overcharging"), [str(column.label) for column in shown], rows, kind)
        return page(
            "overcharges.html",
            table=_table(await list_overcharges(actor, state), state),
            may_look=actor.may(Permission.DECIDE_OVERCHARGES),
            path=PATH,
            flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
            breadcrumbs=[{"label": _("Overcharging"), "href": ""}],
        )

    @post("/find", guards=[allows(Permission.DECIDE_OVERCHARGES)])
    async def find(self, actor: NamedDependency[Actor]) -> Redirect:
        """Look at the charges of the last days now, as each day's work does."""
        await find_late_overcharges(actor, now())
        return Redirect(f"{PATH}?done=looked", status_code=303)

    @get("/{case_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], case_id: FromPath[UUID], done: FromQuery[str] = "") -> Page:
        """What was charged, what is allowed, what the site says, and what is decided."""
        return await _shown(actor, case_id, done=done)

    @post("/{case_id:uuid}/statement", guards=[allows(Permission.ANSWER_COMPLAINTS)])
    async def statement(
        self, request: HouseRequest, actor: NamedDependency[Actor], case_id: FromPath[UUID]
    ) -> Response[Any]:
        """The site says its side."""
        typed = typed_values(await request.form(), FIELDS)
        try:
            given = read_as(StatementIn, {"statement": typed["statement"]}, CaseWrong)
            await state_case(actor, case_id, given.statement, now())
        except Invalid as refusal:
            return await _shown(actor, case_id, typed, refusal)
        return Redirect(f"{PATH}/{case_id}?done=stated", status_code=303)

    @post("/{case_id:uuid}/decide", guards=[allows(Permission.DECIDE_OVERCHARGES)])
    async def decide(
        self, request: HouseRequest, actor: NamedDependency[Actor], case_id: FromPath[UUID]
    ) -> Response[Any]:
        """Substantiate or dismiss it."""
        typed = typed_values(await request.form(), FIELDS)
        given = {"substantiated": typed["substantiated"], "reason": typed["reason"]}
        try:
            await decide_case(actor, case_id, read_as(VerdictIn, given, CaseWrong), now())
        except Invalid as refusal:
            return await _shown(actor, case_id, typed, refusal)
        return Redirect(f"{PATH}/{case_id}?done=decided", status_code=303)


def _table(found: CasesOut, state: ListState) -> dict[str, Any]:
    language = current()
    count = ngettext("%(count)s case", "%(count)s cases", found.total)
    return list_card(
        state.within(found.total),
        found.total,
        [case_row(line, language) for line in found.items],
        title=_("Overcharging"),
        count=count % {"count": language.decimal(found.total)},
        search_label=_("Site or order"),
        groups=[
            options(state, "state", _("State"), CASE_LABELS),
            options(state, "ground", _("Why it is suspected"), GROUND_LABELS),
            options(state, "stated", _("Site's side"), STATED),
        ],
        empty=Empty(
            _("No charge is suspected"),
            _("Charges above the price list, repairs charged under warranty and complaints of prices come here."),
        ),
    )


async def _shown(
    actor: Actor,
    case_id: UUID,
    typed: Mapping[str, str] | None = None,
    refusal: Invalid | None = None,
    done: str = "",
) -> Page:
    found, language, wrong = await overcharge(actor, case_id), current(), wrong_fields(refusal)
    suspected = found.state is CaseState.SUSPECTED
    return page(
        "overcharge.html",
        status=422 if wrong else 200,
        case=case_view(found, language),
        path=f"{PATH}/{case_id}",
        may_state=suspected and actor.may(Permission.ANSWER_COMPLAINTS),
        may_decide=suspected and actor.may(Permission.DECIDE_OVERCHARGES) and not found.mine,
        timeline=[case_step(each, language, ZoneInfo(found.time_zone)) for each in found.steps],
        typed=dict.fromkeys(FIELDS, "") | dict(typed or {}),
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=[
            {"label": _("Overcharging"), "href": PATH},
            {"label": case_view(found, language)["title"], "href": ""},
        ],
    )
