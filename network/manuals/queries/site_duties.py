"""Who of a site has taken note of which manual, on a day."""

from datetime import date
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.manuals.errors.acknowledgements import SheetNotFound
from network.manuals.queries.duties import duties, on_day
from network.manuals.queries.editions import local_text
from network.manuals.queries.own_duties import state_of
from network.manuals.schemas.acknowledgements import PersonDuty, SheetFile
from network.sites.queries.site_files import site_id

# $1 the site, $2 the day.
_DUTIES = f"""
select d.person, d.name, d.role, w.account is not null as has_account, f.key as manual_key, f.title, d.number, d.begins,
       d.due_on, first.sheet, (first.at at time zone d.time_zone)::date as taken_on
from ({duties("s.id = $1", on_day("$2::date"))}) d
join manual f on f.id = d.manual
join person w on w.id = d.person
left join lateral (
    select a.at, a.sheet from acknowledgement a
    where a.person = d.person and a.edition = any (d.editions)
      and (a.at at time zone d.time_zone)::date <= $2
    order by a.at limit 1
) first on true
order by f.key, d.name, d.person
"""
_SHEET = """
select file_name as name, file_sha256 as sha256, file_type as media_type from acknowledgement_sheet
where site = $1 and id = $2
"""


async def site_duties(actor: Actor, code: str, on: date) -> list[PersonDuty]:
    """What the editions in force on a day ask of everybody who works there then. SiteNotFound."""
    actor.require(Permission.READ_TRAINING)
    async with transaction(actor, read_only=True):
        return [_duty(row, on) for row in await fetch(_DUTIES, await site_id(code), on)]


async def sheet_file(actor: Actor, code: str, sheet_id: UUID) -> SheetFile:
    """A signed sheet. SiteNotFound, SheetNotFound."""
    actor.require(Permission.READ_TRAINING)
    async with transaction(actor, read_only=True):
        row = await fetch_row(_SHEET, await site_id(code), sheet_id)
    if row is None:
        raise SheetNotFound()
    return SheetFile(**row)


def _duty(row: Record, on: date) -> PersonDuty:
    values = {name: row[name] for name in PersonDuty.__dataclass_fields__ if name not in ("title", "state")}
    return PersonDuty(**values, title=local_text(row["title"]), state=state_of(row["taken_on"], row["due_on"], on))
