"""Invitations: what headquarters asks for, and what whoever follows the link says."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, SecretStr

from network.foundation.access import Permission, Role
from network.identity.rules.invitations import InvitationState
from network.identity.schemas.accounts import Email, LanguageCode, Name, ScopeIn, Strict


class InvitationIn(ScopeIn):
    """An invitation for somebody without an account, to one role at one scope."""

    email: Email
    name: Name


class InvitationMade(BaseModel):
    """The token is told this once; `path` with it leads to the page where it is accepted."""

    id: UUID
    email: str
    path: str
    expires_at: datetime


class InvitationOut(BaseModel):
    """An invitation that waits to be accepted, or has run out waiting."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    email: str
    name: str
    role: Role
    whole_network: bool
    regions: list[str]
    sites: list[str]
    rights: list[Permission]
    inviter: str
    created_at: datetime
    expires_at: datetime
    state: InvitationState


class InvitationsOut(BaseModel):
    items: list[InvitationOut]


class InvitedOut(BaseModel):
    """What whoever holds the link may know."""

    model_config = ConfigDict(frozen=True)

    email: str
    name: str
    role: Role
    inviter: str
    expires_at: datetime


class AcceptIn(Strict):
    name: Name
    password: SecretStr = Field(max_length=1000)
    language: LanguageCode
