"""Changing the file of a site. Every change counts up its version, which the next change must know."""

import json
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any
from zoneinfo import ZoneInfo, available_timezones

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_value, transaction
from network.foundation.i18n import gettext as _
from network.foundation.trail import record as trail
from network.sites.commands.printable import unprintable
from network.sites.errors.site_files import BadSiteFile
from network.sites.queries.site_files import file_of, site_id
from network.sites.rules.site_files import Change, changes_between, faults
from network.sites.rules.sites import opening_hours
from network.sites.schemas.site_files import SiteChangesIn, SiteFileOut
from network.web.versions import check_version

_TEXTS = ("name", "name_zh", "kind", "status", "city", "city_zh", "time_zone", "address", "address_zh", "phone")
# The columns of `site` that fields of the same name fill, and what PostgreSQL reads the written value as.
_COLUMNS: Mapping[str, str] = {
    **dict.fromkeys(_TEXTS, "text"),
    **dict.fromkeys(("opened_on", "closed_on"), "date"),
    **dict.fromkeys(("latitude", "longitude"), "numeric"),
    **dict.fromkeys(("opening_hours", "holidays", "make_up_days"), "jsonb"),
    "city_tier": "smallint",
    "region": "integer",
    "operator": "integer",
}
# Field of the file -> its table, and how its rows are read from JSON.
_LISTS: Mapping[str, tuple[str, Mapping[str, str]]] = {
    "contacts": ("site_contact", dict.fromkeys(("name", "role", "phone", "email"), "text")),
    "equipment": (
        "site_equipment",
        {
            **dict.fromkeys(("name", "model", "serial_no"), "text"),
            **dict.fromkeys(("acquired_on", "next_check_on"), "date"),
        },
    ),
}
_PRINTED = ("name", "name_zh", "city", "city_zh", "operator", "operator_zh")


async def change_site_file(actor: Actor, code: str, version: int | None, wanted: SiteChangesIn, now: datetime) -> int:
    """Change what `wanted` gives, made from this version (None: from whatever it is now); the new version.

    SiteNotFound, PreconditionFailed, BadSiteFile.
    """
    actor.require(Permission.CHANGE_SITE_FILES)
    async with transaction(actor):
        site = await site_id(code, lock=True)
        file = await file_of(site)
        check_version(version, file.version, file.values())
        changes = changes_between(file.values(), wanted.values())
        return await apply_changes(actor, site, file, changes, now)


async def apply_changes(actor: Actor, site: int, file: SiteFileOut, changes: Sequence[Change], now: datetime) -> int:
    """Inside a transaction that has locked the site: make these changes of its file; the new version. BadSiteFile."""
    if not changes:
        return file.version
    today = local_day(file.time_zone, now)
    await check_changes(actor, file, changes, today)
    # The history of the site begins on the day that its people see on the calendar.
    await execute("select set_config('app.effective_on', $1, true)", today.isoformat())
    await _update_row(site, changes)
    for change in changes:
        if change.field in _LISTS:
            await _replace_rows(site, change, now)
    before = {change.field: change.before for change in changes}
    after = {change.field: change.after for change in changes}
    await trail.record(actor, "site.changed", f"site:{file.code}", {"before": before, "after": after}, site=site)
    return file.version + 1


def local_day(time_zone: str, now: datetime) -> date:
    """The day that it is at a site."""
    return now.astimezone(ZoneInfo(time_zone)).date()


async def check_changes(actor: Actor, file: SiteFileOut, changes: Iterable[Change], today: date) -> None:
    """BadSiteFile when the file could not be true with these changes, or could not be printed."""
    after = {change.field: change.after for change in changes}
    wrong = faults({**file.values(), **after}, set(after), today)
    wrong |= unprintable({name: after.get(name) for name in _PRINTED})
    if "time_zone" in after and not await _known_zone(after["time_zone"]):
        wrong["time_zone"] = _("This is not a time zone. Choose one such as Asia/Shanghai.")
    if "region" in after and not await _may_place(actor, after["region"]):
        wrong["region"] = _("Choose one of the regions that you answer for.")
    if wrong:
        raise BadSiteFile(wrong)


async def _known_zone(name: str) -> bool:
    """To both: Python and PostgreSQL may have time zones of different years."""
    known = "select exists (select from pg_timezone_names where name = $1)"
    return name in available_timezones() and bool(await fetch_value(known, name))


async def _may_place(actor: Actor, path: str | None) -> bool:
    region = await _region_id(path)
    return (path is None or region is not None) if actor.sites is None else region in actor.regions


async def _region_id(path: str | None) -> int | None:
    region: int | None = await fetch_value("select id from region where path = $1", path)
    return region


async def _operator_id(name: str | None, name_zh: str | None) -> int | None:
    if name is None:
        return None
    operator: int = await fetch_value("select operator_named($1, $2)", name, name_zh or name)
    return operator


async def _update_row(site: int, changes: Iterable[Change]) -> None:
    after = {change.field: change.after for change in changes}
    written: dict[str, Any] = {name: value for name, value in after.items() if name in _COLUMNS}
    if "region" in written:
        written["region"] = await _region_id(after["region"])
    if "operator" in written:
        written["operator"] = await _operator_id(after["operator"], after.get("operator_zh"))
    for name in written.keys() & {"holidays", "make_up_days"}:
        written[name] = json.dumps(after[name])
    if "opening_hours" in written:
        written["opening_hours"] = json.dumps(opening_hours(after["opening_hours"]))
    sets = [f"{name} = ${place}::text::{_COLUMNS[name]}" for place, name in enumerate(written, start=2)]
    values = [None if value is None else str(value) for value in written.values()]
    await execute(f"update site set {', '.join([*sets, 'version = version + 1'])} where id = $1", site, *values)


async def _replace_rows(site: int, change: Change, now: datetime) -> None:
    """Rows that are gone are marked so; an altered one is a new row, and what it said before stays on record."""
    table, columns = _LISTS[change.field]
    names = ", ".join(columns)
    rows = f"jsonb_to_recordset($2::jsonb) as t ({', '.join(f'{name} {kind}' for name, kind in columns.items())})"
    same = " and ".join(f"o.{name} is not distinct from t.{name}" for name in columns)
    gone = json.dumps([row for row in change.before if row not in change.after])
    new = json.dumps([row for row in change.after if row not in change.before])
    await execute(
        f"update {table} o set removed_at = $3 from {rows} where o.site = $1 and o.removed_at is null and {same}",
        site,
        gone,
        now,
    )
    await execute(
        f"insert into {table} (id, site, {names}) select gen_random_uuid(), $1, {names} from {rows}", site, new
    )
