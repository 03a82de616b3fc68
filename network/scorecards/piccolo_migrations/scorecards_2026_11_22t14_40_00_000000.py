"""Tell everybody who is judged how the network stands on a metric: numbers of sites, nobody's names."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T14:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell everybody who is judged how the network stands on a metric: numbers of sites, nobody's names."

READERS = "servicemark_hq, servicemark_region, servicemark_site, servicemark_reader"

SQL = f"""
-- The last four published quarters, the newest first: how many sites have a value, how many of them one at least as good
-- as the target, and between the lowest and the highest value the sites in each of ten equal steps. Of fewer than five sites
-- nothing is told: a site could work out another one's value.
create function network_on_target(wanted text, target numeric, higher boolean)
returns table (period text, sites bigint, met bigint, lowest numeric, highest numeric, steps bigint[])
language sql stable security definer set search_path = public, pg_temp as $$
    with quarter as (
        select distinct on (r.period) r.id, r.period from scorecard_run r
        where r.state in ('published', 'restated') order by r.period desc, r.revision desc limit 4
    ), figure as (
        select q.period, m.value, min(m.value) over w as low, max(m.value) over w as high
        from quarter q join metric_result m on m.run = q.id and m.metric = wanted and m.value is not null
        window w as (partition by q.period)
    ), placed as (
        select f.*, case when low = high then 1
                         else least(10, 1 + floor((value - low) * 10 / (high - low))::int) end as step
        from figure f
    )
    select f.period, count(*), count(*) filter (where case when higher then value >= target else value <= target end),
           min(value), max(value),
           array(select count(p.step) from generate_series(1, 10) n
                 left join placed p on p.period = f.period and p.step = n group by n order by n)
    from placed f group by f.period having count(*) >= 5 order by f.period desc
$$;
revoke all on function network_on_target(text, numeric, boolean) from public;
grant execute on function network_on_target(text, numeric, boolean) to {READERS};
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, SQL)
