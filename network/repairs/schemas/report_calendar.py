"""What goes in and out about the reporting calendar."""

from datetime import date, datetime
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from network.repairs.rules.report_calendar import DueState

MonthText = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$", description="Like 2026-07.")]


class CalendarIn(BaseModel):
    model_config = ConfigDict(extra="forbid")

    from_month: MonthText
    day: int = Field(description="Of the month after; with `working_days`, which one of those.")
    working_days: bool = False


class RuleOut(BaseModel):
    from_month: MonthText | None = Field(description="None: from the beginning.")
    day: int
    working_days: bool
    set_by: str | None
    set_at: datetime | None


class DueDayOut(BaseModel):
    """Reports of one month that are due on one day, which ends at each site's own midnight."""

    month: MonthText
    due_on: date
    sites: int
    reported: int
    late: int


class DueOut(BaseModel):
    """One report that a site owes."""

    site: str
    name: str
    name_zh: str
    month: MonthText
    due_on: date
    due_at: datetime = Field(description="The first moment at which it is late.")
    state: DueState


class CalendarOut(BaseModel):
    rules: list[RuleOut]
    days: list[DueDayOut]
