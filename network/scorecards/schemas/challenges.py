"""Challenges as pages and programs read them, and what they send."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from network.scorecards.rules.challenges import ChallengeState, Ground, Outcome
from network.scorecards.schemas.scorecards import Frozen
from network.sites.schemas.texts import PRINTABLE, PROSE, Strict

LONGEST_BODY = 4000

Body = Annotated[str, Field(min_length=10, max_length=LONGEST_BODY, pattern=PROSE)]


class ChallengeIn(Strict):
    criterion: Annotated[str, Field(min_length=1, max_length=60, pattern=PRINTABLE)]
    ground: Ground
    body: Body


class ChallengeDecisionIn(Strict):
    """`corrected`: the records were corrected, and computing again takes them. `held`: the criterion leaves the total
    for this quarter."""

    outcome: Literal["corrected", "held", "rejected"]
    reason: Body


class ChallengeFileOut(Frozen):
    id: UUID
    name: str
    media_type: str
    size: int


class ChallengeOut(Frozen):
    """A challenge of a site. `outcome` and what follows it: none while it is open. `metric`: of the criterion."""

    id: UUID
    period: str
    site: str
    site_name: str
    site_name_zh: str
    time_zone: str
    criterion: str
    metric: str
    ground: Ground
    body: str
    state: ChallengeState
    outcome: Outcome | None
    lodged_at: datetime
    decided_at: datetime | None
    decision: str | None
    version: int
    files: list[ChallengeFileOut]


class ChallengesOut(Frozen):
    items: list[ChallengeOut]
    total: int
    page: int
    size: int


class ChallengeCase(Frozen):
    """A challenge for whoever decides on it. `part_of_matter`: they may not."""

    challenge: ChallengeOut
    part_of_matter: bool


class ChallengeMade(Frozen):
    id: UUID


class OwnChallengesOut(Frozen):
    items: list[ChallengeOut]
