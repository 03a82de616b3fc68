"""Tell a site since when it could know of a finding."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:08:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell a site since when it could know of a finding."

SQL = """
-- A finding that was imported is known from then on: nobody could contest what nobody had told. Its own function,
-- because the file that it came in is HQ's.
create function finding_told_at(wanted uuid) returns timestamptz
language sql stable security definer set search_path = public, pg_temp as $$
    select greatest(r.inspected_at, f.imported_at)
    from hq_return r left join import_file f on f.id = r.import_file
    where r.id = wanted
        and (current_setting('role') in ('servicemark_hq', 'servicemark_admin') or r.site = any (my_sites()))
$$;
revoke all on function finding_told_at(uuid) from public;
grant execute on function finding_told_at(uuid) to servicemark_hq, servicemark_region, servicemark_site;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
