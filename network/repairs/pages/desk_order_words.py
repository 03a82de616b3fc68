"""What the page of one order at the desk shows."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.i18n import Text, lazy
from network.foundation.i18n import gettext as _
from network.repairs.pages.desk import desk_trail
from network.repairs.pages.desk_words import badges, hold_rows, holds_left_words, left_words, order_path
from network.repairs.pages.details import events, facts
from network.repairs.rules.desk import STEP_LABELS, UNDO_WITHIN
from network.repairs.rules.holds import BY_CUSTOMER, HOLD_LABELS, holds_left
from network.repairs.rules.orders import OUTCOME_LABELS
from network.repairs.schemas.desk import DeskOrderDetailOut
from network.repairs.wording import Wording, label
from network.sites.pages.sites import site_path
from network.sites.schemas.sites import SiteOut
from network.web.requests import HouseRequest
from network.web.visit import visit_of

DONE: Mapping[str, Text] = MappingProxyType(
    {
        "corrected": lazy("The entry has been corrected."),
        "undone": lazy("The last step has been taken back."),
        "held": lazy("The order is on hold from now on."),
        "resumed": lazy("The hold has ended."),
        "loan_out": lazy("The loan unit is out."),
        "loan_back": lazy("The loan unit is back."),
    }
)
_UNIT = ("serial_no", "product", "fault_code", "in_warranty", "technician")
_COURSE = ("received_at", "diagnosed_at", "ready_at", "notified_at", "handed_over_at")


def order_context(
    request: HouseRequest,
    shop: SiteOut,
    order: DeskOrderDetailOut,
    now: datetime,
    typed: dict[str, str],
    currency: str,
    done: str,
) -> dict[str, Any]:
    """The names that desk_order.html needs but `refused` and `wrong`."""
    spoken = Wording(visit_of(request).language, ZoneInfo(shop.time_zone))
    return {
        "site": shop,
        "order": order,
        "path": order_path(shop.code, order),
        "taken_in": done == "taken_in",
        "badges": badges(order),
        "left": left_words(order, now),
        "steps": set(order.course.next_steps),
        "target": spoken.value("due_at", order.due_at),
        "promise": spoken.value("promised_at", order.promised_at),
        "undo": _undo(order, spoken, now),
        "outcomes": [{"value": value, "label": str(text)} for value, text in OUTCOME_LABELS.items()],
        "holds": hold_rows(order, spoken, now),
        "holds_left": holds_left([hold.rule for hold in order.holds]),
        "holds_left_text": holds_left_words(order),
        "hold_reasons": [_hold_reason(value, text) for value, text in HOLD_LABELS.items()],
        "typed": _prefilled(order, typed, currency),
        "customer": _customer(order, spoken),
        "unit": facts(order, _UNIT, spoken),
        "course": _course(order, spoken),
        "loan": _loan(order, spoken),
        "timeline": events(order.history, spoken),
        "links": _links(shop.code, order),
        "flashes": _flashes(done),
        "breadcrumbs": desk_trail(shop, request, order.order_no),
    }


def _flashes(done: str) -> list[dict[str, str]]:
    text = DONE.get(done) or STEP_LABELS.get(done)
    return [{"tone": "good", "text": str(text)}] if text is not None else []


def _undo(order: DeskOrderDetailOut, spoken: Wording, now: datetime) -> dict[str, Any] | None:
    """The step that can still be taken back, and until when."""
    step = order.course.undoable(now)
    taken_at = order.course.at(step) if step else None
    if step is None or taken_at is None:
        return None
    until = spoken.value("until_at", taken_at + UNDO_WITHIN)
    return {"text": _("%(step)s: can be taken back until %(until)s.") % {"step": STEP_LABELS[step], "until": until}}


def _hold_reason(value: str, text: Text) -> dict[str, str]:
    moves = _("The promise moves.") if value in BY_CUSTOMER else _("The promise to the customer stays.")
    return {"value": value, "label": str(text), "help": moves}


def _prefilled(order: DeskOrderDetailOut, typed: dict[str, str], currency: str) -> dict[str, str]:
    """The charge begins as what was quoted, so that nothing is typed when that was kept."""
    quoted = "" if order.quoted_price is None else str(order.quoted_price)
    return typed | {
        "charge": typed["charge"] or quoted,
        "currency": typed["currency"] or order.quoted_currency or currency,
    }


def _customer(order: DeskOrderDetailOut, spoken: Wording) -> list[dict[str, Any]]:
    price = None
    if order.quoted_price is not None and order.quoted_currency:
        price = spoken.language.money(order.quoted_price, order.quoted_currency)
    return [
        {"label": _("Customer"), "value": order.customer_name},
        {"label": _("Phone"), "value": order.customer_phone},
        {"label": label("symptom"), "value": order.symptom},
        {"label": label("accessories"), "value": order.accessories or None, "reason": _("None were handed in.")},
        {"label": label("quoted_price"), "value": price, "reason": _("Nothing has been quoted yet.")},
        {"label": _("Taken in by"), "value": order.taken_in_by, "reason": _("Nobody is named in the trail.")},
    ]


def _course(order: DeskOrderDetailOut, spoken: Wording) -> list[dict[str, Any]]:
    """The times that there are, and what was said with them."""
    names = (*_COURSE, "cancelled_at", "outcome")
    found = [{"label": label(name), "value": spoken.value(name, getattr(order, name))} for name in names]
    if order.charge is not None and order.currency:
        found.append({"label": label("charge"), "value": spoken.language.money(order.charge, order.currency)})
    if order.hold_hours:
        found.append({"label": label("hold_hours"), "value": spoken.hours(order.hold_hours)})
    return [each for each in found if each["value"]]


def _loan(order: DeskOrderDetailOut, spoken: Wording) -> dict[str, Any]:
    """The loan unit, if there was one, in words; and whether one can go out, or come back."""
    words = {"number": order.loan_unit_no, "at": spoken.value("loan_out_at", order.loan_out_at)}
    if order.loan_is_out:
        text = _("Loan unit %(number)s is out since %(at)s.") % words
    elif order.loan_back_at:
        back = {"number": order.loan_unit_no, "at": spoken.value("loan_back_at", order.loan_back_at)}
        text = _("Loan unit %(number)s came back on %(at)s.") % back
    else:
        text = _("The customer has no loan unit.")
    return {"text": text, "out": order.loan_is_out, "offer": not order.loan_is_out and not order.handed_over_at}


def _links(code: str, order: DeskOrderDetailOut) -> dict[str, str]:
    """Where one may go from here; empty where that makes no sense now."""
    shipping = f"{site_path(code, 'shipments', 'new')}?order={order.id}"
    return {
        "receipt": order_path(code, order, "receipt.pdf"),
        "edit": "" if order.handed_over_at else order_path(code, order, "edit"),
        "record": site_path(code, "orders", str(order.id)),
        "again": f"{site_path(code, 'desk', 'new')}?like={order.id}",
        "new": site_path(code, "desk", "new"),
        "queue": site_path(code, "desk"),
        "ship": shipping if order.course.is_open and not order.at_hq else "",
    }
