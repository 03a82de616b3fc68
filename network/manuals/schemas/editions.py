"""Manuals and their editions, as they are kept, taken in and handed out."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.manuals.rules.documents import Audience, Clause, EditionState, ManualDocument, QuizQuestion
from network.manuals.schemas.documents import audience_json, json_of, quiz_json
from network.sites.rules.criteria import LocalText
from network.sites.schemas.texts import Name, Strict

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,59}$")]


@dataclass(frozen=True, slots=True)
class Edition:
    """One edition with its manual's key and title. `row_version` counts changes; `writers` are all who made them."""

    id: UUID
    manual: UUID
    key: str
    title: LocalText
    number: int
    state: EditionState
    document: ManualDocument
    sha256: str | None
    effective_on: date | None
    material: bool
    due_days: int
    audience: Audience
    quiz: tuple[QuizQuestion, ...]
    row_version: int
    writers: frozenset[UUID]
    writer: str
    created_at: datetime
    submitted_at: datetime | None
    approver: str | None
    approved_at: datetime | None

    @property
    def is_draft(self) -> bool:
        return self.state is EditionState.DRAFT

    @property
    def is_approved(self) -> bool:
        return self.state is EditionState.APPROVED

    def is_written_by(self, account: UUID | None) -> bool:
        """Whether somebody had a hand in it; the command line, which is nobody, may always have had."""
        return account is None or account in self.writers


@dataclass(frozen=True, slots=True)
class EditionLine:
    """An edition without its document. `ends_on`: the first day of the next approved one."""

    key: str
    title: LocalText
    number: int
    state: EditionState
    effective_on: date | None
    ends_on: date | None
    material: bool
    writer: str
    approver: str | None

    def holds_on(self, day: date) -> bool:
        begun = self.effective_on is not None and self.effective_on <= day
        approved = self.state is EditionState.APPROVED
        return approved and begun and (self.ends_on is None or self.ends_on > day)


@dataclass(frozen=True, slots=True)
class ClauseFound:
    """A clause of an approved edition. `title`: of the manual."""

    manual: str
    title: LocalText
    edition: int
    effective_on: date
    number: str
    clause: Clause


class NewManual(Strict):
    """A new manual, with a first edition that says nothing yet. `key` stays the same for all of its editions."""

    key: Key
    title: Name
    title_zh: Name


class EditionSettings(Strict):
    """`audience`: {roles, kinds, regions, lines}; `quiz`: see the questions of an edition."""

    effective_on: date | None = None
    due_days: Annotated[int, Field(ge=0, le=365)] = 14
    audience: dict[str, Any] = {}
    quiz: list[Any] = []


class EditionOut(BaseModel):
    """An edition without what it says."""

    model_config = ConfigDict(frozen=True)

    manual: str
    title: str
    title_zh: str
    number: int
    state: EditionState
    effective_on: date | None
    ends_on: date | None
    material: bool


class EditionsOut(BaseModel):
    """Every edition that you may read, by manual, the newest first."""

    model_config = ConfigDict(frozen=True)

    editions: list[EditionOut]


class EditionDocumentOut(BaseModel):
    """An edition with its document, and what keeps it from being approved: place -> what to put right.

    `quiz`: which option is `right` is told to those who write manuals only.
    """

    model_config = ConfigDict(frozen=True)

    manual: str
    title: str
    title_zh: str
    number: int
    state: EditionState
    effective_on: date | None
    material: bool
    due_days: int
    audience: dict[str, Any]
    quiz: list[dict[str, Any]]
    sha256: str | None
    document: dict[str, Any]
    problems: dict[str, str]


class ClauseOut(BaseModel):
    """A clause as it was in force on a day, in both languages, in Markdown."""

    model_config = ConfigDict(frozen=True)

    manual: str
    edition: int
    effective_on: date
    number: str
    key: str
    title: str
    title_zh: str
    text: str
    text_zh: str
    standards: list[str]


class ClausesOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    clauses: list[ClauseOut]


class PictureOut(BaseModel):
    """Write it into a clause as `![what it shows](image:<sha256>)`."""

    model_config = ConfigDict(frozen=True)

    sha256: str


def edition_out(line: EditionLine) -> EditionOut:
    own = EditionOut.model_fields.keys() - {"manual", "title", "title_zh"}
    values = {name: getattr(line, name) for name in own}
    return EditionOut(manual=line.key, title=line.title.en, title_zh=line.title.zh_CN, **values)


def document_out(found: Edition, problems: dict[str, str], *, answers: bool) -> EditionDocumentOut:
    """`answers`: with what is right in its questions."""
    hidden = set[str]() if answers else {"right"}
    own = ("number", "state", "effective_on", "material", "due_days", "sha256")
    return EditionDocumentOut(
        manual=found.key,
        title=found.title.en,
        title_zh=found.title.zh_CN,
        audience=audience_json(found.audience),
        quiz=[{name: said for name, said in each.items() if name not in hidden} for each in quiz_json(found.quiz)],
        document=json_of(found.document),
        problems=problems,
        **{name: getattr(found, name) for name in own},
    )


def clause_out(found: ClauseFound) -> ClauseOut:
    clause = found.clause
    return ClauseOut(
        manual=found.manual,
        edition=found.edition,
        effective_on=found.effective_on,
        number=found.number,
        key=clause.key,
        title=clause.title.en,
        title_zh=clause.title.zh_CN,
        text=clause.text.en,
        text_zh=clause.text.zh_CN,
        standards=list(clause.standards),
    )
