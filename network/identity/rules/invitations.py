"""What is true of invitations by definition. Pure."""

from datetime import datetime, timedelta
from enum import StrEnum

VALID_FOR = timedelta(days=7)


class InvitationState(StrEnum):
    OPEN = "open"
    EXPIRED = "expired"


def expiry(at: datetime, role_ends: datetime | None) -> datetime:
    """Until when an invitation made now can be accepted: a week, or less where the role itself ends before."""
    return min(at + VALID_FOR, role_ends) if role_ends else at + VALID_FOR


def state(expires_at: datetime, at: datetime) -> InvitationState:
    """Of an invitation that was neither accepted nor revoked."""
    return InvitationState.OPEN if expires_at > at else InvitationState.EXPIRED
