"""What comes in and goes out about falsified reports and evidence."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import Field

from network.improvement.rules.falsifications import (
    ANSWER_DAYS,
    FEWEST_DAYS,
    MOST_DAYS,
    FalsificationState,
    FalsificationStep,
    Falsified,
)
from network.improvement.schemas.findings import Frozen, Prose
from network.sites.schemas.texts import PRINTABLE, Name, Strict

# A path of our own pages: never another address, which readers would follow in good faith.
PATH = r"^(/[A-Za-z0-9_~%.\-][A-Za-z0-9_~%.\-/]*(\?[A-Za-z0-9_~%.\-=&]*)?)?$"


class FalsificationIn(Strict):
    """What headquarters says was falsified. `reference`: which one, as people call it; `link`: a path of our pages;
    `answer_days`: how long the site is heard."""

    site: Annotated[str, Field(min_length=1, max_length=40, pattern=PRINTABLE)]
    kind: Falsified
    reference: Name
    link: Annotated[str, Field(max_length=300, pattern=PATH)] = ""
    happened_on: date
    grounds: Prose
    answer_days: Annotated[int, Field(ge=FEWEST_DAYS, le=MOST_DAYS)] = ANSWER_DAYS


class FalsificationAnswerIn(Strict):
    answer: Prose


class FalsificationDecisionIn(Strict):
    confirmed: bool
    reason: Prose


class FalsificationAppealIn(Strict):
    appeal: Prose


class FalsificationReviewIn(Strict):
    """`upheld`: the decision stands."""

    upheld: bool
    reason: Prose


class FalsificationLine(Frozen):
    id: UUID
    site: str
    site_name: str
    site_name_zh: str
    kind: Falsified
    reference: str
    happened_on: date
    state: FalsificationState
    answered: bool
    opened_at: datetime
    answer_until: datetime
    appeal_until: datetime | None
    time_zone: str


class FalsificationsOut(Frozen):
    items: list[FalsificationLine]
    total: int
    page: int
    size: int


class FalsificationStepOut(Frozen):
    """`who`: for a site only its own people."""

    what: FalsificationStep
    note: str
    side: str
    who: str | None
    at: datetime


class FalsificationOut(FalsificationLine):
    """A case with all that happened to it. `opened_by_me`, `decided_by_me`: so the reader does not judge it (again)."""

    link: str | None
    grounds: str
    answer: str | None
    answered_at: datetime | None
    decision: str | None
    decided_at: datetime | None
    appeal: str | None
    appealed_at: datetime | None
    review: str | None
    reviewed_at: datetime | None
    opened_by_me: bool
    decided_by_me: bool
    steps: list[FalsificationStepOut]
