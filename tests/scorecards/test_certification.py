"""What certification means to a scorecard: since when a site is certified, whether that holds on the last day."""

from datetime import date, datetime

import pytest

from network.foundation.access import Actor
from network.foundation.database import transaction
from network.foundation.periods import Quarter
from network.scorecards.commands.runs import compute
from network.scorecards.queries.measuring import sites_open_in
from network.sites.commands.certificate_types import add_shipped_types
from network.sites.commands.certification import change_certification
from network.sites.commands.certification_proposals import confirm
from network.sites.rules.certification import Change
from network.sites.schemas.certification import ChangeIn, DecisionIn
from tests.factory import HQ, NOW, Store, at
from tests.scorecards.season import card_of

Q3 = Quarter(2026, 3)


async def _change(site: str, change: Change, day: str, level: str = "handheld-1") -> None:
    wanted = ChangeIn(type=level, change=change, reason="As found.", effective_on=date.fromisoformat(day))
    await change_certification(HQ, site, wanted, at(day))


async def _suspend(store: Store, site: str, moment: datetime) -> None:
    """Two people: the second confirms what the first proposed."""
    first, second = (await store.rows("select gen_random_uuid() as id"))[0]["id"], HQ
    proposer = Actor(HQ.role, "Lin", first, None)
    wanted = ChangeIn(type="handheld-1", change=Change.SUSPENDED, reason="Overcharged.")
    proposed = await change_certification(proposer, site, wanted, moment)
    confirming = Actor(second.role, second.name, (await store.rows("select gen_random_uuid() as id"))[0]["id"], None)
    await confirm(confirming, proposed, DecisionIn(reason="Agreed."), moment)


async def _seen(code: str, period: Quarter, store: Store) -> tuple[int | None, bool | None]:
    site = await store.value("select id from site where code = $1", code)
    async with transaction(HQ, read_only=True):
        [row] = [row for row in await sites_open_in(period) if row["id"] == site]
    return row["quarters_certified"], row["certification_valid"]


@pytest.fixture
async def certified(quarter: dict[str, int]) -> dict[str, int]:
    """S1 is certified from the middle of 2026Q2 on."""
    await add_shipped_types(HQ)
    await _change("S1", Change.GRANTED, "2026-05-15")
    return quarter


@pytest.mark.parametrize(
    ("period", "seen"),
    [
        (Quarter(2026, 1), (-1, False)),
        (Quarter(2026, 2), (0, True)),
        (Quarter(2026, 4), (2, True)),
        (Quarter(2027, 1), (3, True)),
        (Quarter(2027, 2), (4, False)),
    ],
)
async def test_certification_starts_with_the_first_certificate_and_ends_with_the_last(
    certified: dict[str, int], store: Store, period: Quarter, seen: tuple[int, bool]
) -> None:
    assert await _seen("S1", period, store) == seen


async def test_a_site_that_never_had_a_certificate_is_only_listed(certified: dict[str, int], store: Store) -> None:
    assert await _seen("S2", Q3, store) == (None, None)


async def test_a_suspension_counts_from_its_day_on(certified: dict[str, int], store: Store) -> None:
    await _suspend(store, "S1", at("2026-10-05"))
    assert await _seen("S1", Q3, store) == (1, True)
    assert await _seen("S1", Quarter(2026, 4), store) == (2, False)


async def test_one_certificate_that_holds_is_enough(certified: dict[str, int], store: Store) -> None:
    await _change("S1", Change.GRANTED, "2026-08-01", "handheld-2")
    await _suspend(store, "S1", at("2026-08-05"))
    assert await _seen("S1", Q3, store) == (1, True)


async def test_the_standing_of_the_first_two_quarters_is_provisional(certified: dict[str, int], store: Store) -> None:
    await compute(HQ, Q3, "repairs-only", NOW)
    assert (await card_of(store, "S1"))["provisional"]
    assert not (await card_of(store, "S2"))["provisional"]
