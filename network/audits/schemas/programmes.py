"""Programmes and plans as they come in and go out."""

from datetime import date, datetime, timedelta
from typing import Annotated, Self
from uuid import UUID

from pydantic import BeforeValidator, Field, TypeAdapter, model_validator
from pydantic_core import PydanticCustomError

from network.audits.rules.checklists import VisitKind
from network.audits.rules.planning import (
    LEAST_EMBARGO_DAYS,
    MOST_DAYS,
    MOST_EMBARGO_DAYS,
    MOST_QUOTA,
    MOST_WINDOW_DAYS,
    BlackOut,
    ProgrammeRules,
    ProgrammeState,
)
from network.audits.schemas.auditors import Frozen
from network.foundation.i18n import gettext as _
from network.sites.rules.sites import opening_hours
from network.sites.schemas.texts import Name, Strict

_RULES = TypeAdapter(ProgrammeRules)


def _hours(typed: object) -> object:
    """Only what can be read; kept as it was written."""
    try:
        read = opening_hours(typed) if isinstance(typed, str) else {}
    except ValueError:
        read = {}
    if not read:
        raise PydanticCustomError("no_hours", _("Write the hours as Mo-Fr 09:00-18:00; Sa 10:00-16:00."))
    return typed


def _days(typed: object) -> object:
    """One span a line, such as `2026-10-01 2026-10-07`, or a single day; a list stays as it is."""
    if not isinstance(typed, str):
        return typed
    try:
        lines = [[date.fromisoformat(part) for part in line.split()] for line in typed.splitlines() if line.strip()]
    except ValueError:
        lines = [[]]
    if not all(1 <= len(days) <= 2 for days in lines):
        raise PydanticCustomError(
            "no_days", _("Write one span a line, first and last day, such as 2026-10-01 2026-10-07.")
        )
    return [{"from_on": days[0], "to_on": days[-1]} for days in lines]


Hours = Annotated[str, BeforeValidator(_hours), Field(max_length=400)]
BlackOuts = Annotated[list[BlackOut], BeforeValidator(_days), Field(max_length=60)]


class ProgrammeIn(Strict):
    """So many visits to each site in a span of days. `region`: the path of one, empty for all sites. `hours`: when
    visits are made, such as Mo-Sa 09:00-12:00,13:00-18:00; nobody goes on a weekday that is not named.
    """

    name: Name
    checklist_key: str = Field(min_length=1, max_length=60)
    region: str = Field("", max_length=300)
    from_on: date
    to_on: date
    quota: int = Field(1, ge=1, le=MOST_QUOTA)
    announced: bool = False
    scored: bool = True
    hours: Hours = "Mo-Sa 09:00-12:00,13:00-18:00"
    black_out: BlackOuts = []
    window_days: int = Field(3, ge=1, le=MOST_WINDOW_DAYS)
    least_embargo_days: int = Field(LEAST_EMBARGO_DAYS, ge=0, le=60)
    most_embargo_days: int = Field(MOST_EMBARGO_DAYS, ge=0, le=60)

    @model_validator(mode="after")
    def _in_order(self) -> Self:
        if self.to_on < self.from_on:
            raise PydanticCustomError("days_in_order", _("The last day lies before the first."))
        if self.to_on - self.from_on > timedelta(days=MOST_DAYS):
            raise PydanticCustomError("too_long", _("A programme lasts for a year at most."))
        if any(span.to_on < span.from_on for span in self.black_out):
            raise PydanticCustomError("days_in_order", _("Black-out days end before they begin."))
        if self.most_embargo_days < self.least_embargo_days:
            raise PydanticCustomError("days_in_order", _("The longest embargo is shorter than the shortest."))
        return self

    @property
    def rules(self) -> ProgrammeRules:
        return ProgrammeRules(
            hours=opening_hours(self.hours),
            black_out=tuple(self.black_out),
            # An announced visit is announced for one day.
            window_days=1 if self.announced else self.window_days,
            least_embargo_days=self.least_embargo_days,
            most_embargo_days=self.most_embargo_days,
        )


class ProgrammeOut(Frozen):
    """`sites`: those in the region that are open in its days, as far as the reader reaches them. The rest counts
    visits: `wanted` is quota times sites, `waiting` those offered or accepted, `gaps` what the last plan could not
    assign.
    """

    id: UUID
    name: str
    checklist_key: str
    kind: VisitKind | None
    region: str | None
    from_on: date
    to_on: date
    quota: int
    announced: bool
    scored: bool
    rules: ProgrammeRules
    state: ProgrammeState
    version: int
    created_by: str
    created_at: datetime
    sites: int
    wanted: int
    proposed: int
    waiting: int
    filed: int
    published: int
    gaps: int


class ProposalOut(Frozen):
    """`offers`: how many more visits wait for this auditor already."""

    id: UUID
    version: int
    site: str
    site_name: str
    site_name_zh: str
    time_zone: str
    auditor: str
    window_from: datetime
    window_to: datetime


class GapOut(Frozen):
    """`rule`: nobody may go there; without one `refused` counts the auditors by rule."""

    site: str
    site_name: str
    site_name_zh: str
    missing: int
    rule: str | None
    refused: dict[str, int]


class PlanOut(Frozen):
    """What planning came to. The same `seed` on the same facts gives the same plan."""

    seed: int
    proposed: int
    missing: int


class PlanIn(Strict):
    """`seed`: to repeat a plan; without one a new draw."""

    seed: int | None = Field(None, ge=0, lt=2**31)


class OfferedOut(Frozen):
    """`stale`: proposals whose days were over; they are gone."""

    offered: int
    auditors: int
    stale: int


class ChecklistChoice(Frozen):
    key: str
    title: str
    title_zh: str
    kind: VisitKind


def keep_rules(rules: ProgrammeRules) -> str:
    return _RULES.dump_json(rules).decode()


def kept_rules(kept: str) -> ProgrammeRules:
    """What `keep_rules` kept; what an older programme does not say is as it is for new ones."""
    return _RULES.validate_json(kept)
