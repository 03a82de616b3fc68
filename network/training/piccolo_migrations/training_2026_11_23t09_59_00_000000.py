"""Fence which site the trainer of a session is of; what was counted when it was held stays."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T09:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence which site the trainer of a session is of; what was counted when it was held stays."

MY_SITE = "site = any ((select my_sites())::integer[])"
OURS = (
    "exists (select from training_session s where s.id = session_mentor.session "
    "and s.region = any ((select my_regions())::integer[]))"
)

SQL = f"""
alter table session_mentor alter column session set not null, alter column site set not null,
    add constraint session_mentor_came_sane check (came >= 0);
create index session_mentor_site on session_mentor (site);
alter table session_mentor enable row level security;
alter table session_mentor force row level security;
create policy network on session_mentor to servicemark_hq using (true) with check (true);
create policy owner_keeps on session_mentor to servicemark_owner using (true) with check (true);
create policy scope on session_mentor for select to servicemark_region, servicemark_site using ({MY_SITE});
create policy plans on session_mentor to servicemark_region using ({OURS}) with check ({OURS});
grant select on session_mentor to servicemark_hq, servicemark_region, servicemark_site, servicemark_staff;
grant insert, update, delete on session_mentor to servicemark_hq, servicemark_region;

create function mentor_stays() returns trigger language plpgsql as $$
begin
    if old.came is not null then
        raise exception 'the session was held: who taught whom stays as it is' using errcode = 'SM001';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger session_mentor_frozen before update or delete on session_mentor
    for each row execute function mentor_stays();
alter table session_mentor enable always trigger session_mentor_frozen;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "training", DESCRIPTION, SQL)
