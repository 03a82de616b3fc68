"""What the pre-checks caught: what is asked, and what comes out."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from network.repairs.rules.filters import WHOLE_LIST, Filtered, ranked
from network.repairs.rules.prechecks import Step


@dataclass(frozen=True, slots=True)
class FilterWanted:
    """Which returns: inspected from `first` on and before `end`, on the clocks of their sites; an empty text is all."""

    first: date
    end: date
    site: str = ""
    product: str = ""


@dataclass(frozen=True, slots=True)
class FilteringSite:
    """One site: its whole list, and each step by its key."""

    code: str
    name: str
    name_zh: str
    whole: Filtered
    steps: dict[str, Filtered]

    def name_in(self, language: str) -> str:
        return (self.name_zh if language == "zh_CN" else self.name) or self.code


@dataclass(frozen=True, slots=True)
class Filtering:
    """Sites in reach that have shipped under a list; `steps`: every step that was ticked, as the newest list says it.

    `totals` are those of all of these sites.
    """

    sites: list[FilteringSite]
    steps: dict[str, Step]
    totals: dict[str, Filtered]
    whole: Filtered


@dataclass(frozen=True, slots=True)
class Reason:
    """A no-fault reason of a product: how many units came up with it. `step` None: no step would have shown it."""

    step: Step | None
    units: int


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class FilteredOut(Frozen):
    """`effectiveness` is confirmed out of missed and confirmed, with its 95% interval; null when there are none."""

    step: str
    label: str
    label_zh: str
    ticked: int
    missed: int
    confirmed: int
    left_out: int
    effectiveness: Decimal | None
    low: Decimal | None
    high: Decimal | None


class FilteringSiteOut(Frozen):
    """One site: its whole list (`step` empty), and each step."""

    site: str
    whole: FilteredOut
    steps: list[FilteredOut]


class FilteringOut(Frozen):
    """What the pre-checks of the sites in reach caught. `ranking`: what let most units through comes first."""

    first: date
    end: date
    whole: FilteredOut
    ranking: list[FilteredOut]
    sites: list[FilteringSiteOut]


class BehindOut(Frozen):
    """One return behind a number."""

    id: UUID
    site: str
    return_no: str
    serial_no: str | None
    product: str | None
    shipped_at: datetime
    inspected_at: datetime
    finding: str
    missed_step: str | None


def filtering_out(found: Filtering, wanted: FilterWanted) -> FilteringOut:
    return FilteringOut(
        first=wanted.first,
        end=wanted.end,
        whole=_counted(found.whole, None),
        ranking=[_counted(found.totals[key], found.steps[key]) for key in ranked(found.totals)],
        sites=[
            FilteringSiteOut(
                site=site.code,
                whole=_counted(site.whole, None),
                steps=[_counted(site.steps[key], step) for key, step in found.steps.items() if key in site.steps],
            )
            for site in found.sites
        ],
    )


def _counted(counts: Filtered, step: Step | None) -> FilteredOut:
    low, high = counts.interval or (None, None)
    return FilteredOut(
        step=step.key if step else WHOLE_LIST,
        label=step.label.en if step else "",
        label_zh=step.label.zh_CN if step else "",
        ticked=counts.ticked,
        missed=counts.missed,
        confirmed=counts.confirmed,
        left_out=counts.left_out,
        effectiveness=counts.effectiveness,
        low=low,
        high=high,
    )
