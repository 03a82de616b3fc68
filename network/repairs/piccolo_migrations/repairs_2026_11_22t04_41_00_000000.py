"""Ask the patterns once a statement, not once an order."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Ask the patterns once a statement, not once an order."

SQL = r"""
-- A month of the network is 100,000 orders, and patterns are few: before a statement touches any row it is noted which
-- products have one, and only orders of these are looked at one by one. The note ends with the transaction, and every
-- statement that it is read by has written it anew.
create or replace function share_pattern_turn() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform pg_advisory_xact_lock_shared(hashtextextended('product_pattern', 0));
    perform set_config('app.patterns', coalesce((
        select string_agg(distinct product, E'\x1f') from product_pattern where withdrawn_at is null), ''), true);
    return null;
end $$;
revoke all on function share_pattern_turn() from public;

drop trigger repair_order_belongs on repair_order;
create trigger repair_order_belongs before insert on repair_order for each row
    when (new.product = any (string_to_array(current_setting('app.patterns', true), E'\x1f')))
    execute function belong_to_pattern();
create trigger repair_order_belongs_still before update of product, fault_code, received_at on repair_order for each row
    when (old.pattern is not null or new.product = any (string_to_array(current_setting('app.patterns', true), E'\x1f')))
    execute function belong_to_pattern();
alter table repair_order enable always trigger repair_order_belongs;
alter table repair_order enable always trigger repair_order_belongs_still;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
