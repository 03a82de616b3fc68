"""What comes in and goes out about exams."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.sites.schemas.texts import Strict

Key = Annotated[str, Field(max_length=60)]
# More questions than an exam draws, and more options than one has.
Chosen = Annotated[list[Key], Field(max_length=20)]


class AnswersIn(Strict):
    """The chosen options of each question, by their keys; all of them, also those that did not change."""

    answers: Annotated[dict[Key, Chosen], Field(max_length=500)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class OptionOut(Frozen):
    key: str
    text: str
    text_zh: str


class QuestionOut(Frozen):
    """`several`: more than one option is right. Which ones, and why, is said of a passed exam only."""

    key: str
    question: str
    question_zh: str
    several: bool
    options: list[OptionOut]
    right: list[str] | None = None
    explanation: str | None = None
    explanation_zh: str | None = None


class ClauseOut(Frozen):
    """Where it is written: the keys of a manual and a clause."""

    manual: str
    clause: str


class ExamOut(Frozen):
    """One sitting as its person sees it. `remaining`: seconds until its end, by the clock of the server.

    record  the number of the certificate that it gave
    again   when it was not passed: from when it can be sat again; None for at once. `time_zone`: of the site
    """

    id: UUID
    course: str
    title: str
    title_zh: str
    number: int
    attempts: int
    pass_percent: Decimal
    minutes: int
    started_at: datetime
    ends_at: datetime
    remaining: int
    version: int
    questions: list[QuestionOut]
    answers: dict[str, list[str]]
    handed_in_at: datetime | None
    percent: Decimal | None
    passed: bool | None
    record: str | None
    valid_to: date | None
    again: datetime | None
    time_zone: str
    read_again: list[ClauseOut]


class ExamStarted(Frozen):
    id: UUID


class AnswersKept(Frozen):
    version: int
    remaining: int
