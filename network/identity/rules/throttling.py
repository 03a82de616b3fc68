"""How often signing in may fail. Pure. DECISIONS.md tells why it is done like this ("Device cookies").

Each try is counted before anything is compared. Who signed in with this browser before is counted by the browser; a
stranger by network address, by e-mail address together with it, and by e-mail address from everywhere.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

WINDOW = timedelta(minutes=15)
MOST_OF_DEVICE = 10
MOST_OF_ADDRESS = 50
MOST_OF_PAIR = 10
MOST_OF_ACCOUNT = 10

# Beyond so many tries of strangers for one e-mail address they take turns: nobody is shut out for the window, and
# however many they are, no more than one password in ten seconds is compared.
MOST_OF_EMAIL = 30
MOST_OF_PAIR_IN_TURNS = 3
TURN = timedelta(seconds=10)

# A browser is known for a year after its last sign-in; of one account the twenty that were used last.
KNOWN_FOR = timedelta(days=365)
MOST_DEVICES = 20


@dataclass(frozen=True, slots=True)
class Counter:
    """A row of `login_throttle`: its window starts with its first try and ends by itself. `most` None: never full."""

    key: str
    most: int | None
    window: timedelta = WINDOW


@dataclass(frozen=True, slots=True)
class Counted:
    """A counter with the present try in it."""

    counter: Counter
    tries: int
    ends_at: datetime

    @property
    def full(self) -> bool:
        return self.counter.most is not None and self.tries > self.counter.most


def of_device(token_sha256: bytes) -> Counter:
    return Counter(f"device:{token_sha256.hex()}", MOST_OF_DEVICE)


def of_address(address: str) -> Counter:
    return Counter(f"address:{address}", MOST_OF_ADDRESS)


def of_pair(email: str, address: str, most: int = MOST_OF_PAIR) -> Counter:
    return Counter(f"pair:{address}:{email}", most)


def of_email(email: str) -> Counter:
    return Counter(f"email:{email}", None)


def of_turn(email: str) -> Counter:
    return Counter(f"turn:{email}", 1, TURN)


def of_account(account: UUID) -> Counter:
    """Codes after a password that was right, and passwords asked for once more: by account, from strange browsers."""
    return Counter(f"account:{account}", MOST_OF_ACCOUNT)


def blocked_until(counted: Iterable[Counted]) -> datetime | None:
    """When the next try will be read, or None when this one is. Tries that are not read do not prolong it."""
    return max((one.ends_at for one in counted if one.full), default=None)
