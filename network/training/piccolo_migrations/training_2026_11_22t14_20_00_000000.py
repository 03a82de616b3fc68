"""Let whoever waits move up to a free seat, whosever it was, and tell those whom a session concerns."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T14:20:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let whoever waits move up to a free seat, whosever it was, and tell those whom a session concerns."

HQ = "servicemark_hq, servicemark_region"
LEARNERS = "servicemark_site, servicemark_staff"

SQL = f"""
-- A course that was never more than a draft goes with it.
grant delete on course to servicemark_hq;
-- What anybody has passed or sat keeps its course; a cascade would ask to delete records, of which none may go.
alter table training_record drop constraint training_record_course_fkey, drop constraint training_record_version_fkey,
    add constraint training_record_course_fkey foreign key (course) references course (id),
    add constraint training_record_version_fkey foreign key (version) references course_version (id);

-- Two who require the same at once must not both do it.
create unique index course_requirement_once on course_requirement (course, role, coalesce(least_level, 0))
    where to_on is null;

-- Whoever has a seat that the session has no more gets a free one; then those who wait get what is free, the first who
-- came first. The enrolments that have moved up. Whoever frees a seat need not see who gets it.
create function settle_seats(wanted uuid) returns setof uuid language plpgsql volatile
    security definer set search_path = public, pg_temp as $$
declare
    each record;
    free smallint;
begin
    for each in select e.id from enrolment e join training_session s on s.id = e.session
                where s.id = wanted and e.seat > s.seats order by e.seat loop
        update enrolment set seat = take_seat(wanted) where id = each.id;
    end loop;
    for each in select e.id from enrolment e where e.session = wanted and e.state = 'waiting'
                order by e.enrolled_at, e.id loop
        free := take_seat(wanted);
        exit when free is null;
        update enrolment set seat = free, state = 'enrolled' where id = each.id;
        return next each.id;
    end loop;
end $$;

-- Tells the person of each enrolment, when they have an account, and those who run their site. Not whoever does it.
create function tell_enrolled(enrolments uuid[], what text, about text, at_page text, facts jsonb, mail_after interval)
returns integer language sql volatile security definer set search_path = public, pg_temp as $$
    select coalesce(sum(tell(
        array(select holders(e.site, 'site_operator')
              union select p.account from person p join account a on a.id = p.account and a.disabled_at is null
              where p.id = e.person and p.account is distinct from my_account()),
        what, about || ':' || e.id,
        at_page, naming(e.site, facts) || jsonb_build_object('person', called.name), mail_after)), 0)::integer
    from enrolment e
    join lateral (select m.name from staff_member m where m.person = e.person
                  order by (m.site = e.site) desc, m.from_on desc limit 1) called on true
    where e.id = any (enrolments)
$$;

-- Everybody who has a seat in a session or waits for one, whosever people they are.
create function enrolments_of(wanted uuid) returns setof uuid language sql stable
    security definer set search_path = public, pg_temp as $$
    select id from enrolment where session = wanted and state in ('enrolled', 'waiting')
$$;
-- Which of these people are enrolled in a session already (true), or are elsewhere at its time (false): also where the
-- asker does not see it, for somebody may work at two sites.
create function taken_up(people uuid[], wanted uuid) returns table (person uuid, already boolean) language sql stable
    security definer set search_path = public, pg_temp as $$
    select e.person, bool_or(e.session = wanted)
    from enrolment e
    join training_session other on other.id = e.session
    join training_session this on this.id = wanted
    where e.person = any (people) and e.state in ('enrolled', 'waiting', 'attended') and other.state <> 'cancelled'
      and tstzrange(other.starts_at, other.ends_at) && tstzrange(this.starts_at, this.ends_at)
    group by e.person
$$;
revoke all on function settle_seats(uuid), enrolments_of(uuid), taken_up(uuid[], uuid),
    tell_enrolled(uuid[], text, text, text, jsonb, interval) from public;
grant execute on function settle_seats(uuid), taken_up(uuid[], uuid),
    tell_enrolled(uuid[], text, text, text, jsonb, interval) to {HQ}, {LEARNERS};
grant execute on function enrolments_of(uuid) to {HQ};
"""


async def forwards() -> MigrationManager:
    return raw(ID, "training", DESCRIPTION, SQL)
