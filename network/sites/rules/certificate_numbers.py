"""Numbers of certificates: `SM-7K3Q-9F2M-4TBX-C`. Nobody guesses one, and a slip of the pen is no other number.

Twelve random characters carry 59 bits. The alphabet has 31, a prime: with weights that all differ the check character
finds every wrong character and every two that were swapped. It leaves out 0, O, 1, I and L, which people mix up.
"""

import secrets

ALPHABET = "23456789ABCDEFGHJKMNPQRSTUVWXYZ"
PREFIX = "SM"
RANDOM = 12
_GROUP = 4


def new_number() -> str:
    body = "".join(secrets.choice(ALPHABET) for _place in range(RANDOM))
    return written(body + check_character(body))


def check_character(body: str) -> str:
    """Of characters of the alphabet; ValueError for others."""
    weighted = sum(weight * ALPHABET.index(character) for weight, character in enumerate(body, start=2))
    return ALPHABET[weighted % len(ALPHABET)]


def written(characters: str) -> str:
    """In groups, as it is printed."""
    groups = [characters[start : start + _GROUP] for start in range(0, len(characters), _GROUP)]
    return "-".join((PREFIX, *groups))


def normalised(typed: str) -> str | None:
    """The number that was typed, however it was spaced and cased; None for what cannot be one."""
    characters = "".join(character for character in typed.upper() if character.isalnum())
    if len(characters) != RANDOM + 1:
        characters = characters.removeprefix(PREFIX)
    body, check = characters[:RANDOM], characters[RANDOM:]
    if len(body) != RANDOM or not set(body) <= set(ALPHABET) or check != check_character(body):
        return None
    return written(characters)
