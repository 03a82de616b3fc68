"""Who has to take note of which manual, until when, and who has. Pure.

Approved editions of a manual fall into groups: a material edition, and those after it that are not. The first one is
material whatever it says of itself. Note taken of any edition of a group is note taken of the group. Days are those of
the site's own calendar.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from zoneinfo import ZoneInfo

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.manuals.rules.documents import Audience


class DutyState(StrEnum):
    """`late`: met after its day. `lapsed`: whoever had it left, or a newer edition came, before it was due."""

    DUE = "due"
    OVERDUE = "overdue"
    IN_TIME = "in_time"
    LATE = "late"
    LAPSED = "lapsed"


DUTY_STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        DutyState.DUE: _("To be taken note of"),
        DutyState.OVERDUE: _("Overdue"),
        DutyState.IN_TIME: _("Taken note of in time"),
        DutyState.LATE: _("Taken note of late"),
        DutyState.LAPSED: _("Not asked for any more"),
    }
)


class Step(StrEnum):
    """When people are reminded, by days past the day until which note is to be taken."""

    WEEK_BEFORE = "week_before"
    DAY_BEFORE = "day_before"
    DAY_AFTER = "day_after"
    WEEK_AFTER = "week_after"


STEPS: Mapping[Step, int] = MappingProxyType(
    {Step.WEEK_BEFORE: -7, Step.DAY_BEFORE: -1, Step.DAY_AFTER: 1, Step.WEEK_AFTER: 7}
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Edition:
    """An approved edition, as far as it makes duties."""

    number: int
    effective_on: date
    material: bool
    due_days: int
    audience: Audience


@dataclass(frozen=True, slots=True)
class Group:
    """`ends`: the day on which the next group comes into force; None while there is none."""

    editions: tuple[Edition, ...]
    ends: date | None

    @property
    def first(self) -> Edition:
        return self.editions[0]

    @property
    def starts(self) -> date:
        return self.first.effective_on

    def in_force(self, day: date) -> bool:
        return self.starts <= day and (self.ends is None or day < self.ends)


@dataclass(frozen=True, slots=True, kw_only=True)
class Held:
    """A certificate of a site for a product line. `ended_on`: from then on it no longer holds."""

    line: str
    valid_from: date
    valid_to: date
    ended_on: date | None = None

    def holds(self, day: date) -> bool:
        return self.valid_from <= day <= self.valid_to and (self.ended_on is None or day < self.ended_on)


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """A site. `region`: the path of its region, None without one. `closed_on`: its last day of service."""

    kind: str
    region: str | None
    zone: ZoneInfo
    certificates: tuple[Held, ...] = ()
    closed_on: date | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Employment:
    """Somebody's time at a site. `to_on`: the last day; None while there is none."""

    role: str
    from_on: date
    to_on: date | None

    def active(self, day: date) -> bool:
        return self.from_on <= day and (self.to_on is None or day <= self.to_on)


@dataclass(frozen=True, slots=True)
class Duty:
    """What working at a site asks of one person about one group. `to_on`: their last day there; None while none."""

    group: Group
    begins: date
    due_on: date
    to_on: date | None
    lapsed: bool

    def state(self, met_on: date | None, today: date) -> DutyState:
        """`met_on`: when note was taken first, by `today`."""
        if met_on is not None and met_on <= today:
            return DutyState.IN_TIME if met_on <= self.due_on else DutyState.LATE
        if self.lapsed:
            return DutyState.LAPSED
        return DutyState.OVERDUE if self.due_on < today else DutyState.DUE


def groups(editions: Sequence[Edition]) -> list[Group]:
    """The approved editions of one manual in groups, the earliest first."""
    runs: list[list[Edition]] = []
    for edition in sorted(editions, key=lambda each: each.effective_on):
        if edition.material or not runs:
            runs.append([])
        runs[-1].append(edition)
    starts = [run[0].effective_on for run in runs[1:]]
    return [Group(tuple(run), ends) for run, ends in zip(runs, [*starts, None], strict=True)]


def duty(group: Group, place: Place, employment: Employment) -> Duty | None:
    """The duty that the employment makes; None when the group is not for it, or was never in force during it."""
    begins = max(group.starts, employment.from_on)
    to_on = min((day for day in (employment.to_on, place.closed_on) if day is not None), default=None)
    left_before = to_on is not None and to_on < begins
    came_after = group.ends is not None and group.ends <= employment.from_on
    if left_before or came_after or not _addressed(group.first.audience, place, employment.role, begins):
        return None
    due_on = begins + timedelta(days=group.first.due_days)
    left_early = to_on is not None and to_on < due_on
    return Duty(group, begins, due_on, to_on, left_early or (group.ends is not None and group.ends <= due_on))


def duty_of_all(group: Group, place: Place, employments: Sequence[Employment]) -> Duty | None:
    """The one duty that all employments of a person at a place make: the earliest of those that have not lapsed, or of
    all when every one has. It ends with the last of them."""
    made = [found for each in employments if (found := duty(group, place, each))]
    if not made:
        return None
    days = [each.to_on for each in made if each.to_on is not None]
    to_on = max(days) if len(days) == len(made) else None
    return replace(min(made, key=lambda each: (each.lapsed, each.begins)), to_on=to_on)


def met_on(taken: Collection[tuple[int, datetime]], group: Group, zone: ZoneInfo) -> date | None:
    """The site's day on which somebody first took note of the group. `taken`: theirs of this manual, (number, at)."""
    numbers = {edition.number for edition in group.editions}
    days = [at.astimezone(zone).date() for number, at in taken if number in numbers]
    return min(days, default=None)


def _addressed(audience: Audience, place: Place, role: str, day: date) -> bool:
    """Whether it is for this role at this place. Product lines are those the site is certified for on the day."""
    below = place.region is not None and any(
        place.region == path or place.region.startswith(f"{path}/") for path in audience.regions
    )
    certified = any(held.line in audience.lines and held.holds(day) for held in place.certificates)
    return (
        (not audience.roles or role in audience.roles)
        and (not audience.kinds or place.kind in audience.kinds)
        and (not audience.regions or below)
        and (not audience.lines or certified)
    )
