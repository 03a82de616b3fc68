"""Chain the trail and refuse any change to it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-21T21:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Chain the trail and refuse any change to it."

SQL = r"""
create unique index trail_event_chain on trail_event (site, sequence);
create index trail_event_subject on trail_event (subject, site);

-- The text that is hashed. json_build_array writes its items in order with one spelling, so the same event always
-- gives the same bytes.
create function trail_hash(
    site integer, sequence bigint, at timestamptz, actor text, account uuid, action text, subject text, body text,
    previous bytea
) returns bytea language sql stable as $$
    select sha256(convert_to(json_build_array(
        site, sequence, to_char(at at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"'), actor, account, action,
        subject, body, encode(previous, 'hex'))::text, 'UTF8'))
$$;

create function trail_link() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare head trail_head;
begin
    insert into trail_head (site, sequence, hash) values (new.site, 0, '') on conflict do nothing;
    select * into head from trail_head where site = new.site for update;
    new.sequence := head.sequence + 1;
    new.previous := head.hash;
    new.at := clock_timestamp();
    new.hash := trail_hash(new.site, new.sequence, new.at, new.actor, new.account, new.action, new.subject, new.body,
                           new.previous);
    update trail_head set sequence = new.sequence, hash = new.hash where site = new.site;
    return new;
end $$;
revoke all on function trail_link() from public;

create function refuse_change() returns trigger language plpgsql as $$
begin
    raise exception 'rows of % are never changed or removed', tg_table_name using errcode = 'SM001';
end $$;

create trigger trail_event_link before insert on trail_event for each row execute function trail_link();
create trigger trail_event_frozen before update or delete or truncate on trail_event
    for each statement execute function refuse_change();
alter table trail_event enable always trigger trail_event_link;
alter table trail_event enable always trigger trail_event_frozen;

alter table trail_event enable row level security;
alter table trail_event force row level security;
alter table trail_head enable row level security;
create policy network_reads on trail_event for select to servicemark_hq using (true);
create policy network_writes on trail_event for insert to servicemark_hq with check (true);
create policy scope_reads on trail_event for select to servicemark_region, servicemark_site
    using (site = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[]));
create policy scope_writes on trail_event for insert to servicemark_region, servicemark_site with check
    (site = any ((select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::int[])::int[]));
create policy gate_writes on trail_event for insert to servicemark_gate with check (site = 0);
grant select, insert on trail_event to servicemark_hq, servicemark_region, servicemark_site;
grant insert on trail_event to servicemark_gate;
grant select on trail_head to servicemark_hq;
create policy network_reads on trail_head for select to servicemark_hq using (true);
grant usage on sequence trail_event_id_seq
    to servicemark_hq, servicemark_region, servicemark_site, servicemark_gate;
grant select on migration to servicemark_gate;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "trail", DESCRIPTION, SQL)
