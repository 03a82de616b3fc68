"""Forms of surveys: what is asked, by version. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum

from network.sites.rules.criteria import LocalText

_STRICT = {"extra": "forbid", "strict": True}

# So long after the unit was ready an answer about it is taken; of one that is not ready, after it came in.
CODE_HOLDS = timedelta(days=60)
MOST_LETTERS = 1000


@dataclass(frozen=True, slots=True, kw_only=True)
class Block:
    """Something that is graded by itself."""

    __pydantic_config__ = _STRICT

    key: str
    text: LocalText


@dataclass(frozen=True, slots=True, kw_only=True)
class Form:
    __pydantic_config__ = _STRICT

    key: str
    version: int
    title: LocalText
    overall: LocalText
    blocks: tuple[Block, ...]
    comment: LocalText


class CodeStanding(StrEnum):
    """What the code on a receipt is good for."""

    OPEN = "open"
    UNKNOWN = "unknown"
    USED = "used"
    EXPIRED = "expired"
    CANCELLED = "cancelled"


def tidy_code(typed: str) -> str:
    """A code as it is kept, from how people type it: small, in groups, with letters that look like digits."""
    letters = "".join(each for each in typed.upper() if each.isascii() and each.isalnum())
    return letters.replace("O", "0").replace("I", "1").replace("L", "1")


def code_standing(
    *, answered: bool, cancelled: bool, received_at: datetime, ready_at: datetime | None, now: datetime
) -> CodeStanding:
    if answered:
        return CodeStanding.USED
    if cancelled:
        return CodeStanding.CANCELLED
    return CodeStanding.EXPIRED if now >= (ready_at or received_at) + CODE_HOLDS else CodeStanding.OPEN


def unknown_blocks(form: Form, blocks: Mapping[str, int]) -> list[str]:
    known = {block.key for block in form.blocks}
    return sorted(set(blocks) - known)
