"""Exams: what is asked, what it comes to, and when one may sit again. Pure.

Time is always the server's: a moment that somebody's device names is never asked for.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from random import Random

from network.sites.rules.validity import renewable_from
from network.training.rules.courses import Exam, ExamQuestion

# What was handed in on time may be this long under way.
GRACE = timedelta(seconds=30)

_HUNDREDTHS = Decimal("0.01")

Answers = Mapping[str, Sequence[str]]


@dataclass(frozen=True, slots=True)
class Drawn:
    """A question that is asked, and its options in the order in which they are shown."""

    __pydantic_config__ = {"extra": "forbid"}

    key: str
    options: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Outcome:
    """`percent`: of 0 to 100, to two places. `wrong`: the keys of the questions that were not answered right."""

    percent: Decimal
    passed: bool
    wrong: tuple[str, ...]


def draw(exam: Exam, seed: str) -> tuple[Drawn, ...]:
    """The questions of one sitting; the same seed draws the same ones."""
    chance = Random(seed)  # noqa: S311 - fairness is asked for here: what is drawn is shown as soon as the seed is
    asked = chance.sample(exam.questions, min(exam.draw, len(exam.questions)))
    return tuple(Drawn(each.key, tuple(_shuffled(each, chance))) for each in asked)


def _shuffled(question: ExamQuestion, chance: Random) -> list[str]:
    keys = [option.key for option in question.options]
    return chance.sample(keys, len(keys))


def grade(exam: Exam, drawn: Sequence[Drawn], answers: Answers) -> Outcome:
    """What the answers come to. One counts when it names just the right options, in whatever order.

    The database says so (`mark_attempt`), which alone knows what is right; tests hold it against this.
    """
    right = {each.key: frozenset(each.right) for each in exam.questions}
    wrong = tuple(each.key for each in drawn if frozenset(answers.get(each.key, ())) != right[each.key])
    share = Decimal(100 * (len(drawn) - len(wrong))) / Decimal(len(drawn))
    # The share itself decides: nobody passes, or fails, by how it is rounded.
    return Outcome(share.quantize(_HUNDREDTHS, ROUND_HALF_UP), share >= exam.pass_percent, wrong)


def unknown_answers(drawn: Sequence[Drawn], answers: Answers) -> list[str]:
    """The questions that were not asked, and those with options that they do not have, or one twice."""
    options = {each.key: set(each.options) for each in drawn}
    return [
        key
        for key, chosen in answers.items()
        if key not in options or not set(chosen) <= options[key] or len(set(chosen)) != len(chosen)
    ]


def is_over(ends_at: datetime, now: datetime) -> bool:
    """Whether nothing more is taken."""
    return now > ends_at + GRACE


def handed_in_at(ends_at: datetime, now: datetime) -> datetime:
    """The moment that counts: that of the server, never after the end."""
    return min(now, ends_at)


def remaining_seconds(ends_at: datetime, now: datetime) -> int:
    """Until the end; 0 when it has passed."""
    return max(0, int((ends_at - now).total_seconds()))


def opens_at(exam: Exam, sat: Sequence[datetime]) -> datetime | None:
    """From when the next sitting is possible; None for at once. `sat`: when those since the last pass were handed in.

    So many attempts are free; each one after them waits from the one before.
    """
    return max(sat) + timedelta(days=exam.wait_days) if sat and len(sat) >= exam.attempts else None


def passes_again_from(valid_to: date | None, window_days: int) -> date | None:
    """The first day on which a pass that still holds may be renewed; None for one that holds for good."""
    return None if valid_to is None else renewable_from(valid_to, window_days)
