"""Two verdicts about one unit: which of them comes in force; and how far a unit is on HQ's desk. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.repairs.rules.orders import Finding

# The findings that count against a site: `no_fault_return_rate` adds them up.
NO_FAULT = frozenset({Finding.NO_FAULT_FOUND, Finding.USER_EDUCATION})

# What is kept as the missed step when no step of the list would have caught it. No key of a step begins like this.
NO_STEP = "-"

# More photos than that of one verdict are a film, not evidence.
MOST_PHOTOS = 6

# From the best for the site to the worst: a confirmed fault speaks for it, a recall and damage in transit leave it out,
# damage by the customer costs its customer the warranty, and the last two count against it.
_BEST_FIRST = (
    Finding.FAULT_CONFIRMED,
    Finding.RECALL,
    Finding.TRANSIT_DAMAGE,
    Finding.CUSTOMER_DAMAGE,
    Finding.USER_EDUCATION,
    Finding.NO_FAULT_FOUND,
)


class Stage(StrEnum):
    """How far a unit is on HQ's desk. `colleague`: it is tested again, but not by the reader, who tested it first."""

    ON_THE_WAY = "on_the_way"
    INSPECT = "inspect"
    RETEST = "retest"
    COLLEAGUE = "colleague"
    CONTEST = "contest"
    DISPATCH = "dispatch"
    DONE = "done"


STAGE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Stage.ON_THE_WAY: _("On the way to HQ"),
        Stage.INSPECT: _("Waits for inspection"),
        Stage.RETEST: _("Waits for a second test"),
        Stage.COLLEAGUE: _("With a second inspector"),
        Stage.CONTEST: _("Contested"),
        Stage.DISPATCH: _("To send back"),
        Stage.DONE: _("Done"),
    }
)


class Cause(StrEnum):
    """Why a verdict was asked for."""

    FIRST = "first"
    SAMPLE = "sample"
    APPEAL = "appeal"


CAUSE_LABELS: Mapping[str, Text] = MappingProxyType(
    {Cause.FIRST: _("Inspection"), Cause.SAMPLE: _("Drawn by lot"), Cause.APPEAL: _("Contested")}
)


@dataclass(frozen=True, slots=True)
class Verdict:
    """What one inspector found. `missed_step`: key of the pre-check step that would have caught it, or `NO_STEP`."""

    finding: Finding
    missed_step: str | None = None


def asks_for_step(finding: str) -> bool:
    """Whether a verdict says which pre-check step would have caught it."""
    return finding in NO_FAULT


def in_force(verdicts: Sequence[Verdict]) -> Verdict:
    """The one that holds of those about one unit: when they differ, the one that is better for the site.

    Nobody can be sure of what two inspectors could not agree on, and who is not sure does not charge. `verdicts` is in
    the order of their places; of two alike the first.
    """
    return min(verdicts, key=lambda verdict: _BEST_FIRST.index(verdict.finding))


def better_for_site(finding: Finding, than: Finding) -> bool:
    """Whether a site is better off with the one finding than with the other."""
    return _BEST_FIRST.index(finding) < _BEST_FIRST.index(than)


def missing_in_receipt(counted: int, *, announced: int, received: int, extra: int, explained: bool) -> dict[str, Text]:
    """What the receipt of a parcel lacks, by field. `announced`: the units that should be in it.

    The count is a check on the list: whoever counts five and names four has overlooked one.
    """
    missing: dict[str, Text] = {}
    if counted != received + extra:
        missing["units"] = _("Count again: as many as are ticked and added below must have come out of the parcel.")
    if (extra or received != announced) and not explained:
        missing["discrepancy"] = _("Not everything is as the site said. Say in words what differs.")
    return missing
