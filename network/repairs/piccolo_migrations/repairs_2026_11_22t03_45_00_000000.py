"""Fence the desk, the returns desk and monthly reports; say which reports are due."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T03:45:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence the desk, the returns desk and monthly reports; say which reports are due."

MINE = "site = any ((select my_sites())::integer[])"
HQ = "servicemark_hq, servicemark_region"


def _scoped(table: str, *, hq: str, site: str, network: str = "true", within: str = MINE) -> str:
    """Row security of a table with a `site`, and who may do what: HQ keeps all, regions and sites their own."""
    return f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy network on {table} to servicemark_hq using ({network}) with check (true);
create policy region on {table} to servicemark_region using ({MINE} and {network}) with check ({MINE});
create policy scope on {table} to servicemark_site using ({within}) with check ({MINE});
create policy owner_keeps on {table} to servicemark_owner using (true) with check (true);
{f"grant {hq} on {table} to {HQ};" if hq else ""}
{f"grant {site} on {table} to servicemark_site;" if site else ""}
"""


RECORDS = """
alter table repair_order add constraint repair_order_notified_after_ready check (notified_at >= ready_at);
alter table repair_order add constraint repair_order_waits_while_open
    check (waiting_since is null or (ready_at is null and cancelled_at is null));
alter table repair_order add constraint repair_order_activated_before check (activated_on <= received_at::date + 1);
create index repair_order_pattern on repair_order (pattern) where pattern is not null;
create index repair_order_kind on repair_order (product, fault_code, received_at);

-- That an order belongs to a fault of the product is HQ's word: a site that could say so would clear itself.
revoke insert, update on repair_order from servicemark_region, servicemark_site;
grant insert (id, site, order_no, serial_no, product, fault_code, received_at, diagnosed_at, ready_at, notified_at,
    handed_over_at, cancelled_at, hold_hours, waiting_since, outcome, sent_to_hq, in_warranty, charge, currency,
    loan_unit, technician, activated_on, came_back_at, import_file, import_row, version, changed_at)
    on repair_order to servicemark_region, servicemark_site;
grant update (serial_no, product, fault_code, received_at, diagnosed_at, ready_at, notified_at,
    handed_over_at, cancelled_at, hold_hours, waiting_since, outcome, sent_to_hq, in_warranty, charge, currency,
    loan_unit, technician, activated_on, came_back_at, import_file, import_row, version, changed_at)
    on repair_order to servicemark_region, servicemark_site;

alter table hq_return add constraint hq_return_back_in_order check (
    coalesce(inspected_at, received_at, shipped_at) <= coalesce(dispatched_at, back_at, inspected_at, received_at, shipped_at)
    and coalesce(dispatched_at, inspected_at, received_at, shipped_at)
        <= coalesce(back_at, dispatched_at, inspected_at, received_at, shipped_at));
create index hq_return_order on hq_return (site, order_no) where order_no is not null;
create index hq_return_shipment on hq_return (shipment) where shipment is not null;
-- A site says what it sends and that it has it back; when HQ had it and what HQ found is HQ's word.
grant insert (id, site, return_no, order_no, serial_no, product, shipped_at, shipment, import_row, version, changed_at)
    on hq_return to servicemark_site;
grant update (back_at, changed_at) on hq_return to servicemark_site;
"""

DESK = f"""
create unique index desk_ticket_order on desk_ticket ("order");
create index desk_ticket_phone on desk_ticket (site, right(customer_phone, 4));
create index desk_ticket_loan on desk_ticket (site, loan_unit_no) where loan_out_at is not null and loan_back_at is null;
alter table desk_ticket add constraint desk_ticket_price_positive check (quoted_price >= 0);
alter table desk_ticket add constraint desk_ticket_price_in_currency
    check (quoted_price is null or coalesce(currency ~ '^[A-Z]{{3}}$', false));
alter table desk_ticket add constraint desk_ticket_loan_in_order check (loan_back_at is null or loan_back_at >= loan_out_at);
alter table desk_ticket enable row level security;
alter table desk_ticket force row level security;
create policy network on desk_ticket for select to servicemark_hq using (true);
create policy region on desk_ticket for select to servicemark_region using ({MINE});
create policy scope on desk_ticket to servicemark_site using ({MINE}) with check ({MINE});
-- Who the customer is, only the site reads.
grant select (id, site, "order", symptom, accessories, quoted_price, currency, loan_unit_no, loan_out_at, loan_back_at,
    entered_by, entered_at, version) on desk_ticket to {HQ};
grant select, insert, update on desk_ticket to servicemark_site;

alter table order_hold add constraint order_hold_at_most_two check (place in (1, 2));
alter table order_hold add constraint order_hold_reason_known
    check (reason in ('customer_unreachable', 'quote_pending', 'hq_part_backordered', 'force_majeure'));
alter table order_hold add constraint order_hold_ends_after_start check (to_at >= from_at);
create unique index order_hold_place on order_hold ("order", place);
create unique index order_hold_one_open on order_hold ("order") where to_at is null;
create index order_hold_site on order_hold (site, from_at);
{_scoped("order_hold", hq="select", site="select, insert")}
grant update (to_at, ended_by, note) on order_hold to servicemark_site;
-- A hold is begun and ended as it happens: it is never moved, and never ended twice.
create function refuse_moved_hold() returns trigger language plpgsql as $$
begin
    if old.to_at is not null then
        raise exception 'a hold that has ended is never changed' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger order_hold_ended before update on order_hold for each row execute function refuse_moved_hold();
alter table order_hold enable always trigger order_hold_ended;

create unique index order_template_name on order_template (site, name);
{_scoped("order_template", hq="", site="select, insert, update, delete")}
"""

RETURNS = f"""
alter table precheck_list add constraint precheck_list_state_known check (state in ('draft', 'published', 'retired'));
create unique index precheck_list_version on precheck_list (product, version);
create unique index precheck_list_in_force on precheck_list (product) where state = 'published';
create function refuse_published_prechecks() returns trigger language plpgsql as $$
begin
    if old.state <> 'draft' and (tg_op = 'DELETE' or new.document <> old.document or new.product <> old.product
        or new.version <> old.version or old.state = 'retired') then
        raise exception 'a published list never changes' using errcode = 'SM001';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger precheck_list_frozen before update or delete on precheck_list
    for each row execute function refuse_published_prechecks();
alter table precheck_list enable always trigger precheck_list_frozen;
alter table precheck_list enable row level security;
alter table precheck_list force row level security;
create policy network on precheck_list to servicemark_hq using (true) with check (true);
create policy published on precheck_list for select to servicemark_region, servicemark_site using (state <> 'draft');
create policy owner_reads on precheck_list for select to servicemark_owner using (true);
grant select, insert, update, delete on precheck_list to servicemark_hq;
grant select on precheck_list to servicemark_region, servicemark_site;

create unique index return_shipment_no on return_shipment (site, shipment_no);
alter table return_shipment add constraint return_shipment_received_whole
    check ((received_at is null) = (units_received is null) and received_at >= shipped_at);
{_scoped("return_shipment", hq="select", site="select, insert")}
grant update (received_at, units_received, discrepancy, received_by, receiver, version) on return_shipment to {HQ};
grant insert (id, site, shipment_no, carrier, tracking_no, shipped_at, units, version) on return_shipment to {HQ};

create unique index return_precheck_once on return_precheck (returned);
create index return_precheck_site on return_precheck (site);
{_scoped("return_precheck", hq="select", site="select, insert")}

create unique index return_inspection_place on return_inspection (returned, place);
create index return_inspection_waiting on return_inspection (asked_at) where inspected_at is null;
alter table return_inspection add constraint return_inspection_cause_known
    check (cause in ('first', 'sample', 'appeal') and (place = 1) = (cause = 'first') and place in (1, 2));
alter table return_inspection add constraint return_inspection_whole
    check ((inspected_at is null) = (finding is null) and (inspected_at is null) = (inspector is null));
-- A verdict is its inspector's alone until it is opened: the second one is made blind.
{
    _scoped(
        "return_inspection",
        hq="select, insert",
        site="select",
        network="(opened = 1 or inspector is null or inspector = (select my_account()))",
        within=f"{MINE} and opened = 1",
    )
}
grant update (inspector, inspector_name, inspected_at, finding, missed_step, note, opened) on return_inspection to {HQ};
create function refuse_changed_verdict() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if tg_op = 'UPDATE' and old.inspected_at is not null and (new.finding, new.inspector, new.inspected_at,
        new.missed_step, new.note) is distinct from (old.finding, old.inspector, old.inspected_at, old.missed_step, old.note)
    then
        raise exception 'a verdict is never changed' using errcode = 'SM001';
    end if;
    if new.place = 2 and new.inspector is not null and exists (
        select from return_inspection first
        where first.returned = new.returned and first.place = 1 and first.inspector = new.inspector)
    then
        raise exception 'the second verdict is another inspector''s' using errcode = 'SM001';
    end if;
    return new;
end $$;
revoke all on function refuse_changed_verdict() from public;
create trigger return_inspection_verdict before insert or update on return_inspection
    for each row execute function refuse_changed_verdict();
alter table return_inspection enable always trigger return_inspection_verdict;

-- Opens the verdicts about a unit once all that were asked for are in. Its own function, because the second inspector
-- may not even see the first verdict until then. Tells whether they are open.
create function open_verdicts(wanted uuid) returns boolean
language sql security definer set search_path = public, pg_temp as $$
    update return_inspection set opened = 1
    where returned = wanted and opened = 0
        and not exists (select from return_inspection waiting where waiting.returned = wanted and waiting.inspected_at is null);
    select coalesce(bool_and(opened = 1), false) from return_inspection where returned = wanted;
$$;
revoke all on function open_verdicts(uuid) from public;
grant execute on function open_verdicts(uuid) to {HQ};

alter table finding_contest add constraint finding_contest_state_known
    check (state in ('open', 'upheld', 'rejected', 'retracted') and (state = 'open') = (decided_at is null));
create unique index finding_contest_one_open on finding_contest (returned) where state = 'open';
create index finding_contest_open on finding_contest (contested_at) where state = 'open';
create index finding_contest_returned on finding_contest (returned);
{_scoped("finding_contest", hq="select", site="select, insert")}
grant update (state, decided_by, decider, decided_at, decision) on finding_contest to {HQ}, servicemark_site;
create policy contests on finding_contest as restrictive for insert to servicemark_site
    with check (state = 'open' and contested_by is not distinct from (select my_account()));
create policy takes_back on finding_contest as restrictive for update to servicemark_site
    using (state = 'open') with check (state in ('open', 'retracted'));
create policy decides on finding_contest as restrictive for update to {HQ}
    using (state = 'open') with check (decided_by is not distinct from (select my_account()));
"""

REPORTS = f"""
create unique index monthly_report_revision on monthly_report (site, month, revision);
create unique index monthly_report_one_draft on monthly_report (site, month) where state = 'draft';
create unique index monthly_report_one_in_force on monthly_report (site, month)
    where state in ('submitted', 'returned', 'accepted');
create index monthly_report_waiting on monthly_report (submitted_at) where state = 'submitted';
alter table monthly_report add constraint monthly_report_state_known
    check (state in ('draft', 'submitted', 'returned', 'accepted', 'superseded'));
alter table monthly_report add constraint monthly_report_month_is_one check (extract(day from month) = 1);
alter table monthly_report add constraint monthly_report_way_known check (way in ('web', 'xlsx', 'api'));
alter table monthly_report add constraint monthly_report_submitted_whole
    check ((state = 'draft') = (submitted_at is null) and (submitted_at is null) = (sha256 is null));
{
    _scoped(
        "monthly_report",
        hq="select",
        site="select",
        network="state <> 'draft'",
    )
}
grant insert (id, site, month, revision, state, nil, figures, explanations, words, way, started_at, submitted_at,
    submitted_by, submitter, sha256, version, changed_at) on monthly_report to servicemark_site;
grant update (state, nil, figures, explanations, words, way, submitted_at, submitted_by, submitter, sha256, version,
    changed_at) on monthly_report to servicemark_site;
grant update (state, decided_at, decided_by, decider, returned, material, version, changed_at) on monthly_report to {
    HQ
};

-- What was submitted stays as it was said; a correction is a new revision.
create function keep_reports() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' then
        raise exception 'reports are never deleted' using errcode = 'SM001';
    end if;
    if (new.site, new.month, new.revision) is distinct from (old.site, old.month, old.revision)
        or (old.state <> 'draft' and (new.nil, new.figures, new.explanations, new.words, new.submitted_at, new.submitted_by,
            new.submitter, new.sha256)
            is distinct from (old.nil, old.figures, old.explanations, old.words, old.submitted_at, old.submitted_by,
            old.submitter, old.sha256))
        or (old.state, new.state) not in (('draft', 'draft'), ('draft', 'submitted'), ('submitted', 'submitted'),
            ('submitted', 'returned'), ('submitted', 'accepted'), ('submitted', 'superseded'), ('returned', 'superseded'),
            ('accepted', 'superseded'), ('accepted', 'returned'), ('superseded', 'superseded'))
        or (current_user = 'servicemark_site' and new.state in ('returned', 'accepted') and new.state <> old.state)
    then
        raise exception 'a submitted report is never changed' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger monthly_report_kept before update or delete on monthly_report
    for each row execute function keep_reports();
alter table monthly_report enable always trigger monthly_report_kept;
create trigger monthly_report_version before update on monthly_report for each row execute function next_version();
alter table monthly_report enable always trigger monthly_report_version;

create index report_receipt_month on report_receipt (site, month, received_at);
alter table report_receipt add constraint report_receipt_outcome_known
    check (outcome in ('submitted', 'saved', 'unchanged', 'refused'));
{_scoped("report_receipt", hq="select", site="select, insert")}

create unique index report_reminder_once on report_reminder (site, month, step);
{_scoped("report_reminder", hq="select, insert", site="select")}
grant usage on sequence report_reminder_id_seq to {HQ};

create index report_correction_month on report_correction (site, month, figure);
alter table report_correction add constraint report_correction_side_known check (side in ('site', 'hq'));
{_scoped("report_correction", hq="select, insert", site="select, insert")}
create policy own_side on report_correction as restrictive for insert to servicemark_site with check (side = 'site');
create policy other_side on report_correction as restrictive for insert to {HQ} with check (side = 'hq');

create unique index review_flag_once on review_flag (site, month, kind);
create index review_flag_open on review_flag (month) where state = 'open';
alter table review_flag add constraint review_flag_state_known check (state in ('open', 'cleared', 'confirmed'));
{_scoped("review_flag", hq="select, insert, update", site="")}

create unique index part_shipment_line on part_shipment (site, shipment_no, part_no);
create index part_shipment_shipped on part_shipment (site, shipped_at) include (quantity);
alter table part_shipment add constraint part_shipment_quantity_positive check (quantity > 0);
{_scoped("part_shipment", hq="select, insert, update", site="select")}
create trigger part_shipment_version before update on part_shipment for each row execute function next_version();
alter table part_shipment enable always trigger part_shipment_version;

alter table product_pattern add constraint product_pattern_ends_after_start check (to_on >= from_on);
alter table product_pattern enable row level security;
alter table product_pattern force row level security;
create policy network on product_pattern to servicemark_hq using (true) with check (true);
create policy shown on product_pattern for select to servicemark_region, servicemark_site using (true);
create policy owner_reads on product_pattern for select to servicemark_owner using (true);
grant select, insert, update on product_pattern to servicemark_hq;
grant select on product_pattern to servicemark_region, servicemark_site;

alter table report_calendar add constraint report_calendar_day_range check (day between 1 and 28);
alter table report_calendar add constraint report_calendar_month_is_one check (extract(day from from_month) = 1);
grant select on report_calendar to {HQ}, servicemark_site, servicemark_reader;
grant insert, update on report_calendar to servicemark_hq;
"""

DUE = f"""
-- When the report of a month is due: 24:00 of the site's day, counted in days or working days of the next month.
create function report_due_at(month date, zone text, holidays jsonb, make_up_days jsonb) returns timestamptz
language sql stable as $$
    select ((case when rule.working_days then (
                select d::date from generate_series(next.first, next.first + interval '60 days', interval '1 day') d
                where (extract(isodow from d) < 6 and not holidays ? d::date::text) or make_up_days ? d::date::text
                order by d offset rule.day - 1 limit 1)
            else next.first + rule.day - 1 end) + 1)::timestamp at time zone zone
    from (select (month + interval '1 month')::date as first) next
    cross join (
        select coalesce(max(c.day), 5) as day, coalesce(bool_or(c.working_days), false) as working_days
        from (select day, working_days from report_calendar where from_month <= month order by from_month desc limit 1) c
    ) rule
$$;

-- Every month for which a site owes a report: from the month in which its certification starts to the one in which
-- it ends or the site closes. `timed_at` is the submission that counts for being on time: the first one, or the first
-- after HQ sent one back for a material error. One may read of a site's months what one may read of the site.
create view report_due with (security_invoker = true) as
select md5(s.id || '/' || m.month)::uuid as id, s.id as site, m.month,
       report_due_at(m.month, s.time_zone, s.holidays, s.make_up_days) as due_at,
       said.timed_at, said.reported, said.version
from site s
cross join lateral (
    select min(c.valid_from) as since, max(least(c.valid_to, coalesce(c.ended_on - 1, c.valid_to))) as until
    from certificate c where c.site = s.id
) held
cross join lateral (
    select generate_series(date_trunc('month', held.since::timestamp),
        least(held.until, coalesce(s.closed_on, held.until))::timestamp, interval '1 month')::date as month
) m
cross join lateral (
    select count(r.id) > 0 as reported, coalesce(sum(r.version), 0)::int as version,
           min(r.submitted_at) filter (where r.revision > sent_back.revision) as timed_at
    from (select coalesce(max(b.revision), 0) as revision from monthly_report b
          where b.site = s.id and b.month = m.month and b.material and b.state <> 'draft') sent_back
    left join monthly_report r on r.site = s.id and r.month = m.month and r.state <> 'draft'
) said;
grant select on report_due to {HQ}, servicemark_site;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, RECORDS + DESK + RETURNS + REPORTS + DUE)
