"""Say when a report would be due by a rule that is not set yet."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Say when a report would be due by a rule that is not set yet."

SQL = """
-- When the report of a month is due by a rule: 24:00 of the site's day, counted in days or working days of the next
-- month.
create function report_due_by(month date, day integer, working_days boolean, zone text, holidays jsonb,
                              make_up_days jsonb)
returns timestamptz language sql stable as $$
    select ((case when $3 then (
                select d::date from generate_series(next.first, next.first + interval '60 days', interval '1 day') d
                where (extract(isodow from d) < 6 and not $5 ? d::date::text) or $6 ? d::date::text
                order by d offset $2 - 1 limit 1)
            else next.first + $2 - 1 end) + 1)::timestamp at time zone $4
    from (select ($1 + interval '1 month')::date as first) next
$$;

-- By the rule in force for the month; without one, day 5.
create or replace function report_due_at(month date, zone text, holidays jsonb, make_up_days jsonb)
returns timestamptz language sql stable as $$
    select report_due_by($1, rule.day, rule.working_days, $2, $3, $4)
    from (
        select coalesce(max(c.day), 5)::integer as day, coalesce(bool_or(c.working_days), false) as working_days
        from (select day, working_days from report_calendar where from_month <= $1 order by from_month desc limit 1) c
    ) rule
$$;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
