"""What operators ask headquarters to change, as it goes in and out."""

from datetime import datetime
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from network.sites.rules.proposals import ProposalState
from network.sites.schemas.site_files import SiteChangesIn
from network.sites.schemas.texts import Reason, Strict


class ProposalIn(Strict):
    """What is to be different, and why."""

    changes: SiteChangesIn
    reason: Reason


class DecisionIn(Strict):
    """Why; only an acceptance needs no words."""

    reason: Reason = ""


class ChangeOut(BaseModel):
    """A field of the file as it was when this was proposed, and as it is to be. Values are those of the file."""

    model_config = ConfigDict(frozen=True)

    field: str
    before: Any
    after: Any


class ProposalOut(BaseModel):
    model_config = ConfigDict(frozen=True)

    id: UUID
    site: str
    site_name: str
    site_name_zh: str
    changes: list[ChangeOut]
    reason: str
    state: ProposalState
    proposer: str
    proposed_at: datetime
    decider: str
    decided_at: datetime | None
    decision_reason: str

    def name_in(self, language: str) -> str:
        return (self.site_name_zh or self.site_name) if language == "zh_CN" else (self.site_name or self.site_name_zh)


class ProposalsOut(BaseModel):
    """One page of proposals; `total` counts all that match, `open` all that wait."""

    model_config = ConfigDict(frozen=True)

    items: list[ProposalOut]
    total: int
    open: int
    page: int
    size: int


class ProposalDecisionOut(BaseModel):
    """A proposal, and what the file says now of its fields. `overtaken`: those that have changed since."""

    model_config = ConfigDict(frozen=True)

    proposal: ProposalOut
    now: dict[str, Any]
    overtaken: list[str]
