"""Answers of customers: the five grades, and where an answer came from."""

from collections.abc import Mapping
from enum import StrEnum
from types import MappingProxyType

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

# From very bad to very good; the upper two are satisfied.
GRADES = range(1, 6)
SATISFIED = 4

SATISFACTION_LABELS: Mapping[int, Text] = MappingProxyType(
    {5: _("Very good"), 4: _("Good"), 3: _("Fair"), 2: _("Bad"), 1: _("Very bad")}
)


class Channel(StrEnum):
    """The way by which an answer came. Only those that are about an order count."""

    RECEIPT = "receipt"
    CALL_BACK = "call_back"
    IMPORT = "import"
    POSTER = "poster"


def grade_tone(grade: int) -> str:
    """Of a tag: satisfied, dissatisfied, between."""
    return "good" if grade >= SATISFIED else "bad" if grade < SATISFIED - 1 else "warn"


CHANNEL_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Channel.RECEIPT: _("Code on the receipt"),
        Channel.CALL_BACK: _("Call by headquarters"),
        Channel.IMPORT: _("Survey of headquarters"),
        Channel.POSTER: _("Poster at the counter"),
    }
)
