"""What goes into and comes out of this domain."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field, SecretStr

from network.foundation.access import RIGHTS, Permission, Role
from network.identity.rules import accounts as rules
from network.identity.rules.passwords import LONGEST_PASSWORD


def _email(typed: object) -> object:
    return rules.normal_email(typed) if isinstance(typed, str) else typed


def _one_of_six(permission: Permission) -> Permission:
    if permission not in RIGHTS:
        raise ValueError("not one of the six rights")
    return permission


Email = Annotated[str, BeforeValidator(_email), Field(max_length=254, pattern=rules.EMAIL)]
Name = Annotated[
    str, Field(min_length=1, max_length=200, pattern=r"^[^\x00-\x1f\x7f]*[^\s\x00-\x1f\x7f][^\x00-\x1f\x7f]*$")
]
Right = Annotated[Permission, AfterValidator(_one_of_six)]
LanguageCode = Literal["en", "zh_CN"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True, frozen=True)


class SignInIn(Strict):
    email: Email
    password: SecretStr = Field(max_length=LONGEST_PASSWORD)


class ScopeIn(Strict):
    """One role at one scope: the whole network, or regions by path, or sites by code; through `last_day`, if any.

    `rights`: which of the six rights a manager holds over that scope; all of them when it is not said.
    """

    role: Role
    whole_network: bool = False
    regions: list[str] = Field([], max_length=200)
    sites: list[str] = Field([], max_length=2000)
    rights: list[Right] | None = None
    last_day: date | None = None

    @property
    def given_rights(self) -> list[Permission]:
        if self.role is not Role.HQ_MANAGER:
            return []
        return list(RIGHTS if self.rights is None else dict.fromkeys(self.rights))


class AccountIn(ScopeIn):
    """An account with one role at one scope."""

    email: Email
    name: Name
    password: SecretStr = Field(max_length=1000)
    language: LanguageCode | None = None


class AccountMade(BaseModel):
    id: UUID
    email: str


class AccountOut(BaseModel):
    id: UUID
    email: str
    name: str
    role: Role | None
    whole_network: bool
    regions: list[str]
    sites: list[str]
    language: str | None
    created_at: datetime
    disabled_at: datetime | None


class AccountsOut(BaseModel):
    """One page of the accounts, and how many there are in all."""

    total: int
    accounts: list[AccountOut]


class SessionOut(BaseModel):
    """Who is signed in. `csrf_token` goes into the header `x-csrf-token` of every request that changes something.

    `sites` holds the codes of the sites in reach; null is the whole network.
    """

    name: str
    email: str
    role: Role
    permissions: list[Permission]
    sites: list[str] | None
    language: str
    expires_at: datetime
    csrf_token: str
