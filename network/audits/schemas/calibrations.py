"""Calibration rounds as they come in and go out."""

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import Annotated, Any
from uuid import UUID

from pydantic import Field

from network.audits.rules.checklists import ChecklistDocument
from network.audits.schemas.auditors import Frozen
from network.foundation.kappa import Agreement
from network.sites.schemas.texts import PROSE, Name, Strict

MOST_ANSWERS = 500
CaseText = Annotated[str, Field(min_length=20, max_length=20_000, pattern=PROSE)]
# As tablets send them: question -> {"value", "not_applicable", "note"}.
AnswersIn = Annotated[dict[Annotated[str, Field(max_length=60)], Any], Field(max_length=MOST_ANSWERS)]


class RoundState(StrEnum):
    DRAFT = "draft"
    OPEN = "open"
    CLOSED = "closed"


class RoundIn(Strict):
    """A case for everybody who makes visits. `checklist`: the id of a published version; `closes_at`: until when it is
    answered, None: until it is closed."""

    name: Name
    checklist: UUID
    case_text: CaseText
    closes_at: datetime | None = None


class CaseAnswersIn(Strict):
    answers: AnswersIn


class RoundOut(Frozen):
    """`auditors`: active ones, who may answer; `answered`: how many have."""

    id: UUID
    name: str
    checklist: UUID
    checklist_key: str
    checklist_version: int
    state: RoundState
    closes_at: datetime | None
    created_by: str
    created_at: datetime
    auditors: int
    answered: int
    has_reference: bool
    version: int


class AgreementOut(Frozen):
    """`pairs` compared, `agreed` of them; `kappa` None where it is not defined: nobody varies."""

    pairs: int
    agreed: int
    kappa: Decimal | None

    @classmethod
    def of(cls, found: Agreement) -> "AgreementOut":
        return cls(pairs=found.pairs, agreed=found.agreed, kappa=found.kappa)

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.agreed) / self.pairs if self.pairs else None


class AuditorAnswer(Frozen):
    """One auditor's answers to a case. `score` 0 to 100; `agreement` None while there is nothing to compare with."""

    auditor_id: UUID
    auditor: str
    answered_at: datetime
    score: Decimal | None
    answers: dict[str, Any]
    agreement: AgreementOut | None


class RoundDetail(RoundOut):
    """`reference`: the answers that are held to be right, and what they score; `questions`: agreement by question."""

    case_text: str
    document: dict[str, Any]
    reference: dict[str, Any] | None
    reference_score: Decimal | None
    given: list[AuditorAnswer]
    questions: dict[str, AgreementOut]


class CaseOut(Frozen):
    """An open case as an auditor is asked about it: without what is held to be right."""

    id: UUID
    name: str
    checklist: UUID
    case_text: str
    closes_at: datetime | None
    answered_at: datetime | None


class CaseDetail(CaseOut):
    document: dict[str, Any]


class CaseReceipt(Frozen):
    """That the answers are kept. What they score is not told: others are still to answer."""

    answered_at: datetime


class Case(Frozen):
    """A case with its checklist, for pages."""

    out: CaseOut
    document: ChecklistDocument
