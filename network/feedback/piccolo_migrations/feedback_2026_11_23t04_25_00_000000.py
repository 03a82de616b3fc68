"""Tell headquarters what its sites say of it in sum only."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T04:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell headquarters what its sites say of it in sum only."

SQL = """
revoke all on hq_rating from servicemark_hq, servicemark_region;
-- Who has rated, and for which month; what is brought over from before is added, and not read.
grant select (site, month) on hq_rating to servicemark_hq;
grant insert on hq_rating to servicemark_hq;

-- Only of months that are over: while ratings come in, what one adds would be what one site says. Parts that fewer
-- sites graded stay untold as well, and comments come in an order that has nothing to do with the sites.
create function ratings_of_headquarters()
returns table (month date, sites integer, grades integer[], means jsonb, comments text[])
language sql stable security definer set search_path = public, pg_temp as $$
    with told as (
        select r.* from hq_rating r
        where r.month < date_trunc('month', (now() - interval '14 hours') at time zone 'UTC')
    ), part as (
        select t.month, b.key, round(avg(b.value::numeric), 2) as mean
        from told t cross join lateral jsonb_each_text(t.blocks) b
        group by t.month, b.key having count(*) >= 5
    )
    select t.month, count(*)::int,
           array[count(*) filter (where t.grade = 1), count(*) filter (where t.grade = 2),
                 count(*) filter (where t.grade = 3), count(*) filter (where t.grade = 4),
                 count(*) filter (where t.grade = 5)]::int[],
           coalesce((select jsonb_object_agg(p.key, p.mean) from part p where p.month = t.month), '{}'),
           coalesce(array_agg(t.comment order by md5(t.comment)) filter (where t.comment <> ''), '{}')
    from told t group by t.month having count(*) >= 5
$$;
revoke all on function ratings_of_headquarters() from public;
grant execute on function ratings_of_headquarters() to servicemark_hq, servicemark_region;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "feedback", DESCRIPTION, SQL)
