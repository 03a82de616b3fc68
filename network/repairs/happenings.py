"""What happened to repair records, in words."""

from network.foundation.i18n import current, lazy, ngettext
from network.repairs import (
    happenings_calendar,
    happenings_desk,
    happenings_patterns,
    happenings_prices,
    happenings_reports,
    happenings_returns,
    happenings_review,
    happenings_shipments,
)
from network.repairs.wording import CHOICES, LABELS
from network.web.happenings import Happening, Words


def _orders(event: Happening) -> str:
    count = _count(event)
    text = ngettext(
        "%(count)s repair order imported from %(file)s", "%(count)s repair orders imported from %(file)s", count
    )
    return text % {"count": current().decimal(count), "file": event.facts.get("file", "")}


def _returns(event: Happening) -> str:
    count = _count(event)
    text = ngettext(
        "%(count)s return to HQ imported from %(file)s", "%(count)s returns to HQ imported from %(file)s", count
    )
    return text % {"count": current().decimal(count), "file": event.facts.get("file", "")}


def _count(event: Happening) -> int:
    return int(event.facts.get("records", 0))


WORDS = Words(
    actions={
        "orders.imported": _orders,
        "hq_returns.imported": _returns,
        "order.changed": lazy("Repair order %(name)s changed"),
        "return.changed": lazy("Return %(name)s changed"),
        **happenings_calendar.ACTIONS,
        **happenings_desk.ACTIONS,
        **happenings_shipments.ACTIONS,
        **happenings_returns.ACTIONS,
        **happenings_review.ACTIONS,
        **happenings_reports.ACTIONS,
        **happenings_patterns.ACTIONS,
        **happenings_prices.ACTIONS,
    },
    columns=LABELS,
    choices=CHOICES,
    icons={
        "orders.imported": "upload",
        "hq_returns.imported": "upload",
        "order.changed": "pencil",
        "return.changed": "pencil",
        **happenings_calendar.ICONS,
        **happenings_desk.ICONS,
        **happenings_shipments.ICONS,
        **happenings_returns.ICONS,
        **happenings_review.ICONS,
        **happenings_reports.ICONS,
        **happenings_patterns.ICONS,
        **happenings_prices.ICONS,
    },
)
