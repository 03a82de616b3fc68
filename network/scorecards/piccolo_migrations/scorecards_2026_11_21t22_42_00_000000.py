"""Let no change to a result overtake its publication."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-21T22:42:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let no change to a result overtake its publication."

SQL = r"""
-- The run is locked before its state is read. So a publication waits for a change that is not committed yet, a change
-- waits for a publication and is then refused, and one in a snapshot from before the publication fails outright.
create or replace function refuse_published() returns trigger language plpgsql as $$
begin
    perform from scorecard_run r where r.id in (select t.run from touched t) for share;
    if exists (select from touched t join scorecard_run r on r.id = t.run
               where r.state in ('published', 'restated')) then
        raise exception 'the results of a published quarter are never changed' using errcode = 'SM001';
    end if;
    return null;
end $$;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, SQL)
