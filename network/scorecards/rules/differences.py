"""What a restated quarter changes of the consequences that were drawn from it before. Pure.

Of what enters the ledger, only the difference between what is deserved now and what stands posted is proposed: one
amount for each effect and unit. What waits and is still deserved waits on; what waits and is not falls away.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from typing import Any
from uuid import UUID

from network.ledger.rules.effects import POSTED, Effect
from network.ledger.rules.proposals import OPEN, STANDING, ProposalState
from network.scorecards.rules.drawing import Consequence

# What was carried out in another domain, which nothing takes back by itself.
_LEFT_TO_PEOPLE = frozenset({Effect.PROBATION, Effect.SUSPENSION, Effect.WITHDRAWAL})


@dataclass(frozen=True, slots=True)
class Stands:
    """A proposal of the quarter as it is now. `state`: of an appealed one what it was before.

    `booked`: it is in the ledger, and nobody took it back. `upheld`: it fell away by an appeal. `lines`: of a
    difference, what it corrected by rule and fact.
    """

    id: UUID
    rule: str
    fact: str
    effect: Effect
    amount: Decimal | None
    unit: str | None
    state: ProposalState
    booked: bool = False
    is_difference: bool = False
    upheld: bool = False
    lines: Sequence[Mapping[str, Any]] = ()


@dataclass(frozen=True, slots=True)
class Difference:
    """One amount to post. `lines`: by rule and fact, what is deserved and stands. `turn`: so many came before it."""

    effect: Effect
    unit: str
    amount: Decimal
    lines: list[dict[str, str]]
    turn: int = 0


@dataclass(slots=True)
class Change:
    """What to do about one site: propose, let fall away, tell people that it is not borne out any more."""

    propose: list[Consequence] = field(default_factory=list)
    fall_away: list[UUID] = field(default_factory=list)
    overtaken: list[UUID] = field(default_factory=list)
    differences: list[Difference] = field(default_factory=list)


def change_of(existing: Iterable[Stands], deserved: Sequence[Consequence]) -> Change:
    """Of one site. `deserved`: nothing that was skipped."""
    change, wanted = Change(), {(each.rule.code, each.fact): each for each in deserved}
    settled: set[tuple[str, str]] = set()
    posted: list[Stands] = []
    existing = list(existing)
    for stands in existing:
        key = (stands.rule, stands.fact)
        same = key in wanted and wanted[key].amount == stands.amount
        if stands.booked:
            posted.append(stands)
            # An appeal was upheld after a difference had put it right: both stay booked, and it is deserved no more.
            if stands.upheld and same:
                settled.add(key)
        elif stands.is_difference:
            continue
        elif stands.state in OPEN:
            (settled.add(key) if same else change.fall_away.append(stands.id))
        elif stands.state in STANDING and stands.state is not ProposalState.POSTED:
            _in_force(change, stands, key, settled, wanted)
        elif same and (stands.upheld or stands.state is not ProposalState.WITHDRAWN):
            # Somebody has decided about this very thing, or took it back; that it was overtaken before decides nothing.
            settled.add(key)
    left = [each for key, each in wanted.items() if key not in settled]
    differences, change.propose = _differences(posted, left)
    _settle_differences(change, [stands for stands in existing if stands.is_difference], differences)
    return change


def _settle_differences(change: Change, before: Sequence[Stands], wanted: Sequence[Difference]) -> None:
    """A difference that waits and is still the same one waits on; any other that waits falls away."""
    waiting = [stands for stands in before if stands.state in OPEN]
    same = {(each.effect, each.unit, each.amount) for each in wanted}
    kept = {(stands.effect, stands.unit, stands.amount) for stands in waiting} & same
    change.fall_away += [each.id for each in waiting if (each.effect, each.unit, each.amount) not in kept]
    for each in wanted:
        if (each.effect, each.unit, each.amount) not in kept:
            turn = sum((stands.effect, stands.unit) == (each.effect, each.unit) for stands in before)
            change.differences.append(replace(each, turn=turn))


def _in_force(
    change: Change,
    stands: Stands,
    key: tuple[str, str],
    settled: set[tuple[str, str]],
    wanted: Mapping[tuple[str, str], Consequence],
) -> None:
    if key in wanted:
        settled.add(key)
    elif stands.effect in _LEFT_TO_PEOPLE:
        change.overtaken.append(stands.id)
    else:
        change.fall_away.append(stands.id)


def _differences(posted: Sequence[Stands], left: Sequence[Consequence]) -> tuple[list[Difference], list[Consequence]]:
    """What is posted in an effect and unit is corrected by one amount; where nothing is, what is deserved is new."""
    groups = {(each.effect, each.unit or "") for each in posted}
    found = []
    for effect, unit in sorted(groups):
        rows: dict[tuple[str, str], list[Decimal]] = {}
        for stands in posted:
            if (stands.effect, stands.unit) == (effect, unit):
                _add_posted(rows, stands)
        for each in left:
            if (each.rule.kind, each.unit) == (effect, unit) and each.amount is not None:
                rows.setdefault((each.rule.code, each.fact), [Decimal(0), Decimal(0)])[0] += each.amount
        amount = sum((deserved - stood for deserved, stood in rows.values()), Decimal(0))
        if amount:
            lines = [
                {"rule": rule, "fact": fact, "deserved": str(deserved), "stands": str(stood)}
                for (rule, fact), (deserved, stood) in sorted(rows.items())
                if deserved or stood
            ]
            found.append(Difference(effect, unit, amount, lines))
    new = [each for each in left if each.rule.kind not in POSTED or (each.rule.kind, each.unit or "") not in groups]
    return found, new


def _add_posted(rows: dict[tuple[str, str], list[Decimal]], stands: Stands) -> None:
    if not stands.is_difference:
        rows.setdefault((stands.rule, stands.fact), [Decimal(0), Decimal(0)])[1] += stands.amount or Decimal(0)
        return
    for line in stands.lines:
        moved = Decimal(line["deserved"]) - Decimal(line["stands"])
        rows.setdefault((line["rule"], line.get("fact", "")), [Decimal(0), Decimal(0)])[1] += moved
