"""Keep why a job failed; let administrators look at the queue, try again and cancel, and reach no more of it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T00:44:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Keep why a job failed; let administrators look at the queue, try again and cancel."

SQL = """
-- Why the last try of a job failed: in each language.
create table jobs.job_error (
    job bigint primary key references jobs.procrastinate_jobs (id) on delete cascade,
    at timestamptz not null default now(),
    told jsonb not null
);
grant select, insert, update, delete on jobs.job_error to servicemark_worker;

-- The jobs that wait, run, failed or were done lately; of each what it is, how it stands, and why its last try failed.
create function jobs.told(wanted text, most integer)
returns table (id bigint, task text, args jsonb, state text, attempts integer, next_at timestamptz,
               asked_at timestamptz, moved_at timestamptz, error jsonb, total bigint)
language sql stable security definer set search_path = jobs, pg_temp as $$
    select j.id, j.task_name::text, j.args,
           case j.status when 'todo' then 'waiting' when 'doing' then 'running' when 'aborting' then 'running'
                         when 'succeeded' then 'done' when 'failed' then 'failed' else 'cancelled' end as state,
           j.attempts, j.scheduled_at, e.first_at, e.last_at,
           case when j.status <> 'succeeded' then x.told end, count(*) over ()
    from procrastinate_jobs j
    left join lateral (select min(at) as first_at, max(at) as last_at from procrastinate_events where job_id = j.id) e
        on true
    left join job_error x on x.job = j.id
    where wanted = '' or wanted = case j.status when 'todo' then 'waiting' when 'doing' then 'running'
        when 'aborting' then 'running' when 'succeeded' then 'done' when 'failed' then 'failed' else 'cancelled' end
    order by j.status in ('doing', 'aborting') desc, j.status = 'failed' desc, j.status = 'todo' desc, j.id desc
    limit most
$$;

-- Whether the job is tried again at once: one that failed, was cancelled, or waits for its next try.
create function jobs.try_again(wanted bigint) returns boolean
language sql security definer set search_path = jobs, pg_temp as $$
    with again as (
        update procrastinate_jobs set status = 'todo', scheduled_at = now(), worker_id = null, abort_requested = false
        where id = wanted and status in ('todo', 'failed', 'cancelled', 'aborted') returning id
    ) select exists (select from again)
$$;

-- Whether the job is cancelled: one that waits.
create function jobs.call_off(wanted bigint) returns boolean
language sql security definer set search_path = jobs, pg_temp as $$
    with off as (
        update procrastinate_jobs set status = 'cancelled' where id = wanted and status = 'todo' returning id
    ) select exists (select from off)
$$;
revoke all on function jobs.told(text, integer), jobs.try_again(bigint), jobs.call_off(bigint) from public;
grant usage on schema jobs to servicemark_admin;
grant execute on function jobs.told(text, integer), jobs.try_again(bigint), jobs.call_off(bigint) to servicemark_admin;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "jobs", DESCRIPTION, SQL)
