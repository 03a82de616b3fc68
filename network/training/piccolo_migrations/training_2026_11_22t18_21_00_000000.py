"""Name on a certificate whom the staff list named when it was given, whatever it says later."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T18:21:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Name on a certificate whom the staff list named when it was given, whatever it says later."

SQL = """
-- What the staff list calls somebody: of the site first, and of that day.
create function called_there(wanted uuid, place integer, day date) returns text language sql stable
    security definer set search_path = public, pg_temp as $$
    select m.name from staff_member m where m.person = wanted
    order by m.site = place desc, m.from_on <= day and (m.to_on is null or m.to_on >= day) desc, m.from_on desc, m.id
    limit 1
$$;
alter table training_record disable trigger training_record_frozen;
update training_record set name = coalesce(called_there(person, site, passed_on), '');
alter table training_record enable always trigger training_record_frozen;

-- Whoever records, the name is not theirs to choose; a frozen record keeps it, whatever the staff list says later.
create function name_record() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    new.name := coalesce(called_there(new.person, new.site, new.passed_on), '');
    return new;
end $$;
create trigger training_record_named before insert on training_record for each row execute function name_record();
alter table training_record enable always trigger training_record_named;

drop function certificate_of(text);
-- Whether a certificate is good, for whoever holds its number: no name but the initial, nothing else of anybody.
create function certificate_of(wanted text)
returns table (record uuid, title jsonb, initial text, valid_from date, valid_to date, revoked boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.id, c.title, left(r.name, 1), r.valid_from, r.valid_to, v.record is not null
    from training_record r
    join course c on c.id = r.course
    left join record_revocation v on v.record = r.id
    where r.number = wanted
$$;
revoke all on function called_there(uuid, integer, date), name_record(), certificate_of(text) from public;
grant execute on function certificate_of(text) to servicemark_gate;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "training", DESCRIPTION, SQL)
