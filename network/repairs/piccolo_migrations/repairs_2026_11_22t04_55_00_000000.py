"""Reckon quickly when a report is due."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T04:55:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Reckon quickly when a report is due."

SQL = """
-- As before, in a language that keeps its plans: of 3,000 sites some 20,000 months are asked for a page.
create or replace function report_due_by(month date, day integer, working_days boolean, zone text, holidays jsonb,
                                         make_up_days jsonb)
returns timestamptz language plpgsql stable as $$
declare
    due date := (month + interval '1 month')::date + day - 1;
    left_over integer := day;
begin
    if working_days then
        due := (month + interval '1 month')::date - 1;
        while left_over > 0 loop
            due := due + 1;
            if (extract(isodow from due) < 6 and not holidays ? due::text) or make_up_days ? due::text then
                left_over := left_over - 1;
            end if;
            exit when due > month + 92;
        end loop;
    end if;
    return (due + 1)::timestamp at time zone zone;
end $$;

create or replace function report_due_at(month date, zone text, holidays jsonb, make_up_days jsonb)
returns timestamptz language plpgsql stable as $$
declare
    rule report_calendar;
begin
    select * into rule from report_calendar c where c.from_month <= month order by c.from_month desc limit 1;
    return report_due_by(month, coalesce(rule.day, 5), coalesce(rule.working_days, false), zone, holidays, make_up_days);
end $$;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
