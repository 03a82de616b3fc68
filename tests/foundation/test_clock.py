"""Which day it is at headquarters."""

from datetime import UTC, date, datetime

import pytest

from network.foundation.clock import headquarters_day


@pytest.mark.parametrize(
    ("at", "day"),
    [
        (datetime(2026, 11, 20, 15, 59, 59, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 20, 16, tzinfo=UTC), date(2026, 11, 21)),
        (datetime(2026, 12, 31, 16, tzinfo=UTC), date(2027, 1, 1)),
    ],
)
def test_a_day_begins_at_headquarters_eight_hours_before_it_does_in_greenwich(at: datetime, day: date) -> None:
    assert headquarters_day(at) == day
