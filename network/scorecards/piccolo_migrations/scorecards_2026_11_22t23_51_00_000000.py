"""Drafts of schemes: fenced, approved by somebody who never wrote in them, never changed once decided."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T23:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Drafts of schemes: fenced, approved by somebody who never wrote in them, never changed once decided."

# The triggers run in the order of their names: what is decided is kept before anybody is added to its writers.
SQL = """
alter table scheme_draft enable row level security;
alter table scheme_draft force row level security;
create policy network on scheme_draft to servicemark_hq using (true) with check (true);
create policy owner on scheme_draft to servicemark_owner using (true) with check (true);
grant select, insert, update, delete on scheme_draft to servicemark_hq;
alter table scheme_draft add constraint scheme_draft_state_known
    check (state in ('draft', 'submitted', 'approved', 'rejected'));
alter table scheme_draft add constraint scheme_draft_decided_whole check (
    (state in ('approved', 'rejected')) = (decided_at is not null and decider is not null)
    and (state = 'approved') = (became is not null)
    and (state <> 'approved' or decided_by is not null)
    and (state <> 'rejected' or reason is not null));
alter table scheme_draft add constraint scheme_draft_two_people
    check (state <> 'approved' or decided_by <> all (writers));
create unique index scheme_draft_one_unfinished on scheme_draft (code) where state in ('draft', 'submitted');

create function keep_scheme_draft() returns trigger language plpgsql as $$
begin
    if tg_op = 'INSERT' then
        if new.state <> 'draft' then
            raise exception 'a scheme begins as a draft' using errcode = 'SM001';
        end if;
        return new;
    end if;
    if old.state in ('approved', 'rejected') then
        raise exception 'a decided draft is never changed' using errcode = 'SM001';
    end if;
    if tg_op = 'UPDATE' and old.state = 'submitted' and new.state <> 'draft' and new.document <> old.document then
        raise exception 'what was sent in is not changed while it waits' using errcode = 'SM001';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger scheme_draft_frozen before insert or update or delete on scheme_draft
    for each row execute function keep_scheme_draft();
alter table scheme_draft enable always trigger scheme_draft_frozen;
create trigger scheme_draft_frozen_truncate before truncate on scheme_draft
    for each statement execute function refuse_change();
alter table scheme_draft enable always trigger scheme_draft_frozen_truncate;
create function keep_scheme_writers() returns trigger language plpgsql as $$
begin
    new.writers := case when tg_op = 'UPDATE' then old.writers else '{}' end;
    if new.written_by is not null and new.written_by <> all (new.writers) then
        new.writers := new.writers || new.written_by;
    end if;
    return new;
end $$;
create trigger scheme_draft_writers before insert or update on scheme_draft
    for each row execute function keep_scheme_writers();
alter table scheme_draft enable always trigger scheme_draft_writers;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "scorecards", DESCRIPTION, SQL)
