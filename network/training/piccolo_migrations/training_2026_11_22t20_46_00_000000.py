"""Answer who holds what in the order of an index, without a look at the courses."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T20:46:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Answer who holds what in the order of an index, without a look at the courses."

# Coverage sums up every record of the network by person: in the order of the index nothing is hashed or sorted, and a
# number is the place of a course in a set of bits.
SQL = """
update course set number = place
from (select id, row_number() over (order by created_at, id) as place from course) c where c.id = course.id;
alter table course alter column number drop default, alter column number add generated always as identity;
select setval(pg_get_serial_sequence('course', 'number'), (select coalesce(max(number), 0) + 1 from course), false);
create unique index course_number on course (number);

alter table training_record disable trigger training_record_frozen;
update training_record r set course_number = c.number from course c where c.id = r.course;
alter table training_record enable always trigger training_record_frozen;
drop index training_record_held;
create index training_record_held on training_record (person, course)
    include (course_number, valid_from, valid_to, id);

-- Whoever records, neither the name nor the number of the course is theirs to choose.
create or replace function name_record() returns trigger language plpgsql security definer
    set search_path = public, pg_temp as $$
begin
    new.name := coalesce(called_there(new.person, new.site, new.passed_on), '');
    new.course_number := (select number from course where id = new.course);
    return new;
end $$;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "training", DESCRIPTION, SQL)
