"""What a benchmark tells: seconds, shares of a whole, and ratios beside what is aimed at."""

from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median


class Disagreement(Exception):
    """The contenders do not give the same numbers, so their times must not be compared."""


@dataclass(frozen=True, slots=True)
class Line:
    """Something that was timed. `note` says how, where that is not plain; a `part` is counted in another line."""

    what: str
    seconds: float
    note: str = ""
    part: bool = False


@dataclass(frozen=True, slots=True)
class Ratio:
    """How many times longer `what` takes than its contender (`at_most`), or the other way round (`at_least`)."""

    what: str
    value: float
    at_most: float | None = None
    at_least: float | None = None

    @property
    def aim(self) -> str:
        if self.at_most is not None:
            return f"at most {self.at_most:g}"
        return "" if self.at_least is None else f"at least {self.at_least:g}"

    @property
    def verdict(self) -> str:
        if not self.aim:
            return ""
        within = self.at_most is None or self.value <= self.at_most
        return "met" if within and (self.at_least is None or self.value >= self.at_least) else "NOT MET"


@dataclass(frozen=True, slots=True)
class Finding:
    """All that one benchmark found out."""

    title: str
    lines: tuple[Line, ...]
    ratios: tuple[Ratio, ...]


def middle(taken: Iterable[float]) -> float:
    """The median: one run in which the machine was busy with something else does not count."""
    return median(taken)


def printed(finding: Finding) -> str:
    """The finding as a table."""
    return "\n".join(
        [
            "",
            finding.title,
            "-" * len(finding.title),
            *map(_line, finding.lines),
            *(f"{each.what:62} {each.value:8.2f} x  {each.aim:12} {each.verdict}".rstrip() for each in finding.ratios),
        ]
    )


def _line(line: Line) -> str:
    name = f"  of it: {line.what}" if line.part else line.what
    return f"{name:62} {_time(line.seconds):>10}  {line.note}".rstrip()


def _time(seconds: float) -> str:
    return f"{seconds:.2f} s" if seconds >= 1 else f"{seconds * 1000:.1f} ms"
