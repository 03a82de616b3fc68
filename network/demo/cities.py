"""The cities of the demo network, read from `cities.toml` beside this file."""

import tomllib
from functools import cache
from importlib.resources import files
from typing import NamedTuple


class Place(NamedTuple):
    name: str
    name_zh: str


class City(NamedTuple):
    """`region` is a path of the region tree; `places` are franchised sites, `own_places` self-operated ones."""

    code: str
    name: str
    name_zh: str
    tier: int
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
            region=entry["region"],
            region_zh=entry["region_zh"],
            timezone=entry.get("timezone", "Asia/Shanghai"),
            places=_places(entry["places"]),
            own_places=_places(entry.get("own_places", "")),
        )
        for code, entry in tomllib.loads(text).items()
    )


def _places(text: str) -> tuple[Place, ...]:
    """Split "西单 Xidan; 国贸 Guomao": the Chinese name holds no space, the English one may."""
    pairs = (entry.split(maxsplit=1) for entry in text.split(";") if entry.strip())
    return tuple(Place(name=name, name_zh=name_zh) for name_zh, name in pairs)
