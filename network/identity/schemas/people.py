"""People: their account, and what they may do where."""

from datetime import datetime
from enum import StrEnum
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from network.foundation.access import Role
from network.identity.schemas.memberships import MembershipOut


class PersonState(StrEnum):
    """`ended`: the account may sign in, but has no role at this moment."""

    ACTIVE = "active"
    ENDED = "ended"
    DISABLED = "disabled"


class RoleOut(BaseModel):
    """A role that somebody has now, with how far it reaches."""

    model_config = ConfigDict(frozen=True)

    role: Role
    whole_network: bool
    regions: list[str]
    site_count: int


class PersonLine(BaseModel):
    """A line of the list of people; `roles` are those of this moment."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    email: str
    name: str
    state: PersonState
    roles: list[RoleOut]
    signed_in_at: datetime | None
    created_at: datetime


class PeopleOut(BaseModel):
    """One page of people; `total` counts all that match."""

    items: list[PersonLine]
    total: int
    page: int
    size: int


class PersonOut(BaseModel):
    """Somebody with all memberships they have, had or will have, newest first."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    email: str
    name: str
    language: str | None
    state: PersonState
    created_at: datetime
    disabled_at: datetime | None
    signed_in_at: datetime | None
    second_factor: bool
    memberships: list[MembershipOut]
