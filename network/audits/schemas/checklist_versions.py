"""Versions of checklists, as they are kept and handed out."""

from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.audits.rules.answers import Asked, Lack
from network.audits.rules.checklists import ChecklistDocument, ChecklistState, VisitKind, accepts
from network.audits.rules.scoring import AuditScore
from network.audits.schemas.checklists import plain
from network.sites.schemas.texts import Name, Reason, Strict

Key = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_-]{0,39}$")]
OptionalKey = Annotated[str, Field(pattern=r"^([a-z][a-z0-9_-]{0,39})?$")]


@dataclass(frozen=True, slots=True)
class ChecklistVersion:
    """One version. `pilot`: what is filed by it is kept, and no score counts. `row_version` counts changes."""

    id: UUID
    key: str
    version: int
    state: ChecklistState
    kind: VisitKind
    pilot: bool
    document: ChecklistDocument
    note: str
    created_by: str
    created_at: datetime
    published_by: str | None
    published_at: datetime | None
    retired_at: datetime | None
    row_version: int

    @property
    def is_draft(self) -> bool:
        return self.state is ChecklistState.DRAFT

    def accepts(self, begun_at: datetime) -> bool:
        """See `network.audits.rules.checklists.accepts`."""
        return accepts(self.state, self.retired_at, begun_at)


class NewIn(Strict):
    """A new checklist, without a question yet. `key` stays the same for all of its versions."""

    key: Key
    kind: VisitKind
    title: Name
    title_zh: Name


class StartIn(Strict):
    """A draft from a version; `key`: of another checklist that is to begin with it, empty for the same one."""

    key: OptionalKey = ""


class PublishIn(Strict):
    """`note`: what is new in it. `pilot`: what is filed by it is kept, and no score counts."""

    note: Reason = ""
    pilot: bool = False


class RetireIn(Strict):
    reason: Annotated[Reason, Field(min_length=10)]


class TrialIn(BaseModel):
    """Answers to try a version with, each `{"value", "not_applicable", "note"}`; `photos`: questions with one."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)

    answers: dict[str, Any]
    photos: list[str] = []


class ChecklistOut(BaseModel):
    """A version without its questions; `points`: all that can be reached."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    key: str
    version: int
    state: ChecklistState
    kind: VisitKind
    pilot: bool
    title: str
    title_zh: str
    questions: int
    points: Decimal
    note: str
    created_by: str
    created_at: datetime
    published_by: str | None
    published_at: datetime | None
    retired_at: datetime | None


class ChecklistsOut(BaseModel):
    """Every version that you may see, by key, the newest first."""

    model_config = ConfigDict(frozen=True)

    checklists: list[ChecklistOut]


class ChecklistDocumentOut(ChecklistOut):
    """A version with its document, and what keeps a draft from being published: place -> what to put right."""

    document: dict[str, Any]
    problems: dict[str, str]


class SectionScoreOut(BaseModel):
    """`earned` of `possible` points, after the cap in per cent; `incomplete`: too much was said not to apply."""

    model_config = ConfigDict(frozen=True)

    key: str
    earned: Decimal
    possible: Decimal
    cap: Decimal | None
    not_applicable: Decimal
    incomplete: bool


class TrialOut(BaseModel):
    """What a visit with these answers would come to. `total`: 0 to 100, none when nothing scored was answered."""

    model_config = ConfigDict(frozen=True)

    visible: list[str]
    missing: dict[str, Lack]
    failed: list[str]
    total: Decimal | None
    cap: Decimal | None
    critical_failures: int
    sections: list[SectionScoreOut]


class ReferencePhotoOut(BaseModel):
    """What a question names as its `photo`."""

    model_config = ConfigDict(frozen=True)

    sha256: str


def checklist_out(found: ChecklistVersion) -> ChecklistOut:
    return ChecklistOut(**_heading(found))


def document_out(found: ChecklistVersion, problems: dict[str, str]) -> ChecklistDocumentOut:
    return ChecklistDocumentOut(**_heading(found), document=plain(found.document), problems=problems)


def trial_out(asked: Asked, result: AuditScore) -> TrialOut:
    names = SectionScoreOut.model_fields
    return TrialOut(
        visible=list(asked.visible),
        missing=dict(asked.missing),
        failed=list(result.failed),
        total=result.total,
        cap=result.cap,
        critical_failures=result.critical_failures,
        sections=[SectionScoreOut(**{name: getattr(each, name) for name in names}) for each in result.sections],
    )


def _heading(found: ChecklistVersion) -> dict[str, Any]:
    document = found.document
    own = ChecklistOut.model_fields.keys() - {"title", "title_zh", "questions", "points"}
    return {
        **{name: getattr(found, name) for name in own},
        "title": document.title.en,
        "title_zh": document.title.zh_CN,
        "questions": sum(1 for _question in document.questions),
        "points": document.points,
    }
