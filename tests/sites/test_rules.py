"""Opening hours and holidays as people write them."""

import pytest

from network.sites.rules import holidays, opening_hours


def test_opening_hours_name_days_and_spans() -> None:
    hours = opening_hours("Mo-Th 09:00-12:00,13:00-18:00; Fr,Su 10:00-24:00")
    assert hours["1"] == hours["4"] == [["09:00", "12:00"], ["13:00", "18:00"]]
    assert hours["5"] == hours["7"] == [["10:00", "24:00"]]
    assert "6" not in hours


@pytest.mark.parametrize(
    "text",
    [
        "Mo",
        "Mo 9-18",
        "Xx 09:00-18:00",
        "Fr-Mo 09:00-18:00",
        "Mo 18:00-09:00",
        "Mo 09:00-12:00,11:00-18:00",
        "Mo 09:00-18:00; Mo 10:00-12:00",
        "Mo 09:00-25:00",
        "Mo 09:00-18:00-20:00",
        "daily",
    ],
)
def test_what_is_no_opening_hours_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        opening_hours(text)


def test_nothing_is_no_hours() -> None:
    assert opening_hours("") == {}


def test_holidays_are_sorted_and_counted_once() -> None:
    assert holidays("2026-10-02, 2026-10-01 2026-10-02") == ["2026-10-01", "2026-10-02"]


def test_a_holiday_that_is_no_date_is_refused() -> None:
    with pytest.raises(ValueError):
        holidays("2026-02-30")
