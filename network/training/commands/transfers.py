"""Moving somebody from one site to another: they stay the same person, and what they have learnt goes along."""

from datetime import date, datetime, timedelta
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.commands.site_files import local_day
from network.sites.errors.site_files import BadSiteFile
from network.sites.queries.sites import site_row
from network.sites.queries.staff import staff_row
from network.sites.rules.staff import STAFF_ROLE_LABELS, staff_faults
from network.training.schemas.records import TransferIn

A_DAY = timedelta(days=1)


async def move_staff(actor: Actor, code: str, staff_id: UUID, wanted: TransferIn, at: datetime) -> UUID:
    """End an entry of a staff list on the day before, and begin one at the other site; the id of that.

    SiteNotFound, StaffNotFound, BadSiteFile.
    """
    actor.require(Permission.CHANGE_SITE_FILES)
    async with transaction(actor):
        here, there = await site_row(code), await site_row(wanted.site)
        row = await staff_row(here["id"], staff_id, lock=True)
        await _check(here, there, row, wanted, local_day(there["time_zone"], at))
        last, made = wanted.from_on - A_DAY, uuid4()
        await execute("update staff_member set to_on = $2 where id = $1", staff_id, last)
        await execute(
            "insert into staff_member (id, site, name, role, from_on, phone, email, person) "
            "select $2, $3, name, $4, $5, phone, email, person from staff_member where id = $1",
            staff_id,
            made,
            there["id"],
            wanted.role,
            wanted.from_on,
        )
        facts = {"person": row["name"], "from": code, "to": wanted.site, "from_on": wanted.from_on}
        await trail.record(actor, "staff.moved", f"staff:{staff_id}", facts, site=here["id"])
        await trail.record(actor, "staff.moved", f"staff:{made}", facts, site=there["id"])
    return made


async def _check(here: Record, there: Record, row: Record, wanted: TransferIn, today: date) -> None:
    """BadSiteFile when it could not be true."""
    if wanted.role not in STAFF_ROLE_LABELS:
        raise BadSiteFile({"role": _("Choose one of these.")})
    if here["id"] == there["id"]:
        raise BadSiteFile({"site": _("This is the site where they work already.")})
    if wanted.from_on <= row["from_on"] or (row["to_on"] is not None and row["to_on"] < wanted.from_on - A_DAY):
        raise BadSiteFile({"from_on": _("They do not work here on the day before.")})
    if wrong := staff_faults(wanted.from_on, None, today):
        raise BadSiteFile(wrong)
    twice = "select count(*) from staff_member where site = $1 and person = $2 and (to_on is null or to_on >= $3)"
    if await fetch_value(twice, there["id"], await _person(row), wanted.from_on):
        raise BadSiteFile({"site": _("They work there already on that day.")})


async def _person(row: Record) -> UUID:
    found: UUID = await fetch_value("select person from staff_member where id = $1", row["id"])
    return found
