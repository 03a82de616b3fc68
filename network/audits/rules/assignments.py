"""The states of an assignment and of a filing, and the moves between them. Pure."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

# A visit is filed within a day of its end; what comes later is marked, and after three days the assignment expires.
DUE_AFTER = timedelta(hours=24)
EXPIRES_AFTER = timedelta(hours=72)


class AssignmentState(StrEnum):
    PROPOSED = "proposed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    FILED = "filed"
    DECLINED = "declined"
    HANDED_BACK = "handed_back"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


ASSIGNMENT_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        AssignmentState.PROPOSED: _("To be offered"),
        AssignmentState.OFFERED: _("Offered"),
        AssignmentState.ACCEPTED: _("Taken on"),
        AssignmentState.FILED: _("Filed"),
        AssignmentState.DECLINED: _("Declined"),
        AssignmentState.HANDED_BACK: _("Handed back"),
        AssignmentState.EXPIRED: _("Expired"),
        AssignmentState.CANCELLED: _("Cancelled"),
    }
)

_S = AssignmentState

MOVES: Mapping[AssignmentState, frozenset[AssignmentState]] = MappingProxyType(
    {
        _S.PROPOSED: frozenset({_S.OFFERED, _S.CANCELLED}),
        _S.OFFERED: frozenset({_S.ACCEPTED, _S.DECLINED, _S.CANCELLED, _S.EXPIRED}),
        _S.ACCEPTED: frozenset({_S.FILED, _S.HANDED_BACK, _S.CANCELLED, _S.EXPIRED}),
        # A late filing is taken and decided by HQ.
        _S.EXPIRED: frozenset({_S.FILED}),
        _S.FILED: frozenset(),
        _S.DECLINED: frozenset(),
        _S.HANDED_BACK: frozenset(),
        _S.CANCELLED: frozenset(),
    }
)

# What an auditor's tablet has on board.
LIVE = frozenset({_S.OFFERED, _S.ACCEPTED})


class FilingState(StrEnum):
    """`quarantined`: HQ decides whether it is reviewed at all."""

    QUARANTINED = "quarantined"
    RECEIVED = "received"
    IN_REVIEW = "in_review"
    NEEDS_CLARIFICATION = "needs_clarification"
    APPROVED = "approved"
    APPROVED_EXCLUDED = "approved_excluded"
    REJECTED = "rejected"
    VOIDED = "voided"


FILING_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        FilingState.QUARANTINED: _("In quarantine"),
        FilingState.RECEIVED: _("Filed"),
        FilingState.IN_REVIEW: _("In review"),
        FilingState.NEEDS_CLARIFICATION: _("Needs clarification"),
        FilingState.APPROVED: _("Approved"),
        FilingState.APPROVED_EXCLUDED: _("Approved, not counted"),
        FilingState.REJECTED: _("Rejected"),
        FilingState.VOIDED: _("Voided"),
    }
)

_F = FilingState

REVIEW_MOVES: Mapping[FilingState, frozenset[FilingState]] = MappingProxyType(
    {
        _F.QUARANTINED: frozenset({_F.RECEIVED, _F.REJECTED}),
        _F.RECEIVED: frozenset({_F.IN_REVIEW}),
        _F.IN_REVIEW: frozenset({_F.NEEDS_CLARIFICATION, _F.APPROVED, _F.APPROVED_EXCLUDED, _F.REJECTED}),
        _F.NEEDS_CLARIFICATION: frozenset({_F.IN_REVIEW, _F.REJECTED}),
        _F.APPROVED: frozenset({_F.IN_REVIEW, _F.VOIDED}),
        _F.APPROVED_EXCLUDED: frozenset({_F.IN_REVIEW, _F.VOIDED}),
        _F.REJECTED: frozenset({_F.IN_REVIEW}),
        _F.VOIDED: frozenset(),
    }
)

# A reason must be given to go there.
REASONED = frozenset({_F.NEEDS_CLARIFICATION, _F.APPROVED_EXCLUDED, _F.REJECTED, _F.VOIDED})


def is_late(left_at: datetime, received_at: datetime) -> bool:
    return received_at - left_at > DUE_AFTER
