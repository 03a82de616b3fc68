"""Give every receipt of the order desk a code, that is known to who holds the receipt."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-23T00:38:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Give every receipt of the order desk a code, that is known to who holds the receipt."

SQL = """
-- Twelve of 32 letters, 60 bits, from the random id of an invitation, which no site reads.
create function survey_code(invitation uuid) returns text language sql immutable set search_path = public, pg_temp as $$
    select string_agg(substr('0123456789ABCDEFGHJKMNPQRSTVWXYZ',
                             (get_byte(sha256(uuid_send(invitation)), place) & 31) + 1, 1), '' order by place)
    from generate_series(0, 11) place
$$;
revoke all on function survey_code(uuid) from public;
create function invite_by_receipt() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare made uuid := gen_random_uuid();
begin
    insert into survey_invitation (id, site, repair_order, source, code_sha256, made_at)
    values (made, new.site, new."order", 'receipt', sha256(convert_to(survey_code(made), 'UTF8')), new.entered_at)
    on conflict do nothing;
    return new;
end $$;
revoke all on function invite_by_receipt() from public;
create trigger desk_ticket_invites after insert on desk_ticket for each row execute function invite_by_receipt();
insert into survey_invitation (id, site, repair_order, source, code_sha256, made_at)
select made.id, t.site, t."order", 'receipt', sha256(convert_to(survey_code(made.id), 'UTF8')), t.entered_at
from (select t.*, gen_random_uuid() as made_id from desk_ticket t) t cross join lateral (select t.made_id as id) made
on conflict do nothing;

-- The code of an order in reach, the same whenever its receipt is printed.
create function survey_code_of(wanted uuid) returns text
language sql stable security definer set search_path = public, pg_temp as $$
    select survey_code(i.id) from survey_invitation i
    where i.repair_order = wanted and i.source = 'receipt' and i.site = any (my_sites())
$$;
-- What a code is about, for whoever holds it; $1 its SHA-256.
create function survey_asked(wanted bytea) returns table (repair_order uuid, site integer, code text, name text,
    name_zh text, product text, received_at timestamptz, ready_at timestamptz, cancelled_at timestamptz, answered boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select o.id, o.site, s.code, s.name, s.name_zh, o.product, o.received_at, o.ready_at, o.cancelled_at,
           exists (select from survey_answer a where a.repair_order = o.id)
    from survey_invitation i join repair_order o on o.id = i.repair_order join site s on s.id = o.site
    where i.code_sha256 = wanted
$$;
revoke all on function survey_code_of(uuid), survey_asked(bytea) from public;
grant execute on function survey_code_of(uuid) to servicemark_site;
grant execute on function survey_asked(bytea) to servicemark_gate;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "feedback", DESCRIPTION, SQL)
