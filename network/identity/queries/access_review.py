"""Reading who could see a site, and what somebody could see."""

import json
from datetime import datetime
from uuid import UUID

from network.foundation.access import RIGHTS, Actor, Permission, Role
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.identity.errors.people import PersonNotFound
from network.identity.schemas.access_review import AccessLine, KeyLine, ReachLine, ReachOut, SiteAccessOut
from network.sites.queries.sites import contains, site_out, site_row
from network.sites.schemas.sites import SiteOut
from network.web.listing import ListState

# Through which membership somebody could see which site: as `access_to_site` tells, seen from the other side.
_REACH = """
with membership_then as (
    select m.* from membership m
    where m.account = $1 and m.valid_from <= $2 and (m.valid_to is null or m.valid_to > $2)
      and not was_disabled(m.account, $2)
), site_then as (
    select s.id, s.code, s.name, s.name_zh, r.path as region
    from site s left join region r on r.id = region_recorded(s.id, $2)
    where ($3 = '' or s.code ilike $3 or s.name ilike $3 or s.name_zh ilike $3)
), reach as (
    select s.code, s.name, s.name_zh, m.role, m.whole_network, through.path as region, m.valid_from as since,
           m.valid_to as until, m.id as membership,
           array(select distinct held.permission::text from membership_right held
                 left join region top on top.id = held.region
                 where held.membership = m.id and held.valid_from <= $2
                   and (held.valid_to is null or held.valid_to > $2)
                   and (held.region is null or s.region = top.path or starts_with(s.region, top.path || '/'))
                 order by 1) as rights
    from membership_then m
    cross join site_then s
    left join lateral (
        select top.path from membership_region link join region top on top.id = link.region
        where link.membership = m.id and (s.region = top.path or starts_with(s.region, top.path || '/'))
        order by length(top.path) desc limit 1
    ) through on true
    where m.whole_network or through.path is not null
       or exists (select from membership_site link where link.membership = m.id and link.site = s.id)
)
"""


async def site_access(actor: Actor, code: str, at: datetime) -> tuple[SiteOut, SiteAccessOut]:
    """A site, and who could see it at a moment: everyone for headquarters, one's own side for an operator.

    Raises SiteNotFound for a site out of reach.
    """
    actor.require(Permission.READ_SITE_ACCESS)
    async with transaction(actor, read_only=True):
        row = await site_row(code)
        people = await fetch("select * from access_to_site($1, $2)", row["id"], at)
        keys = await fetch("select * from keys_to_site($1, $2)", row["id"], at)
    found = SiteAccessOut(site=row["code"], at=at, people=[_access(each) for each in people], keys=[*map(_key, keys)])
    return site_out(row), found


async def reach(actor: Actor, account: UUID, state: ListState, at: datetime, *, limit: int | None = None) -> ReachOut:
    """The sites that somebody could see at a moment, by code: a page of them, or the first so many. PersonNotFound."""
    actor.require(Permission.MANAGE_ACCOUNTS)
    wanted = (account, at, contains(state.q))
    async with transaction(actor, read_only=True):
        if await fetch_row("select from account where id = $1", account) is None:
            raise PersonNotFound()
        total = await fetch_value(f"{_REACH} select count(*) from reach", *wanted)
        shown = state.within(total)
        direction = "desc" if shown.descending else "asc"
        rows = await fetch(
            f"{_REACH} select * from reach order by code {direction}, since, membership limit $4 offset $5",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    return ReachOut(items=[ReachLine.model_validate(_with_rights(row)) for row in rows], total=total, at=at)


def _access(row: Record) -> AccessLine:
    return AccessLine.model_validate(_with_rights(row))


def _with_rights(row: Record) -> dict[str, object]:
    """Administrators hold all six rights by their role."""
    held = [right for right in RIGHTS if row["role"] == Role.HQ_ADMINISTRATOR or right.value in row["rights"]]
    return {**row, "rights": held}


def _key(row: Record) -> KeyLine:
    return KeyLine.model_validate({**row, "verbs": json.loads(row["verbs"])})
