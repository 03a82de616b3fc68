"""Coverage: what is required of whom, and whether it holds, at the edges of days."""

from datetime import date, timedelta

import pytest

from network.training.rules.coverage import (
    Employment,
    Level,
    Passed,
    Required,
    Standing,
    coverage,
    level_of,
    standing,
)

DAY = date(2026, 11, 20)
A_DAY = timedelta(days=1)
WORK = Employment(1, "wang", "technician", date(2026, 1, 1), None)
NEED = Required("safety", "technician", None, date(2026, 1, 1), None)


def passed(first: date, last: date | None, revoked: bool = False) -> Passed:
    return Passed("wang", "safety", first, last, revoked)


@pytest.mark.parametrize(
    ("record", "valid"),
    [
        (passed(DAY, DAY), True),
        (passed(DAY, None), True),
        (passed(DAY - A_DAY, DAY - A_DAY), False),
        (passed(DAY + A_DAY, None), False),
        (passed(DAY, None, revoked=True), False),
    ],
)
def test_the_first_and_the_last_day_of_a_record_hold(record: Passed, valid: bool) -> None:
    [pair] = coverage(DAY, [WORK], [NEED], [], [record])
    assert pair.valid is valid


def test_what_follows_without_a_gap_is_counted_in() -> None:
    records = [passed(date(2026, 1, 1), DAY), passed(DAY + A_DAY, date(2027, 11, 20))]
    [pair] = coverage(DAY, [WORK], [NEED], [], records)
    assert (pair.valid, pair.valid_to, pair.ended_on) == (True, date(2027, 11, 20), None)


@pytest.mark.parametrize(("days", "counts"), [(29, False), (30, True)])
def test_joiners_have_thirty_days(days: int, counts: bool) -> None:
    joined = Employment(1, "wang", "technician", DAY - timedelta(days=days), None)
    [pair] = coverage(DAY, [joined], [NEED], [], [])
    assert pair.counts(DAY) is counts


@pytest.mark.parametrize(
    ("from_on", "to_on", "there"),
    [(DAY, DAY, True), (DAY + A_DAY, None, False), (DAY - A_DAY, DAY - A_DAY, False)],
)
def test_only_who_works_there_on_the_day_must_have_passed(from_on: date, to_on: date | None, there: bool) -> None:
    pairs = coverage(DAY, [Employment(1, "wang", "technician", from_on, to_on)], [NEED], [], [])
    assert bool(pairs) is there


def test_somebody_at_two_sites_must_have_passed_at_each_and_one_record_covers_both() -> None:
    second = Employment(2, "wang", "technician", date(2026, 2, 1), None)
    pairs = coverage(DAY, [WORK, second], [NEED], [], [passed(DAY, None)])
    assert [(pair.site, pair.valid) for pair in pairs] == [(1, True), (2, True)]


def test_two_reasons_at_one_site_are_one_pair_from_the_earlier_on() -> None:
    second = Employment(1, "wang", "owner", date(2026, 2, 1), None)
    needs = [NEED, Required("safety", "owner", None, DAY, None), Required("safety", "technician", None, DAY, None)]
    [pair] = coverage(DAY, [second, WORK], needs, [], [])
    assert pair.since == date(2026, 1, 1)


def test_a_requirement_of_a_level_reaches_sites_certified_for_it() -> None:
    need = Required("bga", "technician", 2, date(2026, 1, 1), None)
    level = Level(1, 2, DAY - A_DAY, DAY)
    assert coverage(DAY, [WORK], [need], [level], [])
    assert not coverage(DAY + A_DAY, [WORK], [need], [level], [])
    assert level_of([Level(1, 3, DAY, DAY, ended_on=DAY), level], 1, DAY) == 2


@pytest.mark.parametrize(
    ("valid", "valid_to", "ended_on", "due_on", "expected"),
    [
        (True, None, None, DAY, Standing.VALID),
        (True, DAY + timedelta(days=90), None, DAY, Standing.VALID),
        (True, DAY + timedelta(days=89), None, DAY, Standing.ENDING),
        (False, None, None, DAY + A_DAY, Standing.JOINING),
        (False, None, None, DAY, Standing.MISSING),
        (False, None, DAY - A_DAY, DAY, Standing.EXPIRED),
    ],
)
def test_each_standing(
    valid: bool, valid_to: date | None, ended_on: date | None, due_on: date, expected: Standing
) -> None:
    assert standing(valid, valid_to, ended_on, due_on, DAY) is expected


def test_nobody_must_have_passed_anything_after_the_last_day_of_a_site() -> None:
    closed = {WORK.site: DAY}
    assert coverage(DAY, [WORK], [NEED], [], [], closed)
    assert not coverage(DAY + A_DAY, [WORK], [NEED], [], [], closed)
