"""`servicemark remind`: says how many reminders it made, and makes none twice."""

import re
from datetime import datetime
from zoneinfo import ZoneInfo

from tests.cli.test_commands import Run, in_database, run

__all__ = ["run"]

ENDING = """
with place as (
    insert into site (code, name, name_zh, kind, city, city_zh, time_zone, status)
    values ('S1', 'S1', 'S1', 'franchised', '', '', 'Asia/Shanghai', 'active') returning id
), line as (insert into product_line (code, name, name_zh) values ('x', 'x', 'x') returning id
), kind as (
    insert into certificate_type (code, title, title_zh, product_line, repair_level, validity_rule, validity_months,
        window_days) select 'x-1', 'x', 'x', id, 1, 'from_decision', 12, 60 from line returning id
), thread as (
    insert into certification (id, site, type, state)
    select gen_random_uuid(), place.id, kind.id, 'certified' from place, kind returning id, site, type
)
insert into certificate (id, certification, site, type, number, valid_from, valid_to)
select gen_random_uuid(), id, site, type, 'SM-1', (now() at time zone 'UTC')::date - 300,
       (now() at time zone 'UTC')::date + 40 from thread
"""
RULE = """
insert into report_calendar (from_month, day, working_days, set_by, set_at)
values ('2020-01-01', $1, false, '', now())
"""


def test_it_makes_what_is_due_and_nothing_twice(run: Run, root_url: str) -> None:
    in_database(root_url, ENDING)
    assert "1 reminder was made." in run("remind").output
    assert "0 reminders were made." in run("remind").output
    [row] = in_database(root_url, "select days from certificate_reminder")
    assert row["days"] == 60


def test_it_names_the_reports_and_tells_who_runs_the_site(run: Run, root_url: str) -> None:
    in_database(root_url, ENDING)
    create = ("account", "create", "one@example.com", "--name", "Ou", "--role", "site_operator", "--site", "S1")
    assert run(*create, typed="correct horse battery staple\n").exit_code == 0
    # Due today, or as late this month as there is a rule for.
    day = min(datetime.now(ZoneInfo("Asia/Shanghai")).day, 28)
    in_database(root_url, RULE, day)
    said = run("remind").output
    assert "2 reminders were made." in said
    assert re.search(r"^  S1 \d{4}-\d{2} D(\+[13])?: 1 person$", said, re.MULTILINE)
    told = in_database(root_url, "select kind, facts ->> 'name' as name from notice order by kind")
    assert told[0]["kind"] == "certificate_ending"
    assert [row["name"] for row in told] == ["S1", "S1"]
    assert "0 reminders were made." in run("remind").output
