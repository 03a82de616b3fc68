"""Days and appointments as an iCalendar file (RFC 5545), for the calendars that people have."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime

MEDIA_TYPE = "text/calendar"

# Longer lines are broken, in octets of UTF-8.
_LINE = 75


@dataclass(frozen=True, slots=True)
class DayEntry:
    """Something of a whole day. The same `key` is the same entry when the file is read again."""

    key: str
    day: date
    text: str
    address: str

    @property
    def when(self) -> list[str]:
        return [f"DTSTART;VALUE=DATE:{self.day:%Y%m%d}", "TRANSP:TRANSPARENT"]


@dataclass(frozen=True, slots=True)
class Appointment:
    """Something from a moment to a moment, at a place."""

    key: str
    starts_at: datetime
    ends_at: datetime
    place: str
    text: str
    address: str

    @property
    def when(self) -> list[str]:
        first, last = self.starts_at.astimezone(UTC), self.ends_at.astimezone(UTC)
        return [f"DTSTART:{first:%Y%m%dT%H%M%SZ}", f"DTEND:{last:%Y%m%dT%H%M%SZ}", f"LOCATION:{_escaped(self.place)}"]


def icalendar(entries: Iterable[DayEntry | Appointment], made_at: datetime) -> bytes:
    """The file, one event an entry. Stamped with the day, not the second, that it was made on: the same bytes twice."""
    lines = ["BEGIN:VCALENDAR", "VERSION:2.0", "PRODID:-//Servicemark//Servicemark//EN"]
    for entry in entries:
        lines += [
            "BEGIN:VEVENT",
            f"UID:{_escaped(entry.key)}@servicemark",
            f"DTSTAMP:{made_at:%Y%m%dT000000Z}",
            *entry.when,
            f"SUMMARY:{_escaped(entry.text)}",
            f"URL:{entry.address}",
            "END:VEVENT",
        ]
    return b"".join(_folded(line) for line in [*lines, "END:VCALENDAR"])


def _escaped(text: str) -> str:
    for mark in "\\;,":
        text = text.replace(mark, "\\" + mark)
    return " ".join(text.split())


def _folded(line: str) -> bytes:
    """The line and its end; a longer one goes on after a break and a blank, never within a character."""
    parts = [b""]
    for letter in line:
        octets = letter.encode()
        if len(parts[-1]) + len(octets) > _LINE:
            parts.append(b" ")
        parts[-1] += octets
    return b"\r\n".join(parts) + b"\r\n"
