"""What goes into and comes out of API keys."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, Field

from network.foundation.access import Permission
from network.identity.rules.keys import VERBS, KeyState
from network.identity.schemas.accounts import Strict


def _for_programs(permission: Permission) -> Permission:
    if permission not in VERBS:
        raise ValueError("not for keys")
    return permission


Verb = Annotated[Permission, AfterValidator(_for_programs)]


class KeyIn(Strict):
    """A key for a site's own program. `last_day`: until its end, on the site's clock, a year ahead at most."""

    name: str = Field(min_length=1, max_length=80, pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$")
    verbs: list[Verb] = Field(min_length=1, max_length=20)
    last_day: date


class KeyOut(BaseModel):
    """A key as it is known afterwards: by its start only."""

    id: UUID
    name: str
    prefix: str
    verbs: list[Permission]
    created_at: datetime
    creator: str
    expires_at: datetime
    last_used_at: datetime | None
    revoked_at: datetime | None
    state: KeyState


class KeysOut(BaseModel):
    keys: list[KeyOut]


class KeyMade(BaseModel):
    """`key` is told now and never again."""

    id: UUID
    key: str
    expires_at: datetime
