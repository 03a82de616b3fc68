"""The second factor: codes of an authenticator app (TOTP, RFC 6238) and recovery codes. Pure."""

import hashlib
import hmac
import secrets
import unicodedata
from collections.abc import Iterable
from datetime import datetime

from pyotp import TOTP, random_base32

from network.foundation.access import Role

STEP_SECONDS = 30
RECOVERY_CODES = 10

# Who must have one where the settings demand it: those who reach what belongs to others.
DEMANDED_OF = frozenset({Role.HQ_ADMINISTRATOR, Role.HQ_MANAGER, Role.AUDITOR})

# No letters or digits that look alike on paper.
_ALPHABET = "abcdefghjkmnpqrstuvwxyz23456789"


def demanded_of(roles: Iterable[Role]) -> bool:
    """Whether someone with these roles has to have a second factor where the settings demand it."""
    return not DEMANDED_OF.isdisjoint(roles)


def new_secret() -> str:
    """160 bits in Base32, as authenticator apps take it."""
    return random_base32()


def spaced(secret: str) -> str:
    """In groups of four, to be typed."""
    return " ".join(secret[place : place + 4] for place in range(0, len(secret), 4))


def enrolment_uri(secret: str, email: str, network: str) -> str:
    """What the QR code says: `otpauth://totp/...`."""
    return TOTP(secret).provisioning_uri(name=email, issuer_name=network)


def step_of(at: datetime) -> int:
    return int(at.timestamp()) // STEP_SECONDS


def fitting_step(secret: str, typed: str, at: datetime, last_step: int) -> int | None:
    """The time step that this code belongs to: the present one or a neighbour, and later than the last one taken."""
    code, totp = _plain(typed), TOTP(secret)
    here = step_of(at)
    fitting = [
        step
        for step in (here - 1, here, here + 1)
        if hmac.compare_digest(totp.generate_otp(step).encode(), code.encode("utf-8", "surrogatepass"))
    ]
    return next((step for step in fitting if step > last_step), None)


def new_recovery_codes() -> list[str]:
    """Ten codes of 49 bits, each good for one sign-in without the phone."""
    return [
        "-".join("".join(secrets.choice(_ALPHABET) for _place in range(5)) for _group in range(2))
        for _code in range(RECOVERY_CODES)
    ]


def recovery_digest(typed: str) -> str:
    """What is kept of a recovery code. So long and random that a fast digest will do."""
    return hashlib.sha256(_plain(typed).encode("utf-8", "surrogatepass")).hexdigest()


def _plain(typed: str) -> str:
    """Without the spaces and hyphens that people put between groups."""
    letters = unicodedata.normalize("NFKC", typed).lower()
    return "".join(character for character in letters if character.isalnum())
