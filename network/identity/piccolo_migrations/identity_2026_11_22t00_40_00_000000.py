"""Let an operator check the chains of its own sites, and know its colleagues from headquarters."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T00:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let an operator check the chains of its own sites, and know its colleagues from headquarters."

SQL = r"""
create policy scope_reads on trail_head for select to servicemark_region, servicemark_site
    using (site = any ((select my_sites())::integer[]));
grant select on trail_head to servicemark_region, servicemark_site;

-- The accounts that run, or ran, one of the sites in reach: those whose names an operator may read in its trail.
create function colleagues() returns setof uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select distinct m.account from membership_site link join membership m on m.id = link.membership
    where link.site = any (my_sites())
$$;
revoke all on function colleagues() from public;
grant execute on function colleagues() to servicemark_site;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
