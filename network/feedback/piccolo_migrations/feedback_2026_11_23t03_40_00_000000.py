"""Tell headquarters name and number of a customer who was drawn, while there is something to ask."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T03:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell headquarters name and number of a customer who was drawn, while there is something to ask."

SQL = """
create function survey_callee(drawn uuid) returns table (customer_name text, customer_phone text)
language sql stable security definer set search_path = public, pg_temp as $$
    select t.customer_name, t.customer_phone
    from survey_invitation i join desk_ticket t on t."order" = i.repair_order
    where i.id = drawn and i.source = 'sample'
      and not exists (select from survey_answer a where a.repair_order = i.repair_order)
      and not exists (select from call_back c where c.repair_order = i.repair_order and c.outcome = 'refused')
$$;
revoke all on function survey_callee(uuid) from public;
grant execute on function survey_callee(uuid) to servicemark_hq;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "feedback", DESCRIPTION, SQL)
