"""An order of the desk in words: where it stands, how much time is left, what may be done next."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from types import MappingProxyType
from typing import Any

from network.foundation.i18n import Text, lazy
from network.foundation.i18n import gettext as _
from network.repairs.rules.desk import STAGE_LABELS, Step
from network.repairs.rules.holds import HOLD_LABELS, holds_left, time_left
from network.repairs.schemas.desk import DeskOrderDetailOut, DeskOrderOut
from network.repairs.wording import Wording
from network.sites.pages.sites import site_path

# What a button says that takes a step.
STEP_BUTTONS: Mapping[Step, tuple[Text, str]] = MappingProxyType(
    {
        Step.DIAGNOSED: (lazy("Diagnosed"), "search"),
        Step.READY: (lazy("Ready…"), "circle-check"),
        Step.NOTIFIED: (lazy("Customer notified"), "message"),
        Step.HANDED_OVER: (lazy("Hand over…"), "package-export"),
        Step.CANCELLED: (lazy("Cancel…"), "ban"),
    }
)
# Steps that say nothing but that they were taken: one tap in the queue does.
ONE_TAP = frozenset({Step.DIAGNOSED, Step.NOTIFIED})

_TONES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        "received": ("info", "inbox"),
        "diagnosed": ("info", "tool"),
        "ready": ("good", "circle-check"),
        "notified": ("good", "message"),
        "handed_over": ("neutral", "package-export"),
        "cancelled": ("neutral", "ban"),
    }
)


def order_path(code: str, order: DeskOrderOut, *parts: str) -> str:
    return site_path(code, "desk", "orders", str(order.id), *parts)


def badges(order: DeskOrderOut) -> list[dict[str, str]]:
    """Where it stands, and what keeps it there: {label, tone, icon}."""
    stage = order.course.stage
    tone, icon = _TONES[stage]
    found = [{"label": str(STAGE_LABELS[stage]), "tone": tone, "icon": icon}]
    if order.held_for:
        found.append({"label": str(HOLD_LABELS[order.held_for]), "tone": "warn", "icon": "player-pause"})
    if order.at_hq:
        found.append({"label": _("At HQ"), "tone": "info", "icon": "send"})
    if order.loan_is_out:
        label = _("Loan unit %(number)s is out") % {"number": order.loan_unit_no}
        found.append({"label": label, "tone": "neutral", "icon": "device-mobile"})
    return found


def left_words(order: DeskOrderOut, now: datetime) -> dict[str, str]:
    """The time left to the 24 h target: text, tone and icon; of an order that is not open, nothing."""
    if not order.course.is_open:
        return {"text": "", "tone": "neutral", "icon": "", "pause": ""}
    left = time_left(order.due_at, now)
    pause = _("stands still") if order.waiting_since else ""
    if left < timedelta():
        text = _("overdue by %(length)s") % {"length": length_words(-left)}
        return {"text": text, "tone": "bad", "icon": "alert-circle", "pause": pause}
    text = _("%(length)s left") % {"length": length_words(left)}
    soon = left < timedelta(hours=4)
    return {"text": text, "tone": "warn" if soon else "good", "icon": "clock", "pause": pause}


def length_words(length: timedelta) -> str:
    """`3 h 20 min`, `2 d 4 h`: as much as helps to decide."""
    minutes = int(length.total_seconds()) // 60
    hours, minutes = divmod(minutes, 60)
    days, rest = divmod(hours, 24)
    if hours >= 48:
        return _("%(days)s d %(hours)s h") % {"days": days, "hours": rest}
    if hours:
        return _("%(hours)s h %(minutes)s min") % {"hours": hours, "minutes": minutes}
    return _("%(minutes)s min") % {"minutes": minutes}


def step_button(step: Step, code: str, order: DeskOrderOut) -> dict[str, Any]:
    """What takes the step: a button that sends it, or a link to the part of the page that asks for more."""
    label, icon = STEP_BUTTONS[step]
    href = "" if step in ONE_TAP else f"{order_path(code, order)}#{step.value.replace('_', '-')}"
    return {"step": step.value, "label": str(label), "icon": icon, "href": href}


def queue_row(order: DeskOrderOut, code: str, now: datetime) -> dict[str, Any]:
    """A row of the queue. `next`: the likeliest step, or going on after a hold; none when all is done."""
    steps = order.course.next_steps
    return {
        "href": order_path(code, order),
        "order_no": order.order_no,
        "left": left_words(order, now),
        "unit": " · ".join(filter(None, (order.product, order.serial_no))),
        "symptom": order.symptom,
        "customer": order.customer_name,
        "phone": order.customer_phone,
        "badges": badges(order),
        "resume": f"{order_path(code, order)}/resume" if order.held_for else "",
        "next": step_button(steps[0], code, order) if steps and not order.held_for else None,
        "action": f"{order_path(code, order)}/steps",
        "version": order.version,
    }


def hold_rows(order: DeskOrderDetailOut, spoken: Wording, now: datetime) -> list[dict[str, Any]]:
    """The holds of an order in words."""
    return [
        {
            "reason": str(HOLD_LABELS[hold.reason]),
            "note": hold.note,
            "since": spoken.value("hold_from_at", hold.from_at),
            "until": spoken.value("hold_to_at", hold.to_at),
            "length": length_words((hold.to_at or now) - hold.from_at),
            "moves": hold.rule.moves_promise,
        }
        for hold in order.holds
    ]


def holds_left_words(order: DeskOrderDetailOut) -> str:
    left = holds_left([hold.rule for hold in order.holds])
    return {
        2: _("An order can be put on hold twice, from now on and never in hindsight."),
        1: _("This order can be put on hold once more."),
    }.get(left, _("This order has been put on hold twice: that is all it can be."))
