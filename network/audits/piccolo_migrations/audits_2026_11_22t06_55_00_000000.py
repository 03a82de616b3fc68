"""Fence checklists, plans, filings and what is published of them; keep apart who auditors are."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T06:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence checklists, plans, filings and what is published of them; keep apart who auditors are."

MINE = "site = any ((select my_sites())::integer[])"
OWN = "auditor = (select my_auditor())"
HQ = "servicemark_hq, servicemark_region"


def _secret(*tables: str) -> str:
    """Row security of tables with a `site` that no site's role has any grant on."""
    return "".join(
        f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy network on {table} to servicemark_hq using (true) with check (true);
create policy region on {table} to servicemark_region using ({MINE}) with check ({MINE});
create policy owner_keeps on {table} to servicemark_owner using (true) with check (true);
"""
        for table in tables
    )


def _shown(*tables: str) -> str:
    """The same, of tables whose rows are the site's to read."""
    return _secret(*tables) + "".join(
        f"create policy scope on {table} to servicemark_site using ({MINE}) with check ({MINE});\n" for table in tables
    )


CHECKLISTS = """
alter table checklist add constraint checklist_state_known check (state in ('draft', 'published', 'retired'));
alter table checklist add constraint checklist_kind_known
    check (kind in ('mystery_visit', 'mystery_call', 'announced', 'peer_review', 'self_check'));
alter table checklist add constraint checklist_published_whole check (
    (state = 'draft') = (published_at is null) and (state = 'retired') = (retired_at is not null));
create unique index checklist_version on checklist (key, version);
create unique index checklist_one_draft on checklist (key) where state = 'draft';
create unique index checklist_in_force on checklist (key) where state = 'published';
create function refuse_published_checklist() returns trigger language plpgsql as $$
begin
    if old.state <> 'draft' and (tg_op = 'DELETE' or new.document <> old.document or new.key <> old.key
        or new.version <> old.version or new.kind <> old.kind or new.pilot <> old.pilot or new.state = 'draft'
        or old.state = 'retired') then
        raise exception 'a published checklist never changes' using errcode = 'SM001';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger checklist_frozen before update or delete on checklist
    for each row execute function refuse_published_checklist();
alter table checklist enable always trigger checklist_frozen;
alter table checklist enable row level security;
alter table checklist force row level security;
create policy network on checklist to servicemark_hq using (true) with check (true);
create policy published on checklist for select to servicemark_region using (state <> 'draft');
create policy owner_reads on checklist for select to servicemark_owner using (true);
grant select, insert, update, delete on checklist to servicemark_hq;
grant select on checklist to servicemark_region, servicemark_field;

alter table checklist_photo enable row level security;
alter table checklist_photo force row level security;
create policy network on checklist_photo to servicemark_hq using (true) with check (true);
create policy shown on checklist_photo for select to servicemark_region, servicemark_field using (true);
grant select, insert on checklist_photo to servicemark_hq;
grant select on checklist_photo to servicemark_region, servicemark_field;
"""

AUDITORS = f"""
alter table auditor add constraint auditor_reach_positive check (reach_km > 0);
alter table auditor add constraint auditor_place_whole check ((latitude is null) = (longitude is null));
alter table auditor_conflict add constraint auditor_conflict_with_one check ((site is null) <> (operator is null));
alter table auditor_conflict add constraint auditor_conflict_in_order check (to_on >= from_on);
create index auditor_conflict_auditor on auditor_conflict (auditor);
create index identity_look_auditor on identity_look (auditor, looked_at);

-- Who I am among the auditors; nobody else may ask for anybody else.
create function my_auditor() returns uuid
language sql stable security definer set search_path = public, pg_temp as $$
    select i.auditor from auditor_identity i join auditor a on a.id = i.auditor
    where i.account = nullif(current_setting('app.account', true), '')::uuid and a.active
$$;
revoke all on function my_auditor() from public;
grant execute on function my_auditor() to servicemark_field;

alter table auditor enable row level security;
alter table auditor force row level security;
create policy network on auditor to servicemark_hq using (true) with check (true);
create policy shown on auditor for select to servicemark_region using (true);
create policy own on auditor for select to servicemark_field using (id = (select my_auditor()));
create policy owner_reads on auditor for select to servicemark_owner using (true);
grant select on auditor to {HQ}, servicemark_field;
grant insert, update on auditor to servicemark_admin;

alter table auditor_identity enable row level security;
alter table auditor_identity force row level security;
create policy owner_keeps on auditor_identity to servicemark_owner using (true) with check (true);

alter table auditor_conflict enable row level security;
alter table auditor_conflict force row level security;
create policy network on auditor_conflict to servicemark_hq using (true) with check (true);
create policy shown on auditor_conflict for select to servicemark_region using (true);
create policy own on auditor_conflict to servicemark_field using ({OWN}) with check ({OWN});
grant select, insert on auditor_conflict to servicemark_hq, servicemark_field;
grant update (to_on) on auditor_conflict to servicemark_hq;
grant select on auditor_conflict to servicemark_region;

alter table identity_look enable row level security;
alter table identity_look force row level security;
create policy network on identity_look for select to servicemark_hq using (true);
create policy owner_keeps on identity_look to servicemark_owner using (true) with check (true);
grant select on identity_look to servicemark_hq;
create trigger identity_look_frozen before update or delete or truncate on identity_look
    for each statement execute function refuse_change();
alter table identity_look enable always trigger identity_look_frozen;

-- Says who an auditor is, an account, and writes down who asked and why. Without a reason nobody is told.
create function enrol_auditor(wanted uuid, person uuid, remark text) returns void
language sql security definer set search_path = public, pg_temp as $$
    insert into auditor_identity (auditor, account, note) values (wanted, person, remark);
$$;
create function reveal_auditor(wanted uuid, why text, who text) returns table (account uuid, name text, email text, note text)
language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if length(trim(why)) < 10 then
        raise exception 'a reason is needed to learn who an auditor is' using errcode = 'SM001';
    end if;
    insert into identity_look (id, auditor, reason, looked_by, looker, looked_at)
    values (gen_random_uuid(), wanted, why, nullif(current_setting('app.account', true), '')::uuid, who, now());
    return query select i.account, a.name::text, a.email::text, i.note from auditor_identity i join account a on a.id = i.account
    where i.auditor = wanted;
end $$;
-- Tells an auditor something without saying to anybody who that is.
create function tell_auditor(wanted uuid, what text, about text, at_page text, facts jsonb, mail_after interval)
returns integer language sql security definer set search_path = public, pg_temp as $$
    select tell(array(select account from auditor_identity where auditor = $1), $2, $3, $4, $5, $6)
$$;
-- Whether this account stands behind an auditor: who was part of a visit decides nothing about it.
create function is_auditor(wanted uuid, person uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select exists (select from auditor_identity where auditor = wanted and account = person)
$$;
revoke all on function enrol_auditor(uuid, uuid, text), reveal_auditor(uuid, text, text),
    tell_auditor(uuid, text, text, text, jsonb, interval), is_auditor(uuid, uuid) from public;
grant execute on function enrol_auditor(uuid, uuid, text) to servicemark_admin;
grant execute on function reveal_auditor(uuid, text, text) to {HQ};
grant execute on function tell_auditor(uuid, text, text, text, jsonb, interval) to {HQ};
-- Only about oneself: with anybody's account it would tell who the auditor is.
grant execute on function is_auditor(uuid, uuid) to servicemark_owner;
create function am_auditor(wanted uuid) returns boolean
language sql stable security definer set search_path = public, pg_temp as $$
    select is_auditor(wanted, nullif(current_setting('app.account', true), '')::uuid)
$$;
revoke all on function am_auditor(uuid) from public;
grant execute on function am_auditor(uuid) to {HQ};
"""

PLANNING = f"""
alter table audit_programme add constraint audit_programme_in_order check (to_on >= from_on);
alter table audit_programme add constraint audit_programme_quota_positive check (quota between 1 and 12);
alter table audit_programme add constraint audit_programme_state_known check (state in ('draft', 'active', 'closed'));
alter table audit_programme enable row level security;
alter table audit_programme force row level security;
create policy network on audit_programme to servicemark_hq using (true) with check (true);
create policy reads on audit_programme for select to servicemark_region using (true);
create policy plans on audit_programme for insert to servicemark_region
    with check (region = any ((select my_regions())::integer[]));
create policy changes on audit_programme for update to servicemark_region
    using (region = any ((select my_regions())::integer[])) with check (region = any ((select my_regions())::integer[]));
create policy owner_reads on audit_programme for select to servicemark_owner using (true);
grant select, insert, update on audit_programme to {HQ};
create trigger audit_programme_version before update on audit_programme for each row execute function next_version();
alter table audit_programme enable always trigger audit_programme_version;

{_shown("announced_visit")}
create index announced_visit_site on announced_visit (site, visit_on);
grant select, insert on announced_visit to {HQ};
grant update (visit_on, part_of_day, cancelled_at) on announced_visit to {HQ};
grant select on announced_visit to servicemark_site;

{_secret("assignment")}
alter table assignment add constraint assignment_state_known check (state in
    ('proposed', 'offered', 'accepted', 'filed', 'declined', 'handed_back', 'expired', 'cancelled'));
alter table assignment add constraint assignment_window_in_order check (window_to > window_from);
alter table assignment add constraint assignment_secret_or_announced check (announced or announced_visit is null);
create index assignment_site on assignment (site, window_from);
create index assignment_auditor on assignment (auditor, state);
create index assignment_programme on assignment (programme);
create policy own on assignment to servicemark_field using ({OWN} and state <> 'proposed')
    with check ({OWN} and state in ('accepted', 'declined', 'handed_back', 'filed'));
grant select, insert, update, delete on assignment to {HQ};
grant select on assignment to servicemark_field;
grant update (state, answered_at, answer, version) on assignment to servicemark_field;
create trigger assignment_version before update on assignment for each row execute function next_version();
alter table assignment enable always trigger assignment_version;
create policy own on checklist for select to servicemark_field
    using (state <> 'draft' and exists (select from assignment a where a.checklist = checklist.id));

-- Where an auditor is to go: of the sites of its own assignments, no more than it takes to get there.
create function assigned_sites() returns table (id integer, code text, name text, name_zh text, address text,
    address_zh text, city text, city_zh text, latitude numeric, longitude numeric, time_zone text, opening_hours jsonb)
language sql stable security definer set search_path = public, pg_temp as $$
    select s.id, s.code::text, s.name::text, s.name_zh::text, s.address::text, s.address_zh::text,
           s.city::text, s.city_zh::text, s.latitude, s.longitude, s.time_zone::text, s.opening_hours
    from site s where exists (select from assignment a where a.site = s.id and a.auditor = my_auditor() and a.state <> 'proposed')
$$;
revoke all on function assigned_sites() from public;
grant execute on function assigned_sites() to servicemark_field;
"""

FILINGS = f"""
alter table photo_upload add constraint photo_upload_state_known check (state in ('partial', 'whole', 'refused'));
alter table photo_upload add constraint photo_upload_hash check (sha256 ~ '^[0-9a-f]{{64}}$');
alter table photo_upload add constraint photo_upload_grows check (received between 0 and size and size > 0);
create unique index photo_upload_once on photo_upload (auditor, sha256);
create index photo_upload_fingerprint on photo_upload (fingerprint) where state = 'whole';
alter table photo_upload enable row level security;
alter table photo_upload force row level security;
create policy network on photo_upload for select to servicemark_hq using (true);
create policy region on photo_upload for select to servicemark_region
    using (exists (select from filing_photo p where p.upload = photo_upload.id));
create policy own on photo_upload to servicemark_field using ({OWN}) with check ({OWN});
create policy owner_reads on photo_upload for select to servicemark_owner using (true);
grant select on photo_upload to {HQ};
grant select, insert, delete on photo_upload to servicemark_field;
grant update (received, state, refusal, media_type, picture, thumbnail, width, height, fingerprint, finished_at)
    on photo_upload to servicemark_field;

{_secret("filing", "filing_version", "filing_photo", "filing_step", "filing_message")}
alter table filing add constraint filing_state_known check (state in ('quarantined', 'received', 'in_review',
    'needs_clarification', 'approved', 'approved_excluded', 'rejected', 'voided'));
alter table filing add constraint filing_in_order check (left_at >= visited_at);
-- One visit counts for an assignment; whatever else is filed for it waits in quarantine.
create unique index filing_one on filing (assignment) where state not in ('quarantined', 'rejected', 'voided');
create index filing_site on filing (site, visited_at);
create index filing_auditor on filing (auditor, visited_at);
create index filing_waiting on filing (received_at) where state in ('quarantined', 'received', 'in_review', 'needs_clarification');
create policy own on filing to servicemark_field using ({OWN}) with check ({OWN});
grant select on filing to {HQ}, servicemark_field;
grant insert on filing to servicemark_field;
grant update (state, embargo_until, redactions, reviewer, reviewer_name, quarantine, version) on filing to {HQ};
grant update (state, current, signals, visited_at, left_at, skew_seconds, version) on filing to servicemark_field;
create trigger filing_version_counts before update on filing for each row execute function next_version();
alter table filing enable always trigger filing_version_counts;

create unique index filing_version_number on filing_version (filing, number);
create trigger filing_version_frozen before update or delete on filing_version
    for each statement execute function refuse_change();
alter table filing_version enable always trigger filing_version_frozen;
create index filing_photo_filing on filing_photo (filing, number);
create index filing_photo_upload on filing_photo (upload);
alter table filing_photo add constraint filing_photo_redaction_known
    check (redaction in ('waiting', 'clear', 'redacted', 'withheld') and (redaction = 'redacted') = (redacted is not null));
create index filing_step_filing on filing_step (filing, at);
create index filing_message_filing on filing_message (filing, at);
alter table filing_message add constraint filing_message_visibility_known check (visibility in ('hq', 'auditor', 'all'));
create policy own on filing_version to servicemark_field
    using (exists (select from filing f where f.id = filing_version.filing))
    with check (exists (select from filing f where f.id = filing_version.filing));
create policy own on filing_photo to servicemark_field
    using (exists (select from filing f where f.id = filing_photo.filing))
    with check (exists (select from filing f where f.id = filing_photo.filing)
        and exists (select from photo_upload u where u.id = filing_photo.upload));
create policy own on filing_step to servicemark_field
    using (exists (select from filing f where f.id = filing_step.filing))
    with check (exists (select from filing f where f.id = filing_step.filing) and by is null);
create policy own on filing_message to servicemark_field
    using (visibility <> 'hq' and exists (select from filing f where f.id = filing_message.filing))
    with check (visibility <> 'hq' and from_auditor and by is null
        and exists (select from filing f where f.id = filing_message.filing));
grant select on filing_version, filing_photo, filing_step, filing_message to {HQ}, servicemark_field;
grant insert on filing_version, filing_photo to servicemark_field;
grant insert on filing_step, filing_message to {HQ}, servicemark_field;
grant insert on filing_version to {HQ};
grant update (redaction, redacted, redacted_thumbnail, redactor) on filing_photo to {HQ};

-- Photos that look the same as these, in filings of anybody: an auditor's own transaction sees only its own.
create function alike_photos(prints bigint[], most integer) returns table (fingerprint bigint, filing uuid, upload uuid)
language sql stable security definer set search_path = public, pg_temp as $$
    select mine, p.filing, u.id
    from unnest(prints) mine
    join photo_upload u on u.state = 'whole' and u.fingerprint is not null
        and bit_count((u.fingerprint # mine)::bit(64)) <= most
    join filing_photo p on p.upload = u.id
$$;
revoke all on function alike_photos(bigint[], integer) from public;
grant execute on function alike_photos(bigint[], integer) to {HQ}, servicemark_field;

-- A state is reached only from where it may be reached; the same pairs as `REVIEW_MOVES`.
create function refuse_skipped_review() returns trigger language plpgsql as $$
begin
    if (old.state, new.state) not in (
        ('quarantined', 'received'), ('quarantined', 'rejected'), ('received', 'in_review'),
        ('in_review', 'needs_clarification'), ('in_review', 'approved'), ('in_review', 'approved_excluded'),
        ('in_review', 'rejected'), ('needs_clarification', 'in_review'), ('needs_clarification', 'rejected'),
        ('approved', 'in_review'), ('approved', 'voided'), ('approved_excluded', 'in_review'),
        ('approved_excluded', 'voided'), ('rejected', 'in_review')) then
        raise exception 'a filing does not go from % to %', old.state, new.state using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger filing_moves before update of state on filing for each row when (old.state <> new.state)
    execute function refuse_skipped_review();
alter table filing enable always trigger filing_moves;
"""

PUBLICATION = f"""
{_shown("audit", "audit_revision", "audit_photo", "audit_message", "audit_appeal", "appeal_file")}
{_secret("audit_source")}
alter table audit add constraint audit_state_known check (state in ('published', 'voided'));
create index audit_site on audit (site, visited_on);
create unique index audit_revision_number on audit_revision (audit, number);
create index audit_photo_audit on audit_photo (audit);
create index audit_message_audit on audit_message (audit, at);
create index audit_appeal_audit on audit_appeal (audit);
create index audit_appeal_open on audit_appeal (lodged_at) where state = 'open';
create unique index audit_appeal_one_open on audit_appeal (audit, question) where state = 'open';
alter table audit_appeal add constraint audit_appeal_state_known
    check (state in ('open', 'upheld', 'rejected', 'retracted') and (state = 'open') = (decided_at is null));
alter table audit_appeal add constraint audit_appeal_ground_known
    check (ground in ('factual', 'evidence', 'omitted', 'procedure'));
create index appeal_file_appeal on appeal_file (appeal);
grant select on audit, audit_revision, audit_photo, audit_message, audit_appeal, appeal_file to {HQ}, servicemark_site;
grant select on audit to servicemark_reader;
create policy network_shows on audit for select to servicemark_reader using (true);
grant select on audit_source to {HQ};
grant insert on audit, audit_revision, audit_photo, audit_source to {HQ};
grant update (state, revision, score, critical_failures, voided_reason, version) on audit to {HQ};
-- That it opened it, is all that a site ever says on an audit itself.
grant update (delivered_at, version) on audit to servicemark_site;
grant insert on audit_message to {HQ}, servicemark_site;
create policy own_side on audit_message as restrictive for insert to servicemark_site with check (side = 'site');
create policy other_side on audit_message as restrictive for insert to {HQ} with check (side = 'hq');
grant insert on audit_appeal, appeal_file to servicemark_site;
grant update (state, decided_by, decider, decided_at, decision, version) on audit_appeal to {HQ}, servicemark_site;
create policy lodges on audit_appeal as restrictive for insert to servicemark_site
    with check (state = 'open' and lodged_by is not distinct from (select my_account()));
create policy takes_back on audit_appeal as restrictive for update to servicemark_site
    using (state = 'open') with check (state = 'retracted');
create policy decides on audit_appeal as restrictive for update to {HQ}
    using (state = 'open') with check (decided_by is not distinct from (select my_account()));
create trigger audit_revision_frozen before update or delete on audit_revision
    for each statement execute function refuse_change();
alter table audit_revision enable always trigger audit_revision_frozen;

-- Once published never hidden again.
create function keep_audit() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or (new.site, new.published_at, new.visited_on) is distinct from
        (old.site, old.published_at, old.visited_on) or old.delivered_at is distinct from
        coalesce(old.delivered_at, new.delivered_at) and old.delivered_at is not null
        or (old.state = 'voided' and new.state <> 'voided') then
        raise exception 'what was published stays' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger audit_kept before update or delete on audit for each row execute function keep_audit();
alter table audit enable always trigger audit_kept;
create trigger audit_version before update on audit for each row execute function next_version();
alter table audit enable always trigger audit_version;
"""

QUALITY = f"""
alter table calibration_round add constraint calibration_round_state_known check (state in ('draft', 'open', 'closed'));
alter table calibration_round enable row level security;
alter table calibration_round force row level security;
create policy network on calibration_round to servicemark_hq using (true) with check (true);
create policy asked on calibration_round for select to servicemark_field using (state = 'open');
grant select, insert, update on calibration_round to servicemark_hq;
-- What HQ holds to be right is not for those who are asked.
grant select (id, name, checklist, case_text, state, closes_at, version) on calibration_round to servicemark_field;
create unique index calibration_answer_once on calibration_answer (round, auditor);
alter table calibration_answer enable row level security;
alter table calibration_answer force row level security;
create policy network on calibration_answer for select to servicemark_hq using (true);
create policy own on calibration_answer to servicemark_field using ({OWN})
    with check ({OWN} and exists (select from calibration_round r where r.id = calibration_answer.round));
grant select on calibration_answer to servicemark_hq;
grant select, insert on calibration_answer to servicemark_field;
create policy asked on checklist for select to servicemark_field
    using (state <> 'draft' and exists (select from calibration_round r where r.checklist = checklist.id));
"""

# What happens to a visit before it is published stands in a chain of its own, minus the site: the site and whoever
# may read its chain must not learn of it. Auditors stand in it under their codes, without an account.
TRAIL = """
create policy hidden_writes on trail_event for insert to servicemark_region
    with check (site < 0 and -site = any ((select my_sites())::integer[]) and account is not distinct from (select my_account()));
create policy hidden_files on trail_event for insert to servicemark_field
    with check (site < 0 and account is null and action ~ '^visit[.]'
                and -site in (select a.site from assignment a));
"""


async def forwards() -> MigrationManager:
    sql = CHECKLISTS + AUDITORS + PLANNING + FILINGS + PUBLICATION + QUALITY + TRAIL
    return raw(ID, "audits", DESCRIPTION, sql)
