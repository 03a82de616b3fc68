"""Reading the candidates for a city whose marks are open."""

from dataclasses import dataclass
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.sites.queries.criteria_trial import documents_of, levels_of
from network.sites.rules.comparison import Comparison, compare
from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_scoring import Outcome, combine, score

# More columns than that nobody compares; the best ones are kept.
MOST_CANDIDATES = 20

_CITIES = """
select p.city, max(p.city_zh) as city_zh, count(*) as candidates from application p
where exists (select from assessment_marks m where m.application = p.id and m.open)
group by p.city order by p.city
"""
_CANDIDATES = """
select p.id, p.number, p.state, p.site_name, p.site_name_zh, p.operator_name, p.operator_name_zh, p.criteria_set,
       c.version as judged_by,
       array(select m.marks::text from assessment_marks m where m.application = p.id and m.open order by m.id) as panel
from application p join criteria_set c on c.id = p.criteria_set
where p.city = $1 and p.state <> 'withdrawn'
  and exists (select from assessment_marks m where m.application = p.id and m.open)
order by p.submitted_at, p.number
"""


@dataclass(frozen=True, slots=True)
class CandidateCity:
    name: str
    name_zh: str
    candidates: int

    def name_in(self, language: str) -> str:
        return (self.name_zh or self.name) if language == "zh_CN" else (self.name or self.name_zh)


@dataclass(frozen=True, slots=True)
class ComparedCandidate:
    """`judged_by`: the version of the set, which is `document`."""

    id: UUID
    number: str
    state: str
    site_name: str
    site_name_zh: str
    operator_name: str
    operator_name_zh: str
    judged_by: int
    assessors: int
    document: CriteriaDocument
    outcome: Outcome

    def site_in(self, language: str) -> str:
        return (self.site_name_zh or self.site_name) if language == "zh_CN" else (self.site_name or self.site_name_zh)


@dataclass(frozen=True, slots=True)
class CityComparison:
    """`chosen` is empty while no city is. The best candidate comes first; those that meet the criteria before others.

    `comparison` is by the newest version that any of them was judged by; None without candidates.
    """

    cities: tuple[CandidateCity, ...]
    chosen: str
    candidates: tuple[ComparedCandidate, ...]
    comparison: Comparison | None


async def compare_city(actor: Actor, city: str) -> CityComparison:
    """The candidates of a city, among the applications in reach. An unknown city has none."""
    actor.require(Permission.READ_APPLICATIONS)
    async with transaction(actor, read_only=True):
        cities = tuple(CandidateCity(row["city"], row["city_zh"], row["candidates"]) for row in await fetch(_CITIES))
        known = city in {each.name for each in cities}
        rows = await fetch(_CANDIDATES, city) if known else []
        sets = await documents_of(row["criteria_set"] for row in rows)
    if not rows:
        return CityComparison(cities, city if known else "", (), None)
    newest = sets[max(rows, key=lambda row: row["judged_by"])["criteria_set"]]
    judged = [_candidate(row, sets[row["criteria_set"]]) for row in rows]
    best = sorted(judged, key=lambda each: (not each.outcome.passed, -each.outcome.total, each.number))
    shown = tuple(best[:MOST_CANDIDATES])
    return CityComparison(cities, city, shown, compare(newest, [each.outcome for each in shown]))


def _candidate(row: Record, document: CriteriaDocument) -> ComparedCandidate:
    names = ("id", "number", "state", "site_name", "site_name_zh", "operator_name", "operator_name_zh", "judged_by")
    panel = [score(document, levels_of(marks)) for marks in row["panel"]]
    return ComparedCandidate(
        **{name: row[name] for name in names},
        assessors=len(panel),
        document=document,
        outcome=combine(document, panel),
    )
