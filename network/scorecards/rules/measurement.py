"""What was measured: the numbers that go into a score."""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Literal, NamedTuple

from network.scorecards.rules.catalogue import MetricFacts

Kind = Literal["franchised", "self_operated"]


class Measurement(NamedTuple):
    """One metric of one site in one period.

    `value` is None when there is nothing to divide by. For a rate the exact quotient is taken anew from numerator and
    denominator, so digits that SQL dropped from `value` are never missed. `sample_size` counts the records behind it.
    """

    numerator: Decimal
    denominator: Decimal
    value: Decimal | None
    sample_size: int


NOTHING = Measurement(Decimal(0), Decimal(0), None, 0)


def raw_value(facts: MetricFacts, measured: Measurement) -> Decimal | None:
    """The metric's value before any shrinkage; None without data: no records, or nothing to divide by."""
    if measured.sample_size == 0:
        return None
    if not facts.is_rate:
        return measured.value
    return measured.numerator / measured.denominator if measured.denominator else None


class Pool(NamedTuple):
    """A rate of the whole network: the sums of numerators and denominators over all sites in the run.

    Self-operated, unrated and held sites count too: the pool says what is usual, not who is good. `fixed` marks a pool
    that was given from outside, so that a site's own records do not move it.
    """

    numerator: Decimal
    denominator: Decimal
    fixed: bool = False

    @property
    def rate(self) -> Decimal:
        return self.numerator / self.denominator


@dataclass(frozen=True, slots=True)
class SiteInput:
    """All that is known of one site.

    site                 an opaque key, unique in the run
    measurements         by metric key (`catalogue.metric_key`); a metric that is not there measured nothing
    not_applicable, held codes of criteria: the site has no such work; an appeal or HQ's own delay is open
    missing_reports      a monthly report that the site owed for a month of the period is not there (a nil report is)
    quarters_certified   0 in the quarter in which the certification starts, 1 in the next; None (or negative) for a
                         site that is only listed: it has no duty to report
    certification_valid  on the last day of the period; None when certifications are not kept
    """

    site: Hashable
    kind: Kind
    peer_group: str
    measurements: Mapping[str, Measurement]
    not_applicable: frozenset[str] = field(default=frozenset())
    held: frozenset[str] = field(default=frozenset())
    missing_reports: bool = False
    quarters_certified: int | None = None
    certification_valid: bool | None = None

    @property
    def is_certified(self) -> bool:
        return self.quarters_certified is not None and self.quarters_certified >= 0
