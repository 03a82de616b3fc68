"""The states of a proposal, and who may do what about it. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType
from uuid import UUID

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class Origin(StrEnum):
    """`demerits`: enough points within twelve months; `restatement`: the difference that a restated quarter makes."""

    RULE = "rule"
    MANUAL = "manual"
    RESTATEMENT = "restatement"
    DEMERITS = "demerits"


ORIGIN_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Origin.RULE: _("Rule of the scheme"),
        Origin.MANUAL: _("Proposed by a person"),
        Origin.RESTATEMENT: _("Difference of a restatement"),
        Origin.DEMERITS: _("Demerit points of twelve months"),
    }
)


class ProposalState(StrEnum):
    PROPOSED = "proposed"
    APPROVED_ONCE = "approved_once"
    APPROVED = "approved"
    POSTED = "posted"
    REJECTED = "rejected"
    APPEALED = "appealed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    SKIPPED = "skipped"


PROPOSAL_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ProposalState.PROPOSED: _("Waiting for a decision"),
        ProposalState.APPROVED_ONCE: _("Waiting for the second person"),
        ProposalState.APPROVED: _("Has taken effect"),
        ProposalState.POSTED: _("In the ledger"),
        ProposalState.REJECTED: _("Not approved"),
        ProposalState.APPEALED: _("Stopped by an appeal"),
        ProposalState.WITHDRAWN: _("Fallen away"),
        ProposalState.EXPIRED: _("Run out"),
        ProposalState.SKIPPED: _("Left out"),
    }
)

_S = ProposalState

# Somebody has to decide.
OPEN = frozenset({_S.PROPOSED, _S.APPROVED_ONCE})
# It has its effect.
STANDING = frozenset({_S.APPROVED, _S.POSTED})
APPEALABLE = OPEN | STANDING

# What nobody has decided about by then never was.
EXPIRES_AFTER = timedelta(days=180)
# Demerit points count for so long, and a probation that they led to holds as long.
ROLLING_MONTHS = 12


class ProposalStep(StrEnum):
    PROPOSED = "proposed"
    AGREED = "agreed"
    APPROVED = "approved"
    REJECTED = "rejected"
    APPEALED = "appealed"
    UPHELD = "upheld"
    DISMISSED = "dismissed"
    WITHDRAWN = "withdrawn"
    EXPIRED = "expired"
    OVERTAKEN = "overtaken"
    SKIPPED = "skipped"


STEP_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ProposalStep.PROPOSED: _("Put forward"),
        ProposalStep.AGREED: _("First person agreed"),
        ProposalStep.APPROVED: _("Approved"),
        ProposalStep.REJECTED: _("Not approved"),
        ProposalStep.APPEALED: _("Appealed against"),
        ProposalStep.UPHELD: _("Appeal upheld"),
        ProposalStep.DISMISSED: _("Appeal rejected"),
        ProposalStep.WITHDRAWN: _("Fallen away"),
        ProposalStep.EXPIRED: _("Run out without a decision"),
        ProposalStep.OVERTAKEN: _("No longer borne out by the restated scorecard"),
        ProposalStep.SKIPPED: _("Left out"),
    }
)


def appeal_until(seen_at: datetime, days: int) -> datetime:
    """The first moment at which it is too late."""
    return seen_at + timedelta(days=days)


def may_appeal(now: datetime, until: datetime) -> bool:
    return now < until


def is_party(account: UUID | None, parties: set[UUID | None]) -> bool:
    """Whoever has no account is nobody, and so never independent."""
    return account is None or account in parties
