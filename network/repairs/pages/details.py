"""What the pages of one order and of one return show, in words."""

from collections.abc import Iterable, Sequence
from typing import Any
from urllib.parse import quote

from network.foundation.i18n import Text, lazy
from network.foundation.i18n import gettext as _
from network.repairs import happenings_desk, happenings_returns, happenings_shipments
from network.repairs.schemas.records import ChangeOut, EventOut, OrderDetailOut, OrderRef, ReturnDetailOut, SourceOut
from network.repairs.wording import Wording, label
from network.sites.pages.sites import site_path, trail_to
from network.sites.schemas.sites import SiteOut

_COURSE = ("received_at", "diagnosed_at", "ready_at", "notified_at", "handed_over_at", "hold_hours")
_UNIT = ("serial_no", "product", "fault_code", "in_warranty", "loan_unit", "technician", "activated_on")
_RETURN_COURSE = ("shipped_at", "received_at", "inspected_at", "dispatched_at", "back_at")
_RETURN_UNIT = ("serial_no", "product", "requested_by_hq")

# Who has short words for what was done, the last one an icon for everything.
_TOLD = (happenings_returns, happenings_shipments, happenings_desk)

_UNTOLD = lazy("The file that this was read from does not say.")
_NOT_ENTERED = lazy("Nobody has entered it yet.")
_REASONS = {
    "ready_at": lazy("The unit is not ready yet."),
    "handed_over_at": lazy("The customer has not collected the unit yet, or the file does not say."),
    "inspected_at": lazy("HQ has not inspected the unit yet."),
    "turnaround_hours": lazy("It is known once the unit is ready."),
}


def order_context(order: OrderDetailOut, shop: SiteOut, spoken: Wording, *, desk: bool) -> dict[str, Any]:
    """The names that order.html needs, without the tabs. `desk`: the reader may open the site's order desk."""
    at_desk = desk and order.source.row is None
    return {
        "order": order,
        "site": shop,
        "desk_href": site_path(shop.code, "desk", "orders", str(order.id)) if at_desk else "",
        "course": facts(order, _course(order), spoken, _untold(order.source)),
        "figures": _figures(order, spoken),
        "unit": [*facts(order, _UNIT, spoken, _untold(order.source)), *_charge(order, spoken)],
        "serial_href": serial_path(order.serial_no) if order.serial_no else "",
        "repeats": _repeats(order, shop, spoken),
        "returns": [
            {
                "href": site_path(shop.code, "returns", str(each.id)),
                "return_no": each.return_no,
                "shipped_at": spoken.value("shipped_at", each.shipped_at),
                "finding": spoken.value("finding", each.finding) or _("not inspected yet"),
            }
            for each in order.returns
        ],
        "timeline": timeline(order.history, order.source, spoken),
        "source": source(order.source, spoken),
        "breadcrumbs": trail_to(shop, spoken.language, _("Orders"), "orders", order.order_no),
    }


def return_context(found: ReturnDetailOut, shop: SiteOut, spoken: Wording) -> dict[str, Any]:
    """The names that return.html needs, without the tabs."""
    return {
        "found": found,
        "finding": spoken.value("finding", found.finding),
        "site": shop,
        "course": facts(found, _RETURN_COURSE, spoken, _untold(found.source)),
        "unit": facts(found, _RETURN_UNIT, spoken, _untold(found.source)),
        "serial_href": serial_path(found.serial_no) if found.serial_no else "",
        "order_href": site_path(shop.code, "orders", str(found.order)) if found.order else "",
        "reversed_text": _reversed(found, spoken),
        "timeline": timeline(found.history, found.source, spoken),
        "source": source(found.source, spoken),
        "breadcrumbs": trail_to(shop, spoken.language, _("Returns to HQ"), "returns", found.return_no),
    }


def serial_path(serial_no: str) -> str:
    """The address of a unit's history. No address carries a slash within a part of its path."""
    written = quote(serial_no, safe="")
    return f"/serials?serial_no={written}" if "/" in serial_no else f"/serials/{written}"


def facts(record: Any, columns: Iterable[str], spoken: Wording, untold: Text = _NOT_ENTERED) -> list[dict[str, Any]]:
    """The `items` of the macro `definitions`; what is not known says why: `untold` where nothing special is so."""
    return [
        {
            "label": label(column),
            "value": spoken.value(column, getattr(record, column)),
            "reason": str(_REASONS.get(column, untold)),
        }
        for column in columns
    ]


def _untold(found: SourceOut) -> Text:
    """Why something of a record is not known, when nothing better can be said."""
    return _NOT_ENTERED if found.row is None else _UNTOLD


def _course(order: OrderDetailOut) -> Sequence[str]:
    return (*_COURSE, "cancelled_at") if order.cancelled_at else _COURSE


def _figures(order: OrderDetailOut, spoken: Wording) -> list[dict[str, Any]]:
    turnaround = order.turnaround_hours
    return [
        {
            "label": _("Turnaround"),
            "value": None if turnaround is None else spoken.hours(turnaround),
            "unit": _("hours"),
            "reason": str(_REASONS["turnaround_hours"]),
        },
        {
            "label": label("outcome"),
            "value": spoken.value("outcome", order.outcome),
            "reason": str(_untold(order.source)),
        },
        {"label": _("Where repaired"), "value": _("Sent to HQ") if order.sent_to_hq else _("Repaired locally")},
    ]


def _charge(order: OrderDetailOut, spoken: Wording) -> list[dict[str, Any]]:
    if order.charge is None or order.currency is None:
        return []
    return [{"label": label("charge"), "value": spoken.language.money(order.charge, order.currency)}]


def _repeats(order: OrderDetailOut, shop: SiteOut, spoken: Wording) -> list[dict[str, str]]:
    """The unit's repairs before and after this one; a site that the reader does not reach stays unnamed."""
    lines = []
    if order.came_from:
        at = spoken.value("ready_at", order.came_from.at)
        text = _("The unit had been repaired before: ready on %(at)s, %(place)s.")
        lines.append({"text": text % {"at": at, "place": _place(order.came_from, shop)}, **_link(order.came_from)})
    if order.came_back:
        at = spoken.value("received_at", order.came_back.at)
        text = _("The unit came back on %(at)s, %(place)s.")
        lines.append({"text": text % {"at": at, "place": _place(order.came_back, shop)}, **_link(order.came_back)})
    return lines


def _place(ref: OrderRef, shop: SiteOut) -> str:
    if ref.site is None:
        return _("at another site")
    return _("at this site") if ref.site == shop.code else _("at site %(site)s") % {"site": ref.site}


def _link(ref: OrderRef) -> dict[str, str]:
    if ref.site is None or ref.id is None:
        return {"href": "", "link": ""}
    return {
        "href": site_path(ref.site, "orders", str(ref.id)),
        "link": _("Order %(number)s") % {"number": ref.order_no},
    }


def _reversed(found: ReturnDetailOut, spoken: Wording) -> str:
    if found.reversed_at is None:
        return ""
    text = _("HQ confirmed a fault in the same unit on %(at)s, so this finding no longer counts against the site.")
    return text % {"at": spoken.value("reversed_at", found.reversed_at)}


def timeline(history: Sequence[EventOut], source: SourceOut, spoken: Wording) -> list[dict[str, Any]]:
    """The `entries` of the macro `timeline`: every change in words, or at least that the record was read."""
    if history or source.row is None:
        return events(history, spoken)
    text = _("Recorded from row %(row)s of a file.") % {"row": source.row}
    at = spoken.value("read_at", source.at)
    return [{"at": at, "iso": source.at.isoformat(), "who": _("Import"), "text": text, "icon": "upload"}]


def events(history: Sequence[EventOut], spoken: Wording) -> list[dict[str, Any]]:
    """The `entries` of the macro `timeline` for what happened here."""
    return [
        {
            "at": spoken.value("read_at", event.at),
            "iso": event.at.isoformat(),
            "who": event.actor,
            "text": _told(event, spoken),
            "icon": _icon(event.action),
        }
        for event in history
    ]


def _told(event: EventOut, spoken: Wording) -> str:
    """What was done, for actions that have words of their own, and what it changed."""
    done = next(filter(None, (each.told(event.action) for each in _TOLD)), "")
    if not done:
        return "; ".join(_change(change, spoken) for change in event.changes)
    changes = "; ".join(_said(change, spoken) for change in event.changes if not _is_its_moment(change))
    return _("%(done)s (%(changes)s)") % {"done": done, "changes": changes} if changes else done


def _icon(action: str) -> str:
    return str(next(filter(None, (each.icon_of(action) for each in _TOLD))))


def _is_its_moment(change: ChangeOut) -> bool:
    """When it was: that stands beside it anyway."""
    return change.before is None and change.column.endswith(("_at", "_since"))


def _said(change: ChangeOut, spoken: Wording) -> str:
    """What was filled in with a step; a value that there was before as any change."""
    after = spoken.value(change.column, change.after)
    if change.before is not None or after is None:
        return _change(change, spoken)
    return _("%(column)s: %(value)s") % {"column": label(change.column), "value": after}


def _change(change: ChangeOut, spoken: Wording) -> str:
    before, after = (spoken.value(change.column, value) for value in (change.before, change.after))
    nothing = _("nothing")
    text = _("%(column)s: %(before)s → %(after)s")
    return text % {"column": label(change.column), "before": before or nothing, "after": after or nothing}


def source(found: SourceOut, spoken: Wording) -> list[dict[str, Any]]:
    """Where the record was read, as facts; of one that was entered by hand, by whom."""
    if found.row is None:
        return [
            {"label": _("Entered by"), "value": found.entered_by, "reason": _("Nobody is named in the trail.")},
            {"label": _("Last changed"), "value": spoken.value("read_at", found.at)},
        ]
    hidden = _("Someone else imported the file; only they and headquarters are told its name.")
    return [
        {"label": _("File"), "value": found.file, "reason": hidden},
        {"label": _("Row"), "value": spoken.language.decimal(found.row)},
        {"label": _("Read"), "value": spoken.value("read_at", found.at)},
        {"label": _("SHA-256 of the file"), "value": found.sha256, "reason": hidden},
    ]
