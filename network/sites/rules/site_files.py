"""The file of a site: its fields, who may ask for what, and what cannot be true. Pure.

A value of the file is plain JSON: text, number, list or null. Dates are ISO 8601, opening hours are in their notation,
and lists are in order, so that two values are the same exactly when they are equal.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from types import MappingProxyType
from typing import Any

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.sites.rules.sites import SiteStatus, opening_hours

Values = Mapping[str, Any]


class Section(StrEnum):
    """A part of the file with a form of its own."""

    IDENTITY = "identity"
    PLACE = "place"
    HOURS = "hours"
    CONTACTS = "contacts"
    EQUIPMENT = "equipment"


SECTION_LABELS: Mapping[Section, Text] = MappingProxyType(
    {
        Section.IDENTITY: _("Identity"),
        Section.PLACE: _("Address and place"),
        Section.HOURS: _("Opening hours and days"),
        Section.CONTACTS: _("Contacts"),
        Section.EQUIPMENT: _("Equipment"),
    }
)


@dataclass(frozen=True, slots=True)
class FileField:
    """`open`: the operator of the site may ask for a change; the others are headquarters' alone."""

    label: Text
    section: Section
    open: bool = True


FIELDS: Mapping[str, FileField] = MappingProxyType(
    {
        "name": FileField(_("Name (English)"), Section.IDENTITY),
        "name_zh": FileField(_("Name (Chinese)"), Section.IDENTITY),
        "kind": FileField(_("Kind"), Section.IDENTITY, open=False),
        "status": FileField(_("State"), Section.IDENTITY, open=False),
        "city": FileField(_("City (English)"), Section.IDENTITY, open=False),
        "city_zh": FileField(_("City (Chinese)"), Section.IDENTITY, open=False),
        "city_tier": FileField(_("City tier"), Section.IDENTITY, open=False),
        "region": FileField(_("Region"), Section.IDENTITY, open=False),
        "operator": FileField(_("Operator (English)"), Section.IDENTITY, open=False),
        "operator_zh": FileField(_("Operator (Chinese)"), Section.IDENTITY, open=False),
        "time_zone": FileField(_("Time zone"), Section.IDENTITY, open=False),
        "opened_on": FileField(_("Opened on"), Section.IDENTITY, open=False),
        "closed_on": FileField(_("Closed on"), Section.IDENTITY, open=False),
        "address": FileField(_("Address (English)"), Section.PLACE),
        "address_zh": FileField(_("Address (Chinese)"), Section.PLACE),
        "phone": FileField(_("Phone"), Section.PLACE),
        "latitude": FileField(_("Latitude"), Section.PLACE),
        "longitude": FileField(_("Longitude"), Section.PLACE),
        "opening_hours": FileField(_("Opening hours"), Section.HOURS),
        "holidays": FileField(_("Holidays"), Section.HOURS),
        "make_up_days": FileField(_("Make-up days"), Section.HOURS),
        "contacts": FileField(_("Contacts"), Section.CONTACTS),
        "equipment": FileField(_("Equipment"), Section.EQUIPMENT),
    }
)


def fields_of(section: Section, *, open_only: bool = False) -> list[str]:
    """The fields of a section in the order in which they are shown."""
    return [name for name, field in FIELDS.items() if field.section is section and (field.open or not open_only)]


@dataclass(frozen=True, slots=True)
class Change:
    """One field of the file, before and after."""

    field: str
    before: Any
    after: Any


def changes_between(present: Values, wanted: Values) -> list[Change]:
    """What `wanted` says otherwise than `present`. An operator's Chinese name is told only of a new operator."""
    changed = [Change(name, present[name], wanted[name]) for name in FIELDS if name in wanted]
    found = [change for change in changed if change.before != change.after]
    moved = any(change.field == "operator" for change in found)
    return [change for change in found if change.field != "operator_zh" or moved]


def overtaken(present: Values, changes: list[Change]) -> list[str]:
    """The fields that have changed since these changes were written down."""
    return [change.field for change in changes if present[change.field] != change.before]


def faults(values: Values, changed: set[str], today: date) -> dict[str, Text]:
    """What cannot be true of the whole file, by field, as far as a changed field has to do with it."""
    found: dict[str, Text] = {}
    for fields, check in _CHECKS:
        if changed & fields:
            found.update(check(values, today))
    return found


def _dates(values: Values, today: date) -> dict[str, Text]:
    opened, closed = _day(values["opened_on"]), _day(values["closed_on"])
    if opened and closed and closed < opened:
        return {"closed_on": _("The site cannot close before it opens. Correct one of the dates.")}
    if values["status"] == SiteStatus.CLOSED and closed is None:
        return {"closed_on": _("A closed site needs the date from which it is closed.")}
    if values["status"] != SiteStatus.CLOSED and closed and closed < today:
        return {"status": _("The closing date has passed: choose “Closed”, or take the date out.")}
    return {}


def _place(values: Values, _today: date) -> dict[str, Text]:
    if (values["latitude"] is None) == (values["longitude"] is None):
        return {}
    missing = "latitude" if values["latitude"] is None else "longitude"
    return {missing: _("A place needs both latitude and longitude. Enter the other one too.")}


def _hours(values: Values, _today: date) -> dict[str, Text]:
    try:
        opening_hours(values["opening_hours"])
    except ValueError:
        return {"opening_hours": _("These are not opening hours. Write them as Mo-Fr 09:00-18:00; Sa 10:00-16:00.")}
    return {}


def _days(values: Values, _today: date) -> dict[str, Text]:
    if set(values["holidays"]) & set(values["make_up_days"]):
        return {"make_up_days": _("A day cannot be a holiday and a make-up day. Take it out of one of the two.")}
    return {}


def _equipment(values: Values, _today: date) -> dict[str, Text]:
    for item in values["equipment"]:
        acquired, check = _day(item["acquired_on"]), _day(item["next_check_on"])
        if acquired and check and check < acquired:
            return {"equipment": _("The next check of something cannot be before it was acquired.")}
    return {}


Check = Callable[[Values, date], dict[str, Text]]

_CHECKS: tuple[tuple[set[str], Check], ...] = (
    ({"opened_on", "closed_on", "status"}, _dates),
    ({"latitude", "longitude"}, _place),
    ({"opening_hours"}, _hours),
    ({"holidays", "make_up_days"}, _days),
    ({"equipment"}, _equipment),
)


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None
