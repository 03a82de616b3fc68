"""When notices are mailed, and what a mail about some of them is called. Pure."""

from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from uuid import UUID

from network.identity.rules.notices import KINDS, Mail, NoticeKind

# What is not urgent gathers for so long before it is mailed, and then waits until a day after the last such mail.
GATHER = timedelta(minutes=15)
DIGEST_EVERY = timedelta(days=1)
_BEFORE = datetime(1, 1, 1, tzinfo=UTC)


def mail_after(kind: NoticeKind) -> timedelta:
    """How long a mail about it waits at least."""
    return timedelta(0) if KINDS[kind].mail is Mail.URGENT else GATHER


def kinds_mailed(mail: Mail) -> list[str]:
    return [name.value for name, kind in KINDS.items() if kind.mail is mail]


def digest_at(oldest: datetime, last: datetime | None) -> datetime:
    """When the next digest may go. `oldest`: since when the oldest part of it waits; `last`: when the last one went."""
    return max(oldest + GATHER, (last or _BEFORE) + DIGEST_EVERY)


def message_name(notices: Sequence[UUID]) -> str:
    """What a mail about these is called: the same whenever it is about the same ones."""
    return sha256(b"".join(sorted(notice.bytes for notice in notices))).hexdigest()[:32]
