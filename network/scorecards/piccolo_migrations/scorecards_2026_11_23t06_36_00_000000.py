"""Find out at once whose ranks are told."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T06:36:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Find out at once whose ranks are told."

SQL = """
-- As it was, but how many sites an operator has is counted beside each of them and not looked up: 48 cards of 3,000 took
-- half a second.
create or replace function ranks_told(for_run uuid, for_sites int[]) returns table (site int, network boolean, peers boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    with ranked as (
        select c.site, c.peer_group, o.owner, count(*) over (partition by o.owner) as own,
               count(*) over (partition by c.peer_group, o.owner) as own_peers
        from scorecard c join site s on s.id = c.site
        cross join lateral (select coalesce(s.operator, -s.id) as owner) o
        where c.run = for_run and c.rank is not null
    ), field as (
        select among, sum(n) as sites, count(*) as owners, (array_agg(n order by n desc))[1:2] as most
        from (
            select coalesce(peer_group, '') as among, owner, count(*) as n
            from ranked group by grouping sets ((peer_group, owner), (owner))
        ) held
        group by among
    )
    select r.site, told.network, told.peers
    from ranked r join field n on n.among = '' join field p on p.among = r.peer_group
    cross join lateral (
        select n.sites - r.own >= 5 and n.owners - 1 >= 3
               and (case when r.own = n.most[1] then n.most[2] else n.most[1] end) * 2 <= n.sites - r.own as network,
               p.sites - r.own_peers >= 5 and p.owners - 1 >= 3
               and (case when r.own_peers = p.most[1] then p.most[2] else p.most[1] end) * 2
                   <= p.sites - r.own_peers as peers
    ) told
    where r.site = any (for_sites)
      and case current_setting('role')
          when 'servicemark_site' then exists (select from my_cards() c where c.run = for_run and c.site = r.site)
          when 'servicemark_region' then r.site = any (my_sites())
          else true end
$$;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, SQL)
