"""Auditors as they come in and go out: under their codes."""

from datetime import date, datetime
from decimal import Decimal
from typing import Annotated
from uuid import UUID

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from network.identity.schemas.accounts import Email
from network.sites.schemas.texts import PRINTABLE, PROSE, Strict

Code = Annotated[
    str, AfterValidator(str.upper), Field(min_length=1, max_length=20, pattern=r"^[A-Za-z0-9]+(-[A-Za-z0-9]+)*$")
]
Latitude = Annotated[Decimal, Field(ge=-90, le=90, max_digits=8, decimal_places=5)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180, max_digits=8, decimal_places=5)]
Reach = Annotated[int, Field(ge=1, le=20_000)]
Prose = Annotated[str, Field(max_length=1000, pattern=PROSE)]
LongReason = Annotated[str, Field(min_length=10, max_length=1000, pattern=PROSE)]
ShortReason = Annotated[str, Field(min_length=3, max_length=1000, pattern=PROSE)]
Named = Annotated[str, Field(max_length=200, pattern=PRINTABLE)]


class AuditorChangeIn(Strict):
    """What HQ keeps of an auditor. `reach_km` None: any distance; it is counted from the place they start from."""

    qualified_until: date | None = None
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    reach_km: Reach | None = None
    active: bool = True


class AuditorIn(AuditorChangeIn):
    """`email`: of an account with the role of an auditor; nothing else of it is kept here."""

    email: Email
    code: Code
    note: Prose = ""


class ConflictIn(Strict):
    """With a site, by code, or with all sites of an operator, by name; one of the two."""

    site: Named = ""
    operator: Named = ""
    reason: ShortReason
    from_on: date
    to_on: date | None = None


class ConflictEndIn(Strict):
    to_on: date


class RevealIn(Strict):
    reason: LongReason


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class AuditorOut(Frozen):
    """`waiting`: assignments offered or accepted; `filed`: those filed. Both at the sites in the reader's reach."""

    id: UUID
    code: str
    active: bool
    qualified_until: date | None
    latitude: Decimal | None
    longitude: Decimal | None
    reach_km: int | None
    version: int
    waiting: int
    filed: int
    conflicts: int


class AuditorsOut(Frozen):
    items: list[AuditorOut]
    total: int
    page: int
    size: int


class ConflictOut(Frozen):
    """`site` and `operator`: the code and the name; both None for a site that the reader does not reach."""

    id: UUID
    site: str | None
    operator: str | None
    reason: str
    from_on: date
    to_on: date | None
    told_by: str
    told_at: datetime


class LookOut(Frozen):
    looker: str
    reason: str
    looked_at: datetime


class AuditorDetailOut(AuditorOut):
    """`looks`: who looked up who this is, the newest first; None for who may not know."""

    with_conflicts: list[ConflictOut]
    looks: list[LookOut] | None


class IdentityOut(Frozen):
    name: str
    email: str
    note: str
