"""What a demo network is made of. Sites, cities, orders and returns are rows of the import files, field by field."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

from network.foundation.access import Role


class Site(NamedTuple):
    """`region` is a path of the region tree, "East China/Shanghai". `kind` is "franchised" or "self_operated"."""

    code: str
    name: str
    name_zh: str
    kind: str
    city: str
    city_tier: int
    region: str
    timezone: str
    operator: str
    opened_on: date
    closed_on: date | None
    city_zh: str
    region_zh: str
    operator_zh: str
    opening_hours: str
    holidays: str
    make_up_days: str
    address: str
    address_zh: str
    phone: str
    latitude: Decimal
    longitude: Decimal


class ServedCity(NamedTuple):
    """A city that the network means to serve; `population` is in thousands, places are degrees."""

    name: str
    name_zh: str
    region: str
    region_zh: str
    tier: int
    population: int
    latitude: Decimal
    longitude: Decimal


class Order(NamedTuple):
    """A repair order. Times are ISO 8601 texts on the site's wall clock, some with its offset behind ("+06:00").

    Flags are "true" or "false". The charge is in whole CNY; an order that is open or cancelled has none.
    """

    order_no: str
    site: str
    serial_no: str
    product: str
    fault_code: str
    received_at: str
    diagnosed_at: str | None
    ready_at: str | None
    handed_over_at: str | None
    cancelled_at: str | None
    hold_hours: Decimal
    outcome: str | None
    sent_to_hq: str
    in_warranty: str
    charge: int | None
    currency: str | None
    loan_unit: str
    technician: str


class HqReturn(NamedTuple):
    """A unit that a site sent to HQ. Texts as in `Order`; no `inspected_at` and no finding until HQ looked at it."""

    return_no: str
    site: str
    order_no: str
    serial_no: str
    product: str
    shipped_at: str
    received_at: str | None
    inspected_at: str | None
    finding: str | None
    requested_by_hq: str


class Story(NamedTuple):
    """A site worth looking at, and why, in English and Chinese."""

    key: str
    site: str
    explanation: str
    explanation_zh: str


@dataclass(frozen=True, slots=True)
class Account:
    """A demo person; whoever creates the account chooses the password.

    The scope is the whole network, or the named regions and sites. No region and no site is no scope at all.
    """

    role: Role
    email: str
    name: str
    name_zh: str
    network_wide: bool = False
    regions: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class DemoNetwork:
    sites: Sequence[Site]
    orders: Sequence[Order]
    returns: Sequence[HqReturn]
    stories: Sequence[Story]
    accounts: Sequence[Account]
    cities: Sequence[ServedCity]

    def sites_of(self, role: Role) -> list[str]:
        """The codes of the sites in the scopes of the people with this role."""
        return [code for account in self.accounts if account.role is role for code in account.sites]


class Files(NamedTuple):
    """Where the import files of a network were written."""

    sites: Path
    orders: Path
    returns: Path
    cities: Path
