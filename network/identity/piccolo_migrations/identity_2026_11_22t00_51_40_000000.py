"""Let those who choose assessors know who may assess."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T00:51:40:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let those who choose assessors know who may assess."

SQL = r"""
-- Accounts in one of the roles at a scope that holds the region; auditors have no scope of their own. Its own function,
-- because accounts are not for the eyes of managers of regions; `role` still is that of the caller inside of it.
create function assessor_candidates(wanted integer, roles text[], moment timestamptz)
returns table (id uuid, name varchar, role varchar)
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct on (a.name, a.id) a.id, a.name, m.role
    from account a
    join membership m on m.account = a.id
    join region here on here.id = wanted
    where (current_setting('role') <> 'servicemark_region' or wanted = any (my_regions()))
      and a.disabled_at is null and m.role = any (roles)
      and m.valid_from <= moment and (m.valid_to is null or m.valid_to > moment)
      and (m.whole_network or m.role = 'auditor' or exists (
          select from membership_region link join region top on top.id = link.region
          where link.membership = m.id and (here.path = top.path or starts_with(here.path, top.path || '/'))))
    order by a.name, a.id, m.role
$$;
revoke all on function assessor_candidates(integer, text[], timestamptz) from public;
grant execute on function assessor_candidates(integer, text[], timestamptz) to servicemark_hq, servicemark_region;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
