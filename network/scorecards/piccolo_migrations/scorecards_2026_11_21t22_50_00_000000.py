"""Keep a published quarter from being replaced by another revision."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-21T22:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Keep a published quarter from being replaced by another revision."

SQL = r"""
-- Readers see the newest revision of a quarter, so a second one would hide what was published.
create or replace function refuse_published_run() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'draft' then
            raise exception 'a quarter begins as a draft' using errcode = 'SM001';
        end if;
    elsif old.state in ('published', 'restated') then
        raise exception 'a published quarter is never changed' using errcode = 'SM001';
    end if;
    if tg_op <> 'DELETE' and exists (select from scorecard_run r where r.period = new.period and r.id <> new.id
                                     and r.state in ('published', 'restated')) then
        raise exception 'a published quarter has no other revision' using errcode = 'SM001';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, SQL)
