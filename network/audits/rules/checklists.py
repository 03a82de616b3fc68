"""A checklist as a document: sections of questions, and how each answer counts.

A published one never changes. How it is written and kept is for `network.audits.schemas.checklists`. It may be
nonsense: `checklist_validation` tells what is wrong with its meaning, and scoring expects one without such problems.
The tablet reads the same document: `frontend/src/tablet` holds its twin of these names.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.sites.rules.criteria import LocalText

# How a strict reader takes every part of the document: no field that is not known, no text for a number.
_STRICT = {"extra": "forbid", "strict": True}


class VisitKind(StrEnum):
    MYSTERY_VISIT = "mystery_visit"
    MYSTERY_CALL = "mystery_call"
    ANNOUNCED = "announced"
    PEER_REVIEW = "peer_review"
    SELF_CHECK = "self_check"


KIND_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        VisitKind.MYSTERY_VISIT: _("Mystery visit"),
        VisitKind.MYSTERY_CALL: _("Mystery call"),
        VisitKind.ANNOUNCED: _("Announced inspection"),
        VisitKind.PEER_REVIEW: _("Peer review"),
        VisitKind.SELF_CHECK: _("Self-check"),
    }
)

# Whose score may ever count towards a scorecard, and whose auditor stays unknown.
SCORED_KINDS = frozenset({VisitKind.MYSTERY_VISIT, VisitKind.MYSTERY_CALL, VisitKind.ANNOUNCED})
SECRET_KINDS = frozenset({VisitKind.MYSTERY_VISIT, VisitKind.MYSTERY_CALL})


class ChecklistState(StrEnum):
    """A retired version still takes visits that were begun before, and for 14 days after."""

    DRAFT = "draft"
    PUBLISHED = "published"
    RETIRED = "retired"


# How long after it was retired a version takes visits: who has it on board may be offline for days.
GRACE = timedelta(days=14)

STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ChecklistState.DRAFT: _("Draft"),
        ChecklistState.PUBLISHED: _("In force"),
        ChecklistState.RETIRED: _("Retired"),
    }
)


class QuestionType(StrEnum):
    """What an answer's value is: see `network.audits.rules.answers`."""

    YES_NO = "yes_no"
    SCALE = "scale"
    CHOICE = "choice"
    NUMBER = "number"
    COUNT = "count"
    TIMER = "timer"
    PRICE = "price"
    RINGS = "rings"
    TEXT = "text"
    PHOTO = "photo"


TYPE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        QuestionType.YES_NO: _("Yes or no"),
        QuestionType.SCALE: _("Scale"),
        QuestionType.CHOICE: _("Choice"),
        QuestionType.NUMBER: _("Number with a unit"),
        QuestionType.COUNT: _("Count"),
        QuestionType.TIMER: _("Timer"),
        QuestionType.PRICE: _("Price"),
        QuestionType.RINGS: _("Rings of a call"),
        QuestionType.TEXT: _("Text"),
        QuestionType.PHOTO: _("Photo"),
    }
)

# Types that are measured: their points fall from `best` to `worst`.
MEASURED = frozenset({QuestionType.NUMBER, QuestionType.COUNT, QuestionType.TIMER, QuestionType.PRICE})
UNSCORED = frozenset({QuestionType.TEXT, QuestionType.PHOTO})


class EvidenceWhen(StrEnum):
    """When photos must be with an answer."""

    NEVER = "never"
    ON_FAILURE = "on_failure"
    ALWAYS = "always"


EVIDENCE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        EvidenceWhen.NEVER: _("No photo asked for"),
        EvidenceWhen.ON_FAILURE: _("A photo when it fails"),
        EvidenceWhen.ALWAYS: _("Always a photo"),
    }
)


class Effect(StrEnum):
    """What a failed critical question does."""

    CAP_SECTION = "cap_section"
    CAP_AUDIT = "cap_audit"
    MAJOR_FINDING = "major_finding"


EFFECT_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Effect.CAP_SECTION: _("Caps the section"),
        Effect.CAP_AUDIT: _("Caps the whole visit"),
        Effect.MAJOR_FINDING: _("Raises a major finding"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Critical:
    """`cap`: the most that the section or the audit may then reach, 0 to 100; none of a finding."""

    __pydantic_config__ = _STRICT

    effect: Effect
    cap: Decimal | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice:
    """One of several answers, and the `share` of the points that it gets, 0 to 1."""

    __pydantic_config__ = _STRICT

    key: str
    label: LocalText
    share: Decimal


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition:
    """Holds when an earlier question was answered with one of `values` (`yes`, `no`, a step, the key of a choice)."""

    __pydantic_config__ = _STRICT

    question: str
    values: tuple[str, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Question:
    """One thing that is looked at.

    `key` stays the same through all versions. `steps`: of a scale, 1 is the worst. `best` and `worst`: of something
    measured (or rings), where the points are whole and where they are gone; `worst` may be the lower one.
    `fails_below`: the share of the points under which the answer is a failure. `expected`: the answer of a yes/no that
    gets the points. `when`: all must hold, or the question is not asked and does not count. `decoy`: asks for what is
    not there; never scored, and not shown to the site.
    """

    __pydantic_config__ = _STRICT

    key: str
    type: QuestionType
    label: LocalText
    guidance: LocalText | None = None
    photo: str | None = None
    points: Decimal = Decimal(0)
    required: bool = True
    not_applicable: bool = False
    critical: Critical | None = None
    evidence: EvidenceWhen = EvidenceWhen.NEVER
    when: tuple[Condition, ...] = ()
    standard: str | None = None
    expected: bool = True
    steps: int | None = None
    choices: tuple[Choice, ...] = ()
    unit: LocalText | None = None
    best: Decimal | None = None
    worst: Decimal | None = None
    least: Decimal | None = None
    most: Decimal | None = None
    fails_below: Decimal = Decimal("0.5")
    decoy: bool = False

    @property
    def scored(self) -> bool:
        return self.type not in UNSCORED and not self.decoy and self.points > 0

    @property
    def judged(self) -> bool:
        """Whether an answer can be a failure. What neither earns points nor is critical only opens other questions."""
        return self.scored or (self.type not in UNSCORED and not self.decoy and self.critical is not None)

    def choice(self, key: str) -> Choice | None:
        return next((choice for choice in self.choices if choice.key == key), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Section:
    """Questions that belong together. `most_not_applicable`: the share of its points that may be N/A, 0 to 1."""

    __pydantic_config__ = _STRICT

    key: str
    label: LocalText
    guidance: LocalText | None = None
    most_not_applicable: Decimal = Decimal("0.5")
    questions: tuple[Question, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class ChecklistDocument:
    """The whole. `persona`: whom the shopper plays, and with which device of known fault."""

    __pydantic_config__ = _STRICT

    key: str
    kind: VisitKind
    title: LocalText
    introduction: LocalText | None = None
    persona: LocalText | None = None
    sections: tuple[Section, ...]

    @property
    def questions(self) -> Iterator[Question]:
        return (question for section in self.sections for question in section.questions)

    def question(self, key: str) -> Question | None:
        return next((question for question in self.questions if question.key == key), None)

    @property
    def points(self) -> Decimal:
        """All that can be reached."""
        return sum((question.points for question in self.questions if question.scored), Decimal(0))


def accepts(state: ChecklistState, retired_at: datetime | None, begun_at: datetime) -> bool:
    """Whether a visit that was begun then may be filed by a version: by one in force, or retired 14 days before it at
    most. How late it arrives does not matter."""
    if state is ChecklistState.PUBLISHED:
        return True
    return retired_at is not None and begun_at <= retired_at + GRACE
