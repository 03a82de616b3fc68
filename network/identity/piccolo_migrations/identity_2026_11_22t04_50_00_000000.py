"""Find those who hold a role over a site by index: a whole network is told in one go."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Find those who hold a role over a site by index: a whole network is told in one go."

SQL = r"""
create index membership_everywhere on membership (role) where whole_network;

create or replace function holders(wanted integer, wanted_role text) returns setof uuid language sql stable as $$
    select distinct m.account
    from (
        select link.membership as id from membership_site link where link.site = wanted
        union all
        select link.membership from site s
        join region here on here.id = s.region
        join region top on here.path = top.path or starts_with(here.path, top.path || '/')
        join membership_region link on link.region = top.id
        where s.id = wanted
        union all
        select everywhere.id from membership everywhere where everywhere.whole_network and everywhere.role = wanted_role
    ) reaching
    join membership m on m.id = reaching.id
    join account a on a.id = m.account and a.disabled_at is null
    where m.role = wanted_role and m.valid_from <= now() and (m.valid_to is null or m.valid_to > now())
      and m.account is distinct from my_account()
$$;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
