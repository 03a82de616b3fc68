"""Self-assessments as they come in and go out, and the questionnaire as it ships."""

from datetime import date, datetime
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import Annotated
from uuid import UUID

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter

from network.sites.schemas.texts import PROSE, Strict
from network.training.rules.assessments import HIGHEST, LOWEST, Questionnaire

Answer = Annotated[int, Field(ge=LOWEST, le=HIGHEST)]
ItemKey = Annotated[str, Field(max_length=60)]


@cache
def questionnaire() -> Questionnaire:
    """The one in force."""
    text = (files("network.training") / "shipped" / "questionnaire.yaml").read_text(encoding="utf-8")
    return TypeAdapter(Questionnaire).validate_python(yaml.safe_load(text), strict=False)


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class AssessmentIn(Strict):
    """What is answered so far, by item; what is not there is not answered yet."""

    answers: Annotated[dict[ItemKey, Answer], Field(max_length=200)]
    note: Annotated[str, Field(max_length=4000, pattern=PROSE)] = ""


class PartScoreOut(Frozen):
    """`points` of `possible`, in per cent with one decimal. `key` empty: all parts together."""

    key: str
    points: int
    possible: int
    percent: Decimal
    answered: int


class AssessmentOut(Frozen):
    """`handed_in_at` none: a draft, which only the site sees."""

    id: UUID
    site: str
    questionnaire: str
    answers: dict[str, int]
    note: str
    assessed_on: date
    handed_in_by: str
    handed_in_at: datetime | None
    version: int
    parts: list[PartScoreOut]
    total: PartScoreOut


class AssessmentsOut(Frozen):
    """The newest first."""

    assessments: list[AssessmentOut]
