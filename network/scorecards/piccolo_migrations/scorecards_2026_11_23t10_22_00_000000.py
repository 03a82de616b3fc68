"""Say with a job of computing who asked for it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T10:22:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Say with a job of computing who asked for it."

SQL = """
create or replace function request_run(wanted uuid) returns bigint language sql security definer
set search_path = public, pg_temp as $$
    select jobs.enqueue('compute_quarter', jsonb_build_object('request', q.id, 'asked_by', q.asked_by))
    from run_request q where q.id = wanted and q.started_at is null
$$;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, SQL)
