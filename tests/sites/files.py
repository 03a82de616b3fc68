"""People and places for tests of the files of sites: two regions, a site in each, whoever looks after them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.sites.schemas.site_files import SiteChangesIn
from tests.factory import Store

NOW = datetime(2026, 11, 20, 12, 0, tzinfo=UTC)


@dataclass(frozen=True, slots=True)
class District:
    """`SH1` in Shanghai and `BJ1` in the north; a manager of each region, an operator of `SH1`."""

    sites: dict[str, int]
    regions: dict[str, int]

    @property
    def east(self) -> Actor:
        return Actor(
            Role.HQ_MANAGER,
            "Ma",
            UUID(int=8),
            frozenset({self.sites["SH1"]}),
            frozenset({self.regions["East"], self.regions["East/Shanghai"]}),
        )

    @property
    def north(self) -> Actor:
        return Actor(
            Role.HQ_MANAGER, "Bei", UUID(int=9), frozenset({self.sites["BJ1"]}), frozenset({self.regions["North"]})
        )

    @property
    def operator(self) -> Actor:
        return Actor(Role.SITE_OPERATOR, "Ou", UUID(int=7), frozenset({self.sites["SH1"]}))


async def settle(store: Store) -> District:
    for path, name_zh in (("East", "华东"), ("East/Shanghai", "上海"), ("North", "华北")):
        await store.root.execute(
            "insert into region (path, name, name_zh, parent) values "
            "($1, $2, $3, (select id from region where path = $4))",
            path,
            path.rpartition("/")[2],
            name_zh,
            path.rpartition("/")[0],
        )
    regions = {row["path"]: row["id"] for row in await store.rows("select id, path from region")}
    bund: Any = await store.root.fetchval(
        "insert into operator (name, name_zh) values ('Bund Ltd', '外滩公司') returning id"
    )
    opened = date(2025, 5, 1)
    east, north = regions["East/Shanghai"], regions["North"]
    sites = {
        "SH1": await store.site("SH1", name="Bund", name_zh="外滩", region=east, operator=bund, opened_on=opened),
        "BJ1": await store.site("BJ1", name="Wangjing", name_zh="望京", region=north, opened_on=opened),
    }
    return District(sites, regions)


def days_ago(days: int) -> str:
    """A day as forms write it, for what is checked against today."""
    return (now().date() - timedelta(days=days)).isoformat()


def wanted(**values: Any) -> SiteChangesIn:
    return SiteChangesIn.model_validate(values)
