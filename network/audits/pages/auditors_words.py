"""How the register of auditors is written on pages."""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Any

from network.audits.pages.planning_words import auditor_tag, reach_text
from network.audits.schemas.auditors import AuditorDetailOut, AuditorOut, ConflictOut, LookOut
from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _

DONE: Mapping[str, Text] = MappingProxyType(
    {
        "enrolled": lazy("The auditor is enrolled. Pages and plans know the code, and not the person."),
        "changed": lazy("The changes are saved."),
        "conflict": lazy(
            "The conflict of interest is kept. No visit there is assigned to this auditor while it lasts."
        ),
        "ended": lazy("The conflict of interest ends on the day that was given."),
    }
)


def auditor_row(each: AuditorOut, today: date, path: str) -> dict[str, Any]:
    number = current().decimal
    return {
        "code": each.code,
        "href": f"{path}/{each.id}",
        "state": auditor_tag(each, today),
        "qualified_until": current().date(each.qualified_until) if each.qualified_until else "–",
        "reach": reach_text(each),
        "waiting": number(each.waiting),
        "filed": number(each.filed),
        "conflicts": number(each.conflicts),
    }


def auditor_facts(found: AuditorDetailOut) -> list[dict[str, str | None]]:
    place = None if found.latitude is None else f"{found.latitude}, {found.longitude}"
    return [
        {
            "label": _("Qualified until"),
            "value": current().date(found.qualified_until) if found.qualified_until else None,
            "reason": _("No qualification was entered, so no visit is assigned."),
        },
        {
            "label": _("Starts from"),
            "value": place,
            "reason": _("No place was entered, so distances are not looked at."),
        },
        {"label": _("Goes as far as"), "value": reach_text(found)},
        {"label": _("Visits waiting"), "value": current().decimal(found.waiting)},
        {"label": _("Visits filed"), "value": current().decimal(found.filed)},
    ]


def conflict_row(each: ConflictOut, end_href: str = "") -> dict[str, Any]:
    """`end_href`: where it is ended; none for one that has an end."""
    language = current()
    from_on = language.date(each.from_on)
    return {
        "id": str(each.id),
        "with": each.site or each.operator or _("a site elsewhere"),
        "kind": _("site") if each.site else _("operator") if each.operator else "",
        "reason": each.reason,
        "days": f"{from_on} – {language.date(each.to_on)}" if each.to_on else _("since %(day)s") % {"day": from_on},
        "told_by": each.told_by,
        "end_href": "" if each.to_on else end_href,
    }


def look_row(each: LookOut) -> dict[str, str]:
    return {"who": each.looker, "reason": each.reason, "at": current().moment(each.looked_at)}
