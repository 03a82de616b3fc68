"""What a scheme would have made of a published quarter, as its API tells it."""

from decimal import Decimal
from typing import Literal

from pydantic import BaseModel


class CauseOut(BaseModel):
    """What a metric gave to the score before and after; null where it gave nothing."""

    metric: str
    before: Decimal | None
    after: Decimal | None
    change: Decimal


class MoveOut(BaseModel):
    site: str
    before: Decimal | None
    after: Decimal | None
    change: Decimal | None
    standing_before: str | None
    standing_after: str | None
    moved: Literal["up", "down", "same"]
    rank_before: int | None
    rank_after: int | None
    causes: list[CauseOut]
    gates_gained: list[str]
    gates_lost: list[str]


class WhatIfOut(BaseModel):
    """`measured_anew`: metrics that were not measured then, measured now from the records as they are."""

    quarter: str
    against: str
    measured_anew: list[str]
    sites: list[MoveOut]
