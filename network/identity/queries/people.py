"""Reading people: the list, and one person with all memberships."""

import json
from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.identity.errors.people import PersonNotFound
from network.identity.schemas.people import PeopleOut, PersonLine, PersonOut
from network.sites.queries.sites import contains
from network.web.listing import ListState

# Sorting key of the list -> what the rows are sorted by. Every order ends with the address, which nobody shares.
SORTS = {"name": "lower(person.name)", "email": "person.email", "created_at": "person.created_at"}
FILTERS = ("role", "state", "region")

# Somebody is in a region with a membership there or below, or at a site there; not by one that spans more.
_PEOPLE = """
with held as (
    select m.* from membership m where m.valid_from <= $1 and (m.valid_to is null or m.valid_to > $1)
), person as (
    select a.id, a.email, a.name, a.created_at,
           case when a.disabled_at is not null then 'disabled'
                when exists (select from held where held.account = a.id) then 'active' else 'ended' end as state
    from account a
), wanted as (
    select * from person
    where ($2 = '' or name ilike $2 or email ilike $2)
      and ($3 = '' or exists (select from held where held.account = person.id and held.role = $3))
      and ($4 = '' or state = $4)
      and ($5 = '' or exists (
          select from held
          left join membership_region link on link.membership = held.id
          left join membership_site at_site on at_site.membership = held.id
          left join site on site.id = at_site.site
          join region on region.id in (link.region, site.region)
          where held.account = person.id and (region.path = $5 or starts_with(region.path, $5 || '/'))))
)
"""

_LINES = """
select person.*,
       (select max(e.at) from trail_event e where e.account = person.id and e.action = 'session.started')
           as signed_in_at,
       (select coalesce(json_agg(json_build_object(
            'role', held.role, 'whole_network', held.whole_network,
            'regions', array(select region.path from membership_region link join region on region.id = link.region
                             where link.membership = held.id order by 1),
            'site_count', (select count(*) from membership_site link where link.membership = held.id)
        ) order by held.valid_from, held.id), '[]') from held where held.account = person.id) as roles
from wanted person
"""

_MEMBERSHIPS = """
select m.id, m.role, m.whole_network, m.valid_from as since, m.valid_to as until, m.grantor,
       array(select region.path from membership_region link join region on region.id = link.region
             where link.membership = m.id order by 1) as regions,
       array(select site.code from membership_site link join site on site.id = link.site
             where link.membership = m.id order by 1) as sites,
       (select coalesce(json_agg(json_build_object(
            'id', given.id, 'right', given.permission, 'region', region.path, 'since', given.valid_from,
            'until', given.valid_to, 'grantor', given.grantor
        ) order by region.path nulls first, given.valid_from, given.id), '[]')
        from membership_right given left join region on region.id = given.region
        where given.membership = m.id) as rights
from membership m where m.account = $1 order by m.valid_from desc, m.id
"""

_PERSON = """
select a.id, a.email, a.name, a.language, a.created_at, a.disabled_at, a.totp_confirmed_at is not null as second_factor,
       (select max(e.at) from trail_event e where e.account = a.id and e.action = 'session.started') as signed_in_at,
       case when a.disabled_at is not null then 'disabled'
            when exists (select from membership m where m.account = a.id and m.valid_from <= $2
                         and (m.valid_to is null or m.valid_to > $2)) then 'active' else 'ended' end as state
from account a where a.id = $1
"""


async def list_people(actor: Actor, state: ListState, at: datetime, *, limit: int | None = None) -> PeopleOut:
    """A page of people with the roles that they have at this moment, or the first so many of them for an export."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    wanted = (at, contains(state.q), *(state.filters.get(name, "") for name in FILTERS))
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"{_PEOPLE} select count(*) from wanted", *wanted)
        shown = state.within(total)
        direction = "desc" if shown.descending else "asc"
        rows = await fetch(
            f"{_PEOPLE} {_LINES} order by {SORTS[shown.sort]} {direction}, person.email limit $6 offset $7",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    return PeopleOut(items=[_line(row) for row in rows], total=total, page=shown.page, size=shown.size)


async def person(actor: Actor, account: UUID, at: datetime) -> PersonOut:
    """Somebody with every membership; PersonNotFound."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(_PERSON, account, at)
        if row is None:
            raise PersonNotFound()
        memberships = [dict(each) for each in await fetch(_MEMBERSHIPS, account)]
    for each in memberships:
        each["rights"] = json.loads(each["rights"])
    return PersonOut.model_validate({**row, "memberships": memberships})


def _line(row: Record) -> PersonLine:
    return PersonLine.model_validate({**row, "roles": json.loads(row["roles"])})
