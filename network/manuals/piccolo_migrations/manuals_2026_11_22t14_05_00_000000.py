"""Tell those who are shown no sites what day it is where the day begins first."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T14:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell those who are shown no sites what day it is where the day begins first."

SQL = r"""
create function latest_day(moment timestamptz) returns date
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce(max((moment at time zone s.time_zone)::date), (moment at time zone 'UTC')::date) from site s
$$;
revoke all on function latest_day(timestamptz) from public;
grant execute on function latest_day(timestamptz) to servicemark_field;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "manuals", DESCRIPTION, SQL)
