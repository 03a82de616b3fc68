"""Who has to take note of what: `network.manuals.rules.duties` in SQL. Tests hold it against that model.

Coverage, reminders, a person's own page and the metric all read `duties()`; who has taken note when is joined in one of
two ways, by what is asked: `taken_one_by_one` for few people, `TAKEN` for all at once.
"""

# One row a group: `edition` is its first, by which it goes; `editions` are all of it.
GROUPS = """
    select grouped.manual, array_agg(grouped.id) as editions, min(grouped.effective_on) as starts,
           lead(min(grouped.effective_on)) over (partition by grouped.manual order by min(grouped.effective_on)) as ends,
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
    select s.id as site, s.time_zone, g.*
    from audience_group g
    join site s on g.kinds = '{{}}' or s.kind = any (g.kinds)
    left join region r on r.id = s.region
    where (g.regions = '{{}}' or exists (
        select from unnest(g.regions) wanted (path) where r.path = wanted.path or starts_with(r.path, wanted.path || '/')
    )) and {sites}
"""

_CERTIFIED = """
    g.lines = '{}' or exists (
        select from certificate c
        join certificate_type t on t.id = c.type
        join product_line p on p.id = t.product_line
        where c.site = m.site and p.code = any (g.lines) and c.valid_from <= greatest(g.starts, m.from_on)
          and c.valid_to >= greatest(g.starts, m.from_on)
          and (c.ended_on is null or c.ended_on > greatest(g.starts, m.from_on))
    )
"""


def duties(sites: str = "true", people: str = "true") -> str:
    """A query, with no order: a row for each duty, those that have lapsed among them.

    `sites`: a condition on the site `s`; `people`: one on the entry `m` of the staff list and the group `g`.
    Columns: id (of the duty, always the same), site, time_zone, employment, person, name, role, from_on, to_on, manual,
    edition (the first of its group), number, editions, starts, ends, begins, due_on, lapsed.
    """
    return f"""
with audience_group as materialized ({_AUDIENCES}),
addressed as materialized ({_ADDRESSED.format(sites=sites)})
select d.*, coalesce(d.to_on < d.due_on, false) or coalesce(d.ends <= d.due_on, false) as lapsed
from (
    select md5(m.id::text || g.edition::text)::uuid as id, g.site, g.time_zone, m.id as employment, m.person, m.name,
           m.role, m.from_on, m.to_on, g.manual, g.edition, g.number, g.editions, g.starts, g.ends,
           greatest(g.starts, m.from_on) as begins, greatest(g.starts, m.from_on) + g.due_days::int as due_on
    from addressed g
    join staff_member m on m.site = g.site
    where (g.roles = '{{}}' or m.role = any (g.roles)) and (m.to_on is null or m.to_on >= g.starts)
      and (g.ends is null or m.from_on < g.ends) and ({people}) and ({_CERTIFIED})
) d
"""


def taken_one_by_one(duty: str = "d") -> str:
    """When the person of this duty first took note of its group: for few of them. A join that gives `taken.at`."""
    return f"""
cross join lateral (
    select min(a.at) as at from acknowledgement a where a.person = {duty}.person and a.edition = any ({duty}.editions)
) taken
"""


# When somebody first took note of a group: for everybody at once. A join to be made on person and edition.
TAKEN = f"""
    select a.person, g.edition, min(a.at) as at
    from ({GROUPS}) g cross join lateral unnest(g.editions) member (edition)
    join acknowledgement a on a.edition = member.edition
    group by a.person, g.edition
"""


def on_day(day: str) -> str:
    """The `people` of `duties`: who works there on the day, and the groups in force on it. `day`: SQL of a date."""
    return (
        f"m.from_on <= {day} and (m.to_on is null or m.to_on >= {day}) "
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
left join ({TAKEN}) taken on taken.person = d.person and taken.edition = d.edition
cross join lateral (select coalesce((taken.at at time zone d.time_zone)::date <= $1, false) as is) met
group by d.site, d.manual
"""
