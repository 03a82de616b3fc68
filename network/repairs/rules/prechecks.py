"""What a site tries before it sends a unit up, as a document: steps, each with the no-fault reason that it catches.

A published list never changes. How it is written and kept is for `network.repairs.schemas.prechecks`. It may be
nonsense: `validate_prechecks` tells what is wrong with its meaning, all of it at once.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from enum import StrEnum
from types import MappingProxyType

from network.foundation.documents import problems as form
from network.foundation.documents.problems import Problem, Unreadable
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.sites.rules.criteria import LocalText

# Nobody does more than that at a counter for each unit; and a parcel's form stays small.
MOST_STEPS = 30
LONGEST_NOTE = 500

# How a strict reader takes every part of the document: no field that is not known, no text for a number.
_STRICT = {"extra": "forbid", "strict": True}
_CODE = re.compile(r"[a-z][a-z0-9_-]{0,39}")


class PrecheckState(StrEnum):
    """A retired list was in force once; what was shipped under it is still judged by it."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


PRECHECK_STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        PrecheckState.DRAFT: _("Draft"),
        PrecheckState.PUBLISHED: _("In force"),
        PrecheckState.RETIRED: _("Retired"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Step:
    """One thing to try. `catches`: the no-fault reason that it finds. `optional`: it may not apply to a unit.

    `key` stays the same through all versions and products, so that a step can be judged over time.
    """

    __pydantic_config__ = _STRICT

    key: str
    label: LocalText
    help: LocalText
    catches: LocalText
    optional: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class PrecheckDocument:
    """A whole list, in the order in which the steps are done."""

    __pydantic_config__ = _STRICT

    title: LocalText
    steps: tuple[Step, ...]

    @property
    def keys(self) -> tuple[str, ...]:
        return tuple(step.key for step in self.steps)

    def step(self, key: str) -> Step:
        """KeyError for a key that this list does not have."""
        for step in self.steps:
            if step.key == key:
                return step
        raise KeyError(key)


@dataclass(frozen=True, slots=True)
class Tick:
    """What a site says of one step for one unit: done, or (`done` false) that it does not apply."""

    __pydantic_config__ = _STRICT

    done: bool
    note: str = ""


Ticks = Mapping[str, Tick]

STEP_LEFT_OUT = _("Do this first, then tick it.")
STEP_NEEDED = _("This step applies to every unit: it cannot be left out.")


def gaps(document: PrecheckDocument, ticks: Ticks) -> dict[str, Text]:
    """Step -> what is missing there; empty when the unit may travel. Ticks of other lists' steps mean nothing."""
    found: dict[str, Text] = {}
    for step in document.steps:
        tick = ticks.get(step.key)
        if tick is None:
            found[step.key] = STEP_LEFT_OUT
        elif not tick.done and not step.optional:
            found[step.key] = STEP_NEEDED
    return found


class PrechecksUnreadable(Unreadable):
    """The text has not the form of a pre-check list at all; `problems` lists every place."""

    code = "prechecks_unreadable"
    message = _("This is not a pre-check list.")


class NoSteps(Problem):
    code = "no_steps"
    message = _("A list needs at least one step.")


class TooManySteps(Problem):
    code = "too_many_steps"
    message = _("A list has at most %(most)s steps, not %(given)s: nobody does more for each unit.")


def validate_prechecks(document: PrecheckDocument) -> list[Problem]:
    """Every problem, in the order of the document; none for a list that can be published."""
    return [
        *_text("title", document.title),
        *_count(document),
        *(problem for place, step in enumerate(document.steps) for problem in _step(f"steps[{place}]", step)),
        *(form.Repeated("steps", {"given": key}) for key, count in Counter(document.keys).items() if count > 1),
    ]


def _count(document: PrecheckDocument) -> Iterator[Problem]:
    if not document.steps:
        yield NoSteps("steps")
    if len(document.steps) > MOST_STEPS:
        yield TooManySteps("steps", {"most": MOST_STEPS, "given": len(document.steps)})


def _step(path: str, step: Step) -> Iterator[Problem]:
    if not _CODE.fullmatch(step.key):
        yield form.BadCode(f"{path}.key", {"given": step.key})
    for name, text in (("label", step.label), ("help", step.help), ("catches", step.catches)):
        yield from _text(f"{path}.{name}", text)


def _text(path: str, text: LocalText) -> Iterator[Problem]:
    for language, words in (("en", text.en), ("zh_CN", text.zh_CN)):
        if not words.strip():
            yield form.Blank(f"{path}.{language}")
