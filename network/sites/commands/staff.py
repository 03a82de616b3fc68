"""Keeping the list of who works at a site. Nobody is ever taken off it: they have left on a day."""

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import execute, fetch, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.commands.site_files import local_day
from network.sites.errors.site_files import BadSiteFile, SameNameThere, StaffDayTooLongAgo
from network.sites.queries.site_files import site_id
from network.sites.queries.staff import staff_row
from network.sites.rules.staff import DAYS_BACK, same_name, staff_faults, too_long_ago
from network.sites.schemas.staff import StaffContactIn, StaffIn

# Of two clicks the second sees whom the first has added.
_TURN = "select pg_advisory_xact_lock(hashtextextended('staff ' || $1, 0))"


async def add_staff(actor: Actor, code: str, wanted: StaffIn, now: datetime) -> UUID:
    """Somebody who works at the site; the id of the entry.

    SiteNotFound, BadSiteFile, StaffDayTooLongAgo, SameNameThere.
    """
    actor.require(Permission.MANAGE_STAFF)
    async with transaction(actor):
        site = await site_id(code)
        await execute(_TURN, str(site))
        today = await _today(site, now)
        _check_days(wanted.from_on, wanted.to_on, today)
        _check_recent(actor, {"from_on": wanted.from_on, "to_on": wanted.to_on}, today)
        if not wanted.same_name and await _is_there(site, wanted):
            raise SameNameThere()
        made = uuid4()
        facts = wanted.model_dump(exclude={"same_name"})
        await execute(
            "insert into staff_member (id, site, name, role, from_on, to_on, phone, email) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8)",
            made,
            site,
            *facts.values(),
        )
        await trail.record(actor, "staff.added", f"staff:{made}", {**facts, "person": wanted.name}, site=site)
    return made


async def change_staff_contact(actor: Actor, code: str, staff_id: UUID, wanted: StaffContactIn) -> None:
    """Correct how somebody is called and reached. SiteNotFound, StaffNotFound."""
    actor.require(Permission.MANAGE_STAFF)
    async with transaction(actor):
        site = await site_id(code)
        await _change(actor, site, staff_id, wanted.model_dump())


async def end_staff(actor: Actor, code: str, staff_id: UUID, to_on: date, now: datetime) -> None:
    """Their last day, or a correction of it. SiteNotFound, StaffNotFound, BadSiteFile, StaffDayTooLongAgo."""
    actor.require(Permission.MANAGE_STAFF)
    async with transaction(actor):
        site = await site_id(code)
        row, today = await staff_row(site, staff_id, lock=True), await _today(site, now)
        _check_days(row["from_on"], to_on, today)
        if to_on != row["to_on"]:
            # What was entered long ago is as settled as what was not.
            _check_recent(actor, {"to_on": min(to_on, row["to_on"] or to_on)}, today)
        await _change(actor, site, staff_id, {"to_on": to_on})


async def _today(site: int, now: datetime) -> date:
    return local_day(await fetch_value("select time_zone from site where id = $1", site), now)


def _check_days(from_on: date, to_on: date | None, today: date) -> None:
    if wrong := staff_faults(from_on, to_on, today):
        raise BadSiteFile(wrong)


def _check_recent(actor: Actor, days: Mapping[str, date | None], today: date) -> None:
    """StaffDayTooLongAgo for an operator; headquarters is not limited."""
    if actor.role is Role.SITE_OPERATOR and (late := too_long_ago(days, today)):
        told = _("More than %(days)s days back. Headquarters can enter an earlier day: ask your service manager.")
        raise StaffDayTooLongAgo(dict.fromkeys(late, told % {"days": DAYS_BACK}))


async def _is_there(site: int, wanted: StaffIn) -> bool:
    """Whether somebody of this name is on the list for one of those days."""
    rows = await fetch(
        "select name from staff_member where site = $1 and daterange(from_on, to_on, '[]') && daterange($2, $3, '[]')",
        site,
        wanted.from_on,
        wanted.to_on,
    )
    return same_name(wanted.name) in {same_name(row["name"]) for row in rows}


async def _change(actor: Actor, site: int, staff_id: UUID, values: dict[str, Any]) -> None:
    row = await staff_row(site, staff_id, lock=True)
    after = {name: value for name, value in values.items() if row[name] != value}
    if not after:
        return
    sets = ", ".join(f"{name} = ${place}" for place, name in enumerate(after, start=2))
    await execute(f"update staff_member set {sets} where id = $1", staff_id, *after.values())
    facts = {"person": row["name"], "before": {name: row[name] for name in after}, "after": after}
    await trail.record(actor, "staff.changed", f"staff:{staff_id}", facts, site=site)
