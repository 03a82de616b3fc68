"""Reading who works, and who worked, at a site."""

from datetime import date
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.sites.errors.site_files import StaffNotFound
from network.sites.queries.site_files import site_id
from network.sites.schemas.staff import StaffOut

_STAFF = "select id, name, role, from_on, to_on, phone, email from staff_member"


async def list_staff(actor: Actor, code: str, on: date | None = None) -> list[StaffOut]:
    """The people of a site: on that day, or all that ever were, those who are still there first. SiteNotFound."""
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        return await staff_of(await site_id(code), on)


async def staff_member(actor: Actor, code: str, staff_id: UUID) -> StaffOut:
    """One of them. SiteNotFound, StaffNotFound."""
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        return StaffOut(**dict(await staff_row(await site_id(code), staff_id)))


async def staff_of(site: int, on: date | None) -> list[StaffOut]:
    """Inside a transaction."""
    rows = await fetch(
        f"{_STAFF} where site = $1 and ($2::date is null or from_on <= $2 and (to_on is null or to_on >= $2)) "
        "order by to_on desc nulls first, lower(name), from_on, id",
        site,
        on,
    )
    return [StaffOut(**dict(row)) for row in rows]


async def staff_row(site: int, staff_id: UUID, *, lock: bool = False) -> Record:
    """Inside a transaction: this person of this site, locked for a change if wanted. StaffNotFound."""
    row = await fetch_row(f"{_STAFF} where site = $1 and id = $2{' for update' if lock else ''}", site, staff_id)
    if row is None:
        raise StaffNotFound()
    return row
