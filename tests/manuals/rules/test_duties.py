"""Who has to take note of what until when: by cases. Random histories are in `test_duties_model.py`."""

from dataclasses import replace
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest

from network.manuals.rules.documents import Audience
from network.manuals.rules.duties import (
    DutyState,
    Edition,
    Employment,
    Held,
    Place,
    duty,
    duty_of_all,
    groups,
    met_on,
)

SHANGHAI = ZoneInfo("Asia/Shanghai")
PLACE = Place(kind="franchised", region="East China/Shanghai", zone=SHANGHAI)
FIRST = date(2026, 3, 1)
EVERYBODY = Audience()


def an_edition(number: int, day: date, audience: Audience = EVERYBODY, *, material: bool = True) -> Edition:
    return Edition(number=number, effective_on=day, material=material, due_days=14, audience=audience)


def employed(from_on: date, to_on: date | None = None, role: str = "technician") -> Employment:
    return Employment(role=role, from_on=from_on, to_on=to_on)


def test_the_first_edition_opens_a_group_and_minor_ones_join_it() -> None:
    editions = [
        an_edition(3, date(2026, 5, 1)),
        an_edition(1, FIRST, material=False),
        an_edition(2, date(2026, 4, 1), material=False),
    ]
    found = groups(editions)
    assert [[each.number for each in group.editions] for group in found] == [[1, 2], [3]]
    assert [(group.starts, group.ends) for group in found] == [(FIRST, date(2026, 5, 1)), (date(2026, 5, 1), None)]


@pytest.mark.parametrize(
    ("from_on", "begins", "due_on"),
    [
        (date(2025, 1, 1), FIRST, date(2026, 3, 15)),
        (FIRST, FIRST, date(2026, 3, 15)),
        (date(2026, 6, 30), date(2026, 6, 30), date(2026, 7, 14)),
    ],
)
def test_a_duty_begins_with_the_edition_or_with_the_first_day_at_work(
    from_on: date, begins: date, due_on: date
) -> None:
    made = duty(groups([an_edition(1, FIRST)])[0], PLACE, employed(from_on))
    assert made is not None
    assert (made.begins, made.due_on, made.lapsed) == (begins, due_on, False)


@pytest.mark.parametrize(
    ("from_on", "to_on", "lapsed"),
    [
        (date(2025, 1, 1), date(2026, 2, 28), None),
        (date(2025, 1, 1), FIRST, True),
        (date(2025, 1, 1), date(2026, 3, 14), True),
        (date(2025, 1, 1), date(2026, 3, 15), False),
        (date(2026, 4, 16), None, False),
        (date(2026, 4, 17), None, True),
        (date(2026, 4, 30), None, True),
        (date(2026, 5, 1), None, None),
    ],
)
def test_a_duty_lapses_with_whoever_leaves_and_with_the_next_material_edition(
    from_on: date, to_on: date | None, lapsed: bool | None
) -> None:
    former = groups([an_edition(1, FIRST), an_edition(2, date(2026, 5, 1))])[0]
    made = duty(former, PLACE, employed(from_on, to_on))
    assert (made and made.lapsed) == lapsed


@pytest.mark.parametrize(
    ("from_on", "closed_on", "lapsed"),
    [
        (date(2025, 1, 1), date(2026, 2, 28), None),
        (date(2025, 1, 1), date(2026, 3, 14), True),
        (date(2025, 1, 1), date(2026, 3, 15), False),
        (date(2026, 3, 20), date(2026, 3, 19), None),
    ],
)
def test_the_last_day_of_a_site_is_the_last_day_of_everybody_there(
    from_on: date, closed_on: date, lapsed: bool | None
) -> None:
    made = duty(groups([an_edition(1, FIRST)])[0], replace(PLACE, closed_on=closed_on), employed(from_on))
    assert (made and made.lapsed) == lapsed


@pytest.mark.parametrize(
    ("employments", "due_on", "to_on"),
    [
        ([employed(FIRST), employed(date(2026, 4, 1), role="owner")], date(2026, 3, 15), None),
        ([employed(FIRST, date(2026, 3, 31)), employed(date(2026, 4, 1))], date(2026, 3, 15), None),
        ([employed(FIRST, date(2026, 3, 5)), employed(date(2026, 4, 1))], date(2026, 4, 15), None),
        ([employed(FIRST, date(2026, 3, 5)), employed(FIRST, date(2026, 3, 9))], date(2026, 3, 15), date(2026, 3, 9)),
    ],
)
def test_several_entries_of_somebody_at_a_site_make_one_duty(
    employments: list[Employment], due_on: date, to_on: date | None
) -> None:
    made = duty_of_all(groups([an_edition(1, FIRST)])[0], PLACE, employments)
    assert made is not None
    assert (made.due_on, made.to_on) == (due_on, to_on)


@pytest.mark.parametrize(
    ("audience", "addressed"),
    [
        ({}, True),
        ({"roles": ("technician", "owner")}, True),
        ({"roles": ("owner",)}, False),
        ({"kinds": ("self_operated",)}, False),
        ({"regions": ("East China",)}, True),
        ({"regions": ("East China/Shanghai",)}, True),
        ({"regions": ("East",)}, False),
        ({"regions": ("East China/Shanghai/Pudong",)}, False),
        ({"lines": ("phones",)}, True),
        ({"lines": ("printers",)}, False),
        ({"lines": ("tablets",)}, False),
    ],
)
def test_an_edition_is_for_its_audience_only(audience: dict[str, tuple[str, ...]], addressed: bool) -> None:
    held = (
        Held(line="phones", valid_from=date(2026, 1, 1), valid_to=FIRST),
        Held(line="printers", valid_from=date(2026, 3, 2), valid_to=date(2027, 1, 1)),
        Held(line="tablets", valid_from=date(2026, 1, 1), valid_to=date(2027, 1, 1), ended_on=FIRST),
    )
    place = Place(kind="franchised", region="East China/Shanghai", zone=SHANGHAI, certificates=held)
    made = duty(groups([an_edition(1, FIRST, Audience(**audience))])[0], place, employed(date(2025, 1, 1)))
    assert (made is not None) == addressed


def test_note_taken_of_any_edition_of_the_group_counts_by_the_day_of_the_site() -> None:
    group = groups([an_edition(1, FIRST), an_edition(2, date(2026, 3, 10), material=False)])[0]
    late_in_utc = datetime(2026, 3, 14, 17, 0, tzinfo=UTC)
    assert met_on([(2, late_in_utc), (7, datetime(2026, 1, 1, tzinfo=UTC))], group, SHANGHAI) == date(2026, 3, 15)
    assert met_on([(2, late_in_utc)], group, ZoneInfo("UTC")) == date(2026, 3, 14)
    assert met_on([(7, late_in_utc)], group, SHANGHAI) is None


@pytest.mark.parametrize(
    ("met", "today", "state"),
    [
        (None, date(2026, 3, 15), DutyState.DUE),
        (None, date(2026, 3, 16), DutyState.OVERDUE),
        (date(2026, 2, 1), date(2026, 3, 16), DutyState.IN_TIME),
        (date(2026, 3, 15), date(2026, 3, 16), DutyState.IN_TIME),
        (date(2026, 3, 16), date(2026, 3, 16), DutyState.LATE),
        (date(2026, 3, 17), date(2026, 3, 16), DutyState.OVERDUE),
    ],
)
def test_a_duty_is_met_in_time_until_the_end_of_its_day(met: date | None, today: date, state: DutyState) -> None:
    made = duty(groups([an_edition(1, FIRST)])[0], PLACE, employed(date(2025, 1, 1)))
    assert made is not None
    assert made.state(met, today) is state


def test_a_lapsed_duty_is_asked_of_nobody() -> None:
    made = duty(groups([an_edition(1, FIRST)])[0], PLACE, employed(date(2025, 1, 1), date(2026, 3, 2)))
    assert made is not None
    assert made.state(None, date(2026, 4, 1)) is DutyState.LAPSED
