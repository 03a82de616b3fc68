"""Let auditors say with which sites and operators they have a conflict, without reading either."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T07:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let auditors say with which sites and operators they have a conflict, without reading either."

SQL = """
-- A site or operator by the name that is over its door; no more is told than that there is one.
create function site_called(wanted text) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
    select id from site where code = wanted
$$;
create function operator_called(wanted text) returns integer
language sql stable security definer set search_path = public, pg_temp as $$
    select id from operator where wanted in (name, name_zh) order by id limit 1
$$;
create function my_conflicts() returns table (id uuid, site text, operator text, reason text, from_on date, to_on date,
    told_by text, told_at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
    select c.id, s.code::text, o.name::text, c.reason, c.from_on, c.to_on, c.told_by, c.told_at
    from auditor_conflict c left join site s on s.id = c.site left join operator o on o.id = c.operator
    where c.auditor = my_auditor()
$$;
revoke all on function site_called(text), operator_called(text), my_conflicts() from public;
grant execute on function site_called(text), operator_called(text) to servicemark_field, servicemark_hq;
grant execute on function my_conflicts() to servicemark_field;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "audits", DESCRIPTION, SQL)
