"""What goes into and comes out of second factors."""

from datetime import datetime

from pydantic import BaseModel, Field, SecretStr

from network.identity.rules.passwords import LONGEST_PASSWORD
from network.identity.schemas.accounts import Strict


class SecondFactorOut(BaseModel):
    """`since`: null when there is none. `secret`: Base32, only while one is being set up."""

    since: datetime | None
    recovery_codes_left: int
    secret: str | None


class EnrolmentOut(BaseModel):
    """What an authenticator app takes: the secret in Base32, or the address that a QR code holds."""

    secret: str
    uri: str


class RecoveryCodesOut(BaseModel):
    """Shown once: only their digests are kept."""

    recovery_codes: list[str]


class ConfirmedIn(Strict):
    """The password, and a code of the authenticator app or a recovery code."""

    password: SecretStr = Field(max_length=LONGEST_PASSWORD)
    code: str = Field(min_length=1, max_length=40)
