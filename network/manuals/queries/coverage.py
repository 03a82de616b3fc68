"""Which sites have taken note of their manuals, on a day: two statements for the whole network."""

from datetime import date

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, plan_anew, transaction
from network.manuals.queries.duties import COVERAGE, SITES_COVERED
from network.manuals.queries.editions import local_text
from network.manuals.schemas.acknowledgements import CoverageLine, CoverageOut
from network.sites.queries.sites import contains
from network.sites.rules.criteria import LocalText
from network.web.listing import ListState

# Sorting key -> what the rows are sorted by; every order ends with the code, which no two sites share.
SORTS = {
    "site": "s.code",
    "people": "c.people",
    "share": "c.taken::numeric / c.people",
    "overdue": "c.overdue",
    "due": "c.people - c.taken - c.overdue",
}
FILTERS = ("region", "operator", "manual", "waiting")

_LINES = f"""
select s.id, s.code as site, s.name, s.name_zh, r.path as region, o.name as operator, o.name_zh as operator_zh,
       c.people, c.taken, c.overdue, c.people - c.taken - c.overdue as due
from ({SITES_COVERED}) c
join site s on s.id = c.site
left join region r on r.id = s.region
left join operator o on o.id = s.operator
where ($3 = '' or s.code ilike $3 or s.name ilike $3 or s.name_zh ilike $3)
  and ($4 = '' or r.path = $4 or starts_with(r.path, $4 || '/'))
  and ($5 = '' or o.name = $5)
  and case $6 when '' then true when 'overdue' then c.overdue > 0 else c.people > c.taken end
order by {{order}}, s.code
"""


async def manual_coverage(actor: Actor, state: ListState, on: date, *, limit: int | None = None) -> CoverageOut:
    """A page of the sites in reach that are asked anything on a day. Filters are `FILTERS`, sorting keys are `SORTS`.

    With `limit` the first so many instead of a page, for an export. `manuals`: by key, such as `3/12`.
    """
    actor.require(Permission.READ_TRAINING)
    wanted = [state.filters["manual"]] if state.filters.get("manual") else None
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'}"
    filters = (state.filters.get(name, "") for name in ("region", "operator", "waiting"))
    async with transaction(actor, read_only=True):
        await plan_anew()
        rows = await fetch(_LINES.format(order=order), on, wanted, contains(state.q), *filters)
        shown = state.within(len(rows))
        page = rows[:limit] if limit else rows[shown.offset : shown.offset + shown.limit]
        cells = await _cells(on, [row["id"] for row in page])
    return CoverageOut(
        on=on,
        items=[_line(row, cells.get(row["id"], {})) for row in page],
        total=len(rows),
        page=shown.page,
        size=shown.size,
        **{name: sum(row[name] for row in rows) for name in ("people", "taken", "overdue")},
    )


async def manual_choices(actor: Actor) -> list[tuple[str, LocalText]]:
    """The manuals of which an edition is approved: key and title, by key."""
    actor.require(Permission.READ_MANUALS)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select key, title from manual m where exists (select from manual_edition e "
            "where e.manual = m.id and e.state = 'approved') order by key"
        )
    return [(row["key"], local_text(row["title"])) for row in rows]


async def _cells(on: date, sites: list[int]) -> dict[int, dict[str, str]]:
    """By site and key of a manual: how many of how many have taken note, and `!` when somebody is late."""
    rows = await fetch(
        f"select c.site, m.key, c.taken, c.people, c.overdue from ({COVERAGE}) c join manual m on m.id = c.manual",
        on,
        sites,
    )
    found: dict[int, dict[str, str]] = {}
    for row in rows:
        late = "!" if row["overdue"] else ""
        found.setdefault(row["site"], {})[row["key"]] = f"{row['taken']}/{row['people']}{late}"
    return found


def _line(row: Record, manuals: dict[str, str]) -> CoverageLine:
    values = {name: row[name] for name in CoverageLine.model_fields if name != "manuals"}
    return CoverageLine(**values, manuals=manuals)
