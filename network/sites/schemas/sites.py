"""What comes in and what goes out of the sites domain."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict

from network.foundation.tabular.faults import CellError
from network.foundation.tabular.layout import Column, Kind, Layout
from network.sites.rules.sites import SiteKind, SiteStatus

# The longest name that fits a scorecard's head in small type.
NAME = 200

# Degrees; five decimal places are about a metre.
PLACE = (
    Column("latitude", Kind.DECIMAL, minimum=Decimal(-90), maximum=Decimal(90), places=5, aliases=("纬度",)),
    Column("longitude", Kind.DECIMAL, minimum=Decimal(-180), maximum=Decimal(180), places=5, aliases=("经度",)),
)

SITES_LAYOUT = Layout(
    "sites",
    (
        Column("code", Kind.CODE, required=True, max_length=40, aliases=("网点编号",)),
        Column("name", Kind.TEXT, max_length=NAME, aliases=("网点名称（英文）",)),
        Column("name_zh", Kind.TEXT, max_length=NAME, aliases=("网点名称",)),
        Column("kind", Kind.CHOICE, choices=tuple(SiteKind), default=SiteKind.FRANCHISED, aliases=("网点类型",)),
        Column("status", Kind.CHOICE, choices=tuple(SiteStatus), aliases=("网点状态",)),
        Column("city", Kind.TEXT, max_length=120, aliases=("城市（英文）",)),
        Column("city_zh", Kind.TEXT, max_length=120, aliases=("城市",)),
        Column("city_tier", Kind.INTEGER, minimum=Decimal(1), maximum=Decimal(9), aliases=("城市级别",)),
        Column("region", Kind.TEXT, max_length=NAME, aliases=("区域（英文）",)),
        Column("region_zh", Kind.TEXT, max_length=NAME, aliases=("区域",)),
        Column("timezone", Kind.CODE, required=True, max_length=60, aliases=("时区",)),
        Column("operator", Kind.TEXT, max_length=NAME, aliases=("经营方（英文）",)),
        Column("operator_zh", Kind.TEXT, max_length=NAME, aliases=("经营方",)),
        Column("opened_on", Kind.DATE, aliases=("开业日期",)),
        Column("closed_on", Kind.DATE, aliases=("关闭日期",)),
        Column("opening_hours", Kind.TEXT, max_length=1000, aliases=("营业时间",)),
        Column("holidays", Kind.TEXT, max_length=4000, aliases=("休息日",)),
        Column("make_up_days", Kind.TEXT, max_length=4000, aliases=("补班日",)),
        Column("address", Kind.TEXT, max_length=300, aliases=("地址（英文）",)),
        Column("address_zh", Kind.TEXT, max_length=300, aliases=("地址",)),
        Column("phone", Kind.CODE, max_length=40, aliases=("电话",)),
        *PLACE,
    ),
)

CITIES_LAYOUT = Layout(
    "cities",
    (
        Column("name", Kind.TEXT, required=True, max_length=120, aliases=("城市（英文）",)),
        Column("name_zh", Kind.TEXT, max_length=120, aliases=("城市",)),
        Column("region", Kind.TEXT, max_length=NAME, aliases=("区域（英文）",)),
        Column("region_zh", Kind.TEXT, max_length=NAME, aliases=("区域",)),
        Column("tier", Kind.INTEGER, minimum=Decimal(1), maximum=Decimal(9), aliases=("城市级别",)),
        # In thousands of people.
        Column("population", Kind.INTEGER, minimum=Decimal(0), maximum=Decimal(100_000), aliases=("人口（千人）",)),
        *PLACE,
    ),
)


@dataclass(frozen=True, slots=True)
class ImportOutcome:
    """What an import did, or would do. With errors nothing was done.

    `changes` are examples `(subject, before, after)`; `file` is the id of the kept file record, None when nothing was
    written: a dry run, errors, or nothing that is new.
    """

    kind: str
    name: str
    sha256: str
    size: int
    rows: int
    new: int = 0
    changed: int = 0
    unchanged: int = 0
    created_sites: int = 0
    errors: tuple[CellError, ...] = ()
    error_count: int = 0
    unread_columns: tuple[str, ...] = ()
    encoding: str = ""
    delimiter: str = ""
    changes: tuple[tuple[str, Mapping[str, Any], Mapping[str, Any]], ...] = ()
    file: UUID | None = None
    imported_before: datetime | None = None


class SiteOut(BaseModel):
    """A site as the API and the pages show it. Names and places come in both languages."""

    model_config = ConfigDict(frozen=True)

    code: str
    name: str
    name_zh: str
    kind: str
    city: str
    city_zh: str
    city_tier: int | None
    region: str | None
    region_zh: str | None
    operator: str | None
    operator_zh: str | None
    time_zone: str
    status: str
    opened_on: date | None
    closed_on: date | None
    opening_hours: dict[str, list[list[str]]]
    holidays: list[str]
    make_up_days: list[str]
    address: str
    address_zh: str
    phone: str
    latitude: Decimal | None
    longitude: Decimal | None

    def name_in(self, language: str) -> str:
        return (self.name_zh or self.name) if language == "zh_CN" else (self.name or self.name_zh)

    def other_name(self, language: str) -> str:
        """The name in the other language, empty when it is the same."""
        other = self.name if language == "zh_CN" else self.name_zh
        return "" if other == self.name_in(language) else other

    def city_in(self, language: str) -> str:
        return (self.city_zh or self.city) if language == "zh_CN" else (self.city or self.city_zh)

    def region_in(self, language: str) -> str | None:
        return (self.region_zh or self.region) if language == "zh_CN" else self.region

    def address_in(self, language: str) -> str:
        return (self.address_zh or self.address) if language == "zh_CN" else (self.address or self.address_zh)

    def operator_in(self, language: str) -> str | None:
        return (self.operator_zh or self.operator) if language == "zh_CN" else self.operator


class SitesOut(BaseModel):
    """One page of sites; `total` counts all that match."""

    model_config = ConfigDict(frozen=True)

    items: list[SiteOut]
    total: int
    page: int
    size: int


class RegionOut(BaseModel):
    """A region that holds sites: its path from the root, its own name, and the path of the one above."""

    model_config = ConfigDict(frozen=True)

    path: str
    name: str
    name_zh: str
    parent: str | None

    def name_in(self, language: str) -> str:
        return (self.name_zh or self.name) if language == "zh_CN" else self.name
