"""The file of a site as it goes in and out. Dumped in JSON mode it is the plain values of `rules.site_files`."""

from datetime import date
from decimal import Decimal
from typing import Annotated, TypeVar

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from network.sites.rules.site_files import Values
from network.sites.rules.sites import SiteKind, SiteStatus, opening_hours, opening_hours_notation
from network.sites.schemas.texts import PRINTABLE, Email, Line, Name, OptionalName, Phone, Strict

MOST_ROWS = 100
MOST_DAYS = 400
# About a metre, and what the database keeps.
_PLACES = Decimal("0.00001")

Row = TypeVar("Row", bound=BaseModel)


def _in_order(rows: list[Row]) -> list[Row]:
    """Each once, in an order of their own: two lists are the same when they hold the same."""
    keyed = {tuple(str(value or "") for value in row.model_dump().values()): row for row in rows}
    return [keyed[key] for key in sorted(keyed)]


def _in_notation(written: str) -> str:
    """Written in one way only, when it can be read at all; otherwise the rules of the file say so."""
    try:
        return opening_hours_notation(opening_hours(written))
    except ValueError:
        return written


def _exact(degrees: Decimal) -> Decimal:
    return degrees.quantize(_PLACES)


def _sorted(days: list[date]) -> list[date]:
    return sorted(set(days))


class ContactIn(Strict):
    name: Name
    role: Line = ""
    phone: Phone = ""
    email: Email = ""


class EquipmentIn(Strict):
    name: Name
    model: Line = ""
    serial_no: Line = ""
    acquired_on: date | None = None
    next_check_on: date | None = None


Latitude = Annotated[Decimal, Field(ge=-90, le=90, decimal_places=5), AfterValidator(_exact)]
Longitude = Annotated[Decimal, Field(ge=-180, le=180, decimal_places=5), AfterValidator(_exact)]
Days = Annotated[list[date], Field(max_length=MOST_DAYS), AfterValidator(_sorted)]
Hours = Annotated[str, Field(max_length=300, pattern=PRINTABLE), AfterValidator(_in_notation)]
Place = Annotated[str, Field(max_length=120, pattern=PRINTABLE)]
Address = Annotated[str, Field(max_length=300, pattern=PRINTABLE)]
Path = Annotated[str, Field(min_length=1, max_length=300, pattern=PRINTABLE)]


class SiteChangesIn(Strict):
    """What is to be different; a field that is not given stays as it is, a list that is given replaces the old one.

    `region` is a path such as East China/Shanghai, `opening_hours` are written as Mo-Fr 09:00-18:00; Sa 10:00-16:00.
    An `operator` that nobody knows yet is added, with `operator_zh` as its Chinese name.
    """

    name: Name = ""
    name_zh: Name = ""
    kind: SiteKind = SiteKind.FRANCHISED
    status: SiteStatus = SiteStatus.ACTIVE
    city: Place = ""
    city_zh: Place = ""
    city_tier: Annotated[int, Field(ge=1, le=9)] | None = None
    region: Path | None = None
    operator: Name | None = None
    operator_zh: OptionalName | None = None
    time_zone: Annotated[str, Field(max_length=60, pattern=PRINTABLE)] = ""
    opened_on: date | None = None
    closed_on: date | None = None
    address: Address = ""
    address_zh: Address = ""
    phone: Phone = ""
    latitude: Latitude | None = None
    longitude: Longitude | None = None
    opening_hours: Hours = ""
    holidays: Days = []
    make_up_days: Days = []
    contacts: Annotated[list[ContactIn], Field(max_length=MOST_ROWS), AfterValidator(_in_order)] = []
    equipment: Annotated[list[EquipmentIn], Field(max_length=MOST_ROWS), AfterValidator(_in_order)] = []

    def values(self) -> Values:
        """The plain values of the fields that were given."""
        # Not with exclude_unset: rows of lists are always whole.
        return self.model_dump(mode="json", include=self.model_fields_set)


class ContactOut(BaseModel):
    """Whom to ask for at a site, and how to reach them."""

    model_config = ConfigDict(frozen=True)

    name: str
    role: str
    phone: str
    email: str


class EquipmentOut(BaseModel):
    """A tool or device; `next_check_on`: when it must be calibrated or tested again."""

    model_config = ConfigDict(frozen=True)

    name: str
    model: str
    serial_no: str
    acquired_on: date | None
    next_check_on: date | None


class SiteFileOut(BaseModel):
    """The file of a site. `version` counts its changes; opening hours are in their notation."""

    model_config = ConfigDict(frozen=True)

    code: str
    version: int
    name: str
    name_zh: str
    kind: str
    status: str
    city: str
    city_zh: str
    city_tier: int | None
    region: str | None
    operator: str | None
    operator_zh: str | None
    time_zone: str
    opened_on: date | None
    closed_on: date | None
    address: str
    address_zh: str
    phone: str
    latitude: Decimal | None
    longitude: Decimal | None
    opening_hours: str
    holidays: list[date]
    make_up_days: list[date]
    contacts: Annotated[list[ContactOut], AfterValidator(_in_order)]
    equipment: Annotated[list[EquipmentOut], AfterValidator(_in_order)]

    def values(self) -> Values:
        return self.model_dump(mode="json", exclude={"code", "version"})

    def name_in(self, language: str) -> str:
        return (self.name_zh or self.name) if language == "zh_CN" else (self.name or self.name_zh)
