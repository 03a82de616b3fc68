"""What comes in and goes out about service standards."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from network.manuals.rules.standards import ControlPoint
from network.sites.rules.criteria import LocalText
from network.sites.schemas.texts import PROSE, Name, Strict

Target = Annotated[str, Field(min_length=3, max_length=500, pattern=PROSE)]
Key = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=60)]
MetricCode = Annotated[str, Field(pattern=r"^[a-z][a-z0-9_]*$", max_length=60)]
MetricTarget = Annotated[Decimal, Field(ge=0, max_digits=12, decimal_places=4)]
Reason = Annotated[str, Field(min_length=3, max_length=2000, pattern=PROSE)]


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class StandardContent(Strict):
    """`metric_target`: in the unit of the metric, a share as a fraction; both or neither."""

    control_point: ControlPoint
    indicator: Name
    indicator_zh: Name
    target: Target
    target_zh: Target
    metric: MetricCode | None = None
    metric_target: MetricTarget | None = None


class StandardIn(StandardContent):
    """A new standard. Its key never changes: clauses, questions and courses name it."""

    key: Key


class StandardChangeIn(StandardContent):
    reason: Reason


class RetirementIn(Strict):
    reason: Reason


class StandardOut(Frozen):
    key: str
    control_point: ControlPoint
    indicator: LocalText
    target: LocalText
    metric: str | None
    metric_target: Decimal | None
    created_at: datetime
    retired_at: datetime | None
    version: int


class ClauseOut(Frozen):
    """A clause of the edition in force on a day, numbered such as `3.2`. `standards`: keys of those it states."""

    manual: str
    manual_title: LocalText
    edition: int
    effective_on: date
    number: str
    key: str
    title: LocalText
    text: LocalText
    standards: list[str]
