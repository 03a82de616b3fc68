"""Tell a site of the others only what is about a card that it reads."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T01:44:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell a site of the others only what is about a card that it reads."

SQL = """
-- As they were, but a site is answered about cards only that are released or shown to it, and about quarters of which it
-- reads a card.
create or replace function ranks_told(for_run uuid, for_sites int[]) returns table (site int, network boolean, peers boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    with ranked as (
        select c.site, c.peer_group, coalesce(s.operator, -s.id) as owner
        from scorecard c join site s on s.id = c.site where c.run = for_run and c.rank is not null
    ), held as (
        select coalesce(peer_group, '') as among, owner, count(*) as n
        from ranked group by grouping sets ((peer_group, owner), (owner))
    ), field as (
        select among, sum(n) as sites, count(*) as owners, (array_agg(n order by n desc))[1:2] as most
        from held group by among
    ), told as (
        select h.among, h.owner, f.sites - h.n >= 5 and f.owners - 1 >= 3
               and (case when h.n = f.most[1] then f.most[2] else f.most[1] end) * 2 <= f.sites - h.n as enough
        from held h join field f using (among)
    )
    select r.site, n.enough, p.enough
    from ranked r join told n on n.among = '' and n.owner = r.owner
    join told p on p.among = r.peer_group and p.owner = r.owner
    where r.site = any (for_sites)
      and case current_setting('role')
          when 'servicemark_site' then exists (select from my_cards() c where c.run = for_run and c.site = r.site)
          when 'servicemark_region' then r.site = any (my_sites())
          else true end
$$;
create or replace function network_on_target(wanted text, target numeric, higher boolean)
returns table (period text, sites bigint, met bigint, lowest numeric, highest numeric, steps bigint[])
language sql stable security definer set search_path = public, pg_temp as $$
    with known as (
        select s.id, s.operator from site s
        where current_setting('role') = 'servicemark_site'
          and s.id = any (string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])
    ), quarter as (
        select distinct on (r.period) r.id, r.period from scorecard_run r
        where r.state in ('published', 'restated')
          and (current_setting('role') <> 'servicemark_site' or exists (
              select from scorecard_release l join known k on k.id = l.site where l.run = r.id))
        order by r.period desc, r.revision desc limit 4
    ), figure as (
        select q.period, m.value, coalesce(s.operator, -s.id) as owner,
               s.id in (select k.id from known k)
               or coalesce(s.operator in (select k.operator from known k where k.operator is not null), false) as own,
               row_number() over (w order by m.value) as place, count(*) over w as n
        from quarter q join metric_result m on m.run = q.id and m.metric = wanted and m.value is not null
        join site s on s.id = m.site window w as (partition by q.period)
    ), ends as (
        select f.period, avg(f.value) filter (where f.place <= 3) as low,
               avg(f.value) filter (where f.place > f.n - 3) as high
        from figure f group by f.period having
            case when current_setting('role') = 'servicemark_site'
                 then enough_others(array_agg(f.owner) filter (where not f.own)) else count(*) >= 5 end
    ), placed as (
        select f.period, f.value, e.low, e.high,
               case when e.low = e.high then 1
                    else greatest(1, least(10, 1 + floor((f.value - e.low) * 10 / (e.high - e.low))::int)) end as step
        from figure f join ends e using (period)
    )
    select f.period, count(*), count(*) filter (where case when higher then value >= target else value <= target end),
           round(min(f.low), 4), round(max(f.high), 4),
           array(select count(p.step) from generate_series(1, 10) n
                 left join placed p on p.period = f.period and p.step = n group by n order by n)
    from placed f group by f.period order by f.period desc
$$;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, SQL)
