"""Tell the planners of visits that come back, and an auditor which number to call."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T11:08:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell the planners of visits that come back, and an auditor which number to call."

SQL = """
-- An auditor tells those who plan for a site that it does not make a visit of its own, and can tell them nothing else.
-- Who the auditor is stands nowhere in it.
create function tell_planners(visit uuid, mail_after interval) returns integer
language sql security definer set search_path = public, pg_temp as $$
    select tell(array(select holders(a.site, 'hq_manager')), 'visit_' || a.state, a.id::text, '/assignments/' || a.id,
                naming(a.site, jsonb_build_object('day', (a.window_from at time zone s.time_zone)::date)), $2)
    from assignment a join site s on s.id = a.site
    where a.id = $1 and a.auditor = my_auditor() and a.state in ('declined', 'handed_back')
$$;
revoke all on function tell_planners(uuid, interval) from public;
grant execute on function tell_planners(uuid, interval) to servicemark_field;

drop function assigned_sites();
-- Where an auditor is to go, or to call: of the sites of its own assignments, no more than that takes.
create function assigned_sites() returns table (id integer, code text, name text, name_zh text, address text,
    address_zh text, city text, city_zh text, latitude numeric, longitude numeric, time_zone text, opening_hours jsonb,
    phone text)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.id, s.code::text, s.name::text, s.name_zh::text, s.address::text, s.address_zh::text,
           s.city::text, s.city_zh::text, s.latitude, s.longitude, s.time_zone::text, s.opening_hours,
           case when mine.calls then s.phone else '' end::text
    from (select a.site, bool_or(a.kind = 'mystery_call' and a.state in ('offered', 'accepted')) as calls
          from assignment a where a.auditor = my_auditor() and a.state <> 'proposed' group by a.site) mine
    join site s on s.id = mine.site
$$;
revoke all on function assigned_sites() from public;
grant execute on function assigned_sites() to servicemark_field;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "audits", DESCRIPTION, SQL)
