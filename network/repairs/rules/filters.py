"""How well a pre-check step keeps good units from being sent up, judged by what HQ finds. Pure."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum

from network.foundation.periods import Quarter
from network.foundation.precision import scoring_arithmetic
from network.foundation.wilson import Interval, wilson

# Stands for all steps of a list together, where a step's key is asked for.
WHOLE_LIST = ""

# A year, so that a season does not pass for a habit.
QUARTERS = 4


class Behind(StrEnum):
    """Which units stand behind a number of a step."""

    TICKED = "ticked"
    MISSED = "missed"
    LEFT_OUT = "left_out"
    CONFIRMED = "confirmed"


@dataclass(frozen=True, slots=True)
class Filtered:
    """Units that HQ has inspected, of those shipped with a step ticked as done.

    `missed`: without a fault, and the inspector says that this step would have shown it: it was ticked but not really
    done, or it does not work. `confirmed`: HQ confirmed the fault. `left_out`, which the others do not hold: the same
    as `missed`, but the site had said that the step does not apply. Of a whole list `missed` is every unit without a
    fault.
    """

    ticked: int = 0
    missed: int = 0
    confirmed: int = 0
    left_out: int = 0

    def __add__(self, other: "Filtered") -> "Filtered":
        return Filtered(
            self.ticked + other.ticked,
            self.missed + other.missed,
            self.confirmed + other.confirmed,
            self.left_out + other.left_out,
        )

    @property
    def judged(self) -> int:
        """The units that say something about the step; damage in transit, for one, says nothing."""
        return self.missed + self.confirmed

    @property
    def effectiveness(self) -> Decimal | None:
        """The share of those that went up with a fault, 0 to 1; None when none says anything."""
        with scoring_arithmetic():
            return Decimal(self.confirmed) / self.judged if self.judged else None

    @property
    def interval(self) -> Interval | None:
        """Where the true share lies with 95% confidence."""
        return wilson(Decimal(self.confirmed), Decimal(self.judged)) if self.judged else None


def ranked(steps: dict[str, Filtered]) -> list[str]:
    """Keys of steps, what let most units through first; of equals the one that does so more often."""
    return sorted(steps, key=lambda key: (-steps[key].missed, steps[key].effectiveness or Decimal(0), key))


def last_quarters(today: date) -> tuple[date, date]:
    """The first day of the last four quarters that are over, and the first day after them."""
    running = Quarter.of(today)
    return running.shift(-QUARTERS).first, running.first
