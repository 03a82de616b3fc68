"""Who holds the six rights, and who could see a site: at a moment, and through what."""

from datetime import datetime
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from network.foundation.access import Permission, Role


class HeldRightOut(BaseModel):
    """One of the six rights over a region with all below it (None: everywhere). `id` None: held by the role itself."""

    model_config = ConfigDict(frozen=True)

    id: int | None
    account: UUID
    name: str
    membership: UUID
    role: Role
    right: Permission
    region: str | None
    since: datetime
    until: datetime | None
    grantor: str


class HeldRightsOut(BaseModel):
    """A page of the rights held at `at`; `total` counts all that match."""

    items: list[HeldRightOut]
    total: int
    at: datetime


class AccessLine(BaseModel):
    """Somebody who could see the site. `region`: the path that reached it; neither that nor `whole_network`: the site
    itself. `signed_in_at` is told to administrators only."""

    model_config = ConfigDict(frozen=True)

    membership: UUID
    account: UUID
    name: str
    email: str
    role: Role
    whole_network: bool
    region: str | None
    since: datetime
    until: datetime | None
    rights: list[Permission]
    signed_in_at: datetime | None


class KeyLine(BaseModel):
    """A key by which a program could act for the site."""

    model_config = ConfigDict(frozen=True)

    name: str
    prefix: str
    verbs: list[Permission]
    creator: str
    since: datetime
    until: datetime
    last_used_at: datetime | None


class SiteAccessOut(BaseModel):
    """Who could see a site at `at`."""

    site: str
    at: datetime
    people: list[AccessLine]
    keys: list[KeyLine]


class ReachLine(BaseModel):
    """A site that somebody could see, and through which membership; names of the site in both languages."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    name_zh: str
    role: Role
    whole_network: bool
    region: str | None
    since: datetime
    until: datetime | None
    rights: list[Permission]


class ReachOut(BaseModel):
    """A page of the sites that somebody could see at `at`; `total` counts all of them."""

    items: list[ReachLine]
    total: int
    at: datetime
