"""What is true of a site by definition. Pure."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from enum import StrEnum
from itertools import groupby, pairwise
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class SiteKind(StrEnum):
    FRANCHISED = "franchised"
    SELF_OPERATED = "self_operated"


class SiteStatus(StrEnum):
    """`listed`: known by its records only; `active`: under contract; `closed`: its closing date has passed."""

    LISTED = "listed"
    ACTIVE = "active"
    CLOSED = "closed"


KIND_LABELS: Mapping[str, Text] = MappingProxyType(
    {SiteKind.FRANCHISED: _("Franchised site"), SiteKind.SELF_OPERATED: _("Self-operated site")}
)
STATUS_LABELS: Mapping[str, Text] = MappingProxyType(
    {SiteStatus.LISTED: _("Listed"), SiteStatus.ACTIVE: _("Active"), SiteStatus.CLOSED: _("Closed")}
)


def peer_group(kind: str, city_tier: int | None) -> str:
    """Sites compared with each other: same kind, same city tier. `franchised/2`; tier 0 when it is not known."""
    return f"{kind}/{city_tier or 0}"


def operating(opened_on: date | None, closed_on: date | None, first: date, end: date) -> bool:
    """Whether a site was open on any day of [first, end)."""
    return (opened_on is None or opened_on < end) and (closed_on is None or closed_on >= first)


WEEKDAYS = ("Mo", "Tu", "We", "Th", "Fr", "Sa", "Su")
_SPAN = re.compile(r"([01]\d|2[0-3]):([0-5]\d)-(([01]\d|2[0-3]):([0-5]\d)|24:00)")

OpeningHours = dict[str, list[list[str]]]


def opening_hours(text: str) -> OpeningHours:
    """`Mo-Fr 09:00-12:00,13:00-18:00; Sa 10:00-16:00` as spans by ISO weekday, `"1"` being Monday.

    The notation is a small part of OpenStreetMap's. Raises ValueError for anything else: unknown days, a day given
    twice, spans that end before they begin or overlap.
    """
    hours: OpeningHours = {}
    for rule in filter(None, (part.strip() for part in text.split(";"))):
        days, _space, spans = rule.partition(" ")
        parsed = _spans(spans)
        for day in _days(days):
            if day in hours:
                raise ValueError(rule)
            hours[day] = parsed
    return hours


def _days(text: str) -> list[str]:
    found: list[str] = []
    for part in text.split(","):
        first, dash, last = part.partition("-")
        start, end = WEEKDAYS.index(first), WEEKDAYS.index(last if dash else first)
        if end < start:
            raise ValueError(text)
        found += [str(day + 1) for day in range(start, end + 1)]
    return found


def _spans(text: str) -> list[list[str]]:
    spans = [part.strip().split("-") for part in text.split(",")]
    if not all(_SPAN.fullmatch("-".join(span)) for span in spans):
        raise ValueError(text)
    times = [time for span in spans for time in span]
    if any(later <= earlier for earlier, later in pairwise(times)):
        raise ValueError(text)
    return spans


def opening_hours_notation(hours: OpeningHours) -> str:
    """What `opening_hours` reads, written in one way only: days in order, neighbours with the same hours together."""
    rules = []
    for days, spans in runs_of_days(hours):
        first, last = WEEKDAYS[days[0] - 1], WEEKDAYS[days[-1] - 1]
        named = first if len(days) == 1 else f"{first}-{last}"
        rules.append(f"{named} {','.join('-'.join(span) for span in spans)}")
    return "; ".join(rules)


def runs_of_days(hours: OpeningHours) -> list[tuple[list[int], list[list[str]]]]:
    """Weekdays that follow each other and have the same hours, Monday being 1."""
    days = [(int(day), hours[day]) for day in sorted(hours)]
    # Days that follow each other keep the same difference to their place in the list.
    groups = groupby(enumerate(days), key=lambda each: (each[1][0] - each[0], each[1][1]))
    return [([day for _place, (day, _spans) in group], spans) for (_gap, spans), group in groups]


def holidays(text: str) -> list[str]:
    """`2026-10-01 2026-10-02` as ISO dates in order, each once. Raises ValueError for what is no date."""
    return sorted({date.fromisoformat(part).isoformat() for part in text.replace(",", " ").split()})


def days_notation(days: Sequence[str]) -> str:
    """ISO dates as `holidays` reads them back."""
    return " ".join(days)
