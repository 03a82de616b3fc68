"""Price lists: when one holds, and what a charge is against it. Pure.

`checked_charges` in the database says the same of all charges of some days at once.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from babel.numbers import is_currency

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

MOST_LINES = 5_000


class Verdict(StrEnum):
    """What a charge is. Only the first two are suspicious: what no list speaks of is nobody's fault."""

    WARRANTY = "warranty"
    ABOVE_LIST = "above_list"
    WITHIN = "within"
    NO_LIST = "no_list"
    NO_LINE = "no_line"
    OTHER_CURRENCY = "other_currency"


SUSPICIOUS = frozenset({Verdict.WARRANTY, Verdict.ABOVE_LIST})

VERDICT_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Verdict.WARRANTY: _("Charged under warranty"),
        Verdict.ABOVE_LIST: _("Above the price list"),
        Verdict.WITHIN: _("Within the price list"),
        Verdict.NO_LIST: _("No price list in force"),
        Verdict.NO_LINE: _("Not on the price list"),
        Verdict.OTHER_CURRENCY: _("In another currency than the price list"),
    }
)


class ListState(StrEnum):
    COMING = "coming"
    IN_FORCE = "in_force"
    PAST = "past"
    WITHDRAWN = "withdrawn"


LIST_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ListState.COMING: _("Not begun yet"),
        ListState.IN_FORCE: _("In force"),
        ListState.PAST: _("Replaced"),
        ListState.WITHDRAWN: _("Withdrawn"),
    }
)


@dataclass(frozen=True, slots=True)
class Line:
    """The highest charge for a service on a product; an empty text stands for any."""

    product: str
    service: str
    highest: Decimal


@dataclass(frozen=True, slots=True)
class Charge:
    """What an order was charged. `free`: under warranty, and not damaged by the customer."""

    product: str
    service: str
    amount: Decimal
    currency: str
    free: bool = False


def line_for(product: str, service: str, lines: Iterable[Line]) -> Line | None:
    """A line for the service beats one for the product; one for both beats either."""
    fitting = [line for line in lines if line.product in ("", product) and line.service in ("", service)]
    return max(fitting, key=lambda line: (line.service != "", line.product != ""), default=None)


def verdict(charge: Charge, currency: str | None, lines: Iterable[Line]) -> Verdict | None:
    """`currency`: of the list in force; None without one. None where nothing was charged."""
    if charge.amount <= 0:
        return None
    if charge.free:
        return Verdict.WARRANTY
    if currency is None:
        return Verdict.NO_LIST
    if charge.currency != currency:
        return Verdict.OTHER_CURRENCY
    line = line_for(charge.product, charge.service, lines)
    if line is None:
        return Verdict.NO_LINE
    return Verdict.ABOVE_LIST if charge.amount > line.highest else Verdict.WITHIN


def list_state(from_on: date, until: date | None, *, withdrawn: bool, today: date) -> ListState:
    """`until`: the first day of the list that follows it."""
    if withdrawn:
        return ListState.WITHDRAWN
    if from_on > today:
        return ListState.COMING
    return ListState.PAST if until is not None and until <= today else ListState.IN_FORCE


def is_known_currency(code: str) -> bool:
    return bool(is_currency(code))


def faults(from_on: date, currency: str, today: date) -> dict[str, Text]:
    """What is wrong with the frame of a list, by field."""
    wrong: dict[str, Text] = {}
    if from_on < today:
        wrong["from_on"] = _("A list cannot begin on a day that has passed: nobody could have kept to it.")
    if not is_known_currency(currency):
        wrong["currency"] = _("There is no such currency. Write its code of three letters, such as CNY.")
    return wrong
