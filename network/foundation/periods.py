"""Months and quarters, and the site clocks they are read on. A period is half open, [start, end), in a site's zone."""

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Protocol, Self
from zoneinfo import ZoneInfo

from network.foundation.errors import Invalid
from network.foundation.i18n import lazy as _


class NotAPeriod(Invalid):
    code = "not_a_period"
    message = _("“%(text)s” is not a period. Write a quarter as 2026Q3 or a month as 2026-07.")


class Period(Protocol):
    """A stretch of calendar days. `first` is in it, `end` is not."""

    @property
    def first(self) -> date: ...

    @property
    def end(self) -> date: ...


@dataclass(frozen=True, slots=True, order=True)
class Month:
    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"(\d{4})-(0[1-9]|1[0-2])", text)
        if not match or not 1900 <= int(match[1]) <= 9998:
            raise NotAPeriod(text=text[:20])
        return cls(int(match[1]), int(match[2]))

    @property
    def first(self) -> date:
        return date(self.year, self.number, 1)

    @property
    def end(self) -> date:
        return self.shift(1).first

    def shift(self, months: int) -> "Month":
        year, month = divmod(self.year * 12 + self.number - 1 + months, 12)
        return Month(year, month + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}-{self.number:02d}"


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    year: int
    number: int

    @classmethod
    def parse(cls, text: str) -> Self:
        match = re.fullmatch(r"(\d{4})Q([1-4])", text)
        if not match or not 1900 <= int(match[1]) <= 9998:
            raise NotAPeriod(text=text[:20])
        return cls(int(match[1]), int(match[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month + 2) // 3)

    @property
    def first(self) -> date:
        return date(self.year, self.number * 3 - 2, 1)

    @property
    def end(self) -> date:
        return self.shift(1).first

    @property
    def months(self) -> tuple[Month, Month, Month]:
        start = Month(self.year, self.number * 3 - 2)
        return start, start.shift(1), start.shift(2)

    def shift(self, quarters: int) -> "Quarter":
        year, number = divmod(self.year * 4 + self.number - 1 + quarters, 4)
        return Quarter(year, number + 1)

    def __str__(self) -> str:
        return f"{self.year:04d}Q{self.number}"


def bounds(period: Period, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """The period's first instant and the first instant after it, in UTC, on clocks of this zone."""
    return _midnight(period.first, zone), _midnight(period.end, zone)


def _midnight(day: date, zone: ZoneInfo) -> datetime:
    return datetime(day.year, day.month, day.day, tzinfo=zone).astimezone(UTC)


def instants(local: datetime, zone: ZoneInfo) -> list[datetime]:
    """The UTC instants that a naive wall-clock time names in a zone: none (skipped by DST), one, or two (repeated)."""
    found = {local.replace(tzinfo=zone, fold=fold).astimezone(UTC) for fold in (0, 1)}
    return sorted(at for at in found if at.astimezone(zone).replace(tzinfo=None) == local)
