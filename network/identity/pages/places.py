"""Places and roles in words of the reader's language."""

from collections.abc import Iterable, Sequence
from datetime import UTC, date, datetime, time, timedelta
from typing import Protocol

from network.foundation.access import RIGHT_LABELS, ROLE_LABELS, Permission, Role
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.identity.rules.memberships import last_day
from network.sites.schemas.sites import RegionOut

# What these reach comes with the work, and is no place.
_NO_PLACE = {Role.AUDITOR: lazy("by assignment"), Role.APPLICANT: lazy("own applications")}

# A line names so many places; the rest it counts.
MOST_NAMED = 3


class Reaching(Protocol):
    """A role at a scope."""

    @property
    def role(self) -> Role: ...
    @property
    def whole_network(self) -> bool: ...
    @property
    def regions(self) -> list[str]: ...
    @property
    def sites(self) -> list[str]: ...


class Places:
    """The names of regions, from the tree of all of them."""

    def __init__(self, tree: list[RegionOut]) -> None:
        self.tree = tree
        self._names = {region.path: region for region in tree}

    def region(self, path: str) -> str:
        """`East China / Shanghai`; a path that the tree does not know stays as it is."""
        parts = path.split("/")
        uppers = ["/".join(parts[: count + 1]) for count in range(len(parts))]
        language = current().code
        return " / ".join(
            self._names[upper].name_in(language) if upper in self._names else part
            for upper, part in zip(uppers, parts, strict=True)
        )

    def over(self, path: str | None) -> str:
        return _("Everywhere") if path is None else self.region(path)

    def scope(self, role: Role, *, whole_network: bool, regions: Iterable[str], sites: Sequence[str] | int) -> str:
        """How far a role reaches; `sites`: their codes, or how many they are."""
        if role in _NO_PLACE:
            return str(_NO_PLACE[role])
        if whole_network:
            return _("Whole network")
        named = [self.region(path) for path in regions]
        if isinstance(sites, int):
            return ", ".join([*named, *([site_count(sites)] if sites else [])])
        listed = [*named, *sites] if len(sites) <= MOST_NAMED else [*named, site_count(len(sites))]
        return ", ".join(listed)

    def reach_of(self, held: Reaching) -> str:
        """How far a membership, or an invitation to one, reaches."""
        return self.scope(held.role, whole_network=held.whole_network, regions=held.regions, sites=held.sites)

    def through(self, *, whole_network: bool, region: str | None) -> str:
        """What opened a site to somebody."""
        if whole_network:
            return _("Whole network")
        return self.region(region) if region else _("This site")


def site_count(count: int) -> str:
    return ngettext("%(count)s site", "%(count)s sites", count) % {"count": current().decimal(count)}


def role_text(role: Role) -> str:
    return str(ROLE_LABELS[role])


def right_text(right: Permission) -> str:
    return str(RIGHT_LABELS[right])


def day_text(at: datetime | None) -> str:
    """A day of UTC; empty for none."""
    return "" if at is None else current().date(at.astimezone(UTC).date())


def until_text(until: datetime | None) -> str:
    """The last day on which something holds."""
    return "" if until is None else current().date(last_day(until))


def plain_day(at: datetime | None) -> str:
    """As ISO 8601, for a file."""
    return "" if at is None else at.astimezone(UTC).date().isoformat()


def plain_until(until: datetime | None) -> str:
    return "" if until is None else last_day(until).isoformat()


def moment_of(day: str, at: datetime) -> tuple[str, datetime]:
    """The day that a review asks for (`2026-11-22`) and its last moment; today, or what is no day, is this moment."""
    try:
        asked = date.fromisoformat(day)
        over = datetime.combine(asked, time.min, UTC) + timedelta(days=1, microseconds=-1)
    except (ValueError, OverflowError):
        return "", at
    return ("", at) if asked == at.astimezone(UTC).date() else (asked.isoformat(), over)
