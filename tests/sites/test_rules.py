"""Opening hours and holidays as people write them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.foundation.i18n import reading
from network.sites.rules.sites import OpeningHours, days_notation, holidays, opening_hours, opening_hours_notation
from network.sites.wording import opening_hours_text


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


def test_days_with_the_same_hours_are_told_together() -> None:
    hours = opening_hours("Mo-We,Fr 09:00-18:00; Th 09:00-12:00,13:00-20:00; Su 10:00-16:00")
    told = "Mon–Wed 09:00–18:00; Thu 09:00–12:00, 13:00–20:00; Fri 09:00–18:00; Sun 10:00–16:00"
    assert opening_hours_text(hours) == told
    with reading("zh_CN"):
        assert opening_hours_text(hours).startswith("周一–周三 09:00–18:00; 周四")


_SPANS = st.sampled_from(([["09:00", "18:00"]], [["09:00", "12:00"], ["13:00", "24:00"]], [["10:00", "16:00"]]))


@given(st.dictionaries(st.sampled_from("1234567"), _SPANS))
def test_hours_written_in_the_notation_are_read_as_the_same_hours(hours: OpeningHours) -> None:
    assert opening_hours(opening_hours_notation(hours)) == hours


def test_hours_are_written_in_one_way_only() -> None:
    written = "Sa 10:00-16:00; Mo,Tu 09:00-12:00, 13:00-18:00; We-Fr 09:00-12:00,13:00-18:00"
    assert opening_hours_notation(opening_hours(written)) == "Mo-Fr 09:00-12:00,13:00-18:00; Sa 10:00-16:00"


def test_a_site_without_known_hours_tells_nothing() -> None:
    assert opening_hours_text({}) == ""


def test_days_are_written_as_they_are_read() -> None:
    assert days_notation(holidays("2026-10-02,2026-10-01")) == "2026-10-01 2026-10-02"
