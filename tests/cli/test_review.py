"""`servicemark review find`: says what is odd in a month, and finds nothing twice."""

from tests.cli.test_commands import Run, in_database, run

__all__ = ["run"]

CLOSED_AT_MIDNIGHT = """
with place as (
    insert into site (code, name, name_zh, kind, city, city_zh, time_zone, status)
    values ('S1', 'S1', 'S1', 'franchised', '', '', 'Asia/Shanghai', 'active') returning id
)
insert into repair_order (id, site, order_no, received_at, ready_at, hold_hours, import_row)
select gen_random_uuid(), id, 'A' || day, '2026-07-01 01:00Z'::timestamptz + day * interval '25 hours',
       '2026-07-03 15:59Z'::timestamptz + day * interval '24 hours', 0, 2
from place cross join generate_series(1, 8) day
"""


def test_it_tells_what_is_odd_and_finds_nothing_twice(run: Run, root_url: str) -> None:
    in_database(root_url, CLOSED_AT_MIDNIGHT)
    found = "Sites with records: 1. Odd: 1, of these new: %s."
    assert found % 1 in run("review", "find", "--month", "2026-07").output
    assert found % 0 in run("review", "find", "--month", "2026-07").output
    [flag] = in_database(root_url, "select kind, state from review_flag")
    assert (flag["kind"], flag["state"]) == ("before_midnight", "open")


def test_a_month_that_is_none_is_refused(run: Run) -> None:
    assert run("review", "find", "--month", "July").exit_code == 1
