"""What is true of a site by definition. Pure."""

from collections.abc import Mapping
from datetime import date
from enum import StrEnum
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
