"""Reading what customers answered: of one site, or of all in reach."""

from uuid import UUID

from network.feedback.errors.answers import AnswerNotFound
from network.feedback.schemas.answers import AnswerLine, AnswersOut
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.sites.queries.sites import contains, site_row
from network.web.listing import ListState

SORTS = {"month": "month", "grade": "grade", "site": "site"}
FILTERS = ("grade", "channel", "counts", "quarter")

# $1: a site or none; $2 part of its code or name; $3 grade, $4 channel, $5 yes or no, $6 a quarter.
_FOUND = """
with line as (
    select a.id, s.code as site, s.name as site_name, s.name_zh as site_name_zh, a.channel, a.grade, a.comment,
           to_char(a.answered_month, 'YYYY-MM') as month,
           to_char(a.answered_month, 'YYYY"Q"Q') as quarter,
           v.reason as void, v.id is null and a.channel <> 'poster' as counts
    from survey_answer a join site s on s.id = a.site left join survey_void v on v.answer = a.id
    where ($1::int is null or a.site = $1)
), found as (
    select * from line
    where ($2 = '' or site ilike $2 or site_name ilike $2 or site_name_zh ilike $2)
      and ($3 = '' or grade::text = $3) and ($4 = '' or channel = $4) and ($6 = '' or quarter = $6)
      and case $5 when '' then true when 'yes' then counts when 'no' then not counts else false end
)
"""
_SUMMED = f"""
{_FOUND}
select (select count(*)::int from found) as total,
       (select count(*)::int from found where channel = 'poster' and void is null) as open_voices,
       array(select count(f.grade)::int from generate_series(1, 5) n
             left join found f on f.grade = n and f.counts group by n order by n) as grades
"""


async def list_answers(
    actor: Actor, state: ListState, code: str | None = None, *, limit: int | None = None
) -> AnswersOut:
    """A page of the answers in reach, of one site with `code`. Filters are `FILTERS`, sorting keys `SORTS`. With
    `limit` the first so many instead of a page, for an export. SiteNotFound."""
    actor.require(Permission.READ_FEEDBACK)
    async with transaction(actor, read_only=True):
        site = (await site_row(code))["id"] if code else None
        filters = (state.filters.get(name, "") for name in FILTERS)
        wanted = (site, contains(state.q), *filters)
        [summed] = await fetch(_SUMMED, *wanted)
        shown = state.within(summed["total"])
        order = f"{SORTS[shown.sort]} {'desc' if shown.descending else 'asc'}, id"
        rows = await fetch(
            f"{_FOUND} select * from found order by {order} limit $7 offset $8",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    items = [_line(row) for row in rows]
    return AnswersOut(items=items, page=shown.page, size=shown.size, **dict(summed))


async def read_answer(actor: Actor, answer: UUID) -> AnswerLine:
    """One answer. AnswerNotFound."""
    actor.require(Permission.READ_FEEDBACK)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_FOUND} select * from found where id = $7", None, "", "", "", "", "", answer)
    if row is None:
        raise AnswerNotFound()
    return _line(row)


def _line(row: Record) -> AnswerLine:
    return AnswerLine(**{name: row[name] for name in AnswerLine.model_fields})
