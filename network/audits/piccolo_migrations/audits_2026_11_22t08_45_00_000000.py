"""Keep when an audit was first opened by its site, also from a site that would open it again."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T08:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Keep when an audit was first opened by its site."

SQL = """
-- A site sets `delivered_at` itself, and a site that denies having read an audit may not set it anew.
create or replace function keep_audit() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE'
        or (new.site, new.published_at, new.visited_on) is distinct from (old.site, old.published_at, old.visited_on)
        or old.delivered_at is not null and new.delivered_at is distinct from old.delivered_at
        or old.state = 'voided' and new.state <> 'voided' then
        raise exception 'what was published stays' using errcode = 'SM001';
    end if;
    return new;
end $$;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "audits", DESCRIPTION, SQL)
