"""The cities of the demo network, read from `cities.toml` beside this file."""

import tomllib
from decimal import Decimal
from functools import cache
from importlib.resources import files
from typing import NamedTuple

from network.demo.model import ServedCity


class Place(NamedTuple):
    name: str
    name_zh: str


class City(NamedTuple):
    """`region` is a path of the region tree; `places` are franchised sites, `own_places` self-operated ones.

    `population` is in thousands. A city without places has no site yet.
    """

    code: str
    name: str
    name_zh: str
    tier: int
    population: int
    latitude: Decimal
    longitude: Decimal
    region: str
    region_zh: str
    timezone: str
    places: tuple[Place, ...]
    own_places: tuple[Place, ...]


@cache
def cities() -> tuple[City, ...]:
    text = (files(__package__) / "cities.toml").read_text(encoding="utf-8")
    return tuple(
        City(
            code=code,
            name=entry["name"],
            name_zh=entry["name_zh"],
            tier=entry["tier"],
            population=entry["population"],
            latitude=entry["latitude"],
            longitude=entry["longitude"],
            region=entry["region"],
            region_zh=entry["region_zh"],
            timezone=entry.get("timezone", "Asia/Shanghai"),
            places=_places(entry.get("places", "")),
            own_places=_places(entry.get("own_places", "")),
        )
        for code, entry in tomllib.loads(text, parse_float=Decimal).items()
    )


def served_cities() -> list[ServedCity]:
    """All of them as rows of a cities file, by name."""
    columns = ServedCity._fields
    return sorted(ServedCity(*(getattr(city, column) for column in columns)) for city in cities())


def _places(text: str) -> tuple[Place, ...]:
    """Split "西单 Xidan; 国贸 Guomao": the Chinese name holds no space, the English one may."""
    pairs = (entry.split(maxsplit=1) for entry in text.split(";") if entry.strip())
    return tuple(Place(name=name, name_zh=name_zh) for name_zh, name in pairs)
