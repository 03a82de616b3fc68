"""The problem trees that ship, and what is complained of."""

from datetime import date
from functools import cache
from importlib.resources import files

from pydantic import TypeAdapter

from network.feedback.rules.complaints import SILENT_FOR_EACH
from network.feedback.rules.problems import Branch, Problem, ProblemTree, TreeUnreadable
from network.feedback.schemas.complaints import ProblemCount, ProblemsOut
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.foundation.documents.reading import read_document

_FORM = TypeAdapter(ProblemTree)
NEWEST = 1

_COUNTS = """
select c.problem, coalesce(r.path, '') as region, coalesce(r.name, '') as region_name,
       coalesce(r.name_zh, '') as region_name_zh, count(*)::int as complaints,
       (count(*) filter (where c.substantiated))::int as substantiated
from complaint c
left join site s on s.id = c.site
left join region r on r.id = s.region
where (c.received_at at time zone coalesce(s.time_zone, 'UTC'))::date between $1 and $2
group by 1, 2, 3, 4 order by 2, 1
"""


@cache
def problem_tree(version: int = NEWEST) -> ProblemTree:
    """A version that ships; FileNotFoundError for one that does not."""
    text = (files("network.feedback") / "problem_trees" / f"{version}.yaml").read_text(encoding="utf-8")
    return read_document(text, _FORM.validate_json, TreeUnreadable)


def problem_of(key: str, version: int) -> tuple[Branch, Problem]:
    """As the tree of that version has it."""
    found = problem_tree(version).problem(key)
    if found is None:
        raise LookupError(f"problem tree {version} has no {key}")
    return found


async def problem_counts(actor: Actor, first_day: date, last_day: date) -> ProblemsOut:
    """What was complained of in these days, by problem and region, as far as the actor reaches."""
    actor.require(Permission.READ_COMPLAINTS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_COUNTS, first_day, last_day)
    counts = [ProblemCount(**dict(row)) for row in rows]
    total = sum(each.complaints for each in counts)
    return ProblemsOut(
        first_day=first_day, last_day=last_day, complaints=total, silent=total * SILENT_FOR_EACH, counts=counts
    )
