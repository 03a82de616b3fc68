"""Give every entry of a staff list its person, and fence people."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T13:46:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Give every entry of a staff list its person, and fence people."

SQL = r"""
-- The owner, who writes this, sees all rows only while they are not fenced against it too.
alter table staff_member no force row level security;
insert into person (id) select id from staff_member;
update staff_member set person = id;
alter table staff_member force row level security;
alter table staff_member alter column person set not null;
create index staff_member_person on staff_member (person);

-- Whoever works, or will work, where the asker sees the staff list.
create function my_people() returns uuid[] language sql stable as
    $$ select array(select distinct person from staff_member where to_on is null or to_on >= current_date - 1) $$;
-- The person that the asker is.
create function my_person() returns uuid language sql stable as
    $$ select id from person where account = my_account() $$;

create function make_person() returns uuid language sql volatile security definer set search_path = public, pg_temp as
    $$ insert into person (id) values (gen_random_uuid()) returning id $$;

-- Nobody gets at the records of somebody else's people by naming them: whoever is named must be on a list that the
-- asker sees already.
create function give_person() returns trigger language plpgsql as $$
begin
    if new.person is null then
        new.person := make_person();
    elsif not exists (select from person p where p.id = new.person) then
        raise insufficient_privilege using message = 'this person is on no list of yours';
    end if;
    return new;
end $$;
create trigger staff_member_person before insert on staff_member for each row execute function give_person();
alter table staff_member enable always trigger staff_member_person;
create function keep_person() returns trigger language plpgsql as $$
begin
    raise insufficient_privilege using message = 'an entry stays with its person';
end $$;
create trigger staff_member_stays before update on staff_member for each row
    when (old.person is distinct from new.person) execute function keep_person();
alter table staff_member enable always trigger staff_member_stays;
create trigger person_account_stays before update on person for each row
    when (old.id is distinct from new.id or (old.account is not null and old.account is distinct from new.account))
    execute function keep_person();
alter table person enable always trigger person_account_stays;

alter table person enable row level security;
alter table person force row level security;
create policy network on person to servicemark_hq using (true) with check (true);
create policy scope on person to servicemark_region, servicemark_site
    using (exists (select from staff_member m where m.person = person.id))
    with check (exists (select from staff_member m where m.person = person.id));
create policy own on person for select to servicemark_staff using (account = (select my_account()));
create policy owner_keeps on person to servicemark_owner using (true) with check (true);
grant select on person to servicemark_hq, servicemark_region, servicemark_site, servicemark_staff;
grant update (account) on person to servicemark_hq, servicemark_region, servicemark_site;

create policy owner_reads on staff_member for select to servicemark_owner using (true);

-- Staff see where they work, and their own entries.
create policy staff_reads on site for select to servicemark_staff using (id = any ((select my_sites())::integer[]));
create policy own on staff_member for select to servicemark_staff using (person = (select my_person()));
grant select on site, region, staff_member to servicemark_staff;

revoke all on function make_person() from public;
grant execute on function make_person() to servicemark_hq, servicemark_region, servicemark_site;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "sites", DESCRIPTION, SQL)
