"""Count the days to appeal from the delivery of an audit, on the calendar of its site."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T11:06:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Count the days to appeal from the delivery of an audit, on the calendar of its site."

SQL = """
-- The first moment at which so many working days after a day are over; the same as `ends_after` in
-- `network.sites.rules.working_days`. Null when the calendar does not have as many in two years.
create function working_days_over(at timestamptz, count integer, zone text, holidays jsonb, make_up_days jsonb)
returns timestamptz language sql stable as $$
    select (d::date + 1)::timestamp at time zone $3
    from generate_series(($1 at time zone $3)::date::timestamp + interval '1 day',
                         ($1 at time zone $3)::date::timestamp + interval '2 years', interval '1 day') d
    where (extract(isodow from d) < 6 and not $4 ? d::date::text) or $5 ? d::date::text
    order by d offset $2 - 1 limit 1
$$;

update audit set appeal_until = null where delivered_at is null;
alter table audit add constraint audit_window_from_delivery check ((delivered_at is null) = (appeal_until is null));
alter table audit add constraint audit_delivered_published check (delivered_at >= published_at);

-- Whoever says that it is delivered does not say until when it can be appealed.
create function begin_window() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    select working_days_over(new.delivered_at, 10, s.time_zone, s.holidays, s.make_up_days) into new.appeal_until
    from site s where s.id = new.site;
    return new;
end $$;
create trigger audit_window before update of delivered_at on audit
    for each row when (old.delivered_at is null and new.delivered_at is not null) execute function begin_window();
alter table audit enable always trigger audit_window;

create or replace function keep_audit() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE'
        or (new.site, new.published_at, new.visited_on) is distinct from (old.site, old.published_at, old.visited_on)
        or old.delivered_at is not null
            and (new.delivered_at, new.appeal_until) is distinct from (old.delivered_at, old.appeal_until)
        or old.state = 'voided' and new.state <> 'voided' then
        raise exception 'what was published stays' using errcode = 'SM001';
    end if;
    return new;
end $$;

-- The server itself, when the mail about it was handed over.
grant update (delivered_at) on audit to servicemark_admin;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "audits", DESCRIPTION, SQL)
