"""Say with a job of printing who asked for it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T00:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Say with a job of printing who asked for it."

SQL = """
create or replace function print_chunks(wanted uuid) returns integer language plpgsql security definer
set search_path = public, pg_temp as $$
declare
    counted integer;
begin
    perform jobs.enqueue_behind('print_chunk', jsonb_build_object('batch', wanted, 'chunk', c.chunk,
        'asked_by', (select asked_by from print_batch where id = wanted)))
    from (select distinct chunk from print_item where batch = wanted and state = 'waiting' order by chunk) c;
    get diagnostics counted = row_count;
    return counted;
end $$;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, SQL)
