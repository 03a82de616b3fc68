"""Who must have passed what and who has, over a whole network on one day, in one statement."""

from time import perf_counter

import asyncpg

from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.database import fetch, plan_anew, transaction
from network.training.queries.coverage_sql import SITES_COVERED
from tests.benchmarks.network import Size
from tests.benchmarks.report import Disagreement, Finding, Line, Ratio, middle

HQ = Actor.system("bench")
PEOPLE, COURSES = 12, 10
LIMIT = 0.3  # seconds

# Four of five have passed; some of that has ended, has been renewed, or is void.
FILL = """
insert into course (id, key, title, topic, created_by)
select gen_random_uuid(), 'course-' || n, '{{"en": "Course", "zh_CN": "课程"}}', 'repair', 'bench'
from generate_series(1, {courses}) n;
insert into course_requirement (id, course, role, from_on, added_by)
select gen_random_uuid(), c.id, role, '2026-01-01', 'bench'
from course c, unnest(array['technician', 'receptionist', 'site_manager']) role;
insert into person (id) select gen_random_uuid() from generate_series(1, {sites} * {people});
insert into staff_member (id, site, name, role, from_on, phone, email, person)
select gen_random_uuid(), s.id, 'P' || n, (array['technician', 'receptionist', 'site_manager'])[1 + n % 3],
       '2026-01-01', '', '', p.id
from (select id, row_number() over () as n from person) p
join (select id, row_number() over (order by id) as place from site) s on s.place = 1 + (p.n - 1) / {people};
insert into training_record (id, person, course, site, source, passed_on, valid_from, valid_to, number, issuer,
    recorded_by)
select gen_random_uuid(), m.person, c.id, m.site, 'imported', '2026-02-01', '2026-02-01',
       case when random() < 0.1 then date '2026-05-01' else date '2027-12-31' end,
       gen_random_uuid()::text::varchar(30), '', 'bench'
from staff_member m, course c where random() < 0.8;
insert into record_revocation (record, reason, revoked_by)
select id, 'Wrong person', 'bench' from training_record where random() < 0.01;
"""


async def run(root_url: str, size: Size) -> Finding:
    """Leaves courses, people and what they have passed."""
    await _fill(root_url, size)
    taken = [await _timed(size) for _round in range(size.rounds + 1)]
    seconds = middle(taken[1:])
    pairs = size.sites * PEOPLE * COURSES
    return Finding(
        f"Coverage of training: {pairs:,} people and courses at {size.sites:,} sites",
        (Line("one statement, by site and course", seconds, f"{pairs / seconds:,.0f} pairs a second"),),
        (Ratio("coverage of the network / 300 ms", seconds / LIMIT, at_most=1),),
    )


async def _fill(root_url: str, size: Size) -> None:
    root = await asyncpg.connect(root_url)
    try:
        await root.execute("set session_replication_role = replica; select setseed(0.42)")
        await root.execute(FILL.format(sites=size.sites, people=PEOPLE, courses=COURSES))
        await root.execute("vacuum analyze")
    finally:
        await root.close()


async def _timed(size: Size) -> float:
    async with transaction(HQ, read_only=True):
        start = perf_counter()
        await plan_anew()
        rows = await fetch(SITES_COVERED, now().date(), None)
        seconds = perf_counter() - start
    required = size.sites * PEOPLE * COURSES
    if (found := sum(row["required"] for row in rows)) != required:
        raise Disagreement(f"{found:,} pairs are required, not {required:,}")
    return seconds
