"""What goes into and comes out of signing in, beside the credentials."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, Field

from network.foundation.settings import Settings
from network.identity.schemas.accounts import Strict


class Step(StrEnum):
    """What a sign-in waits for. Until it is done, its session is nobody's."""

    DONE = "done"
    CODE = "code"
    ENROLMENT = "enrolment"


@dataclass(frozen=True, slots=True)
class Entered:
    """A session that has begun: its token for the cookie. `devices`: what the browser is to hold, None as before."""

    token: str
    step: Step
    devices: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class Stay:
    """How long a sign-in is good for, and whether some roles must show a second factor: from the settings."""

    hours: int
    second_factor: bool

    @classmethod
    def of(cls, settings: Settings) -> "Stay":
        return cls(settings.session_hours, settings.require_second_factor)


class CodeIn(Strict):
    """A code of the authenticator app, or one of the recovery codes."""

    code: str = Field(min_length=1, max_length=40)


class WaitingOut(BaseModel):
    """The password was right. Send the code to `/api/v1/session/code`, or set up a second factor at `/login/setup`."""

    step: Step


class SignInOut(BaseModel):
    """One sign-in that has not ended. `browser` and `system` are names, empty when they are not known ones."""

    id: UUID
    browser: str
    system: str
    address: str
    created_at: datetime
    last_seen_at: datetime
    current: bool


class SignInsOut(BaseModel):
    sessions: list[SignInOut]
