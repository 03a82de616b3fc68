"""Who must have passed what and who has: `network.training.rules.coverage` in SQL, in two shapes of one definition.

`SITES_COVERED` counts a whole network at once; `pairs()` lists person by person, for some sites. Tests hold both
against the model.
"""

from network.training.rules.coverage import JOINING

_OPEN = "q.from_on <= {day} and (q.to_on is null or q.to_on >= {day})"
_ACTIVE = "m.from_on <= {day} and (m.to_on is null or m.to_on >= {day})"
# The last day of its service is one of those on which a site trains its people.
_OPEN_SITE = "(s.closed_on is null or s.closed_on >= {day})"
_CERTIFIED = "held.valid_from <= {day} and held.valid_to >= {day} and (held.ended_on is null or held.ended_on > {day})"
_HELD = "r.valid_from <= {day} and (r.valid_to is null or r.valid_to >= {day})"


def _on(condition: str, day: str) -> str:
    return condition.format(day=day)


# $1 the day, $2 ids of sites or null for all. Columns: site, required, held, counted, covered: how many pairs of person
# and course there are, and how many of them hold; of those that have been there long enough, the same.
#
# Pairs are counted without being made: by the numbers of the courses, sixty-four to a word, what a role needs and what
# a person holds are sets of bits. Records are read word by word in the order of an index, which has them by person, so
# that none is joined, hashed or sorted; `materialized` keeps that from being done anew for each person. The counts of
# bits are made narrow, because wide ones are summed up as numerics.
SITES_COVERED = f"""
with required as materialized (
    select q.role, q.course, min(coalesce(q.least_level, 0)) as least_level
    from course_requirement q where {_on(_OPEN, "$1")}
    group by q.role, q.course
), numbered as materialized (
    select id as course, number / 64 as word, 1::bigint << number % 64 as bit
    from course where id in (select course from required)
), site_level as materialized (
    select held.site, max(t.repair_level)::int as level
    from certificate held join certificate_type t on t.id = held.type where {_on(_CERTIFIED, "$1")}
    group by held.site
), wanted as materialized (
    select q.role, l.level, n.word, bit_or(n.bit) as bits
    from (select 0 as level union select level from site_level) l
    join required q on q.least_level <= l.level
    join numbered n on n.course = q.course
    group by q.role, l.level, n.word
), good as materialized (
    select w.word, held.person, held.bits
    from (select distinct word from numbered) w
    cross join lateral (
        select r.person, bit_or(1::bigint << r.course_number % 64) as bits
        from training_record r
        where {_on(_HELD, "$1")} and r.course_number / 64 = w.word
          and r.id not in (select record from record_revocation)
        group by r.person
    ) held
), needed as (
    select m.site, m.person, w.word, bit_or(w.bits) as bits,
           coalesce(bit_or(w.bits) filter (where m.from_on + {JOINING.days} <= $1), 0) as counted
    from staff_member m
    left join site_level l on l.site = m.site
    join wanted w on w.role = m.role and w.level = coalesce(l.level, 0)
    where m.site not in (select s.id from site s where not {_on(_OPEN_SITE, "$1")})
      and {_on(_ACTIVE, "$1")} and ($2::integer[] is null or m.site = any ($2))
    group by m.site, m.person, w.word
)
select n.site, sum(bit_count(n.bits::bit(64))::int)::int as required,
       coalesce(sum(bit_count((n.bits & g.bits)::bit(64))::int), 0)::int as held,
       sum(bit_count(n.counted::bit(64))::int)::int as counted,
       coalesce(sum(bit_count((n.counted & g.bits)::bit(64))::int), 0)::int as covered
from needed n left join good g on g.person = n.person and g.word = n.word
group by n.site
"""


def pairs(day: str, sites: str = "true") -> str:
    """A row for each person and course that are required, once a site.

    `day`: SQL of a date, which may name the site `s`; `sites`: a condition on `s`. Columns: site, person, name, course,
    role, day, since, due_on, valid, valid_to, ended_on. Employments, requirements and records are each joined in bulk
    and summed up once, so that of a whole network nothing is looked up row by row.
    """
    # The offset keeps each site's day from being worked out anew in every condition that names it.
    days = f"(select s.id, s.closed_on, {day} as day from site s where {sites} offset 0) s"
    return f"""
select w.site, w.person, w.name, w.course, w.role, w.day, w.since, w.since + {JOINING.days} as due_on, w.valid,
       case when not w.for_good and w.valid then w.valid_to end as valid_to,
       case when not w.valid then w.ended_on end as ended_on
from (
    select m.site, m.person, q.course, s.day, min(m.name) as name, min(m.role) as role, min(m.from_on) as since,
           coalesce(bool_or({_on(_HELD, "s.day")}), false) as valid,
           coalesce(bool_or(r.id is not null and r.valid_to is null), false) as for_good,
           max(r.valid_to) filter (where r.valid_to >= s.day) as valid_to,
           max(r.valid_to) filter (where r.valid_to < s.day) as ended_on
    from {days}
    left join (
        select s.id as site, max(t.repair_level) as level
        from {days}
        join certificate held on held.site = s.id and {_on(_CERTIFIED, "s.day")}
        join certificate_type t on t.id = held.type
        group by s.id
    ) l on l.site = s.id
    join staff_member m on m.site = s.id and {_on(_ACTIVE, "s.day")} and {_on(_OPEN_SITE, "s.day")}
    join course_requirement q on q.role = m.role and coalesce(q.least_level, 0) <= coalesce(l.level, 0)
        and {_on(_OPEN, "s.day")}
    left join (
        select g.* from training_record g where not exists (select from record_revocation v where v.record = g.id)
    ) r on r.person = m.person and r.course = q.course
    group by m.site, m.person, q.course, s.day
) w
"""
