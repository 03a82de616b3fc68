"""Past applications judged anew by another set of criteria: computed from the marks that are kept, never stored."""

import json
from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.sites.errors.criteria import CriteriaFaulty
from network.sites.queries.criteria import find_set
from network.sites.rules.criteria import CriteriaDocument
from network.sites.rules.criteria_scoring import Outcome, Trial, combine, score, try_on
from network.sites.rules.criteria_validation import validate_criteria
from network.sites.schemas.criteria import CriteriaSet, kept_criteria

MOST_APPLICATIONS = 500

_ASSESSED = """
with past as (
    select p.id, p.number, p.state, p.site_name, p.site_name_zh, p.city, p.city_zh, p.criteria_set, p.submitted_at
    from application p
    where exists (select from assessment_marks m where m.application = p.id and m.open)
    order by p.submitted_at desc, p.number desc limit $1
)
select past.*, c.version as judged_by, array(
           select m.marks::text from assessment_marks m where m.application = past.id and m.open order by m.id
       ) as panel
from past join criteria_set c on c.id = past.criteria_set
order by past.submitted_at desc, past.number desc
"""


@dataclass(frozen=True, slots=True)
class TriedApplication:
    """An application as it was judged, and as it would be. `judged_by`: the version of the set at that time."""

    id: UUID
    number: str
    state: str
    site_name: str
    site_name_zh: str
    city: str
    city_zh: str
    judged_by: int
    assessors: int
    then: Outcome
    now: Trial

    def site_in(self, language: str) -> str:
        return (self.site_name_zh or self.site_name) if language == "zh_CN" else (self.site_name or self.site_name_zh)

    def city_in(self, language: str) -> str:
        return (self.city_zh or self.city) if language == "zh_CN" else (self.city or self.city_zh)


async def try_set(actor: Actor, code: str, version: int) -> tuple[CriteriaSet, list[TriedApplication]]:
    """A version, and what it says of the newest applications whose marks are open, at most `MOST_APPLICATIONS`.

    CriteriaNotFound; CriteriaFaulty for a draft by which nothing can be scored.
    """
    actor.require(Permission.READ_CRITERIA)
    actor.require(Permission.READ_APPLICATIONS)
    async with transaction(actor, read_only=True):
        tried = await find_set(code, version)
        if problems := validate_criteria(tried.document):
            raise CriteriaFaulty(problems)
        rows = await fetch(_ASSESSED, MOST_APPLICATIONS)
        sets = await documents_of(row["criteria_set"] for row in rows)
    return tried, [_tried(tried.document, sets[row["criteria_set"]], row) for row in rows]


async def documents_of(sets: Iterable[UUID]) -> dict[UUID, CriteriaDocument]:
    """Inside a transaction: the documents of these sets."""
    rows = await fetch("select id, document from criteria_set where id = any($1)", sorted(set(sets)))
    return {row["id"]: kept_criteria(row["document"]) for row in rows}


def levels_of(marks: str) -> dict[str, int]:
    """Criterion -> level, of what is marked."""
    return {key: mark["level"] for key, mark in json.loads(marks).items() if mark["level"] is not None}


def _tried(document: CriteriaDocument, judged_by: CriteriaDocument, row: Record) -> TriedApplication:
    panel = [levels_of(marks) for marks in row["panel"]]
    columns = ("id", "number", "state", "site_name", "site_name_zh", "city", "city_zh", "judged_by")
    return TriedApplication(
        **{name: row[name] for name in columns},
        assessors=len(panel),
        then=combine(judged_by, [score(judged_by, marks) for marks in panel]),
        now=try_on(document, judged_by, panel),
    )
