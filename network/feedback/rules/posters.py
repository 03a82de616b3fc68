"""Posters at the counter: their codes, and how much may be said through one. Pure."""

import secrets
from datetime import timedelta

from network.identity.rules.throttling import Counter

# Sixty bits, without letters that look like digits: `forms.tidy_code` reads what people type.
ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
LETTERS = 12
# Of what anybody may write, less is enough than of what a known customer writes.
MOST_LETTERS = 300

# Pages opened from one address; answers from one address (a whole shop may be behind it), and through one poster.
MOST_LOOKS = 60
MOST_OF_ADDRESS = 6
MOST_OF_POSTER = 60
HOUR = timedelta(hours=1)


def new_code() -> str:
    return "".join(secrets.choice(ALPHABET) for _place in range(LETTERS))


def of_looks(address: str) -> Counter:
    return Counter(f"poster:look:{address}", MOST_LOOKS)


def of_address(address: str) -> Counter:
    return Counter(f"poster:answer:{address}", MOST_OF_ADDRESS, HOUR)


def of_poster(code: str) -> Counter:
    """Only of a code that there is: what is made up leaves no row."""
    return Counter(f"poster:code:{code}", MOST_OF_POSTER, HOUR)


def grouped(code: str) -> str:
    """As people read and type it."""
    return " ".join(code[at : at + 4] for at in range(0, len(code), 4))
