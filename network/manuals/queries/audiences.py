"""Whom an edition is for: how many people, and what can be chosen from."""

from datetime import date
from typing import NamedTuple

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_row, transaction
from network.manuals.rules.documents import Audience

# Certificates count on the day, as for `network.manuals.queries.duties`.
_ADDRESSED = """
select count(distinct s.person) as people, count(distinct s.site) as sites
from staff_member s join site t on t.id = s.site left join region r on r.id = t.region
where s.from_on <= $1 and (s.to_on is null or s.to_on >= $1) and (t.closed_on is null or t.closed_on >= $1)
  and (cardinality($2::text[]) = 0 or s.role = any ($2))
  and (cardinality($3::text[]) = 0 or t.kind = any ($3))
  and (cardinality($4::text[]) = 0 or exists (
        select from unnest($4::text[]) held where r.path = held or starts_with(r.path, held || '/')))
  and (cardinality($5::text[]) = 0 or exists (
        select from certificate c join certificate_type y on y.id = c.type join product_line l on l.id = y.product_line
        where c.site = t.id and l.code = any ($5) and c.valid_from <= $1 and c.valid_to >= $1
          and (c.ended_on is null or c.ended_on > $1)))
"""


class Addressed(NamedTuple):
    people: int
    sites: int


class Choice(NamedTuple):
    code: str
    name: str
    name_zh: str


async def addressed(actor: Actor, audience: Audience, day: date) -> Addressed:
    """How many people an edition speaks to on a day, and at how many sites."""
    actor.require(Permission.READ_MANUALS)
    values = (list(audience.roles), list(audience.kinds), list(audience.regions), list(audience.lines))
    async with transaction(actor, read_only=True):
        row = await fetch_row(_ADDRESSED, day, *values)
    return Addressed(row["people"], row["sites"]) if row else Addressed(0, 0)


async def audience_choices(actor: Actor) -> tuple[list[Choice], list[Choice]]:
    """The regions and the product lines that an edition can be for."""
    actor.require(Permission.WRITE_MANUALS)
    async with transaction(actor, read_only=True):
        regions = await fetch("select path as code, name, name_zh from region order by path")
        lines = await fetch("select code, name, name_zh from product_line order by code")
    return [Choice(**row) for row in regions], [Choice(**row) for row in lines]


async def standard_choices(actor: Actor) -> list[Choice]:
    """The standards that a clause can state; by what is met."""
    actor.require(Permission.READ_STANDARDS)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select key as code, target ->> 'en' as name, target ->> 'zh_CN' as name_zh from standard"
            " where retired_at is null order by key"
        )
    return [Choice(**row) for row in rows]
