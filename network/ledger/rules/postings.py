"""What a posting is, and when it is whole. The database asks the same again at each commit."""

import hashlib
import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from enum import Enum, StrEnum
from types import MappingProxyType
from typing import Any
from uuid import UUID

from network.foundation.access import Permission
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.ledger.errors.postings import (
    KeyMissing,
    LineRepeated,
    ReasonMissing,
    TooFewLines,
    Unbalanced,
    UnknownAccount,
)
from network.ledger.rules.units import require_amount, spelled

REWARDS = "network:rewards"
PENALTIES = "network:penalties"
SETTLED = "network:settled"
NETWORK_ACCOUNTS = (REWARDS, PENALTIES, SETTLED)

# What somebody has to hold who takes back what came from or went to it.
RIGHTS_OF_ACCOUNTS: Mapping[str, Permission] = MappingProxyType(
    {
        REWARDS: Permission.REWARD_SITES,
        PENALTIES: Permission.PUNISH_SITES,
        SETTLED: Permission.SETTLE_LEDGER,
    }
)
ACCOUNT_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "site": _("The site"),
        REWARDS: _("The network, for rewards"),
        PENALTIES: _("The network, for penalties"),
        SETTLED: _("Settled outside of the ledger"),
    }
)

LONGEST_KEY = 200
LONGEST_REASON = 4000
SHORTEST_REASON = 3


class Kind(StrEnum):
    """`restatement`: the difference that a restated quarter makes."""

    REWARD = "reward"
    PENALTY = "penalty"
    RESTATEMENT = "restatement"
    SETTLEMENT = "settlement"
    REVERSAL = "reversal"


KIND_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Kind.REWARD: _("Reward"),
        Kind.PENALTY: _("Penalty"),
        Kind.RESTATEMENT: _("Restatement"),
        Kind.SETTLEMENT: _("Settlement"),
        Kind.REVERSAL: _("Reversal"),
    }
)

# What a closed site still takes: what settles its balance, and what puts right what was booked while it was open.
TAKEN_WHEN_CLOSED = frozenset({Kind.RESTATEMENT, Kind.SETTLEMENT, Kind.REVERSAL})


def balance_of(site: int) -> str:
    """The account of a site: what it has earned, less what it was fined and what was settled."""
    return f"site:{site}:balance"


@dataclass(frozen=True, slots=True)
class Line:
    """What one account gains, or below zero gives. `unit`: `points`, or a currency."""

    account: str
    unit: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class Posting:
    """What is to be booked. The same `key` with the same content is the same posting, however often it comes.

    `facts` may hold what the trail may. `effective_on`: the day that demerit points count from; None: that of posting.
    """

    key: str
    kind: Kind
    site: int
    reason: str
    lines: tuple[Line, ...]
    facts: Mapping[str, Any] = field(default_factory=dict, hash=False)
    effective_on: date | None = None


def transfer(site: int, unit: str, amount: Decimal, counterpart: str) -> tuple[Line, Line]:
    """The two lines by which a site gains `amount`, or below zero gives it, against an account of the network."""
    return Line(balance_of(site), unit, amount), Line(counterpart, unit, -amount)


def negated(lines: Iterable[Line]) -> tuple[Line, ...]:
    return tuple(Line(line.account, line.unit, -line.amount) for line in lines)


def require_whole(posting: Posting) -> None:
    """KeyMissing, ReasonMissing, TooFewLines, UnknownAccount, UnknownUnit, LineOfNothing, AmountTooLarge,
    TooManyDecimals, LineRepeated, Unbalanced."""
    if not posting.key.strip() or len(posting.key) > LONGEST_KEY:
        raise KeyMissing()
    if not SHORTEST_REASON <= len(posting.reason.strip()) <= LONGEST_REASON:
        raise ReasonMissing()
    if len(posting.lines) < 2:
        raise TooFewLines()
    known = {balance_of(posting.site), *NETWORK_ACCOUNTS}
    for line in posting.lines:
        if line.account not in known:
            raise UnknownAccount(account=line.account[:60])
        require_amount(line.unit, line.amount)
    [((account, unit), times)] = Counter((line.account, line.unit) for line in posting.lines).most_common(1)
    if times > 1:
        raise LineRepeated(account=account, unit=unit)
    _require_balance(posting.lines)


def _require_balance(lines: Iterable[Line]) -> None:
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for line in lines:
        sums[line.unit] += line.amount
    for unit, total in sums.items():
        if total != 0:
            raise Unbalanced(unit=unit, sum=spelled(unit, total))


def fingerprint(posting: Posting) -> str:
    """SHA-256 of its content, the same in whatever order its lines and facts come and however amounts are written."""
    lines = sorted([line.account, line.unit, spelled(line.unit, line.amount)] for line in posting.lines)
    content = [posting.kind, posting.site, posting.reason, lines, posting.facts, posting.effective_on]
    return hashlib.sha256(as_json(content).encode()).hexdigest()


def as_json(value: Any) -> str:
    """Stable JSON text of facts: sorted keys; decimals, dates, times and ids as text."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":"), default=_plain)


def _plain(value: Any) -> Any:
    if isinstance(value, Mapping):
        return dict(value)
    if isinstance(value, datetime | date):
        return value.isoformat()
    if isinstance(value, Enum):
        return value.value
    if isinstance(value, Decimal | UUID):
        return str(value)
    raise TypeError(f"the ledger cannot hold {type(value).__name__}")
