"""Which auditor may go to which site on which days. Pure. Sets of days are integers: see `plan_days`."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from uuid import UUID

from network.audits.rules.plan_days import Calendar, PastVisit, PlanSite, around, union
from network.audits.rules.planning import ROTATION_DAYS, AuditorRule, DaySpan

EARTH_KM = 6371.0
DEGREE_KM = math.pi * EARTH_KM / 180


@dataclass(frozen=True, slots=True)
class Conflict:
    """With one site, or with all of an operator."""

    site: int | None
    operator: int | None
    span: DaySpan

    def concerns(self, site: PlanSite) -> bool:
        return self.site == site.id or (self.operator is not None and self.operator == site.operator)


@dataclass(frozen=True, slots=True)
class PlanAuditor:
    """An auditor as a plan knows them. `reach_km` None: any distance. `load`: the visits that wait for them already."""

    id: UUID
    code: str
    qualified_until: date | None
    place: tuple[float, float] | None
    reach_km: int | None
    conflicts: tuple[Conflict, ...] = ()
    load: int = 0


@dataclass(frozen=True, slots=True)
class Reach:
    """Who may go to a site: auditor -> days; and for everyone else the rule that refused them."""

    days: Mapping[UUID, int]
    refused: Mapping[UUID, AuditorRule] = field(default_factory=dict)


def reach(site: PlanSite, days: int, auditors: Sequence[PlanAuditor], plan: Calendar) -> Reach:
    """For each auditor the days of `days` on which they may go, or the one rule that leaves none."""
    allowed: dict[UUID, int] = {}
    refused: dict[UUID, AuditorRule] = {}
    visited = _visited(site.visits)
    for auditor in auditors:
        left, rule = auditor_days(auditor, site, days, plan, visited.get(auditor.id, ()))
        if rule is None:
            allowed[auditor.id] = left
        else:
            refused[auditor.id] = rule
    return Reach(allowed, refused)


def auditor_days(
    auditor: PlanAuditor, site: PlanSite, days: int, plan: Calendar, visited: Sequence[DaySpan]
) -> tuple[int, AuditorRule | None]:
    """The days of `days` on which the auditor may visit the site, `visited` being when they were there before; when
    there are none, the rule that took the last of them."""
    if not within_reach(auditor, site):
        return 0, AuditorRule.TOO_FAR
    for each in auditor.conflicts:
        if each.concerns(site):
            days &= ~plan.days(each.span.first, each.span.last)
    if not days:
        return 0, AuditorRule.CONFLICT
    days &= plan.days(date.min, auditor.qualified_until) if auditor.qualified_until else 0
    if not days:
        return 0, AuditorRule.NOT_QUALIFIED
    days &= ~union(around(span, ROTATION_DAYS, plan) for span in visited)
    return (days, None) if days else (0, AuditorRule.ROTATION)


def refusal(site: PlanSite, auditors: Sequence[PlanAuditor], window: DaySpan, *, scored: bool) -> AuditorRule | None:
    """Why one of these auditors may not visit the site on every day of the window; None when they all may."""
    for place in range((window.last - window.first).days + 1):
        day = Calendar(window.first + timedelta(days=place), 1, 0, (), scored)
        for rule in reach(site, day.all, auditors, day).refused.values():
            return rule
    return None


def _visited(visits: Sequence[PastVisit]) -> dict[UUID, list[DaySpan]]:
    found: dict[UUID, list[DaySpan]] = {}
    for visit in visits:
        if visit.auditor is not None:
            found.setdefault(visit.auditor, []).append(visit.span)
    return found


def within_reach(auditor: PlanAuditor, site: PlanSite) -> bool:
    """True as well where a place is not known: nobody is kept away by what was not entered."""
    if auditor.reach_km is None or auditor.place is None or site.place is None:
        return True
    if abs(auditor.place[0] - site.place[0]) * DEGREE_KM > auditor.reach_km:
        return False  # most are, and this is found at once
    return distance_km(auditor.place, site.place) <= auditor.reach_km


def distance_km(one: tuple[float, float], other: tuple[float, float]) -> float:
    """Along the surface of the earth, between two places in degrees of latitude and longitude."""
    (lat, lon), (lat2, lon2) = ((math.radians(a), math.radians(b)) for a, b in (one, other))
    half = math.sin((lat2 - lat) / 2) ** 2 + math.cos(lat) * math.cos(lat2) * math.sin((lon2 - lon) / 2) ** 2
    return 2 * EARTH_KM * math.asin(math.sqrt(min(half, 1.0)))
