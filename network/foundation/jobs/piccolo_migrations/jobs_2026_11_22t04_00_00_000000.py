"""Make the queue of jobs, in a schema of its own."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from procrastinate.schema import SchemaManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:00:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Make the queue of jobs, in a schema of its own."

# The version is pinned in pyproject.toml. One that changes the schema ships the step to it, which then becomes a
# further migration here.
SQL = f"""
create schema jobs;
set local search_path to jobs;
{SchemaManager.get_schema()}
reset search_path;
revoke execute on all functions in schema jobs from public;

-- Puts a job into the queue within the running transaction: it is there when that commits, and never was when it does
-- not. For functions of the owner, and for jobs that go on later.
create function jobs.enqueue(task text, args jsonb, starts_at timestamptz default null) returns bigint
language sql security definer set search_path = jobs, pg_temp as $$
    select (procrastinate_defer_jobs_v1(
        array[row('servicemark', task, 0, null, null, args, starts_at)::procrastinate_job_to_defer_v1]))[1]
$$;
revoke all on function jobs.enqueue(text, jsonb, timestamptz) from public;

grant usage on schema jobs to servicemark_worker;
grant select, insert, update, delete on all tables in schema jobs to servicemark_worker;
grant usage on all sequences in schema jobs to servicemark_worker;
grant execute on all functions in schema jobs to servicemark_worker;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "jobs", DESCRIPTION, SQL)
