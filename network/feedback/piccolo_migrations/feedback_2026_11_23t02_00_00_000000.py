"""Let headquarters draw among the orders whose customers can be called, without reading who they are."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T02:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let headquarters draw among the orders whose customers can be called, without reading who they are."

SQL = """
create policy owner_reads on desk_ticket for select to servicemark_owner using (true);
-- The orders handed over or ready in a stretch whose customers left a number; the numbers themselves stay where they are.
create function survey_reachable(since timestamptz, till timestamptz) returns table (repair_order uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select o.id from desk_ticket t join repair_order o on o.id = t."order"
    where btrim(t.customer_phone) <> ''
      and coalesce(o.handed_over_at, o.ready_at) >= since and coalesce(o.handed_over_at, o.ready_at) < till
$$;
revoke all on function survey_reachable(timestamptz, timestamptz) from public;
grant execute on function survey_reachable(timestamptz, timestamptz) to servicemark_hq;
-- `reason` of what was drawn.
alter table survey_invitation add constraint survey_invitation_reason_known
    check (reason in ('random', 'came_back', 'no_fault', 'late', 'charged'));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "feedback", DESCRIPTION, SQL)
