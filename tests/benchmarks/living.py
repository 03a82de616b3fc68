"""What the full scheme looks at beside orders and returns: certificates, reports, audits, actions, people and what they
have learnt and read, what customers say. Made by the database itself, the same each time."""

import asyncpg

from tests.benchmarks.network import Size

PEOPLE, COURSES, MANUALS, ANSWERS, COMPLAINTS = 12, 8, 5, 25, 5

CERTIFIED = """
with line as (
    insert into product_line (code, name, name_zh) values ('living', 'Living', '全') returning id
), kind as (
    insert into certificate_type (code, title, title_zh, product_line, repair_level, validity_months, validity_rule,
        window_days)
    select 'living', 'Living', '全', id, 2, 24, 'from_decision', 90 from line returning id
), thread as (
    insert into certification (id, site, type, state)
    select gen_random_uuid(), s.id, kind.id, 'certified' from site s, kind returning id, site, type
)
insert into certificate (id, certification, site, type, number, valid_from, valid_to)
select gen_random_uuid(), id, site, type, 'L' || site, '2026-01-01', '2027-12-31' from thread
"""

# Nine months; one report in twelve was late, one in forty is missing.
REPORTS = """
insert into monthly_report (id, site, month, state, way, submitted_at, sha256, figures)
select gen_random_uuid(), s.id, m::date, 'accepted', 'web',
       m + interval '1 month' + (case s.id % 12 when 0 then 6 else 2 end) * interval '1 day', 'none',
       '{"received": "10"}'
from site s, generate_series(timestamptz '2026-01-01', '2026-09-01', '1 month') m
where (s.id + extract(month from m)::int) % 40 > 0
"""

AUDITS = """
insert into audit (id, site, kind, visited_on, part_of_day, state, score, critical_failures, published_at, delivered_at,
    appeal_until)
select gen_random_uuid(), s.id, 'mystery_visit', '2025-10-15'::date + n * 91, 'morning', 'published',
       60 + (s.id * 7 + n * 13) % 40, ((s.id + n) % 50 = 0)::int, '2025-10-25'::timestamptz + n * interval '91 days',
       '2025-10-26'::timestamptz + n * interval '91 days', '2025-11-05'::timestamptz + n * interval '91 days'
from site s, generate_series(0, 3) n
"""

ACTIONS = """
with found as (
    insert into finding (id, site, source, title, grade, found_on, raised_at, raised_by, state)
    select gen_random_uuid(), s.id, 'hq', '{"en": "Finding", "zh_CN": "发现"}', 'minor', '2026-07-01',
           '2026-07-01', 'bench', 'open'
    from site s, generate_series(1, 2) n returning id, site
)
insert into corrective_action (id, finding, site, state, due_on, first_due_on, done_on, answered_at, verified_at)
select gen_random_uuid(), id, site, 'verified', '2026-08-15', '2026-08-15', '2026-08-10'::date + site % 8,
       '2026-08-10'::timestamptz + site % 8 * interval '1 day', '2026-09-01'
from found
"""

# Everybody must have passed half of the courses, and has passed four of five of those.
TRAINING = """
insert into person (id) select md5('living' || n)::uuid from generate_series(1, {sites} * {people}) n;
insert into staff_member (id, site, name, role, from_on, phone, email, person)
select gen_random_uuid(), s.id, 'P' || s.place || ' ' || n,
       (array['technician', 'receptionist', 'site_manager'])[1 + n % 3], '2026-01-01', '', '',
       md5('living' || (s.place - 1) * {people} + n)::uuid
from (select id, row_number() over (order by id) as place from site) s, generate_series(1, {people}) n;
insert into course (id, key, title, topic, created_by)
select gen_random_uuid(), 'living-' || n, '{{"en": "Course", "zh_CN": "课程"}}', 'repair', 'bench'
from generate_series(1, {courses}) n;
insert into course_requirement (course, role, from_on, added_by)
select c.id, role, '2026-01-01', 'bench'
from course c, unnest(array['technician', 'receptionist', 'site_manager']) with ordinality r (role, place)
where c.key like 'living-%' and (c.number + place) % 2 = 0;
insert into training_record (id, person, course, site, source, passed_on, valid_from, valid_to, number, recorded_by,
    course_number)
select gen_random_uuid(), m.person, c.id, m.site, 'imported', '2026-02-01', '2026-02-01', '2027-02-01',
       'L' || row_number() over (), 'bench', c.number
from staff_member m join course_requirement q on q.role = m.role join course c on c.id = q.course
where c.key like 'living-%' and m.name like 'P%' and random() < 0.8;
insert into course_version (id, course, number, state, document, written_by, published_by, published_at)
select gen_random_uuid(), id, 1, 'published', '{{}}', 'bench', 'bench', now() from course where key = 'living-1';
with held as (
    insert into training_session (id, version, place, time_zone, starts_at, ends_at, trainer, seats, cost, currency,
        state, attendance_token, planned_by)
    select gen_random_uuid(), v.id, 'Hall', 'Asia/Shanghai', '2026-08-03 01:00Z', '2026-08-03 09:00Z', s.code, 20, 0,
           'CNY', 'held', s.code, 'bench'
    from course_version v, site s where v.written_by = 'bench' and s.id % 10 = 0
    returning id, trainer
)
insert into session_mentor (session, site, came)
select h.id, s.id, 1 + s.id % 7 from held h join site s on s.code = h.trainer
"""

MANUALS_READ = """
insert into manual (id, key, title, created_by)
select gen_random_uuid(), 'living-' || n, '{{"en": "Manual", "zh_CN": "手册"}}', 'living'
from generate_series(1, {manuals}) n;
insert into manual_edition (id, manual, number, state, document, sha256, effective_on, material, audience, writer,
    approved_at)
select gen_random_uuid(), m.id, n, 'approved', '{{}}', '', date '2026-01-15' + n * 90, true,
       '{{"roles": [], "kinds": [], "regions": [], "lines": []}}', 'living', now()
from manual m, generate_series(1, 2) n where m.key like 'living-%';
insert into acknowledgement (id, edition, person, site, at, recorder)
select gen_random_uuid(), e.id, m.person, m.site, '2026-07-20'::timestamptz, 'living'
from staff_member m, manual_edition e where e.writer = 'living' and e.number = 2 and random() < 0.8
"""

CUSTOMERS = """
insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, language, answered_at)
select gen_random_uuid(), o.site, o.id, 'receipt', 'customer', 1, 1 + o.place * 7 % 5, 'en',
       o.ready_at + interval '1 day'
from (select id, site, ready_at, row_number() over (partition by site order by id) as place from repair_order
      where ready_at >= '2026-07-01' and ready_at < '2026-09-25') o
where o.place <= {answers};
insert into complaint (id, complaint_no, site, channel, received_at, told_at, problem, tree_version, severity, customer,
    words, state, answered_at, answer, answer_side, substantiated, responsible, decided_at, entered_at)
select gen_random_uuid(), 'C' || s.id || '-' || n, s.id, 'phone', at, at, 'service.too_late', 1, 'minor', '', '',
       'answered', at + (20 + s.id * n % 40) * interval '1 hour', 'Done.', 'site', n % 2 = 0,
       case n % 3 when 0 then 'shared' else 'site' end, at + interval '5 days', at
from site s, generate_series(1, {complaints}) n
cross join lateral (select '2026-07-05'::timestamptz + (s.id % 7 + n * 12) * interval '1 day' as at) t;
insert into overcharge_case (id, site, ground, charged_on, charge, currency, highest, state, found_at, decided_at,
    decider, decision)
select gen_random_uuid(), id, 'above_list', '2026-08-01', 300, 'CNY', 200, 'substantiated', '2026-08-02', '2026-08-20',
       'bench', 'Above the list.'
from site where id % 20 = 0;
insert into falsification_case (id, site, kind, reference, happened_on, grounds, state, opened_by, opener, opened_at,
    answer_until, decided_by, decider, decided_at, decision, appeal_until)
select gen_random_uuid(), id, 'report', 'July 2026', '2026-07-31', 'A copy.', 'confirmed', gen_random_uuid(), 'bench',
       '2026-08-10', '2026-08-21', gen_random_uuid(), 'bench', '2026-08-22', 'A copy.', '2026-09-06'
from site where id % 20 = 1
"""


async def live(root_url: str, size: Size) -> None:
    """Fill in all of it, beside the orders and returns that are there."""
    root = await asyncpg.connect(root_url)
    values = {
        "sites": size.sites,
        "people": PEOPLE,
        "courses": COURSES,
        "manuals": MANUALS,
        "answers": ANSWERS,
        "complaints": COMPLAINTS,
    }
    try:
        await root.execute("set session_replication_role = replica; select setseed(0.42)")
        for sql in (CERTIFIED, REPORTS, AUDITS, ACTIONS):
            await root.execute(sql)
        for sql in (TRAINING, MANUALS_READ, CUSTOMERS):
            await root.execute(sql.format(**values))
        await root.execute("vacuum analyze")
    finally:
        await root.close()
