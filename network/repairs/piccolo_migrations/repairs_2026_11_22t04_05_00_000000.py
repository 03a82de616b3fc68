"""Tell a site that a unit is held by another one, without saying by which."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell a site that a unit is held by another one, without saying by which."

SQL = """
-- Of these serial numbers, those that another site has an open order for, or has sent up and not back. Row security
-- hides the other site's records; this function alone looks at them, and tells no more than that they are there.
create function held_elsewhere(serials text[], own integer) returns setof text
language sql stable security definer set search_path = public, pg_temp as $$
    select serial from unnest(serials) serial
    where exists (
        select from repair_order o
        where o.serial_no = serial and o.site <> own and o.ready_at is null and o.cancelled_at is null
    ) or exists (
        select from hq_return r
        where r.serial_no = serial and r.site <> own and r.back_at is null
            and (r.shipment is not null or r.inspected_at is null)
    )
$$;
revoke all on function held_elsewhere(text[], integer) from public;
grant execute on function held_elsewhere(text[], integer) to servicemark_site;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
