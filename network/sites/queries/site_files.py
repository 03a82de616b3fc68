"""Reading the file of a site."""

import json
from typing import Any

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_row, fetch_value, transaction
from network.sites.errors.sites import SiteNotFound
from network.sites.rules.sites import opening_hours_notation
from network.sites.schemas.site_files import SiteFileOut
from network.sites.schemas.sites import RegionOut

_FILE = """
select s.id, s.code, s.version, s.name, s.name_zh, s.kind, s.status, s.city, s.city_zh, s.city_tier, r.path as region,
       o.name as operator, o.name_zh as operator_zh, s.time_zone, s.opened_on, s.closed_on, s.address, s.address_zh,
       s.phone, s.latitude, s.longitude, s.opening_hours, s.holidays, s.make_up_days,
       (select coalesce(jsonb_agg(to_jsonb(c)), '[]') from (
           select name, role, phone, email from site_contact where site = s.id and removed_at is null) c) as contacts,
       (select coalesce(jsonb_agg(to_jsonb(e)), '[]') from (
           select name, model, serial_no, acquired_on, next_check_on from site_equipment
           where site = s.id and removed_at is null) e) as equipment
from site s
left join region r on r.id = s.region
left join operator o on o.id = s.operator
where s.id = $1
"""
_JSON = ("holidays", "make_up_days", "contacts", "equipment")

# A manager of regions moves sites among those; an administrator among all.
_CHOICES = """
select r.path, r.name, r.name_zh, parent.path as parent
from region r left join region parent on parent.id = r.parent
where $1::int[] is null or r.id = any ($1)
order by r.path
"""


async def site_file(actor: Actor, code: str) -> SiteFileOut:
    """The file of the site with this code; SiteNotFound when there is none that this actor reaches."""
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        return await file_of(await site_id(code))


async def region_choices(actor: Actor) -> list[RegionOut]:
    """The regions that this actor may move a site to, parents before children."""
    actor.require(Permission.CHANGE_SITE_FILES)
    within = None if actor.sites is None else sorted(actor.regions)
    async with transaction(actor, read_only=True):
        rows = await fetch(_CHOICES, within)
    return [RegionOut(**dict(row)) for row in rows]


async def operator_names(actor: Actor) -> list[str]:
    """The operators that this actor knows of, for typing ahead."""
    actor.require(Permission.CHANGE_SITE_FILES)
    async with transaction(actor, read_only=True):
        rows = await fetch("select name from operator order by lower(name)")
    return [row["name"] for row in rows]


async def site_id(code: str, *, lock: bool = False) -> int:
    """Inside a transaction: the id of the site in reach with this code, locked for a change if wanted. SiteNotFound."""
    # PostgreSQL takes no zero byte, and an address may hold one.
    locking = " for update" if lock else ""
    found = None if "\0" in code else await fetch_value(f"select id from site where code = $1{locking}", code)
    if found is None:
        raise SiteNotFound()
    return int(found)


async def file_of(site: int) -> SiteFileOut:
    """Inside a transaction: the file of a site in reach."""
    row = await fetch_row(_FILE, site)
    if row is None:
        raise SiteNotFound()
    values: dict[str, Any] = {name: row[name] for name in SiteFileOut.model_fields}
    hours = opening_hours_notation(json.loads(row["opening_hours"]))
    return SiteFileOut.model_validate(
        values | {name: json.loads(row[name]) for name in _JSON} | {"opening_hours": hours}
    )
