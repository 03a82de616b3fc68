"""Work of the day: once a day, at once after the start, again after a failure, stopped on leaving."""

import asyncio
import logging
from datetime import UTC, date, datetime, timedelta
from functools import partial

import pytest

from network.foundation.daily import each_by_itself, every_day

START = datetime(2026, 11, 22, 23, 0, tzinfo=UTC)
LOOK = 0.001


class Clock:
    """Stands still until it is put forward."""

    def __init__(self) -> None:
        self.at = START

    def __call__(self) -> datetime:
        return self.at


async def soon(days: asyncio.Queue[date]) -> date:
    async with asyncio.timeout(5):
        return await days.get()


async def test_it_runs_once_for_each_day() -> None:
    days: asyncio.Queue[date] = asyncio.Queue()
    clock = Clock()
    async with every_day(days.put, clock, LOOK):
        assert await soon(days) == date(2026, 11, 22)
        await asyncio.sleep(20 * LOOK)
        assert days.empty()
        clock.at += timedelta(hours=1)
        assert await soon(days) == date(2026, 11, 23)
    assert days.empty()


async def test_a_failure_is_logged_and_the_day_tried_again(caplog: pytest.LogCaptureFixture) -> None:
    days: asyncio.Queue[date] = asyncio.Queue()
    failures = [OSError("no database"), OSError("no database")]

    async def work(today: date) -> None:
        if failures:
            raise failures.pop()
        await days.put(today)

    with caplog.at_level(logging.ERROR):
        async with every_day(work, Clock(), LOOK):
            assert await soon(days) == date(2026, 11, 22)
            await asyncio.sleep(20 * LOOK)
    assert days.empty()
    assert [record.message for record in caplog.records] == ["the work of the day failed"] * 2


async def test_leaving_stops_work_that_is_running() -> None:
    begun, stopped = asyncio.Event(), asyncio.Event()

    async def work(_today: date) -> None:
        begun.set()
        try:
            await asyncio.sleep(60)
        finally:
            stopped.set()

    async with every_day(work, Clock(), LOOK):
        await begun.wait()
    assert stopped.is_set()


async def test_a_part_that_fails_keeps_no_other_from_being_done_and_is_raised_after_them(
    caplog: pytest.LogCaptureFixture,
) -> None:
    done: list[int] = []

    async def do(number: int) -> int:
        if number == 1:
            raise ValueError("the second part")
        done.append(number)
        return number

    with pytest.raises(ValueError, match="the second part"):
        await each_by_itself([partial(do, number) for number in range(4)])
    assert done == [0, 2, 3]
    assert "a part of the work failed" in caplog.text
    assert await each_by_itself([partial(do, number) for number in (5, 6)]) == [5, 6]
