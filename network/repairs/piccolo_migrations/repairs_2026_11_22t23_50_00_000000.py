"""Fence price lists, and hold charges against them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T23:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence price lists, and hold charges against them."

SQL = """
alter table price_list add constraint price_list_currency_written check (currency ~ '^[A-Z]{3}$');
-- What has begun to hold can not be withdrawn.
alter table price_list add constraint price_list_withdrawn_before
    check (withdrawn_at is null or (withdrawn_at at time zone 'UTC')::date < from_on);
create unique index price_list_once on price_list (coalesce(region, 0), from_on) where withdrawn_at is null;
alter table price_line add constraint price_line_highest_positive check (highest >= 0);
create unique index price_line_once on price_line (price_list, product, service);

grant select on price_list, price_line to servicemark_hq, servicemark_region, servicemark_site;
grant insert on price_list, price_line to servicemark_hq;
grant update (withdrawn_at, withdrawer, withdrawal) on price_list to servicemark_hq;
grant usage on sequence price_line_id_seq to servicemark_hq;

-- A list is made whole in one transaction, and never changes after it.
create function price_list_is_whole() returns trigger language plpgsql as $$
begin
    if not exists (select from price_list l
                   where l.id = new.price_list and l.xmin = pg_current_xact_id()::xid) then
        raise exception 'a price list never changes' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger price_line_whole before insert on price_line for each row execute function price_list_is_whole();
alter table price_line enable always trigger price_line_whole;

create function price_list_stays() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.withdrawn_at is not null
       or (to_jsonb(new) - array['withdrawn_at', 'withdrawer', 'withdrawal'])
          is distinct from (to_jsonb(old) - array['withdrawn_at', 'withdrawer', 'withdrawal']) then
        raise exception 'a price list never changes' using errcode = 'restrict_violation';
    end if;
    return new;
end $$;
create trigger price_list_stays before update or delete on price_list
    for each row execute function price_list_stays();
alter table price_list enable always trigger price_list_stays;
create function price_line_stays() returns trigger language plpgsql as $$
begin
    raise exception 'a price list never changes' using errcode = 'restrict_violation';
end $$;
create trigger price_line_stays before update or delete on price_line for each row execute function price_line_stays();
alter table price_line enable always trigger price_line_stays;

-- Which list holds at a site and from when until before when. Of several the nearest holds: its own region's, then that
-- above it, at last the network's; `up` counts the steps.
create view site_price_list with (security_invoker = true) as
with recursive chain as (
    select s.id as site, s.region, 0 as up from site s
    union all
    select c.site, r.parent, c.up + 1 from chain c join region r on r.id = c.region
),
begun as (
    select l.id, l.region, l.currency, l.from_on,
           coalesce(lead(l.from_on) over (partition by l.region order by l.from_on), 'infinity'::date) as until
    from price_list l where l.withdrawn_at is null
)
select c.site, c.up, b.id as price_list, b.currency, b.from_on, b.until
from chain c join begun b on b.region is not distinct from c.region;
grant select on site_price_list to servicemark_hq, servicemark_region, servicemark_site;

-- Charges of the days from the first to the last, each against the list in force on the site's day on which the order
-- came in. A line for the service beats one for the product, one for both beats either. Warranty repairs are free,
-- unless headquarters found that the customer damaged the unit.
create function checked_charges(first_day date, last_day date)
returns table (repair_order uuid, site integer, order_no text, product text, service text, charge numeric,
               currency text, charged_on date, price_list uuid, highest numeric, verdict text)
language sql stable as $$
    with charged as materialized (
        select o.id, o.site, o.order_no, coalesce(o.product, '') as product, coalesce(o.fault_code, '') as service,
               o.charge, o.currency, day.charged_on, day.received_on,
               coalesce(o.in_warranty, false) and not exists (
                   select from hq_return t where t.site = o.site and t.order_no = o.order_no
                   and t.finding = 'customer_damage') as free
        from repair_order o
        join site s on s.id = o.site
        cross join lateral (
            select (coalesce(o.handed_over_at, o.ready_at, o.received_at) at time zone s.time_zone)::date as charged_on,
                   (o.received_at at time zone s.time_zone)::date as received_on
        ) day
        where o.charge > 0 and day.charged_on between first_day and last_day
    ),
    listed as (
        select distinct on (c.id) c.*, l.price_list, l.currency as list_currency
        from charged c
        left join site_price_list l on l.site = c.site and l.from_on <= c.received_on and c.received_on < l.until
        order by c.id, l.up
    )
    select l.id, l.site, l.order_no, l.product, l.service, l.charge, l.currency::text, l.charged_on, l.price_list,
           line.highest,
           case when l.free then 'warranty'
                when l.price_list is null then 'no_list'
                when l.list_currency <> l.currency then 'other_currency'
                when line.highest is null then 'no_line'
                when l.charge > line.highest then 'above_list'
                else 'within' end
    from listed l
    left join lateral (
        select p.highest from price_line p
        where p.price_list = l.price_list and p.product in ('', l.product) and p.service in ('', l.service)
        order by p.service desc, p.product desc limit 1
    ) line on true
$$;
revoke all on function checked_charges(date, date) from public;
grant execute on function checked_charges(date, date) to servicemark_hq, servicemark_region, servicemark_site;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
