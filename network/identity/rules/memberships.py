"""From when until when somebody has a role at a scope, and what such a role may hold. Pure.

Days are those of UTC, because a network has no clock of its own: a membership holds from the first moment of its first
day, or from when it was given, until its last day is over.
"""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from enum import StrEnum
from types import MappingProxyType

from network.foundation.access import Permission, Role
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.identity.rules.accounts import SCOPES, scope_kind


class Standing(StrEnum):
    """Whether a membership or a right holds at a moment."""

    PLANNED = "planned"
    HELD = "held"
    OVER = "over"


STANDING_LABELS: Mapping[str, Text] = MappingProxyType(
    {Standing.PLANNED: _("begins later"), Standing.HELD: _("holds now"), Standing.OVER: _("ended")}
)


def standing(since: datetime, until: datetime | None, at: datetime) -> Standing:
    if until is not None and until <= at:
        return Standing.OVER
    return Standing.HELD if since <= at else Standing.PLANNED


def beginning(first_day: date | None, at: datetime) -> datetime:
    """When what begins on this day begins: today and no day at all are this moment."""
    return at if first_day is None else max(at, datetime.combine(first_day, time.min, UTC))


def ending(last_day: date | None) -> datetime | None:
    """The moment from which what lasts through this day no longer holds."""
    return None if last_day is None else datetime.combine(last_day + timedelta(days=1), time.min, UTC)


def last_day(until: datetime) -> date:
    """The day through which, or within which, something ends."""
    return (until.astimezone(UTC) - timedelta(microseconds=1)).date()


def period_faults(first_day: date | None, last: date | None, at: datetime) -> dict[str, Text]:
    """What is wrong with these days, by field. The past is not written anew: nobody had what they were not given."""
    today = at.astimezone(UTC).date()
    wrong: dict[str, Text] = {}
    if first_day is not None and first_day < today:
        wrong["first_day"] = _("This day is over. Enter today or a later one.")
    if last is not None and last < (first_day or today):
        wrong["last_day"] = _("Enter a last day that is not before the first.")
    if last == date.max:
        wrong["last_day"] = _("Leave the last day empty when there is none.")
    return wrong


def scope_faults(
    role: Role, *, whole_network: bool, regions: int, sites: int, rights: Sequence[Permission] | None
) -> dict[str, Text]:
    """What is wrong with a role at a scope, by field. `regions` and `sites`: how many are named."""
    wrong: dict[str, Text] = {}
    if scope_kind(whole_network=whole_network, regions=regions, sites=sites) not in SCOPES[role]:
        wrong["role"] = _("This role needs another scope: the whole network, regions or sites.")
    if rights and role is not Role.HQ_MANAGER:
        wrong["rights"] = _("Only service managers are given the six rights one by one.")
    return wrong


def within(region: str, tops: Sequence[str]) -> bool:
    """Whether the region with this path is one of `tops`, or below one of them."""
    return any(region == top or region.startswith(top + "/") for top in tops)
