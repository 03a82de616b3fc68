"""Cells that hold a moment or a day: a closed list of ways to write them, and those that a profile adds."""

import re
from collections import deque
from datetime import UTC, date, datetime, timedelta, timezone

from network.foundation.tabular.faults import CellFault
from network.foundation.tabular.numbers import FULL_WIDTH

FIRST_YEAR, LAST_YEAR = 1990, 2100

_ISO = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:[0-9]{2}(?::[0-9]{2}(?:\.[0-9]{1,6})?)?(?:Z|[+-][0-9]{2}:[0-9]{2})?"
)
_DAY = r"([0-9]{4})(?:-([0-9]{2})-([0-9]{2})|/([0-9]{1,2})/([0-9]{1,2})|年([0-9]{1,2})月([0-9]{1,2})日)"
_TIME = r"(?P<hour>[0-9]{1,2}):(?P<minute>[0-9]{2})(?::(?P<second>[0-9]{2})(?:\.(?P<fraction>[0-9]{1,6})[0-9]*)?)?"
_OFFSET = r"(?: ?(?P<offset>Z|z|[+-][0-9]{2}(?::?[0-9]{2})?))?"
_MOMENT = re.compile(f"{_DAY}(?:[Tt]| +|(?<=日)){_TIME}{_OFFSET}")
_ONLY_DAY = re.compile(f"{_DAY}(?:[T ]00:00(?::00)?)?")
_COMPACT_DAY = re.compile(r"([0-9]{4})([0-9]{2})([0-9]{2})")

_SERIAL = re.compile(r"[0-9]{5}(?:\.[0-9]+)?")
_TWO_DIGIT_YEAR = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{2}(?![0-9]).*", re.DOTALL)
_DAY_FIRST = re.compile(r"[0-9]{1,2}[-/.][0-9]{1,2}[-/.][0-9]{4}(?![0-9]).*", re.DOTALL)
WITHOUT_OFFSET, WITH_OFFSET = 19, 25
_FIXED = {
    WITHOUT_OFFSET: ((4, "-"), (7, "-"), (13, ":"), (16, ":")),
    WITH_OFFSET: ((4, "-"), (7, "-"), (13, ":"), (16, ":"), (22, ":")),
}
_EXCEL_EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 (spreadsheets know no zone)


def timestamp(cell: str, patterns: tuple[str, ...]) -> datetime:
    """The moment that the cell writes; naive when it has no offset. CellFault for everything that is not one."""
    written = cell.translate(FULL_WIDTH)
    moment = _by_pattern(written, patterns)
    if moment is None:
        moment = _iso(written) if _ISO.fullmatch(written) else _by_parts(written)
    _refuse_year(moment)
    return moment


def day(cell: str, patterns: tuple[str, ...]) -> date:
    """The day that the cell writes; a time of exactly midnight may follow it (spreadsheets add one)."""
    written = cell.translate(FULL_WIDTH)
    moment = _by_pattern(written, patterns)
    if moment is None:
        found = _ONLY_DAY.fullmatch(written)
        compact = _COMPACT_DAY.fullmatch(written)
        if not found and not compact:
            raise _explained(written, "not_a_date")
        parts = _day_parts(found) if found else list(map(int, compact.groups())) if compact else []
        moment = _real(*parts)
    _refuse_year(moment)
    return moment.date()


def uniform(cells: list[str]) -> int:
    """The width of these cells when all are written alike and real, found out for thousands at once; else 0.

    25: `YYYY-MM-DDTHH:MM:SS+HH:MM`. 19: `YYYY-MM-DD HH:MM:SS` or with a T. Fixed places are checked by slicing the
    joined text, the rest by the standard library. 0 may be said of cells that `timestamp` takes, never the other way.
    """
    size, joined = len(cells), "".join(cells)
    width = len(cells[0])
    if width not in _FIXED or set(map(len, cells)) != {width} or not joined.isascii():
        return 0
    if any(joined[place::width] != sign * size for place, sign in _FIXED[width]):
        return 0
    if not set(joined[10::width]) <= {"T", " "} or (width == WITH_OFFSET and not set(joined[19::width]) <= {"+", "-"}):
        return 0
    if not str(FIRST_YEAR) <= min(cells)[:4] <= max(cells)[:4] <= str(LAST_YEAR):
        return 0
    try:
        deque(map(datetime.fromisoformat, cells), maxlen=0)
    except ValueError:
        return 0
    return width


def _by_pattern(written: str, patterns: tuple[str, ...]) -> datetime | None:
    for pattern in patterns:
        try:
            return datetime.strptime(written, pattern)  # noqa: DTZ007 (naive means: in the site's zone)
        except ValueError:
            continue
    return None


def _iso(written: str) -> datetime:
    try:
        return datetime.fromisoformat(written)
    except ValueError:
        raise CellFault("impossible_date") from None


def _by_parts(written: str) -> datetime:
    found = _MOMENT.fullmatch(written)
    if not found:
        raise _explained(written, "not_a_timestamp")
    time = (int(found["hour"]), int(found["minute"]), int(found["second"] or 0))
    fraction = int((found["fraction"] or "").ljust(6, "0"))
    moment = _real(*_day_parts(found), *time, fraction)
    return moment.replace(tzinfo=_offset(found["offset"])) if found["offset"] else moment


def _day_parts(found: re.Match[str]) -> list[int]:
    """Year, month and day, whichever way they are written."""
    return [int(part) for part in found.groups()[:7] if part]


def _real(*parts: int) -> datetime:
    try:
        return datetime(*parts)  # type: ignore[arg-type]  # noqa: DTZ001 (zone added later)
    except ValueError:
        raise CellFault("impossible_date") from None


def _offset(written: str) -> timezone:
    if written in "Zz":
        return UTC
    hours, minutes = int(written[1:3]), int(written[-2:]) if len(written) > 3 else 0
    if hours > 15 or minutes > 59:
        raise CellFault("impossible_offset", offset=written)
    size = timedelta(hours=hours, minutes=minutes)
    return timezone(-size if written[0] == "-" else size)


def _refuse_year(moment: datetime) -> None:
    if not FIRST_YEAR <= moment.year <= LAST_YEAR:
        raise CellFault("year_out_of_range", year=moment.year, first=FIRST_YEAR, last=LAST_YEAR)


def _explained(written: str, otherwise: str) -> CellFault:
    """The fault that tells most about what was probably meant."""
    if _SERIAL.fullmatch(written):
        meant = _EXCEL_EPOCH + timedelta(days=float(written))
        return CellFault("excel_serial", meant=meant.strftime("%Y-%m-%d %H:%M"))
    if _TWO_DIGIT_YEAR.fullmatch(written):
        return CellFault("two_digit_year")
    if _DAY_FIRST.fullmatch(written):
        return CellFault("ambiguous_date")
    if otherwise == "not_a_timestamp" and _ONLY_DAY.fullmatch(written):
        return CellFault("time_missing")
    return CellFault(otherwise)
