"""The whole way on real data: the incidents of the BPI Challenge 2013, computed independently when it was planned."""

from decimal import Decimal
from pathlib import Path

import pytest

from network.foundation.periods import Quarter
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.profile import Profile
from network.repairs.commands.importing import ORDERS, Request, import_records
from network.scorecards.commands.runs import compute, publish
from network.scorecards.commands.schemes import add_scheme
from network.scorecards.queries.schemes import shipped
from network.sites.schemas.sites import ImportOutcome
from tests.factory import HQ, NOW, Store

PROJECT = Path(__file__).parents[2]
INCIDENTS = PROJECT.parent / "shared" / "data" / "bpic2013_incidents.csv"
PROFILE = PROJECT / "examples" / "bpic2013.toml"
Q2 = Quarter(2012, 2)

pytestmark = pytest.mark.skipif(not INCIDENTS.exists(), reason=f"THE REAL DATA IS NOT THERE: {INCIDENTS}")


async def take(folder: Path) -> ImportOutcome:
    request = Request(
        path=INCIDENTS,
        name=INCIDENTS.name,
        now=NOW,
        workdir=folder,
        profile=Profile.load(PROFILE),
        create_sites=True,
        limits=Limits(),
    )
    return await import_records(HQ, ORDERS, request)


async def test_the_incidents_become_scorecards(store: Store, tmp_path: Path) -> None:
    first = await take(tmp_path)
    assert (first.rows, first.new, first.created_sites, first.error_count) == (7554, 7554, 338, 0)
    before = await store.counts("trail_event", "import_file", "site", "repair_order")
    again = await take(tmp_path)
    assert (again.new, again.changed, again.unchanged, again.created_sites, again.file) == (0, 0, 7554, 0, None)
    assert await store.counts("trail_event", "import_file", "site", "repair_order") == before
    assert await store.value("select count(*) from region") > 10

    await add_scheme(HQ, shipped()["repairs-only"])
    done = await compute(HQ, Q2, "repairs-only", NOW)
    assert (done.sites, done.rated) == (338, 100)
    await publish(HQ, Q2, NOW)
    assert await pooled(store, "repair_within_target") == (5175, 7329)
    assert await pooled(store, "local_resolution_rate") == (5129, 7505)
    overall = "select overall from scorecard c join site s on s.id = c.site where s.code = 'S42'"
    assert await store.value(overall) == Decimal("96.65")
    assert await store.value("select count(*) from scorecard where standing is not null") == 100
    assert await store.value("select count(*) from scorecard where rank is not null") == 100


async def pooled(store: Store, metric: str) -> tuple[int, int]:
    (row,) = await store.rows(
        "select sum(numerator)::int as numerator, sum(denominator)::int as denominator from metric_result "
        "where metric like $1 || '%'",
        metric,
    )
    return row["numerator"], row["denominator"]
