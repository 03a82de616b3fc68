"""How well the network covers its cities."""

from decimal import Decimal

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class CoveredCityOut(Frozen):
    """A city that is served or is meant to be.

    `population` in thousands of people. Orders are means over the months. Where there is no active site: the nearest
    one and how far it is along the great circle. `applications`: those not yet decided; null when they are not yours
    to see.
    """

    city: str
    city_zh: str
    region: str | None
    region_zh: str | None
    tier: int | None
    population: int | None
    sites: int
    orders_per_month: Decimal
    orders_per_site: Decimal | None
    sites_per_million: Decimal | None
    nearest: str | None
    nearest_name: str | None
    nearest_name_zh: str | None
    distance_km: Decimal | None
    applications: int | None

    def city_in(self, language: str) -> str:
        return self.city_zh if language == "zh_CN" else self.city

    def region_in(self, language: str) -> str | None:
        return self.region_zh if language == "zh_CN" else self.region

    def nearest_in(self, language: str) -> str | None:
        zh, en = self.nearest_name_zh, self.nearest_name
        return (zh or en) if language == "zh_CN" else (en or zh)


class CoverageOut(Frozen):
    """One page of the cities; the figures are about all that match. `months` are those that orders were counted in."""

    items: list[CoveredCityOut]
    total: int
    page: int
    size: int
    months: list[str]
    covered: int
    sites: int
    orders_per_month: Decimal
    uncovered_population: int
