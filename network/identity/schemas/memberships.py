"""Memberships and the rights that hang on them: what goes in, what comes out."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from network.foundation.access import Permission, Role
from network.identity.schemas.accounts import Right, ScopeIn, Strict

Reason = Annotated[
    str, Field(min_length=1, max_length=500, pattern=r"^[^\x00]*[^\s\x00][^\x00]*$", description="Kept in the trail.")
]
RegionPath = Annotated[str, Field(min_length=1, max_length=300, pattern=r"^[^\x00]*$")]


class MembershipIn(ScopeIn):
    """A further role of somebody who has an account; from `first_day`, or at once."""

    first_day: date | None = None


class EndIn(Strict):
    """The end of a membership: through `last_day`, or at once."""

    last_day: date | None = None
    reason: Reason


class ReasonIn(Strict):
    reason: Reason


class RightIn(Strict):
    """One of the six rights for a manager's membership: over a region with all below it, or wherever it reaches."""

    membership: UUID
    right: Right
    region: RegionPath | None = None
    last_day: date | None = None


class RightOut(BaseModel):
    """A right of a membership; `region` None: wherever the membership reaches."""

    model_config = ConfigDict(frozen=True)

    id: int
    right: Permission
    region: str | None
    since: datetime
    until: datetime | None
    grantor: str


class MembershipOut(BaseModel):
    """A role at a scope. It holds from `since`, and not from `until` on."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    role: Role
    whole_network: bool
    regions: list[str]
    sites: list[str]
    since: datetime
    until: datetime | None
    grantor: str
    rights: list[RightOut]


class OwnMembershipOut(BaseModel):
    """One of the roles that somebody may choose from for a session; `current`: this session is in it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    role: Role
    whole_network: bool
    regions: list[str]
    sites: list[str]
    until: datetime | None
    current: bool


class OwnMembershipsOut(BaseModel):
    items: list[OwnMembershipOut]


class HolderOut(BaseModel):
    """A service manager's membership, to which a right can be given."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    account: UUID
    name: str
    email: str
    whole_network: bool
    regions: list[str]


class MembershipMade(BaseModel):
    id: UUID


class RightMade(BaseModel):
    id: int


class SwitchIn(Strict):
    membership: UUID
