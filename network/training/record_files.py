"""The files that training records come in: their columns, and the checks over their rows."""

from network.foundation.intake.staging import Check
from network.foundation.tabular.layout import Column, Kind, Layout
from network.training.rules.records import EARLIEST


def _(message: str) -> str:
    """Marks a text for extraction; it is translated when it is shown."""
    return message


# What an imported file of this kind is called among the others.
KIND = "training"

RECORDS_LAYOUT = Layout(
    KIND,
    (
        Column("site", Kind.CODE, required=True, max_length=40, aliases=("网点编号",)),
        Column("name", Kind.TEXT, required=True, max_length=120, aliases=("姓名",)),
        # Tells people of one name apart.
        Column("from_on", Kind.DATE, aliases=("入职日期",)),
        Column("course", Kind.CODE, required=True, max_length=60, aliases=("课程",)),
        Column("passed_on", Kind.DATE, required=True, aliases=("通过日期",)),
        # The last day; empty: as long as the course holds.
        Column("valid_to", Kind.DATE, aliases=("有效期至",)),
        Column("issuer", Kind.TEXT, max_length=200, default="", aliases=("发证机构",)),
    ),
)

# `staged` as records: the person is whoever of that name, and that first day, worked at the site on the day. `named` is
# the last day that the file names; `longest` the one of the course's latest terms, as `last_day` reckons it.
ARRIVED = """
create temp table arrived on commit drop as
select s.row_number, s.has_error, s.site as site_code, site.id as site, s.name, s.from_on, s.course as course_key,
       c.id as course, s.passed_on, s.valid_to as named, coalesce(s.valid_to, terms.longest) as valid_to, terms.longest,
       coalesce(s.issuer, '') as issuer, who.known, who.fitting, who.person,
       who.begins, who.ends, (current_setting('app.now')::timestamptz at time zone site.time_zone)::date as today,
       null::uuid as stored, null::varchar as number
from staged s
left join site on site.code = s.site
    and (current_setting('app.regions') = ''
         or site.region = any (nullif(current_setting('app.regions'), '')::integer[]))
left join course c on c.key = s.course
left join lateral (
    select (after - (extract(day from after) = extract(day from s.passed_on))::integer) as longest
    from course_version v
    cross join lateral (
        select (s.passed_on + make_interval(months => (v.outline ->> 'validity_months')::integer))::date as after) x
    where v.course = c.id and v.state <> 'draft' order by v.number desc limit 1
) terms on true
left join (
    select g.row_number, count(distinct m.person) as known,
           count(distinct m.person) filter (where m.there) as fitting,
           case when count(distinct m.person) filter (where m.there) = 1
                then min(m.person::text) filter (where m.there)::uuid end as person,
           min(m.from_on) as begins, max(coalesce(m.to_on, 'infinity')) as ends
    from staged g
    join site on site.code = g.site
    cross join lateral (
        select e.person, e.from_on, e.to_on,
               e.from_on <= g.passed_on and (e.to_on is null or e.to_on >= g.passed_on) as there
        from staff_member e
        where e.site = site.id and (g.from_on is null or e.from_on = g.from_on)
          and lower(regexp_replace(btrim(e.name), '\\s+', ' ', 'g'))
              = lower(regexp_replace(btrim(g.name), '\\s+', ' ', 'g'))
    ) m
    group by g.row_number
) who on who.row_number = s.row_number
"""

# A record that says the same, or anything when the row names no last day, is stored already; one that is void stays
# void, whoever hands its file in again.
STORED = """
update arrived a set stored = r.id
from training_record r
where r.person = a.person and r.course = a.course and r.passed_on = a.passed_on
  and (a.named is null or r.valid_to = a.named) and (a.issuer = '' or r.issuer = a.issuer)
"""

CHECKS = (
    Check(
        "site",
        "unknown_site",
        _("There is no site “%(value)s” that you may import for. Check the code, or import the site first."),
        "select row_number, site_code as value from arrived where site is null and site_code is not null",
    ),
    Check(
        "course",
        "unknown_course",
        _("There is no course “%(value)s”. Check the key, or make the course first."),
        "select row_number, course_key as value from arrived where course is null and course_key is not null",
    ),
    Check(
        "name",
        "unknown_person",
        _("Nobody called “%(value)s” is on the staff list of %(site)s. Check the name and the first day."),
        "select row_number, name as value, site_code as site from arrived "
        "where known is null and site is not null and name is not null and not has_error",
    ),
    Check(
        "name",
        "ambiguous_person",
        _("Several people called “%(value)s” worked at %(site)s on this day. Fill in from_on, their first day there."),
        "select row_number, name as value, site_code as site from arrived "
        "where site is not null and (fitting > 1 or fitting = 0 and known > 1) and not has_error",
    ),
    Check(
        "passed_on",
        "passed_before_they_came",
        _("%(value)s is before %(name)s began at %(site)s (%(begins)s). Correct the date, or name the site of then."),
        "select row_number, passed_on as value, name, site_code as site, begins from arrived "
        "where site is not null and known = 1 and passed_on < begins and not has_error",
    ),
    Check(
        "passed_on",
        "passed_when_away",
        _("%(name)s did not work at %(site)s on %(value)s. Correct the date, or name the site of then."),
        "select row_number, passed_on as value, name, site_code as site from arrived "
        "where site is not null and known = 1 and fitting = 0 and passed_on >= begins and not has_error",
    ),
    Check(
        "passed_on",
        "day_to_come",
        _("%(value)s lies in the future. Correct the date; only what has happened can be imported."),
        "select row_number, passed_on as value from arrived where passed_on > today",
    ),
    Check(
        "passed_on",
        "too_early",
        _("%(value)s is too long ago. Check the year of this date."),
        f"select row_number, passed_on as value from arrived where passed_on < '{EARLIEST.isoformat()}'",
    ),
    Check(
        "valid_to",
        "ends_before_start",
        _("It would end on %(value)s, before it begins (%(passed)s). Correct one of the dates."),
        "select row_number, valid_to as value, passed_on as passed from arrived where valid_to < passed_on",
    ),
    Check(
        "valid_to",
        "longer_than_terms",
        _("The course holds until %(longest)s at most, not until %(value)s. Correct the date, or leave it empty."),
        "select row_number, valid_to as value, longest from arrived where valid_to > longest and stored is null",
    ),
    Check(
        "",
        "record_twice",
        _("The same person, course and day stand in row %(other)s already. Keep one of the rows."),
        "select row_number, '' as value, first_row as other from (select row_number, min(row_number) over "
        "(partition by person, course, passed_on) as first_row from arrived "
        "where person is not null and course is not null and passed_on is not null) x where row_number <> first_row",
    ),
    Check(
        "valid_to",
        "recorded_otherwise",
        _("This is recorded otherwise, as %(known)s. Leave the row out, or declare that record void first."),
        "select a.row_number, coalesce(a.named::text, '') as value, min(r.number) as known "
        "from arrived a join training_record r "
        "on r.person = a.person and r.course = a.course and r.passed_on = a.passed_on "
        "where a.stored is null and not exists (select from record_revocation v where v.record = r.id) "
        "group by a.row_number, a.named",
    ),
)
