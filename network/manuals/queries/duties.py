"""Who has to take note of what: `network.manuals.rules.duties` in SQL. Tests hold it against that model.

Coverage, reminders, a person's own page and the metric all read `duties()`. `SITES_COVERED` counts a whole network at
once, ten times as fast.
"""

# One row a group: `edition` is its first, by which it goes; `editions` are all of it.
GROUPS = """
    select grouped.manual, array_agg(grouped.id) as editions, min(grouped.effective_on) as starts,
           lead(min(grouped.effective_on)) over (partition by grouped.manual order by min(grouped.effective_on))
               as ends,
           (array_agg(grouped.id order by grouped.effective_on))[1] as edition,
           (array_agg(grouped.number order by grouped.effective_on))[1] as number,
           (array_agg(grouped.due_days order by grouped.effective_on))[1] as due_days,
           (array_agg(grouped.audience order by grouped.effective_on))[1] as audience
    from (
        select e.*, count(*) filter (where e.material or e.opens)
                    over (partition by e.manual order by e.effective_on) as place
        from (
            select id, manual, number, effective_on, due_days, audience, material,
                   row_number() over (partition by manual order by effective_on) = 1 as opens
            from manual_edition where state = 'approved'
        ) e
    ) grouped
    group by grouped.manual, grouped.place
"""


def _listed(name: str) -> str:
    return f"array(select jsonb_array_elements_text(coalesce(g.audience -> '{name}', '[]')))"


# `g` with the lists of its audience as arrays.
_AUDIENCES = f"""
    select g.*, {_listed("roles")} as roles, {_listed("kinds")} as kinds, {_listed("regions")} as regions,
           {_listed("lines")} as lines
    from ({GROUPS}) g
"""

# The groups that a site is in the audience of, but for its certificates.
_ADDRESSED = """
    select s.id as site, s.time_zone, s.closed_on, g.*
    from audience_group g
    join site s on cardinality(g.kinds) = 0 or s.kind = any (g.kinds)
    where (cardinality(g.regions) = 0 or exists (
        select from region r
        join unnest(g.regions) top (path) on r.path = top.path or starts_with(r.path, top.path || '/')
        where r.id = s.region
    )) and {sites}
"""

_CERTIFIED = """
    cardinality(g.lines) = 0 or exists (
        select from certificate c
        join certificate_type t on t.id = c.type
        join product_line p on p.id = t.product_line
        where c.site = m.site and p.code = any (g.lines) and c.valid_from <= greatest(g.starts, m.from_on)
          and c.valid_to >= greatest(g.starts, m.from_on)
          and (c.ended_on is null or c.ended_on > greatest(g.starts, m.from_on))
    )
"""


def duties(sites: str = "true", people: str = "true") -> str:
    """A query, with no order: a row for each site, person and group, those that have lapsed among them.

    `sites`: a condition on the site `s`; `people`: one on the entry `m` of the staff list and the group `g` there.
    Columns: id (of the duty, always the same), site, time_zone, person, name, role, to_on (the last day of all entries
    that ask it), manual, edition (the first of its group), number, editions, starts, ends, begins, due_on, lapsed.
    """
    return f"""
with audience_group as materialized ({_AUDIENCES}),
addressed as ({_ADDRESSED.format(sites=sites)})
select distinct on (d.site, d.person, d.edition)
       md5(d.site || ' ' || d.person || ' ' || d.edition)::uuid as id, d.site, d.time_zone, d.person, d.name, d.role,
       case when bool_and(d.to_on is not null) over asked then max(d.to_on) over asked end as to_on, d.manual,
       d.edition, d.number, d.editions, d.starts, d.ends, d.begins, d.due_on, d.lapsed
from (
    select e.*, coalesce(e.to_on < e.due_on, false) or coalesce(e.ends <= e.due_on, false) as lapsed
    from (
        select g.site, g.time_zone, m.id as employment, m.person, m.name, m.role, least(m.to_on, g.closed_on) as to_on,
               g.manual, g.edition, g.number, g.editions, g.starts, g.ends, greatest(g.starts, m.from_on) as begins,
               greatest(g.starts, m.from_on) + g.due_days::int as due_on
        from addressed g
        join staff_member m on m.site = g.site
        where (cardinality(g.roles) = 0 or m.role = any (g.roles)) and (m.to_on is null or m.to_on >= g.starts)
          and (g.closed_on is null or g.closed_on >= greatest(g.starts, m.from_on))
          and (g.ends is null or m.from_on < g.ends) and ({people}) and ({_CERTIFIED})
    ) e
) d
window asked as (partition by d.site, d.person, d.edition)
order by d.site, d.person, d.edition, d.lapsed, d.begins, d.employment
"""


def first_taken(duty: str = "d") -> str:
    """A join that gives `taken.at`: when the person of this duty first took note of any edition of its group."""
    return f"""
cross join lateral (
    select min(a.at) as at from acknowledgement a where a.person = {duty}.person and a.edition = any ({duty}.editions)
) taken
"""


def on_day(day: str) -> str:
    """The `people` of `duties`: who works there on the day, and the groups in force on it.

    `day`: SQL of a date, which may name `g.time_zone`.
    """
    return (
        f"m.from_on <= {day} and (m.to_on is null or m.to_on >= {day}) "
        f"and (g.closed_on is null or g.closed_on >= {day}) "
        f"and g.starts <= {day} and (g.ends is null or g.ends > {day})"
    )


# $1 the day, $2 ids of sites or null for all. A row for each site and manual that asks somebody there: `people` of
# whom `taken` have taken note by then, `due` have still time, and `overdue` have none left.
COVERAGE = f"""
select d.site, d.manual, (array_agg(d.number))[1] as number, count(*)::int as people,
       count(*) filter (where met.is)::int as taken,
       count(*) filter (where not met.is and d.due_on >= $1)::int as due,
       count(*) filter (where not met.is and d.due_on < $1)::int as overdue
from ({duties("($2::integer[] is null or s.id = any ($2))", on_day("$1::date"))}) d
{first_taken()}
cross join lateral (select coalesce((taken.at at time zone d.time_zone)::date <= $1, false) as is) met
group by d.site, d.manual
"""

# $1 the day, $2 keys of manuals or null for all. The sums of `COVERAGE` by site, over a whole network at once.
#
# Duties are counted without being made: the groups in force are numbered, sixty-four to a word, and what is asked of an
# entry of a staff list, what its person has taken note of and what is late are sets of bits.
SITES_COVERED = f"""
with numbered as materialized (
    select g.*, (place / 64)::int as word, 1::bigint << (place % 64)::int as bit
    from (
        select g.*, row_number() over (order by g.edition) - 1 as place
        from ({_AUDIENCES}) g join manual m on m.id = g.manual
        where g.starts <= $1 and (g.ends is null or g.ends > $1) and ($2::text[] is null or m.key = any ($2))
    ) g
), working as materialized (
    select m.id, m.site, m.person, m.role, m.from_on, s.kind, coalesce(s.region, 0) as region,
           ($1::date + 1)::timestamp at time zone s.time_zone as over
    from staff_member m join site s on s.id = m.site
    where m.from_on <= $1 and (m.to_on is null or m.to_on >= $1) and (s.closed_on is null or s.closed_on >= $1)
), sort_of_site as materialized (
    select distinct s.kind, coalesce(s.region, 0) as region, r.path from site s left join region r on r.id = s.region
), wanted as materialized (
    select t.kind, t.region, role, g.word, bit_or(g.bit) as bits
    from sort_of_site t
    cross join (select distinct role from working) roles
    join numbered g on cardinality(g.lines) = 0 and (cardinality(g.roles) = 0 or role = any (g.roles))
        and (cardinality(g.kinds) = 0 or t.kind = any (g.kinds))
        and (cardinality(g.regions) = 0 or exists (
            select from unnest(g.regions) top (path) where t.path = top.path or starts_with(t.path, top.path || '/')))
    group by t.kind, t.region, role, g.word
), by_line as (
    select m.id, g.word, bit_or(g.bit) as bits
    from numbered g
    join working m on cardinality(g.lines) > 0 and (cardinality(g.roles) = 0 or m.role = any (g.roles))
        and (cardinality(g.kinds) = 0 or m.kind = any (g.kinds))
    left join region r on r.id = m.region
    where (cardinality(g.regions) = 0 or exists (
            select from unnest(g.regions) top (path) where r.path = top.path or starts_with(r.path, top.path || '/')))
      and ({_CERTIFIED})
    group by m.id, g.word
), late as materialized (
    select days.from_on, g.word, bit_or(g.bit) as bits
    from (select distinct from_on from working) days
    join numbered g on greatest(g.starts, days.from_on) + g.due_days::int < $1
    group by days.from_on, g.word
), asked as (
    select e.site, e.person, e.word, bit_or(e.bits) as bits, bit_or(e.bits & coalesce(l.bits, 0)) as late
    from (
        select m.site, m.person, m.from_on, w.word, w.bits
        from working m join wanted w on w.kind = m.kind and w.region = m.region and w.role = m.role
        union all
        select m.site, m.person, m.from_on, w.word, w.bits from by_line w join working m on m.id = w.id
    ) e
    left join late l on l.from_on = e.from_on and l.word = e.word
    group by e.site, e.person, e.word
), member as materialized (
    select e.edition, g.word, g.bit from numbered g cross join lateral unnest(g.editions) e (edition)
), noted as materialized (
    select a.person, a.at, g.word, g.bit
    from acknowledgement a join member g on g.edition = a.edition
), taken as materialized (
    select m.site, m.person, a.word, bit_or(a.bit) as bits
    from noted a join working m on m.person = a.person
    where a.at < m.over
    group by m.site, m.person, a.word
)
select a.site, sum(bit_count(a.bits::bit(64)))::int as people,
       coalesce(sum(bit_count((a.bits & t.bits)::bit(64))), 0)::int as taken,
       coalesce(sum(bit_count((a.late & ~coalesce(t.bits, 0))::bit(64))), 0)::int as overdue
from asked a
left join taken t on t.site = a.site and t.person = a.person and t.word = a.word
group by a.site
"""
