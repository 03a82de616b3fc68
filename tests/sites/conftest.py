import pytest

from network.sites.commands.certificate_types import add_shipped_types
from tests.factory import Store
from tests.repairs.conftest import sites, store, take_sites
from tests.served import app, browse, person
from tests.served import sites as six_sites
from tests.sites.certifying import administrator

__all__ = ["app", "browse", "person", "sites", "six_sites", "store", "take_sites"]


@pytest.fixture
async def network(six_sites: dict[str, int]) -> dict[str, int]:
    """The six sites of `tests.served`, and the certificate types that ship."""
    await add_shipped_types(administrator())
    return six_sites


@pytest.fixture
async def country(store: Store) -> None:
    """Two sites in Shanghai, one self-operated in the north, one beside a region of almost the same name."""
    for path in ("East", "East/Shanghai", "East 2", "North"):
        await store.root.execute(
            "insert into region (path, name, name_zh, parent) values ($1, $2, $2, "
            "(select id from region where path = $3))",
            path,
            path.rpartition("/")[2],
            path.rpartition("/")[0],
        )
    regions = {row["path"]: row["id"] for row in await store.rows("select id, path from region")}
    await store.site("SH1", name="Bund", name_zh="外滩", region=regions["East/Shanghai"], city="Shanghai", city_tier=1)
    await store.site(
        "SH2", name="Pudong", name_zh="浦东", region=regions["East/Shanghai"], status="closed", city_tier=2
    )
    await store.site("EE1", name="100% Repair", region=regions["East 2"])
    await store.site("BJ1", name="North_1", region=regions["North"], kind="self_operated")
