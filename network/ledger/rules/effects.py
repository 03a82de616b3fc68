"""What a proposal does when it is approved. Pure."""

from collections.abc import Mapping
from decimal import Decimal
from enum import StrEnum
from types import MappingProxyType

from network.foundation.access import Permission
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class Effect(StrEnum):
    MONEY = "money"
    POINTS = "points"
    DEMERITS = "demerits"
    HONOUR = "honour"
    WARNING = "warning"
    RECTIFICATION = "rectification"
    PROBATION = "probation"
    SUSPENSION = "suspension"
    WITHDRAWAL = "withdrawal"


EFFECT_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Effect.MONEY: _("Money"),
        Effect.POINTS: _("Merit points"),
        Effect.DEMERITS: _("Demerit points"),
        Effect.HONOUR: _("Honour"),
        Effect.WARNING: _("Warning"),
        Effect.RECTIFICATION: _("Order to put right"),
        Effect.PROBATION: _("Probation"),
        Effect.SUSPENSION: _("Suspension"),
        Effect.WITHDRAWAL: _("Withdrawal"),
    }
)

# What enters the ledger when it is approved.
POSTED = frozenset({Effect.MONEY, Effect.POINTS, Effect.DEMERITS})
# What two people decide about, whatever the amount; the second is not who evaluated.
OF_TWO_PEOPLE = frozenset({Effect.SUSPENSION, Effect.WITHDRAWAL})
_CANCELS = frozenset({Effect.PROBATION, Effect.SUSPENSION, Effect.WITHDRAWAL})


def is_adverse(effect: Effect, amount: Decimal | None) -> bool:
    """Whether it is to the site's disadvantage: what is taken back of a reward is, demerits taken back are not."""
    if effect in POSTED:
        return amount is not None and (amount < 0) is not (effect is Effect.DEMERITS)
    return effect is not Effect.HONOUR


def right_for(effect: Effect, amount: Decimal | None) -> Permission:
    """Which of the six rights over the region of the site whoever approves it holds."""
    if effect in _CANCELS:
        return Permission.PROPOSE_CANCELLATION
    return Permission.PUNISH_SITES if is_adverse(effect, amount) else Permission.REWARD_SITES


def needs_two(effect: Effect, amount: Decimal | None, limit: Decimal | None) -> bool:
    """Whether a second person must agree: above the limit of its unit, and for a unit without one."""
    if effect in OF_TWO_PEOPLE:
        return True
    return effect in POSTED and amount is not None and (limit is None or abs(amount) > limit)
