"""Reading postings: the list of all in reach or of one site, and a single one."""

import json
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.ledger.errors.postings import PostingNotFound
from network.ledger.schemas.balances import Balance
from network.ledger.schemas.postings import (
    EntryOut,
    PostingLine,
    PostingName,
    PostingOut,
    PostingsOut,
    SettledIn,
)
from network.sites.queries.sites import contains, site_row
from network.web.listing import ListState

# Sorting key -> what the rows are sorted by. Every order ends with the number, so that pages never overlap.
SORTS = {
    "number": "p.number",
    "site": "s.code",
    "kind": "array_position(array['reward', 'penalty', 'restatement', 'settlement', 'reversal'], p.kind::text)",
    "posted_at": "p.posted_at",
}
FILTERS = ("kind", "stands", "unit")

_FROM = """
from ledger_posting p
join site s on s.id = p.site
left join ledger_posting r on r.reversal_of = p.id
"""
_WANTED = """
where ($1 = '' or s.code ilike $1 or s.name ilike $1 or s.name_zh ilike $1 or p.reason ilike $1 or p.number::text = $2)
  and ($3 = '' or p.kind = $3)
  and case $4 when '' then true when 'reversed' then r.id is not null
              else r.id is null and p.kind <> 'reversal' end
  and ($5 = '' or exists (
      select from ledger_entry e where e.posting = p.id and (e.unit = 'points') = ($5 = 'points')))
  and ($6::integer is null or p.site = $6)
"""
_SHOWN = """
select p.id, p.number, s.code as site, s.name as site_name, s.name_zh as site_name_zh, p.kind, p.reason, p.posted_at,
       p.facts -> 'title' as title, r.id is not null as reversed,
       (select json_agg(json_build_object('unit', e.unit, 'amount', trim_scale(e.amount)::text)
                        order by e.unit <> 'points', e.unit)
        from ledger_entry e where e.posting = p.id and e.account = 'site:' || e.site || ':balance') as amounts
"""
_NAMES = """
select case when reversal_of = $1 then 'taken_back_by' else 'takes_back' end as which, id, number, posted_at, reason
from ledger_posting where reversal_of = $1 or id = $2
"""


async def list_postings(
    actor: Actor, state: ListState, *, code: str | None = None, limit: int | None = None
) -> PostingsOut:
    """A page of the postings in reach, or of one site. Searches sites, reasons and numbers; filters are `FILTERS`,
    sorting keys are `SORTS`. With `limit` the first so many instead of a page, for an export. SiteNotFound."""
    actor.require(Permission.READ_LEDGER)
    direction = "desc" if state.descending else "asc"
    order = f"{SORTS[state.sort]} {direction}, p.number {direction}"
    async with transaction(actor, read_only=True):
        site = None if code is None else (await site_row(code))["id"]
        filters = (state.filters.get(name, "") for name in FILTERS)
        wanted = (contains(state.q), state.q, *filters, site)
        [[total]] = await fetch(f"select count(*)::int {_FROM} {_WANTED}", *wanted)
        shown = state.within(total)
        rows = await fetch(
            f"{_SHOWN} {_FROM} {_WANTED} order by {order} limit $7 offset $8",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    return PostingsOut(items=[_line(row) for row in rows], total=total, page=shown.page, size=shown.size)


async def posting(actor: Actor, code: str, posting_id: UUID) -> PostingOut:
    """One posting of the site, with its lines and what goes with it. SiteNotFound, PostingNotFound."""
    actor.require(Permission.READ_LEDGER)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        row = await fetch_row("select * from ledger_posting where site = $1 and id = $2", site["id"], posting_id)
        if row is None:
            raise PostingNotFound()
        beside: dict[str, Any] = {
            "site": site["code"],
            "facts": json.loads(row["facts"]),
            "poster": None if actor.role is Role.SITE_OPERATOR else row["poster"],
            "lines": await _entries(posting_id),
            "settled_in": await _settled_in(posting_id),
            "of_the_two": await is_of_the_two(actor, posting_id),
            **await _names(posting_id, row["reversal_of"]),
        }
    values = {name: row[name] for name in PostingOut.model_fields if name not in beside}
    return PostingOut(**values, **beside)


async def is_of_the_two(actor: Actor, posting_id: UUID) -> bool:
    """Inside a transaction: whether it took two people to approve it, and the actor is one of them, or proposed it."""
    sql = (
        "select exists (select from consequence_proposal where posting = $1 and two_people "
        "and ($2::uuid in (first_by, second_by) or origin = 'manual' and proposed_by = $2::uuid))"
    )
    return bool(await fetch_value(sql, posting_id, actor.account))


async def _entries(posting_id: UUID) -> list[EntryOut]:
    rows = await fetch(
        "select case when account like 'site:%' then 'site' else account end as account, unit, "
        "trim_scale(amount) as amount from ledger_entry where posting = $1 order by id",
        posting_id,
    )
    return [EntryOut(**dict(row)) for row in rows]


async def _names(posting_id: UUID, reversal_of: UUID | None) -> dict[str, PostingName | None]:
    found: dict[str, PostingName | None] = {"takes_back": None, "taken_back_by": None}
    for row in await fetch(_NAMES, posting_id, reversal_of):
        found[row["which"]] = PostingName(**{name: row[name] for name in PostingName.model_fields})
    return found


async def _settled_in(posting_id: UUID) -> SettledIn | None:
    row = await fetch_row(
        "select t.id, t.number, t.cut_off from ledger_entry e join settlement_entry s on s.entry = e.id "
        "join settlement t on t.id = s.settlement where e.posting = $1 limit 1",
        posting_id,
    )
    return SettledIn(**dict(row)) if row else None


def _line(row: Record) -> PostingLine:
    values = {name: row[name] for name in PostingLine.model_fields if name not in ("amounts", "title")}
    amounts = [Balance(**each) for each in json.loads(row["amounts"] or "[]")]
    return PostingLine(**values, title=json.loads(row["title"] or "null"), amounts=amounts)
