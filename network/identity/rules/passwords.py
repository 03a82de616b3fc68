"""What makes a password: its length, and that nobody would guess it first. Pure.

After ASVS 5.0, chapter 6.2, and NIST SP 800-63B: no rules of composition, no end of validity, every character counts.
"""

import re
import secrets
import unicodedata
from collections.abc import Iterable

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

SHORTEST_PASSWORD = 12
LONGEST_PASSWORD = 256

# What must be left of a password without the words that anyone would try for this person and this network.
LEAST_OF_ONES_OWN = 8
FEWEST_CHARACTERS = 4

BREACHED = _("This password is in lists of stolen passwords that attackers try first. Choose another one.")


def normal_password(typed: str) -> str:
    """The same password from every keyboard: composed and decomposed accents are one."""
    return unicodedata.normalize("NFC", typed)


def password_fault(password: str, known: Iterable[str]) -> Text | None:
    """Why this password is not taken, or None. `known`: names, addresses and the like that anyone would try."""
    if len(password) < SHORTEST_PASSWORD:
        return _("A password needs at least 12 characters; four words will do.")
    if len(password) > LONGEST_PASSWORD:
        return _("A password may have at most 256 characters.")
    if len(set(password)) < FEWEST_CHARACTERS:
        return _("This repeats too few characters to be a password.")
    if _left_of(password, known) < LEAST_OF_ONES_OWN:
        return _("Too little is left of this password without your name, your email address and the network’s name.")
    return None


def _left_of(password: str, known: Iterable[str]) -> int:
    """How many letters and digits remain when the known words, whole or in part, are taken out."""
    left = _plain(password)
    for word in sorted(_words(known), key=len, reverse=True):
        left = left.replace(word, " ")
    return len(re.sub(r"[\W_]", "", left))


def _words(known: Iterable[str]) -> set[str]:
    """The texts themselves and their parts; of Latin letters at least three, of Chinese ones two."""
    parts = {part for text in known for part in (_plain(text), *re.split(r"[\W_]+", _plain(text)))}
    return {part for part in parts if len(part) >= (3 if part.isascii() else 2)}


def _plain(text: str) -> str:
    return unicodedata.normalize("NFKC", text).casefold()


def made_password() -> str:
    """A password that nobody typed: 20 letters and digits in groups of five, over 100 bits."""
    alphabet = "abcdefghijkmnpqrstuvwxyz23456789"
    return "-".join("".join(secrets.choice(alphabet) for _place in range(5)) for _group in range(4))
