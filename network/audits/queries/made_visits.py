"""A visit as it was made: what it says about how its auditor works, and sums over several of them."""

import json
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from statistics import median

from network.audits.rules.answers import Answers
from network.audits.rules.checklists import ChecklistDocument
from network.audits.rules.quality import verdicts
from network.audits.rules.visit_signals import (
    Happening,
    after_leaving,
    happenings,
    not_applicable,
    section_minutes,
    straight,
)
from network.audits.schemas.answers import answers_of
from network.audits.schemas.quality import Share
from network.foundation.database import Record
from network.foundation.precision import TENTH, half_up


@dataclass(frozen=True)
class MadeVisit:
    """A visit of the period, read by its checklist."""

    row: Record
    document: ChecklistDocument

    @cached_property
    def answers(self) -> Answers:
        return answers_of(self.document, json.loads(self.row["answers"]))

    @cached_property
    def events(self) -> Sequence[Happening]:
        return happenings(json.loads(self.row["events"]))

    @cached_property
    def minutes(self) -> Decimal:
        seconds = (self.row["left_at"] - self.row["visited_at"]).total_seconds()
        return half_up(Decimal(round(seconds)) / 60, TENTH)

    @cached_property
    def sections(self) -> Mapping[str, Decimal]:
        return section_minutes(self.document, self.events)

    @cached_property
    def straight(self) -> bool:
        return straight(self.document, self.answers)

    @cached_property
    def vector(self) -> tuple[str, ...]:
        said = verdicts(self.document, self.answers)
        return (str(self.row["checklist"]), *(f"{key}={each}" for key, each in said.items()))

    @cached_property
    def late(self) -> Share:
        count, total = after_leaving(self.events, datetime.fromisoformat(self.row["left_by_tablet"]))
        return Share(count=count, total=total)

    @cached_property
    def left_out(self) -> Mapping[str, bool]:
        return not_applicable(self.document, self.answers)


def paces(visits: Iterable[MadeVisit]) -> Mapping[tuple[str, str], list[Decimal]]:
    found: dict[tuple[str, str], list[Decimal]] = defaultdict(list)
    for made in visits:
        for section, spent in made.sections.items():
            found[made.row["key"], section].append(spent)
    return found


def left_out(visits: Iterable[MadeVisit]) -> Mapping[tuple[str, str], list[bool]]:
    found: dict[tuple[str, str], list[bool]] = defaultdict(list)
    for made in visits:
        for question, said in made.left_out.items():
            found[made.row["key"], question].append(said)
    return found


def share(said: Iterable[bool]) -> Share:
    every = list(said)
    return Share(count=sum(every), total=len(every))


def summed(shares: Iterable[Share]) -> Share:
    every = list(shares)
    return Share(count=sum(each.count for each in every), total=sum(each.total for each in every))


def median_of(values: Iterable[Decimal]) -> Decimal | None:
    every = list(values)
    return half_up(median(every), TENTH) if every else None
