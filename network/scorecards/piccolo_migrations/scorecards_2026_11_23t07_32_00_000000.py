"""Let a challenge wait for a publication that is under way, and then come too late."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T07:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let a challenge wait for a publication that is under way, and then come too late."

# Beside the trigger that looks at the rest, and before it, by its name. Whoever publishes holds the run for itself;
# whoever computes does not.
SQL = """
create function await_publication() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    perform from scorecard_run r where r.id = new.run and r.state = 'preview' for key share;
    if not found then
        raise exception 'only what is in preview is challenged' using errcode = 'SM001';
    end if;
    return new;
end $$;
revoke all on function await_publication() from public;
create trigger scorecard_challenge_awaits before insert on scorecard_challenge
    for each row execute function await_publication();
alter table scorecard_challenge enable always trigger scorecard_challenge_awaits;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, SQL)
