"""Calls to customers as they come in and go out."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from network.feedback.rules.calls import CallState, Outcome
from network.feedback.schemas.complaints import Frozen
from network.feedback.schemas.surveys import BlockKey, Comment, Grade
from network.sites.schemas.texts import Strict


class CallIn(Strict):
    """How a call ended. `answered` needs a `grade` (5 very good, 1 very bad); the others have none.

    `blocks`: grades of single parts; `comment`: what the customer said, for the site to read; `note`: for headquarters.
    """

    outcome: Annotated[Outcome, Field(strict=False)]
    grade: Grade | None = None
    blocks: Annotated[dict[BlockKey, Grade], Field(max_length=20)] = {}
    comment: Comment = ""
    note: Comment = ""


class CallLine(Frozen):
    """An order that was drawn, and how far its customer is called. `month`: that of the draw."""

    id: UUID
    month: date
    site: str
    site_name: str
    site_name_zh: str
    order_no: str
    product: str
    reason: str
    tries: int
    called_at: datetime | None
    state: CallState


class CallsOut(Frozen):
    """A page of them; `due`: of all that match, how many are to be called."""

    items: list[CallLine]
    total: int
    due: int
    page: int
    size: int


class Try(Frozen):
    outcome: Outcome
    note: str
    called_at: datetime
    caller: str


class CallOut(Frozen):
    """One customer to call. Name and number are there only while there is something to ask."""

    line: CallLine
    customer_name: str
    customer_phone: str
    ready_at: datetime | None
    tries: list[Try]
