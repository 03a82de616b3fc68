"""Tell an operator how its peers stand, and of few sites nothing: no number may be that of a rival."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T00:23:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell an operator how its peers stand, and of few sites nothing: no number may be that of a rival."

READERS = "servicemark_hq, servicemark_region, servicemark_site, servicemark_reader"

SQL = f"""
-- Whether something may be told about so many sites of others: five or more, of three operators or more, and no operator
-- has more than half of them. A site without an operator stands for itself.
create function enough_others(owners int[]) returns boolean language sql immutable set search_path = pg_catalog as $$
    select coalesce(sum(n) >= 5 and count(*) >= 3 and max(n) * 2 <= sum(n), false)
    from (select count(*) as n from unnest(owners) o(owner) group by owner) held
$$;

-- Of each criterion that this site has: how the sites of other operators stand in a published quarter, those of its peer
-- group and those of the whole network. `lower`, `middle` and `upper` are the quartiles, each as the mean of the three
-- sites around it and rounded: so none is the number of one site. An operator hears of its own sites only, and all that
-- it holds (or that are in its reach) are left out: it cannot subtract what it knows.
create function benchmarks(for_run uuid, for_site int)
returns table (criterion text, scope text, sites int, lower numeric, middle numeric, upper numeric)
language sql stable security definer set search_path = public, pg_temp as $$
    with reach as (
        select current_setting('role') as role,
               (select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[]) as sites
    ), asked as (
        select c.run, c.site, c.peer_group from scorecard c join scorecard_run r on r.id = c.run cross join reach
        where c.run = for_run and c.site = for_site and r.state in ('published', 'restated')
          and (reach.role in ('servicemark_hq', 'servicemark_admin', 'servicemark_reader') or c.site = any (reach.sites))
          and (reach.role <> 'servicemark_site'
               or exists (select from scorecard_release l where l.run = c.run and l.site = c.site))
    ), known as (
        select s.id, s.operator from site s cross join reach
        where s.id = for_site or (reach.role = 'servicemark_site' and s.id = any (reach.sites))
    ), other as (
        select c.site, coalesce(s.operator, -s.id) as owner, c.peer_group = a.peer_group as peer
        from asked a join scorecard c on c.run = a.run join site s on s.id = c.site
        where s.id not in (select k.id from known k)
          and (s.operator is null or s.operator not in (select k.operator from known k where k.operator is not null))
    ), placed as (
        select k.criterion, w.scope, o.owner, k.adjusted,
               row_number() over (partition by k.criterion, w.scope order by k.adjusted) as place,
               count(*) over (partition by k.criterion, w.scope) as n
        from other o join criterion_result k on k.run = for_run and k.site = o.site and k.state = 'scored'
        join (values ('peers'), ('network')) w(scope) on w.scope = 'network' or o.peer
        where k.criterion in (select m.criterion from criterion_result m where m.run = for_run and m.site = for_site)
    ), told as (
        select p.*, least(greatest(round(1 + 0.25 * (n - 1)), 2), n - 1) as low,
               least(greatest(round(1 + 0.5 * (n - 1)), 2), n - 1) as half,
               least(greatest(round(1 + 0.75 * (n - 1)), 2), n - 1) as high
        from placed p
    )
    select t.criterion::text, t.scope, count(*)::int,
           round(avg(t.adjusted) filter (where abs(t.place - t.low) <= 1), 3),
           round(avg(t.adjusted) filter (where abs(t.place - t.half) <= 1), 3),
           round(avg(t.adjusted) filter (where abs(t.place - t.high) <= 1), 3)
    from told t group by t.criterion, t.scope having enough_others(array_agg(t.owner))
$$;
revoke all on function benchmarks(uuid, int) from public;
grant execute on function benchmarks(uuid, int) to {READERS};

-- Of these sites of a run: whether their cards may tell the rank among all, and that in the peer group. Which of two
-- stands higher, and that a rival is rated at all, is told of five others or more only.
-- The same rule as above, for all sites at once.
create function ranks_told(for_run uuid, for_sites int[]) returns table (site int, network boolean, peers boolean)
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
$$;
revoke all on function ranks_told(uuid, int[]) from public;
grant execute on function ranks_told(uuid, int[]) to {READERS};

-- As it was, but for an operator: its own sites do not count among the five, and the ends are the means of three sites.
create or replace function network_on_target(wanted text, target numeric, higher boolean)
returns table (period text, sites bigint, met bigint, lowest numeric, highest numeric, steps bigint[])
language sql stable security definer set search_path = public, pg_temp as $$
    with known as (
        select s.id, s.operator from site s
        where current_setting('role') = 'servicemark_site'
          and s.id = any (string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])
    ), quarter as (
        select distinct on (r.period) r.id, r.period from scorecard_run r
        where r.state in ('published', 'restated') order by r.period desc, r.revision desc limit 4
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
