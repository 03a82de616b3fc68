"""The sites of the demo network: who runs them, how they learn, and how many orders they get."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from decimal import Decimal
from functools import cached_property
from itertools import groupby
from random import Random
from typing import Any
from zoneinfo import ZoneInfo

from network.demo.cities import City, Place, cities
from network.demo.model import Site
from network.demo.names import MAKER, CompanyRegister, Name, team
from network.demo.skills import Character, Skill, ordinary_character, path
from network.demo.stories import ORDINARY, PLOTS, Conduct
from network.demo.timeline import Timeline, day_number, to_date

FRANCHISED, SELF_OPERATED = "franchised", "self_operated"
HOME_ZONE = "Asia/Shanghai"
_OPERATOR_SIZES, _OPERATOR_SHARES = (1, 2, 3, 4, 5, 6), (34, 26, 18, 11, 7, 4)
_TIER_VOLUME = {1: 1.45, 2: 1.1, 3: 0.85, 4: 0.6}


@dataclass(frozen=True)
class Workshop:
    """A site as the simulation knows it. `rng` is its own, so that one site's fate does not shift all the others'.

    It takes orders on the days from `first_day` up to, and without, `end_day`.
    """

    site: Site
    conduct: Conduct
    skills: Sequence[Skill]
    volume: float
    team: Sequence[str]
    first_day: int
    end_day: int
    rng: Random
    neighbours: list["Workshop"] = field(default_factory=list)

    def takes_orders_on(self, day: int) -> bool:
        return self.first_day <= day < self.end_day

    @property
    def closing_day(self) -> int | None:
        return day_number(self.site.closed_on) if self.site.closed_on else None

    @cached_property
    def offset(self) -> str:
        """The UTC offset of its clocks, "+06:00"; no Chinese zone has changed its clocks since 1991."""
        return datetime(2000, 1, 1, tzinfo=ZoneInfo(self.site.timezone)).isoformat()[-6:]

    @property
    def writes_offsets(self) -> bool:
        return self.site.timezone != HOME_ZONE


@dataclass(frozen=True, slots=True)
class _Plot:
    """A place to open a site at, before it has an operator."""

    code: str
    city: City
    place: Place


def workshops(timeline: Timeline, seed: int) -> list[Workshop]:
    """All sites, self-operated ones last, each knowing its neighbours in the same city."""
    rng = Random(f"{seed}/network")
    franchised = [(plot, operator, FRANCHISED) for group, operator in _operators(rng) for plot in group]
    own = [(plot, MAKER, SELF_OPERATED) for plot in _plots(own=True)]
    shops = [_workshop(plot, operator, kind, timeline, seed) for plot, operator, kind in franchised + own]
    by_city: dict[str, list[Workshop]] = {}
    for shop in shops:
        by_city.setdefault(shop.site.city, []).append(shop)
    for shop in shops:
        shop.neighbours.extend(other for other in by_city[shop.site.city] if other is not shop)
    return shops


def _plots(own: bool) -> Iterator[_Plot]:
    for city in cities():
        first, places = (901, city.own_places) if own else (1, city.places)
        for number, place in enumerate(places, first):
            yield _Plot(f"CN-{city.code}-{number:03d}", city, place)


def _operators(rng: Random) -> Iterator[tuple[Sequence[_Plot], Name]]:
    """Companies with one to six sites each; those with several keep to one part of the country."""
    register = CompanyRegister(rng)
    for _area, group in groupby(sorted(_plots(own=False), key=_area_of), key=_area_of):
        plots = list(group)
        while plots:
            size = rng.choices(_OPERATOR_SIZES, _OPERATOR_SHARES)[0]
            owned, plots = plots[:size], plots[size:]
            yield owned, register.register(owned[0].city.name, owned[0].city.name_zh)


def _area_of(plot: _Plot) -> str:
    return plot.city.region.partition("/")[0]


def _workshop(plot: _Plot, operator: Name, kind: str, timeline: Timeline, seed: int) -> Workshop:
    rng = Random(f"{seed}/{plot.code}")
    story = PLOTS.get(plot.code)
    conduct = story.conduct if story else ORDINARY
    own = kind == SELF_OPERATED
    character = Character.OWN if own else conduct.character or ordinary_character(rng)
    volume = _TIER_VOLUME[plot.city.tier] * (conduct.volume or (1.8 if own else rng.lognormvariate(0, 0.5)))
    site = _site(plot, operator, kind, conduct, timeline, rng)
    return Workshop(
        site=site,
        conduct=conduct,
        skills=path(character, len(timeline.quarters), rng, spread=0.4 if conduct.character else 1.0),
        volume=volume,
        team=team(min(1 + round(volume * 2), 8), site.timezone == "Asia/Hong_Kong", rng),
        first_day=max(timeline.start, day_number(site.opened_on)),
        end_day=day_number(site.closed_on) if site.closed_on else timeline.end,
        rng=rng,
    )


# All sites keep the hours that the records show, and close for the first days of the spring and autumn holidays.
_OPENING_HOURS = "Mo-Su 09:00-18:00"
_HOLIDAYS = "2025-10-01 2025-10-02 2026-02-17 2026-02-18 2026-10-01 2026-10-02"


_MAKE_UP_DAYS = "2025-09-28 2025-10-11 2026-02-14 2026-02-28 2026-10-10"

# Sites stand within some six kilometres of their city's centre.
_SPREAD = 0.055
_METRE = Decimal("0.00001")


def _where(plot: _Plot) -> dict[str, Any]:
    """An invented address and number, and a place near the centre. Drawn apart from the site's other fate."""
    rng, city = Random(f"{plot.code}/where"), plot.city
    number = rng.randrange(1, 400)
    latitude, longitude = (Decimal(rng.uniform(-_SPREAD, _SPREAD)).quantize(_METRE) for _axis in range(2))
    return {
        "address": f"No. {number}, {plot.place.name}, {city.name}",
        "address_zh": f"{city.name_zh}{plot.place.name_zh}{number}号",
        "phone": f"400-555-{rng.randrange(10_000):04d}",
        "latitude": city.latitude + latitude,
        "longitude": city.longitude + longitude,
    }


def _site(plot: _Plot, operator: Name, kind: str, conduct: Conduct, timeline: Timeline, rng: Random) -> Site:
    city = plot.city
    label, label_zh = (
        ("Flagship Service Centre", "自营服务中心") if kind == SELF_OPERATED else ("Service Site", "服务网点")
    )
    whole = timeline.end - timeline.start
    opened = -rng.randrange(60, 1500) if conduct.opens is None else round(whole * conduct.opens)
    closed = None if conduct.closes is None else to_date(timeline.start + round(whole * conduct.closes))
    return Site(
        code=plot.code,
        name=f"{city.name} {plot.place.name} {label}",
        name_zh=f"{city.name_zh}{plot.place.name_zh}{label_zh}",
        kind=kind,
        city=city.name,
        city_tier=city.tier,
        region=city.region,
        timezone=city.timezone,
        operator=operator.pinyin,
        opened_on=timeline.quarters[0].first + timedelta(days=opened),
        closed_on=closed,
        city_zh=city.name_zh,
        region_zh=city.region_zh,
        operator_zh=operator.chinese,
        opening_hours=_OPENING_HOURS,
        holidays=_HOLIDAYS,
        make_up_days=_MAKE_UP_DAYS,
        **_where(plot),
    )
