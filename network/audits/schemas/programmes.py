"""Programmes and plans as they come in and go out."""

from datetime import date, datetime
from uuid import UUID

from pydantic import Field, TypeAdapter

from network.audits.rules.checklists import VisitKind
from network.audits.rules.planning import (
    LEAST_EMBARGO_DAYS,
    MOST_EMBARGO_DAYS,
    MOST_QUOTA,
    MOST_WINDOW_DAYS,
    BlackOut,
    ProgrammeRules,
    ProgrammeState,
)
from network.audits.schemas.auditors import Frozen
from network.sites.rules.sites import opening_hours
from network.sites.schemas.texts import Name, Strict

_RULES = TypeAdapter(ProgrammeRules)


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
    hours: str = Field("Mo-Sa 09:00-12:00,13:00-18:00", max_length=400)
    black_out: list[BlackOut] = Field([], max_length=60)
    window_days: int = Field(3, ge=1, le=MOST_WINDOW_DAYS)
    least_embargo_days: int = Field(LEAST_EMBARGO_DAYS, ge=0, le=60)
    most_embargo_days: int = Field(MOST_EMBARGO_DAYS, ge=0, le=60)

    @property
    def rules(self) -> ProgrammeRules:
        """ValueError for hours that cannot be read."""
        return ProgrammeRules(
            hours=opening_hours(self.hours),
            black_out=tuple(self.black_out),
            # An announced visit is announced for one day.
            window_days=1 if self.announced else self.window_days,
            least_embargo_days=self.least_embargo_days,
            most_embargo_days=self.most_embargo_days,
        )


class ProgrammeOut(Frozen):
    """`region` and `region_zh`: its path, as it is called in English and in Chinese; none for the whole network.

    `sites`: those in the region that are open in its days, as far as the reader reaches them. The rest counts
    visits: `wanted` is quota times sites, `waiting` those offered or accepted, `gaps` what the last plan could not
    assign. `may_change`: whether it is the reader's to change, who reads those of everybody.
    """

    id: UUID
    may_change: bool
    name: str
    checklist_key: str
    kind: VisitKind | None
    region: str | None
    region_zh: str | None
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


class ProgrammesOut(Frozen):
    items: list[ProgrammeOut]
    total: int
    page: int
    size: int


class ProposalOut(Frozen):
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
