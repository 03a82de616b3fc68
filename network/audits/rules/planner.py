"""The draw: which auditor visits which site when. Random within the hard rules, and the same for the same seed. Pure.

Soft, as far as the hard rules leave a choice: visits spread evenly over weekdays and hours, auditors carry the same
load, and nobody goes twice in a row to the same site.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from random import Random
from uuid import UUID

from network.audits.rules.plan_auditors import PlanAuditor, reach
from network.audits.rules.plan_days import Calendar, PastVisit, PlanSite, bits, shared_hours, site_days, slots_on, union
from network.audits.rules.planning import AuditorRule, DaySpan, SiteRule, Window


@dataclass(frozen=True, slots=True)
class Proposal:
    site: PlanSite
    auditor: UUID
    window: Window


@dataclass(frozen=True, slots=True)
class Gap:
    """Visits to a site that could not be assigned. `rule`: what keeps the site from being visited by anybody; without
    one `refused` counts the auditors by the rule that refused each of them."""

    site: PlanSite
    missing: int
    rule: SiteRule | None = None
    refused: Mapping[AuditorRule, int] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Plan:
    proposals: tuple[Proposal, ...]
    gaps: tuple[Gap, ...]


def propose(
    sites: Sequence[PlanSite], auditors: Sequence[PlanAuditor], plan: Calendar, window_days: int, seed: int
) -> Plan:
    """Assign as many of the wanted visits as the rules allow. Nothing else than these arguments enters the draw."""
    draw = _Draw(auditors, plan, window_days, Random(seed))  # noqa: S311 - to be repeated, not to be kept secret
    order = sorted(sites, key=lambda site: site.id)
    draw.random.shuffle(order)
    for site in order:
        draw.fill(site)
    return Plan(tuple(draw.proposals), tuple(sorted(draw.gaps, key=lambda gap: gap.site.code)))


class _Draw:
    """One draw as it goes on: what has been assigned so far, and how often each weekday and hour was."""

    def __init__(self, auditors: Sequence[PlanAuditor], plan: Calendar, window_days: int, random: Random) -> None:
        self.auditors = sorted(auditors, key=lambda auditor: auditor.code)
        self.plan = plan
        self.window_days = window_days
        self.random = random
        self.load = {auditor.id: auditor.load for auditor in auditors}
        self.begun: Counter[tuple[int, int]] = Counter()
        self.proposals: list[Proposal] = []
        self.gaps: list[Gap] = []

    def fill(self, site: PlanSite) -> None:
        """Assign the visits that the site wants; what cannot be is a gap."""
        for missing in range(site.wanted, 0, -1):
            days, rule = site_days(site, self.plan)
            if rule is not None:
                self.gaps.append(Gap(site, missing, rule))
                return
            found = reach(site, days, self.auditors, self.plan)
            if not found.days:
                self.gaps.append(Gap(site, missing, None, dict(sorted(Counter(found.refused.values()).items()))))
                return
            made = self._assign(site, found.days)
            past = PastVisit(DaySpan(made.window.first, made.window.last), made.auditor, self.plan.scored)
            site = replace(site, visits=(*site.visits, past))

    def _assign(self, site: PlanSite, free: Mapping[UUID, int]) -> Proposal:
        place, slot = self._begin(site, union(free.values()))
        auditor = self._auditor(site, [each for each, days in free.items() if days >> place & 1])
        proposal = Proposal(site, auditor, self._window(site, place, slot, free[auditor]))
        self.proposals.append(proposal)
        self.load[auditor] += 1
        return proposal

    def _begin(self, site: PlanSite, days: int) -> tuple[int, int]:
        """A day and which of its spans, of the weekday and span that came up least so far."""
        shared = shared_hours(self.plan.week, site.hours)
        monday = self.plan.first.isoweekday() - 1
        cells: dict[tuple[int, int], list[int]] = {}
        for place in bits(days):
            weekday = (monday + place) % 7 + 1
            spans = shared.get(weekday) or slots_on(self.plan.day(place), site, self.plan)
            for slot in range(len(spans)):
                cells.setdefault((weekday, slot), []).append(place)
        least = min(self.begun[cell] for cell in cells)
        cell = self.random.choice([each for each in sorted(cells) if self.begun[each] == least])
        self.begun[cell] += 1
        return self.random.choice(cells[cell]), cell[1]

    def _auditor(self, site: PlanSite, free: Sequence[UUID]) -> UUID:
        """The one with the least to do; somebody else than the last time when that makes no difference."""
        last = last_visitor(site)
        least = min((self.load[each], each == last) for each in free)
        return self.random.choice([each for each in free if (self.load[each], each == last) == least])

    def _window(self, site: PlanSite, place: int, slot: int, days: int) -> Window:
        """From the drawn span on, as many days in a row as are free, and no more than the programme gives."""
        end = place
        while end + 1 < place + self.window_days and days >> (end + 1) & 1:
            end += 1
        begins, ends = slots_on(self.plan.day(place), site, self.plan)[slot]
        if end > place:
            spans = slots_on(self.plan.day(end), site, self.plan)
            ends = spans[min(slot, len(spans) - 1)][1]
        return Window(self.plan.day(place), self.plan.day(end), begins, ends)


def last_visitor(site: PlanSite) -> UUID | None:
    """Who was there last, or is to be."""
    latest = max(site.visits, key=lambda visit: visit.span.last, default=None)
    return latest.auditor if latest else None
