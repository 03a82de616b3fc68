"""What waits for a person of headquarters, and what presses most. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from enum import IntEnum, StrEnum


class Matter(StrEnum):
    """In the order of what hangs on them: the first ones come first among equally pressing ones."""

    SECOND_PERSON = "second_person"
    EXPIRED = "expired"
    CONDITION = "condition"
    ENDING = "ending"
    PROVISIONAL = "provisional"
    ASSESSMENT = "assessment"
    OPENING_CHECK = "opening_check"
    CONTRACTED = "contracted"
    DECISION = "decision"
    SCORED = "scored"
    SITE_VISIT = "site_visit"
    DESK_REVIEW = "desk_review"
    SUBMITTED = "submitted"
    PROPOSAL = "proposal"
    DOCUMENT = "document"
    EQUIPMENT = "equipment"


# What has a day by which it must be done; anything else has one since when it waits.
DATED = frozenset(
    {Matter.EXPIRED, Matter.CONDITION, Matter.ENDING, Matter.PROVISIONAL, Matter.DOCUMENT, Matter.EQUIPMENT}
)

# What is due in so many days is near; whoever has waited for so long has waited long.
NEAR = timedelta(days=7)
LONG = timedelta(days=14)


class Urgency(IntEnum):
    LATE = 0
    SOON = 1
    OPEN = 2


@dataclass(frozen=True, slots=True)
class Waiting:
    """So much of one matter.

    late      of it, so much is past its day
    first     the nearest day by which some of it must be done, or since when the oldest of it waits
    within    days -> so much is due within them
    sites     codes of the sites where it presses most
    """

    matter: Matter
    count: int
    first: date
    late: int = 0
    within: Mapping[int, int] = field(default_factory=dict)
    sites: tuple[str, ...] = ()

    def urgency(self, today: date) -> Urgency:
        if self.matter in DATED:
            return urgency_of(self.first, today)
        return Urgency.SOON if self.first + LONG <= today else Urgency.OPEN


def urgency_of(day: date, today: date) -> Urgency:
    """How much presses what must be done by this day. On the day itself there is still time."""
    if day < today:
        return Urgency.LATE
    return Urgency.SOON if day <= today + NEAR else Urgency.OPEN


def ranked(waiting: Iterable[Waiting], today: date) -> list[Waiting]:
    """What presses most comes first."""
    order = list(Matter)
    return sorted(waiting, key=lambda each: (each.urgency(today), order.index(each.matter)))
