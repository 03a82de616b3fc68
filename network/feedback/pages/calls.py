"""Pages: the customers whom headquarters calls, and the form for the telephone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.feedback.commands.calls import keep_call
from network.feedback.errors.calls import CallWrong
from network.feedback.lists_calls import CALLS
from network.feedback.lists_sampling import SAMPLES
from network.feedback.queries.calls import list_calls, read_call
from network.feedback.rules.answers import SATISFACTION_LABELS
from network.feedback.rules.calls import OUTCOME_LABELS, STATE_LABELS, CallState
from network.feedback.rules.forms import MOST_LETTERS
from network.feedback.rules.sampling import REASON_LABELS
from network.feedback.schemas.calls import CallIn, CallLine, CallOut, CallsOut
from network.feedback.schemas.surveys import CUSTOMER, shipped_form
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, ServicemarkError
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.web.downloads import MOST_ROWS, Cell, Format, check_rows, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

PATH = CALLS.path
BLOCK = "block-"
_TONES = {
    CallState.DUE: ("info", "clock"),
    CallState.DONE: ("good", "check"),
    CallState.REFUSED: ("neutral", "x"),
    CallState.GIVEN_UP: ("neutral", "x"),
}


class CallPages(Controller):
    path = PATH
    guards = [allows(Permission.RUN_SURVEYS)]

    @get()
    async def calls(
        self, request: HouseRequest, actor: NamedDependency[Actor], done: FromQuery[str] = ""
    ) -> Response[Any]:
        """Whom to call, who was tried least first; what is shown of them as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, CALLS)
        if kind := format_of(request):
            return await _file(await list_calls(actor, state, limit=MOST_ROWS), state, kind)
        return _shown(await list_calls(actor, state), state, done)

    @get("/{call_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], call_id: FromPath[UUID]) -> Page:
        return _form(await read_call(actor, call_id), {})

    @post("/{call_id:uuid}")
    async def keep(
        self, request: HouseRequest, actor: NamedDependency[Actor], call_id: FromPath[UUID]
    ) -> Response[Any]:
        """How a call ended."""
        typed = typed_values(await request.form(), ("outcome", "grade", "comment", "note", *_blocks()))
        try:
            await keep_call(actor, call_id, read_as(CallIn, _given(typed), CallWrong), now())
        except (Invalid, Conflict) as refusal:
            return _form(await read_call(actor, call_id), typed, refusal)
        return Redirect(f"{PATH}?state={CallState.DUE}&done=kept", status_code=303)


def _blocks() -> dict[str, str]:
    """Field of the form -> key of the block."""
    return {BLOCK + block.key: block.key for block in shipped_form(CUSTOMER).blocks}


def _given(typed: Mapping[str, str]) -> dict[str, Any]:
    blocks = {key: typed[name] for name, key in _blocks().items() if typed[name]}
    return {**{name: typed[name] for name in ("outcome", "comment", "note")}, "grade": typed["grade"] or None} | {
        "blocks": blocks
    }


def _shown(found: CallsOut, state: ListState, done: str) -> Page:
    language = current()
    count = ngettext("%(count)s customer", "%(count)s customers", found.total)
    table = list_card(
        state.within(found.total),
        found.total,
        [_row(line) for line in found.items],
        title=_("Customers to call"),
        count=count % {"count": language.decimal(found.total)},
        search_label=_("Order, or code or name of a site"),
        groups=[
            options(state, "state", _("State"), STATE_LABELS),
            options(state, "reason", _("Why it was drawn"), REASON_LABELS),
        ],
        empty=Empty(
            _("Nobody is to be called"),
            _("Customers come here by the draw of a month. Draw one that is over."),
            _("Draws"),
            SAMPLES,
        ),
    )
    return page(
        "calls.html",
        table=table,
        flashes=[{"tone": "good", "text": _("The call is kept.")}] if done == "kept" else [],
        breadcrumbs=[{"label": _("Customer feedback"), "href": "/feedback"}, {"label": _("Calls"), "href": ""}],
    )


def _row(line: CallLine) -> dict[str, Any]:
    language = current()
    name = (line.site_name_zh if language.code == "zh_CN" else "") or line.site_name
    return {
        "href": f"{PATH}/{line.id}",
        "order_no": line.order_no,
        "site": line.site,
        "site_name": name,
        "product": line.product,
        "month": language.month(line.month.year, line.month.month),
        "reason": str(REASON_LABELS[line.reason]),
        "tries": language.decimal(line.tries),
        "called_at": language.moment(line.called_at) if line.called_at else "–",
        "state": (str(STATE_LABELS[line.state]), *_TONES[line.state]),
    }


def _form(found: CallOut, typed: Mapping[str, str], refusal: ServicemarkError | None = None) -> Page:
    language, form, wrong, row = current(), shipped_form(CUSTOMER), wrong_fields(refusal), _row(found.line)
    spoken = language.code
    return page(
        "call.html",
        status=refusal.status if refusal else 200,
        call=row,
        due=found.line.state is CallState.DUE,
        name=found.customer_name,
        phone=found.customer_phone,
        facts=[
            {"label": _("Site"), "value": f"{row['site']} · {row['site_name']}"},
            {"label": _("Product"), "value": row["product"] or "–"},
            {"label": _("Ready at"), "value": language.moment(found.ready_at) if found.ready_at else "–"},
            {"label": _("Why it was drawn"), "value": row["reason"]},
        ],
        tries=[
            {
                "at": language.moment(each.called_at),
                "who": each.caller,
                "what": str(OUTCOME_LABELS[each.outcome]),
                "note": each.note,
            }
            for each in found.tries
        ],
        outcomes=[{"value": str(key), "label": str(label)} for key, label in OUTCOME_LABELS.items()],
        overall=form.overall.in_language(spoken),
        grades=[{"value": str(grade), "label": str(label)} for grade, label in SATISFACTION_LABELS.items()],
        blocks=[{"name": BLOCK + each.key, "label": each.text.in_language(spoken)} for each in form.blocks],
        comment=form.comment.in_language(spoken),
        most=MOST_LETTERS,
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "bad", "text": refusal.text()}] if refusal and not wrong else [],
        breadcrumbs=[
            {"label": _("Customer feedback"), "href": "/feedback"},
            {"label": _("Calls"), "href": f"{PATH}?state={CallState.DUE}"},
            {"label": row["order_no"], "href": ""},
        ],
    )


async def _file(found: CallsOut, state: ListState, kind: Format) -> Response[bytes]:
    check_rows(found.total)
    shown = state.visible()
    rows: list[list[Cell]] = []
    for line in found.items:
        cells = {**_row(line), "state": str(STATE_LABELS[line.state])}
        rows.append([str(cells[column.key]) for column in shown])
    return await table_download(_("Customers to call"), [str(column.label) for column in shown], rows, kind)
