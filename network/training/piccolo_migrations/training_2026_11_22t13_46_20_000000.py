"""Fence training; freeze what was passed, hand out seats one by one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T13:46:20:000000"
VERSION = "1.38.0"
DESCRIPTION = "Fence training; freeze what was passed, hand out seats one by one."

HQ = "servicemark_hq, servicemark_region"
LEARNERS = "servicemark_site, servicemark_staff"
MY_SITE = "site = any ((select my_sites())::integer[])"
MY_PEOPLE = "person = any ((select my_people())::uuid[])"
MYSELF = "person = (select my_person())"


def _kept(*tables: str) -> str:
    """Row security of tables that headquarters keeps."""
    return "".join(
        f"""
alter table {table} enable row level security;
alter table {table} force row level security;
create policy network on {table} to servicemark_hq using (true) with check (true);
create policy owner_keeps on {table} to servicemark_owner using (true) with check (true);
"""
        for table in tables
    )


COURSES = f"""
{_kept("course", "course_version", "course_file", "course_requirement")}
create policy reads on course for select to servicemark_region, {LEARNERS} using (true);
create policy reads on course_requirement for select to servicemark_region, {LEARNERS} using (true);
create policy reads on course_version for select to servicemark_region, {LEARNERS} using (state <> 'draft');
create policy reads on course_file for select to servicemark_region, {LEARNERS}
    using (exists (select from course_version v where v.id = course_file.version));
grant select on course, course_version, course_file, course_requirement to {HQ}, {LEARNERS};
grant insert on course, course_version, course_file, course_requirement to servicemark_hq;
grant update (title, topic, retired_at) on course to servicemark_hq;
grant update (document, state, published_by, published_at, row_version) on course_version to servicemark_hq;
grant delete on course_version, course_file to servicemark_hq;
grant update (to_on) on course_requirement to servicemark_hq;
alter table course_version add constraint course_version_state_known check (state in ('draft', 'published', 'retired'));
alter table course_version add constraint course_version_published_whole check ((state = 'draft') = (published_at is null));
create unique index course_version_number on course_version (course, number);
create unique index course_version_one_draft on course_version (course) where state = 'draft';
create unique index course_version_in_force on course_version (course) where state = 'published';
create function keep_course_version() returns trigger language plpgsql as $$
begin
    if old.state <> 'draft' and (tg_op = 'DELETE' or new.document <> old.document or new.number <> old.number
        or new.state = 'draft' or old.state = 'retired') then
        raise exception 'a published version of a course never changes' using errcode = 'SM001';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger course_version_frozen before update or delete on course_version
    for each row execute function keep_course_version();
alter table course_version enable always trigger course_version_frozen;
alter table course_requirement add constraint course_requirement_ends_after_start check (to_on >= from_on);
create index course_requirement_course on course_requirement (course);
"""

SESSIONS = f"""
{_kept("training_session", "enrolment")}
create policy reads on training_session for select to servicemark_region, {LEARNERS} using (true);
create policy plans on training_session for insert to servicemark_region with check (region = any ((select my_regions())::integer[]));
create policy changes on training_session for update to servicemark_region
    using (region = any ((select my_regions())::integer[])) with check (region = any ((select my_regions())::integer[]));
grant select, insert, update on training_session to {HQ};
-- What the code at the door says is for those who stand there.
grant select (id, version, region, place, time_zone, starts_at, ends_at, trainer, seats, cost, currency, state,
    ends_in_exam, cancelled_because, planned_by, planned_at, row_version) on training_session to {LEARNERS};
alter table training_session add constraint training_session_state_known check (state in ('planned', 'held', 'cancelled'));
alter table training_session add constraint training_session_ends_after_start check (ends_at > starts_at);
alter table training_session add constraint training_session_seats_sane check (seats between 1 and 500);
alter table training_session add constraint training_session_cost_sane check (cost >= 0);
create index training_session_starts on training_session (starts_at);

create policy scope on enrolment to servicemark_region, servicemark_site using ({MY_SITE}) with check ({MY_SITE} and {MY_PEOPLE});
create policy own on enrolment to servicemark_staff using ({MYSELF}) with check ({MYSELF} and {MY_SITE});
grant select, insert on enrolment to {HQ}, {LEARNERS};
grant update (state, seat, attended_at, attended_by) on enrolment to {HQ};
grant update (state, seat) on enrolment to {LEARNERS};
-- Whether somebody came is not for their own side to say.
create policy comes on enrolment as restrictive for update to {LEARNERS}
    using (state in ('enrolled', 'waiting')) with check (state in ('enrolled', 'waiting', 'cancelled'));
create policy asks on enrolment as restrictive for insert to {LEARNERS} with check (state in ('enrolled', 'waiting'));
alter table enrolment add constraint enrolment_state_known
    check (state in ('enrolled', 'waiting', 'cancelled', 'attended', 'absent'));
alter table enrolment add constraint enrolment_seated check ((seat is not null) = (state in ('enrolled', 'attended', 'absent')));
create unique index enrolment_seat on enrolment (session, seat) where seat is not null;
create unique index enrolment_once on enrolment (session, person) where state <> 'cancelled';
create index enrolment_person on enrolment (person);
create index enrolment_site on enrolment (site);

-- The lowest free seat, or null when all are taken. Of two who ask at once the second waits for the first.
create function take_seat(wanted uuid) returns smallint language plpgsql volatile
    security definer set search_path = public, pg_temp as $$
declare
    seats smallint;
begin
    select s.seats into seats from training_session s where s.id = wanted and s.state = 'planned' for update;
    return (select min(n) from generate_series(1, seats) n
            where not exists (select from enrolment e where e.session = wanted and e.seat = n));
end $$;
-- How many seats of sessions are taken and how many people wait: numbers, nobody's names.
create function seats_taken(wanted uuid[]) returns table (session uuid, taken bigint, waiting bigint)
language sql stable security definer set search_path = public, pg_temp as $$
    select e.session, count(*) filter (where e.seat is not null), count(*) filter (where e.state = 'waiting')
    from enrolment e where e.session = any (wanted) group by e.session
$$;
-- A seat beyond what the session has is nobody's, whoever hands it out.
create function check_seat() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
    if new.seat > (select s.seats from training_session s where s.id = new.session) then
        raise exception 'the session has no such seat' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger enrolment_seat_exists before insert or update of seat on enrolment for each row execute function check_seat();
alter table enrolment enable always trigger enrolment_seat_exists;
-- Attendance by the code at the door: true when the asker has a seat in the session, the code is right, and it is the time.
create function attend(wanted uuid, token text, moment timestamptz) returns boolean language plpgsql volatile
    security definer set search_path = public, pg_temp as $$
begin
    update enrolment e set state = 'attended', attended_at = moment, attended_by = 'code'
    from training_session s, person p
    where s.id = wanted and e.session = s.id and s.attendance_token = token and s.state = 'planned'
      and moment between s.starts_at - interval '1 hour' and s.ends_at + interval '1 hour'
      and p.id = e.person and p.account = my_account() and e.state = 'enrolled';
    return found;
end $$;
revoke all on function take_seat(uuid), seats_taken(uuid[]), attend(uuid, text, timestamptz) from public;
grant execute on function take_seat(uuid), seats_taken(uuid[]) to {HQ}, {LEARNERS};
grant execute on function attend(uuid, text, timestamptz) to {LEARNERS};
"""

RECORDS = f"""
{_kept("exam_attempt", "training_record", "record_revocation", "certificate_claim", "record_reminder")}
create policy scope on exam_attempt for select to servicemark_region, servicemark_site using ({MY_SITE} or {MY_PEOPLE});
create policy own on exam_attempt to {LEARNERS} using ({MYSELF}) with check ({MYSELF} and {MY_SITE});
grant select on exam_attempt to {HQ}, {LEARNERS};
grant insert on exam_attempt to {LEARNERS};
grant update (answers, handed_in_at, percent, passed, row_version) on exam_attempt to {LEARNERS}, servicemark_hq;
alter table exam_attempt add constraint exam_attempt_graded check
    ((handed_in_at is null) = (percent is null) and (percent is null) = (passed is null));
alter table exam_attempt add constraint exam_attempt_in_time check (handed_in_at <= ends_at);
create unique index exam_attempt_number on exam_attempt (version, person, number);
create unique index exam_attempt_one_open on exam_attempt (person) where handed_in_at is null;
create index exam_attempt_person on exam_attempt (person);
create function keep_attempt() returns trigger language plpgsql as $$
begin
    if tg_op = 'DELETE' or old.handed_in_at is not null or new.started_at <> old.started_at or new.ends_at <> old.ends_at
            or new.questions <> old.questions or new.person <> old.person or new.version <> old.version then
        raise exception 'an exam that was handed in never changes' using errcode = 'SM001';
    end if;
    return new;
end $$;
create trigger exam_attempt_frozen before update or delete on exam_attempt for each row execute function keep_attempt();
alter table exam_attempt enable always trigger exam_attempt_frozen;

create policy scope on training_record for select to servicemark_region, servicemark_site using ({MY_SITE} or {MY_PEOPLE});
create policy scope_writes on training_record for insert to servicemark_region with check ({MY_SITE});
create policy own on training_record for select to servicemark_staff using ({MYSELF});
-- Of their own people's hand only what an exam of their own has given.
create policy passed on training_record for insert to {LEARNERS} with check (
    source = 'exam' and {MYSELF} and {MY_SITE}
    and exists (select from exam_attempt a where a.id = training_record.attempt and a.person = training_record.person and a.passed));
grant select, insert on training_record to {HQ}, {LEARNERS};
alter table training_record add constraint training_record_ends_after_start check (valid_to >= valid_from);
alter table training_record add constraint training_record_source_known
    check (source in ('exam', 'session', 'external', 'imported'));
create index training_record_person on training_record (person, course);
create index training_record_site on training_record (site);
create index training_record_ends on training_record (valid_to);
create unique index training_record_one_an_attempt on training_record (attempt) where attempt is not null;
create trigger training_record_frozen before update or delete on training_record
    for each statement execute function refuse_change();
alter table training_record enable always trigger training_record_frozen;

create policy reads on record_revocation for select to servicemark_region, {LEARNERS}
    using (exists (select from training_record r where r.id = record_revocation.record));
create policy revokes on record_revocation for insert to servicemark_region
    with check (exists (select from training_record r where r.id = record_revocation.record));
grant select on record_revocation to {HQ}, {LEARNERS};
grant insert on record_revocation to {HQ};
create trigger record_revocation_frozen before update or delete on record_revocation
    for each statement execute function refuse_change();
alter table record_revocation enable always trigger record_revocation_frozen;

create policy scope on certificate_claim to servicemark_region, servicemark_site using ({MY_SITE}) with check ({MY_SITE});
create policy claims on certificate_claim as restrictive for insert to servicemark_site
    with check (state = 'open' and {MY_PEOPLE});
create policy decides on certificate_claim as restrictive for update to {HQ}
    using (state = 'open') with check (decided_by = (select my_account()));
grant select on certificate_claim to {HQ}, servicemark_site;
grant insert on certificate_claim to servicemark_site;
grant update (state, decided_by, decider, decided_at, decision, record, version) on certificate_claim to {HQ};
alter table certificate_claim add constraint certificate_claim_state_known check (state in ('open', 'accepted', 'refused'));
alter table certificate_claim add constraint certificate_claim_ends_after_start check (valid_to >= passed_on);
create index certificate_claim_site on certificate_claim (site);

create policy scope on record_reminder for select to servicemark_region, servicemark_site using ({MY_SITE});
grant select on record_reminder to {HQ}, servicemark_site;
grant insert on record_reminder to servicemark_hq;
grant usage on sequence record_reminder_id_seq to servicemark_hq;
create unique index record_reminder_once on record_reminder (record, days);

-- Whether a certificate is good, for whoever holds its number: no name but the initial, nothing else of anybody.
create function certificate_of(wanted text) returns table (record uuid, title jsonb, initial text, passed_on date, valid_to date, revoked boolean)
language sql stable security definer set search_path = public, pg_temp as $$
    select r.id, c.title, left(m.name, 1), r.passed_on, r.valid_to, v.record is not null
    from training_record r
    join course c on c.id = r.course
    join lateral (select name from staff_member m where m.person = r.person order by m.from_on desc limit 1) m on true
    left join record_revocation v on v.record = r.id
    where r.number = wanted
$$;
revoke all on function certificate_of(text) from public;
grant execute on function certificate_of(text) to servicemark_gate;
"""

ASSESSMENTS = f"""
{_kept("self_assessment")}
create policy scope on self_assessment to servicemark_region, servicemark_site using ({MY_SITE}) with check ({MY_SITE});
create policy handed_in on self_assessment as restrictive for select to {HQ} using (handed_in_at is not null);
grant select on self_assessment to {HQ}, servicemark_site;
grant insert on self_assessment to servicemark_site;
grant update (answers, note, assessed_on, handed_in_by, handed_in_at, row_version), delete on self_assessment to servicemark_site;
create unique index self_assessment_one_draft on self_assessment (site) where handed_in_at is null;
create index self_assessment_site on self_assessment (site, assessed_on);
create function keep_assessment() returns trigger language plpgsql as $$
begin
    if old.handed_in_at is not null then
        raise exception 'what was handed in never changes' using errcode = 'SM001';
    end if;
    return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger self_assessment_frozen before update or delete on self_assessment
    for each row execute function keep_assessment();
alter table self_assessment enable always trigger self_assessment_frozen;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "training", DESCRIPTION, COURSES + SESSIONS + RECORDS + ASSESSMENTS)
