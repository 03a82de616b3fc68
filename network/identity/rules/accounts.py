"""What is true of accounts and sign-ins by definition. Pure."""

import hashlib
import secrets
import unicodedata
from datetime import datetime, timedelta
from typing import Literal

from network.foundation.access import Role

EMAIL = r"^[^\s@\x00-\x1f\x7f]{1,64}@[^\s@\x00-\x1f\x7f]{1,189}$"

# For the code of the second factor, or for setting one up, after the password.
TIME_FOR_SECOND_STEP = timedelta(minutes=10)

ScopeKind = Literal["whole_network", "regions", "sites", "nothing"]

# At which scope a role makes sense. An auditor's sites come with each assignment, an applicant
# has its own applications.
SCOPES: dict[Role, frozenset[ScopeKind]] = {
    Role.HQ_ADMINISTRATOR: frozenset({"whole_network"}),
    Role.HQ_MANAGER: frozenset({"whole_network", "regions"}),
    Role.SITE_OPERATOR: frozenset({"sites"}),
    Role.SITE_STAFF: frozenset({"sites"}),
    Role.AUDITOR: frozenset({"nothing"}),
    Role.EXECUTIVE: frozenset({"whole_network"}),
    Role.APPLICANT: frozenset({"nothing"}),
}


def normal_email(typed: str) -> str:
    """One spelling for an address, however it was typed."""
    return unicodedata.normalize("NFC", typed).strip().lower()


def scope_kind(*, whole_network: bool, regions: int, sites: int) -> ScopeKind | None:
    """The kind of scope that these choices are, given their counts; None when they are of two kinds."""
    kinds: list[ScopeKind] = []
    if whole_network:
        kinds.append("whole_network")
    if regions:
        kinds.append("regions")
    if sites:
        kinds.append("sites")
    if len(kinds) > 1:
        return None
    return kinds[0] if kinds else "nothing"


def new_token() -> str:
    """A session's token: 256 bits, for the cookie only."""
    return secrets.token_urlsafe(32)


def digest(token: str) -> bytes:
    """What is kept of a token."""
    return hashlib.sha256(token.encode("utf-8", "surrogatepass")).digest()


def session_end(at: datetime, hours: int) -> datetime:
    return at + timedelta(hours=hours)
