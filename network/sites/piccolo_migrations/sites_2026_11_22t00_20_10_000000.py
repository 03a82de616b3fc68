"""Fence selection, certification and the files of sites; keep the history of sites."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T00:20:10:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence selection, certification and the files of sites; keep the history of sites."

# What the running transaction was opened with; see `network.foundation.database.transaction`.
CONTEXT = r"""
create function my_sites() returns integer[] language sql stable as
    $$ select string_to_array(nullif(current_setting('app.sites', true), ''), ',')::integer[] $$;
create function my_regions() returns integer[] language sql stable as
    $$ select string_to_array(nullif(current_setting('app.regions', true), ''), ',')::integer[] $$;
create function my_account() returns uuid language sql stable as
    $$ select nullif(current_setting('app.account', true), '')::uuid $$;

-- `app.rights`: {"select": null, "inspect": [1, 2]}; null is everywhere, a number the id of a region.
create function holds_right(wanted text, region integer) returns boolean language sql stable as $$
    select coalesce(jsonb_typeof(held -> wanted) = 'null' or held -> wanted @> to_jsonb(region), false)
    from (select nullif(current_setting('app.rights', true), '')::jsonb as held) context
$$;
create function region_of(wanted integer) returns integer language sql stable as
    $$ select s.region from site s where s.id = wanted $$;
"""

SITES = r"""
alter table site add constraint site_latitude_range check (latitude between -90 and 90);
alter table site add constraint site_longitude_range check (longitude between -180 and 180);
alter table site add constraint site_place_is_whole check ((latitude is null) = (longitude is null));
alter table city add constraint city_place_is_whole check ((latitude is null) = (longitude is null));
alter table city add constraint city_tier_range check (tier between 1 and 9);

-- A manager of regions changes the sites there, and makes new ones when an application ends well.
create policy scope_writes on site for insert to servicemark_region with check (region = any ((select my_regions())::integer[]));
create policy scope_changes on site for update to servicemark_region
    using (id = any ((select my_sites())::integer[])) with check (region = any ((select my_regions())::integer[]));
grant insert, update on site to servicemark_region;
grant usage on sequence site_id_seq to servicemark_region;

-- Finds or adds a legal entity. Its own function, because a manager of regions may not look through all of them.
create policy owner_keeps on operator to servicemark_owner using (true) with check (true);
create function operator_named(wanted text, wanted_zh text) returns integer
language sql security definer set search_path = public, pg_temp as $$
    insert into operator (name, name_zh) values (wanted, wanted_zh)
    on conflict (name) do update set name_zh = operator.name_zh returning id
$$;
revoke all on function operator_named(text, text) from public;
grant execute on function operator_named(text, text) to servicemark_hq, servicemark_region;

alter table site_history enable row level security;
alter table site_history force row level security;
create index site_history_site on site_history (site, since);
create policy network_reads on site_history for select to servicemark_hq, servicemark_reader using (true);
create policy scope_reads on site_history for select to servicemark_region, servicemark_site
    using (site = any ((select my_sites())::integer[]));
create policy owner_keeps on site_history to servicemark_owner using (true) with check (true);
grant select on site_history to servicemark_hq, servicemark_reader, servicemark_region, servicemark_site;

create function site_history_keep() returns trigger
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    said date := coalesce(nullif(current_setting('app.effective_on', true), ''),
                          nullif(current_setting('app.today', true), ''))::date;
begin
    if tg_op = 'UPDATE' and (new.region, new.operator, new.status, new.kind)
        is not distinct from (old.region, old.operator, old.status, old.kind) then
        return null;
    end if;
    insert into site_history (site, since, recorded_at, region, operator, status, kind, account)
    values (new.id,
            case when tg_op = 'INSERT' then coalesce(new.opened_on, said, current_date)
                 else coalesce(said, current_date) end,
            clock_timestamp(), new.region, new.operator, new.status, new.kind, my_account());
    return null;
end $$;
revoke all on function site_history_keep() from public;
insert into site_history (site, since, recorded_at, region, operator, status, kind)
    select id, coalesce(opened_on, current_date), clock_timestamp(), region, operator, status, kind from site;
create trigger site_history_keep after insert or update on site for each row execute function site_history_keep();
create trigger site_history_frozen before update or delete or truncate on site_history
    for each statement execute function refuse_change();
alter table site_history enable always trigger site_history_frozen;

create unique index saved_view_once on saved_view (account, list, name);
alter table saved_view enable row level security;
alter table saved_view force row level security;
create policy own on saved_view
    to servicemark_hq, servicemark_region, servicemark_site, servicemark_reader, servicemark_field
    using (account = (select my_account())) with check (account = (select my_account()));
grant select, insert, update, delete on saved_view
    to servicemark_hq, servicemark_region, servicemark_site, servicemark_reader, servicemark_field;

-- Cities, like regions, are plain geography.
grant select on city to servicemark_hq, servicemark_region, servicemark_reader, servicemark_applicant;
grant insert, update, delete on city to servicemark_hq;
grant usage on sequence city_id_seq to servicemark_hq;
grant select on region to servicemark_applicant, servicemark_field;
"""

FILES = r"""
alter table site_document add constraint site_document_kind_known
    check (kind in ('contract', 'price_list', 'licence', 'lease', 'insurance', 'other'));
alter table site_document add constraint site_document_ends_after_start check (valid_to >= valid_from);
alter table staff_member add constraint staff_member_ends_after_start check (to_on >= from_on);
alter table site_proposal add constraint site_proposal_state_known
    check (state in ('open', 'accepted', 'refused', 'retracted'));
create index site_contact_site on site_contact (site);
create index site_equipment_site on site_equipment (site);
create index site_document_site on site_document (site);
create index staff_member_site on staff_member (site);
create index site_proposal_site on site_proposal (site, proposed_at);
create index site_proposal_open on site_proposal (proposed_at) where state = 'open';
"""


def _scoped(table: str, site_verbs: str) -> str:
    """Row security of a table with a `site`: HQ keeps all, regions and sites their own; nothing is ever deleted."""
    return f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy network on {table} to servicemark_hq using (true) with check (true);
create policy scope on {table} to servicemark_region, servicemark_site
    using (site = any ((select my_sites())::integer[])) with check (site = any ((select my_sites())::integer[]));
grant select, insert, update on {table} to servicemark_hq, servicemark_region;
grant {site_verbs} on {table} to servicemark_site;
"""


APPLICATIONS = r"""
alter table criteria_set add constraint criteria_set_state_known check (state in ('draft', 'published'));
create unique index criteria_set_version on criteria_set (code, version);
create function refuse_published_criteria() returns trigger language plpgsql as $$
begin
    if old.state = 'published' then
        raise exception 'published criteria never change' using errcode = 'SM001';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger criteria_set_frozen before update or delete on criteria_set
    for each row execute function refuse_published_criteria();
alter table criteria_set enable always trigger criteria_set_frozen;
alter table criteria_set enable row level security;
alter table criteria_set force row level security;
create policy network on criteria_set to servicemark_hq using (true) with check (true);
create policy published on criteria_set for select
    to servicemark_region, servicemark_field, servicemark_applicant using (state = 'published');
create policy owner_reads on criteria_set for select to servicemark_owner using (true);
grant select, insert, update, delete on criteria_set to servicemark_hq;
grant select on criteria_set to servicemark_region, servicemark_field, servicemark_applicant;

alter table application add constraint application_state_known check (state in (
    'draft', 'submitted', 'desk_review', 'site_visit', 'scored', 'decision', 'contracted', 'opening_check', 'certified',
    'rejected', 'withdrawn'));
create index application_applicant on application (applicant);
create index application_state on application (state, region);
create index application_city on application (city);
create unique index assessment_once on assessment (application, assessor);
create unique index assessment_place on assessment (application, place);
alter table assessment add constraint assessment_place_known check (place between 1 and 3);
create index assessment_assessor on assessment (assessor);
create index assessment_marks_application on assessment_marks (application);
create index application_step_application on application_step (application, at);
create index application_document_application on application_document (application);

alter table application enable row level security;
alter table application force row level security;
create policy network on application to servicemark_hq using (true) with check (true);
create policy scope on application to servicemark_region
    using (region = any ((select my_regions())::integer[])) with check (region = any ((select my_regions())::integer[]));
create policy own_reads on application for select to servicemark_applicant using (applicant = (select my_account()));
create policy own_writes on application for insert to servicemark_applicant
    with check (applicant = (select my_account()) and state = 'draft');
create policy own_changes on application for update to servicemark_applicant
    using (applicant = (select my_account()) and state not in ('rejected', 'withdrawn', 'certified'))
    with check (applicant = (select my_account()));
create policy assigned_reads on application for select to servicemark_field
    using (id in (select a.application from assessment a where a.assessor = (select my_account())));
create policy owner_keeps on application to servicemark_owner using (true) with check (true);
grant select, insert, update on application to servicemark_hq, servicemark_region;
grant select, insert on application to servicemark_applicant;
grant update (criteria_set, region, state, operator_name, operator_name_zh, site_name, site_name_zh, city, city_zh,
    details, version, submitted_at) on application to servicemark_applicant;
grant select on application to servicemark_field;

-- An applicant moves its application from draft to submitted, takes it back, and edits drafts; nothing else.
create function refuse_foreign_steps() returns trigger language plpgsql as $$
begin
    if current_user = 'servicemark_applicant' and (old.state, new.state) not in (
        ('draft', 'draft'), ('draft', 'submitted')) and new.state <> 'withdrawn'
        and (new.state <> old.state or new.details <> old.details) then
        raise exception 'an applicant may not do this step' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger application_steps before update on application
    for each row execute function refuse_foreign_steps();

alter table application_step enable row level security;
alter table application_step force row level security;
alter table application_document enable row level security;
alter table application_document force row level security;
-- Whoever sees the application sees its steps and documents: the sub-select is under row security itself.
create policy with_application on application_step
    to servicemark_hq, servicemark_region, servicemark_applicant, servicemark_field
    using (application in (select a.id from application a))
    with check (application in (select a.id from application a));
create policy owner_keeps on application_step to servicemark_owner using (true) with check (true);
create policy with_application on application_document
    to servicemark_hq, servicemark_region, servicemark_applicant, servicemark_field
    using (application in (select a.id from application a))
    with check (application in (select a.id from application a));
grant select, insert on application_step to servicemark_hq, servicemark_region, servicemark_applicant;
grant select on application_step to servicemark_field;
grant usage on sequence application_step_id_seq to servicemark_hq, servicemark_region, servicemark_applicant;
grant select, insert on application_document to servicemark_hq, servicemark_region, servicemark_applicant;
grant update (removed_at) on application_document to servicemark_hq, servicemark_region, servicemark_applicant;
grant select on application_document to servicemark_field;

-- Who assesses is never the applicant's to know. What was found is hidden from everyone but its assessor until open.
alter table assessment enable row level security;
alter table assessment force row level security;
create policy network on assessment to servicemark_hq using (true) with check (true);
create policy scope on assessment to servicemark_region
    using (region = any ((select my_regions())::integer[]) or assessor = (select my_account()))
    with check (region = any ((select my_regions())::integer[]) or assessor = (select my_account()));
create policy own on assessment to servicemark_field using (assessor = (select my_account()))
    with check (assessor = (select my_account()));
create policy owner_keeps on assessment to servicemark_owner using (true) with check (true);
grant select, insert, delete on assessment to servicemark_hq, servicemark_region;
grant update (submitted_at) on assessment to servicemark_hq, servicemark_region, servicemark_field;
grant select on assessment to servicemark_field;

alter table assessment_marks enable row level security;
alter table assessment_marks force row level security;
create policy own on assessment_marks to servicemark_hq, servicemark_region, servicemark_field
    using (assessor = (select my_account())) with check (assessor = (select my_account()) and not open);
create policy open_reads on assessment_marks for select to servicemark_hq using (open);
create policy open_scope_reads on assessment_marks for select to servicemark_region
    using (open and region = any ((select my_regions())::integer[]));
create policy owner_keeps on assessment_marks to servicemark_owner using (true) with check (true);
grant select, insert, update on assessment_marks to servicemark_hq, servicemark_region, servicemark_field;

create function refuse_submitted_marks() returns trigger language plpgsql as $$
begin
    if old.total is not null and (new.marks, new.visited_on, new.remarks, new.total, new.knocked_out, new.assessor)
        is distinct from (old.marks, old.visited_on, old.remarks, old.total, old.knocked_out, old.assessor) then
        raise exception 'a submitted assessment never changes' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger assessment_marks_frozen before update on assessment_marks
    for each row execute function refuse_submitted_marks();
alter table assessment_marks enable always trigger assessment_marks_frozen;

-- After an assessor has submitted: 'waiting' for another, 'third' is called for (totals more than `widest` apart, or
-- two minds about a knock-out), or 'scored': then the marks are open and the application goes on. Its own function,
-- because it must look at marks that the assessor may not see. The lock lets two submit at once.
create function settle_assessments(wanted uuid, widest numeric, who text) returns text
language plpgsql security definer set search_path = public, pg_temp as $$
declare
    found_state text;
    assigned integer;
    submitted integer;
    apart boolean;
begin
    select state into found_state from application where id = wanted for update;
    if not exists (select from assessment where application = wanted and assessor is not distinct from my_account())
        or found_state not in ('desk_review', 'site_visit') then
        raise exception 'nothing to settle' using errcode = 'SM001';
    end if;
    select count(*), count(submitted_at) into assigned, submitted from assessment where application = wanted;
    if submitted < greatest(assigned, 2) then
        return 'waiting';
    end if;
    select max(total) - min(total) > widest or bool_or(knocked_out) <> bool_and(knocked_out) into apart
        from assessment_marks where application = wanted;
    if assigned = 2 and apart then
        return 'third';
    end if;
    update assessment_marks set open = true where application = wanted;
    update application set state = 'scored', version = version + 1 where id = wanted;
    insert into application_step (application, from_state, to_state, reason, account, actor, at)
        values (wanted, found_state, 'scored', '', my_account(), who, clock_timestamp());
    return 'scored';
end $$;
revoke all on function settle_assessments(uuid, numeric, text) from public;
grant execute on function settle_assessments(uuid, numeric, text)
    to servicemark_hq, servicemark_region, servicemark_field;
"""

CERTIFICATION = r"""
alter table certificate_type add constraint certificate_type_rule_known
    check (validity_rule in ('from_decision', 'from_previous_expiry', 'fixed_date'));
alter table certificate_type add constraint certificate_type_fixed_date_whole
    check ((validity_rule = 'fixed_date') = (fixed_month is not null and fixed_day is not null));
alter table certificate_type add constraint certificate_type_fixed_date_real
    check (fixed_month between 1 and 12 and fixed_day between 1 and 31);
alter table certificate_type add constraint certificate_type_lasts check (validity_months between 1 and 120);
alter table certificate_type add constraint certificate_type_window check (window_days between 0 and 365);
alter table certificate_type add constraint certificate_type_level check (repair_level between 1 and 9);
create unique index certificate_type_once on certificate_type (product_line, repair_level);
grant select on product_line, certificate_type to servicemark_hq, servicemark_region, servicemark_site,
    servicemark_reader, servicemark_applicant, servicemark_field;
grant insert, update on product_line, certificate_type to servicemark_hq;
grant usage on sequence product_line_id_seq, certificate_type_id_seq to servicemark_hq;

alter table certification add constraint certification_state_known
    check (state in ('provisional', 'certified', 'conditional', 'suspended', 'withdrawn'));
create unique index certification_once on certification (site, type);
alter table certificate add constraint certificate_ends_after_start check (valid_to >= valid_from);
alter table certificate add constraint certificate_ended_in_time check (ended_on >= valid_from);
-- The ranges of one number stand for "the same", for which GiST would need an extension.
alter table certificate add constraint certificate_never_overlaps exclude using gist (
    int4range(site, site, '[]') with &&, int4range(type, type, '[]') with &&,
    daterange(valid_from, least(valid_to + 1, ended_on), '[)') with &&);
create index certificate_ends on certificate (valid_to);
create index certificate_certification on certificate (certification);
alter table certification_change add constraint certification_change_known check (change in
    ('granted', 'renewed', 'confirmed', 'conditioned', 'relieved', 'suspended', 'reinstated', 'withdrawn'));
alter table certification_change add constraint certification_change_status_known
    check (status in ('proposed', 'effective', 'refused', 'retracted'));
alter table certification_change add constraint certification_change_two_people
    check (change not in ('suspended', 'withdrawn') or status <> 'effective' or decided_by <> proposed_by);
alter table certification_change add constraint certification_change_has_reason check (btrim(reason) <> '');
create index certification_change_thread on certification_change (certification, proposed_at);
create index certification_change_waiting on certification_change (proposed_at) where status = 'proposed';
create unique index certificate_reminder_once on certificate_reminder (certificate, days);

create function refuse_decided_change() returns trigger language plpgsql as $$
begin
    if old.status <> 'proposed' then
        raise exception 'a decided change of a certification never changes' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger certification_change_frozen before update on certification_change
    for each row execute function refuse_decided_change();
alter table certification_change enable always trigger certification_change_frozen;

-- What a right is needed for, and what every standing needs: the row's site in reach, and the right over its region.
create function may_certify(wanted_site integer, change text) returns boolean language sql stable as $$
    select holds_right(case when change in ('suspended', 'withdrawn') then 'cancel' else 'select' end,
                       region_of(wanted_site))
$$;
"""

# Who reads what hangs on a site, and who writes it: the network or its regions, with the right.
CERTIFICATION_TABLES = {
    "certification": "(holds_right('select', region_of(site)) or holds_right('cancel', region_of(site)))",
    "certificate": "(holds_right('select', region_of(site)) or holds_right('cancel', region_of(site)))",
    "certification_change": "may_certify(site, change)",
    "certification_evidence": "(holds_right('select', region_of(site)) or holds_right('cancel', region_of(site)))",
}


def _certified(table: str, right: str) -> str:
    # A change that waits for its second person is no business of the site or the public yet.
    known = "status = 'effective'" if table == "certification_change" else "true"
    if table == "certification_evidence":
        known = "change in (select c.id from certification_change c)"
    return f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy network_reads on {table} for select to servicemark_hq using (true);
create policy region_reads on {table} for select to servicemark_region using (site = any ((select my_sites())::integer[]));
create policy site_reads on {table} for select to servicemark_site
    using (site = any ((select my_sites())::integer[]) and {known});
create policy network_adds on {table} for insert to servicemark_hq with check ({right});
create policy network_changes on {table} for update to servicemark_hq using (true) with check ({right});
create policy region_adds on {table} for insert to servicemark_region
    with check (site = any ((select my_sites())::integer[]) and {right});
create policy region_changes on {table} for update to servicemark_region
    using (site = any ((select my_sites())::integer[])) with check ({right});
create policy owner_reads on {table} for select to servicemark_owner using (true);
grant select, insert, update on {table} to servicemark_hq, servicemark_region;
grant select on {table} to servicemark_site;
"""


OPERATORS = r"""
-- An operator asks, and takes back what it asked; it hands in documents, but not those that bind headquarters.
create policy asks on site_proposal as restrictive for insert to servicemark_site with check (state = 'open');
create policy takes_back on site_proposal as restrictive for update to servicemark_site
    using (state = 'open') with check (state in ('open', 'retracted'));
create policy hands_in on site_document as restrictive for insert to servicemark_site
    with check (kind not in ('contract', 'price_list'));
"""

STANDINGS_FOR_ALL = r"""
create policy network_shows on certification for select to servicemark_reader using (true);
create policy network_shows on certificate for select to servicemark_reader using (true);
create policy network_shows on certification_change for select to servicemark_reader using (status = 'effective');
grant select on certification, certificate, certification_change to servicemark_reader;
revoke update on certification_evidence from servicemark_hq, servicemark_region;

-- A proposer takes back its own proposal without holding the right any more.
create policy own_retraction on certification_change for update to servicemark_hq, servicemark_region
    using (proposed_by = (select my_account())) with check (status = 'retracted');

alter table certificate_reminder enable row level security;
alter table certificate_reminder force row level security;
create policy network on certificate_reminder to servicemark_hq using (true) with check (true);
create policy scope_reads on certificate_reminder for select to servicemark_region, servicemark_site
    using (site = any ((select my_sites())::integer[]));
grant select, insert on certificate_reminder to servicemark_hq;
grant select on certificate_reminder to servicemark_region, servicemark_site;
grant usage on sequence certificate_reminder_id_seq to servicemark_hq;

-- All that the public may know of a number: it holds, it is suspended, or it is unknown (which is also: ended).
create function certificate_standing(wanted text, today date) returns text
language sql stable security definer set search_path = public, pg_temp as $$
    select coalesce((
        select case standing.change when 'suspended' then 'suspended' else 'valid' end
        from certificate held
        cross join lateral (
            select c.change from certification_change c
            where c.certification = held.certification and c.status = 'effective' and c.effective_on <= today
            order by c.effective_on desc, c.decided_at desc nulls last, c.proposed_at desc limit 1
        ) standing
        where held.number = wanted and held.valid_from <= today and held.valid_to >= today
          and (held.ended_on is null or held.ended_on > today) and standing.change <> 'withdrawn'
    ), 'unknown')
$$;
revoke all on function certificate_standing(text, date) from public;
grant execute on function certificate_standing(text, date) to servicemark_gate;
"""

SQL = "".join(
    (
        CONTEXT,
        SITES,
        FILES,
        _scoped("site_contact", "select"),
        _scoped("site_equipment", "select"),
        _scoped("site_document", "select, insert"),
        _scoped("staff_member", "select, insert, update"),
        _scoped("site_proposal", "select, insert, update"),
        OPERATORS,
        APPLICATIONS,
        CERTIFICATION,
        *(_certified(table, right) for table, right in CERTIFICATION_TABLES.items()),
        STANDINGS_FOR_ALL,
    )
)


async def forwards() -> MigrationManager:
    return raw(ID, "sites", DESCRIPTION, SQL)
