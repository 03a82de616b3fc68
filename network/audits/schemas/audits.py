"""Published audits and appeals as pages and programs read them, and what they send."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from network.audits.rules.appeals import AppealState, AuditState, Ground
from network.audits.rules.checklists import VisitKind
from network.audits.rules.planning import PartOfDay
from network.audits.rules.published import PublishedDocument
from network.audits.schemas.auditors import Frozen
from network.sites.schemas.texts import PRINTABLE, PROSE, Strict

LONGEST_BODY = 4000

Body = Annotated[str, Field(min_length=10, max_length=LONGEST_BODY, pattern=PROSE)]
QuestionKey = Annotated[str, Field(min_length=1, max_length=60, pattern=PRINTABLE)]
Revision = Annotated[int, Field(ge=1)]


class AuditLine(Frozen):
    """A published audit in a list. `score`: 0 to 100; none when it is not scored. `appeals`: how many, `open_appeals`
    of them undecided. `delivered_at`: when its site first opened it, or was mailed of it; `appeal_until`: the first
    moment at which it is too late, ten working days after that. Both none before: the days are not counted yet."""

    id: UUID
    site: str
    site_name: str
    site_name_zh: str
    time_zone: str
    kind: VisitKind
    visited_on: date
    part_of_day: PartOfDay
    state: AuditState
    scored: bool
    score: Decimal | None
    critical_failures: int
    revision: int
    published_at: datetime
    delivered_at: datetime | None
    appeal_until: datetime | None
    appeals: int
    open_appeals: int


class AuditsOut(Frozen):
    items: list[AuditLine]
    total: int
    page: int
    size: int


class RevisionOut(Frozen):
    """The whole audit as it stood. `reason`: why it was made; empty of the first."""

    number: int
    score: Decimal | None
    critical_failures: int
    reason: str
    made_at: datetime
    document: PublishedDocument


class AuditPhotoOut(Frozen):
    id: UUID
    question: str
    place: int
    width: int
    height: int


class MessageOut(Frozen):
    """A line of the talk. `question`: none for the whole audit. `who`: empty for headquarters, when a site reads it."""

    id: UUID
    question: str | None
    side: Literal["site", "hq"]
    body: str
    who: str
    at: datetime


class AppealFileOut(Frozen):
    id: UUID
    name: str
    kind: str
    media_type: str
    size: int


class AppealOut(Frozen):
    """An appeal against one question. `revision`: the one that the site read. `decider`: for headquarters only."""

    id: UUID
    version: int
    question: str
    revision: int
    ground: Ground
    body: str
    state: AppealState
    lodger: str
    lodged_at: datetime
    decided_at: datetime | None
    decision: str | None
    decider: str | None
    files: list[AppealFileOut]


class AuditOut(AuditLine):
    """A published audit in whole; its revisions with the one in force first."""

    version: int
    voided_reason: str | None
    revisions: list[RevisionOut]
    photos: list[AuditPhotoOut]
    messages: list[MessageOut]
    appeals_made: list[AppealOut]

    @property
    def in_force(self) -> RevisionOut:
        return self.revisions[0]

    def numbered(self, number: int | None) -> RevisionOut | None:
        """The revision of this number; without one, that in force."""
        return next((each for each in self.revisions if number in (None, each.number)), None)

    def appeal_about(self, question: str) -> AppealOut | None:
        """The last appeal against a question that was not withdrawn."""
        standing = (each for each in self.appeals_made if each.state is not AppealState.RETRACTED)
        return next((each for each in standing if each.question == question), None)


class AppealLine(Frozen):
    """An appeal in the list of headquarters."""

    id: UUID
    audit: UUID
    site: str
    site_name: str
    site_name_zh: str
    time_zone: str
    kind: VisitKind
    visited_on: date
    question_label: str
    question_label_zh: str
    ground: Ground
    state: AppealState
    lodged_at: datetime
    decide_by: datetime
    decided_at: datetime | None


class AppealsOut(Frozen):
    items: list[AppealLine]
    total: int
    page: int
    size: int


class AnswerChoice(Frozen):
    """An answer that an upheld appeal may end with."""

    value: str
    label: str
    label_zh: str


class AppealCase(Frozen):
    """An appeal with all that its decision needs. `part_of_visit`: this reader may not decide. `choices`: the answers
    that the question can have; empty when one is typed (`typed`), or when it can only be left out."""

    appeal: AppealOut
    audit: AuditOut
    part_of_visit: bool
    choices: list[AnswerChoice]
    typed: bool


class AppealMade(Frozen):
    id: UUID


class AppealFileMade(Frozen):
    id: UUID


class MessageMade(Frozen):
    id: UUID


class AppealOutcomes(Frozen):
    """What became of appeals against the visits of one auditor; `rate`: the share of those decided that were upheld."""

    auditor: str
    open: int
    upheld: int
    rejected: int

    @property
    def rate(self) -> Decimal | None:
        decided = self.upheld + self.rejected
        return Decimal(self.upheld) / decided if decided else None


class AppealIn(Strict):
    """An appeal against one question of the revision that was read."""

    question: QuestionKey
    ground: Ground
    body: Body
    revision: Revision


class MessageIn(Strict):
    question: QuestionKey | None = None
    body: Annotated[str, Field(min_length=1, max_length=LONGEST_BODY, pattern=PROSE)]


class DecisionIn(Strict):
    """`upheld` takes what becomes of the question: left out, or another `answer` (as conditions of checklists name it:
    `yes`, the key of a choice, a number). `revision`: the one in force that was looked at."""

    outcome: Literal["upheld", "rejected"]
    change: Literal["left_out", "answer"] | None = None
    answer: Annotated[str, Field(max_length=100, pattern=PRINTABLE)] = ""
    reason: Body
    revision: Revision
