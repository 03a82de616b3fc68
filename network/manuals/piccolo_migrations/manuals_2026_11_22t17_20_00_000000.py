"""Whoever had a hand in an edition does not approve it, not only who wrote it last."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T17:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Whoever had a hand in an edition does not approve it, not only who wrote it last."

# Named so that it runs after the trigger that keeps approved editions as they are.
SQL = """
update manual_edition set writers = array[written_by] where state <> 'approved' and written_by is not null;
create function keep_writers() returns trigger language plpgsql as $$
begin
    new.writers := case when tg_op = 'UPDATE' then old.writers else '{}' end;
    if new.written_by is not null and new.written_by <> all (new.writers) then
        new.writers := new.writers || new.written_by;
    end if;
    return new;
end $$;
create trigger manual_edition_writers before insert or update on manual_edition
    for each row execute function keep_writers();
alter table manual_edition enable always trigger manual_edition_writers;
alter table manual_edition drop constraint manual_edition_two_people;
alter table manual_edition add constraint manual_edition_two_people
    check (approved_by is null or approved_by <> all (writers));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "manuals", DESCRIPTION, SQL)
