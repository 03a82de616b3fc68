"""What an operator is told of the others: of enough of them, never the number of one, whatever it holds itself."""

from collections.abc import Sequence
from decimal import Decimal
from uuid import UUID

import pytest

from network.foundation.access import Actor
from network.foundation.database import fetch, transaction
from network.scorecards.queries.benchmarks import Benchmark, Benchmarks, benchmarks
from tests.factory import HQ, NOW, Store, executive, manager, operator

Values = Sequence[tuple[str, str, float]]  # operator ("" for none), peer group, adjusted value


class World:
    """One run with one criterion; the sites in the order of the values."""

    def __init__(self, store: Store) -> None:
        self.store, self.sites, self.operators = store, list[int](), dict[str, int]()
        self.run: UUID | None = None

    async def fill(
        self, values: Values, *, state: str = "published", rated: bool = True, released: bool = True
    ) -> None:
        root = self.store.root
        scheme = await root.fetchval(
            "insert into scheme_version (id, code, version, document, sha256) "
            "values (gen_random_uuid(), 's', 1, '{}', 'x') returning id"
        )
        self.run = await root.fetchval(
            "insert into scorecard_run (id, period, revision, scheme, state, computed_at, network) "
            "values (gen_random_uuid(), '2026Q2', 1, $1, 'draft', $2, '{}') returning id",
            scheme,
            NOW,
        )
        for place, (held_by, group, value) in enumerate(values):
            if held_by and held_by not in self.operators:
                sql = "insert into operator (name, name_zh) values ($1, $1) returning id"
                self.operators[held_by] = await root.fetchval(sql, held_by)
            site = await self.store.site(f"S{place:03}", operator=self.operators.get(held_by))
            self.sites.append(site)
            await root.execute(
                "insert into scorecard (id, run, site, overall, coverage, peer_group, rank, rank_of) "
                "values (gen_random_uuid(), $1, $2, 80, 1, $3, $4, $5)",
                self.run,
                site,
                group,
                place + 1 if rated else None,
                len(values),
            )
            await root.execute(
                "insert into criterion_result (run, site, position, criterion, metric, state, numerator, denominator, "
                "adjusted) values ($1, $2, 0, 'within', 'm', 'scored', 1, 1, $3)",
                self.run,
                site,
                Decimal(str(value)),
            )
        for step in ("computed", state):
            await root.execute("update scorecard_run set state = $2 where id = $1", self.run, step)
        if state == "published" and released:
            await self._release(self.sites)

    async def _release(self, sites: Sequence[int]) -> None:
        await self.store.root.execute(
            "insert into scorecard_release (run, site, released_at, released_by) "
            "select $1, site, $3, 'HQ' from unnest($2::int[]) site",
            self.run,
            sites,
            NOW,
        )

    async def seen(self, actor: Actor, place: int = 0) -> Benchmarks:
        assert self.run is not None
        async with transaction(actor, read_only=True):
            return await benchmarks(self.run, self.sites[place])

    async def ranks(self, place: int = 0) -> tuple[bool, bool]:
        async with transaction(HQ, read_only=True):
            [row] = await fetch("select * from ranks_told($1, $2)", self.run, [self.sites[place]])
        return row["network"], row["peers"]


@pytest.fixture
def world(store: Store) -> World:
    return World(store)


def others(count: int, group: str = "a") -> list[tuple[str, str, float]]:
    return [(f"Rival {number}", group, 0.5 + number / 20) for number in range(count)]


async def test_each_quartile_is_the_mean_of_three_sites_around_it(world: World) -> None:
    await world.fill([("Mine", "a", 0.01), *others(5)])
    found = await world.seen(operator(world.sites[0]))
    # Of 0.50, 0.55, 0.60, 0.65, 0.70; the own value is not among them.
    expected = Benchmark(5, Decimal("0.550"), Decimal("0.600"), Decimal("0.650"))
    assert found == {("within", "peers"): expected, ("within", "network"): expected}


async def test_peers_are_those_of_the_same_group(world: World) -> None:
    await world.fill([("Mine", "a", 0.5), *others(5), ("Far 1", "b", 0.9), ("Far 2", "b", 0.95)])
    found = await world.seen(operator(world.sites[0]))
    assert (found["within", "peers"].sites, found["within", "network"].sites) == (5, 7)


@pytest.mark.parametrize(
    ("values", "why"),
    [
        (others(4), "four others"),
        ([("Mine", "a", 0.3), *others(4)], "five, of which one is another site of one's own"),
        ([("Mine", "a", 0.3)] * 4 + others(2), "six, of which four are one's own"),
        ([("Rival", "a", 0.5 + n / 10) for n in range(5)], "five of a single rival: its mean would be told"),
        ([("Rival", "a", 0.5), ("Other", "a", 0.6)] * 3, "two rivals, each of which could subtract its own"),
        ([("Rival", "a", 0.5)] * 4 + others(2), "one rival holds more than half"),
        ([], "nobody else"),
    ],
)
async def test_of_too_few_others_nothing_is_told(world: World, values: Values, why: str) -> None:
    await world.fill([("Mine", "a", 0.1), *values])
    assert await world.seen(operator(world.sites[0])) == {}, why
    assert await world.ranks() == (False, False), why


async def test_three_rivals_of_whom_none_holds_more_than_half_are_enough(world: World) -> None:
    await world.fill([("Mine", "a", 0.1), *[("One", "a", 0.5)] * 3, *[("Two", "a", 0.6)] * 2, ("Three", "a", 0.7)])
    assert set(await world.seen(operator(world.sites[0]))) == {("within", "peers"), ("within", "network")}
    assert await world.ranks() == (True, True)


async def test_who_works_for_two_operators_subtracts_neither(world: World) -> None:
    await world.fill([("Mine", "a", 0.1), ("Second", "a", 0.2), *others(4)])
    alone, both = operator(world.sites[0]), operator(world.sites[0], world.sites[1])
    assert await world.seen(alone) != {}
    assert await world.seen(both) == {}


async def test_a_site_that_is_not_one_s_own_tells_nothing(world: World) -> None:
    await world.fill([("Mine", "a", 0.1), *others(6)])
    assert await world.seen(operator(world.sites[0]), place=1) == {}
    assert await world.seen(manager(world.sites[0]), place=1) == {}


@pytest.mark.parametrize("state", ["computed", "preview"])
async def test_a_quarter_that_is_not_published_tells_nothing(world: World, state: str) -> None:
    await world.fill([("Mine", "a", 0.1), *others(6)], state=state)
    for actor in (operator(world.sites[0]), HQ, executive(), manager(world.sites[0])):
        assert await world.seen(actor) == {}


async def test_a_card_that_is_not_released_yet_tells_its_operator_nothing(world: World) -> None:
    await world.fill([("Mine", "a", 0.1), *others(6)], released=False)
    assert await world.seen(operator(world.sites[0])) == {}
    assert await world.seen(HQ) != {}


async def test_headquarters_sees_what_the_operator_of_the_site_sees(world: World) -> None:
    await world.fill([("Mine", "a", 0.1), ("Mine", "b", 0.2), *others(6)])
    told = await world.seen(operator(world.sites[0]))
    assert told
    for actor in (HQ, executive(), manager(*world.sites)):
        assert await world.seen(actor) == told


async def test_an_operator_of_many_sites_cannot_work_out_a_rival_s_value(world: World) -> None:
    """Each number that is told stays the same when two rivals swap, or trade, what they have."""
    mine = [("Mine", "a", value) for value in (0.1, 0.9, 0.52)]
    rivals = [("A", 0.61), ("B", 0.62), ("C", 0.68), ("D", 0.71), ("E", 0.78)]
    await world.fill([*mine, *[(name, "a", value) for name, value in rivals]])
    reach = operator(*world.sites[:3])
    told = {place: await world.seen(reach, place) for place in range(3)}
    # Whichever own site is asked, the answer is about the same five: nothing to subtract.
    assert told[0] == told[1] == told[2]
    values = {value for _name, value in rivals}
    for found in told[0].values():
        assert found.sites == 5
        assert not {float(found.lower), float(found.middle), float(found.upper)} & values


@pytest.mark.parametrize(("group", "expected"), [("a", (True, True)), ("b", (True, False))])
async def test_a_rank_in_a_small_group_is_not_told(world: World, group: str, expected: tuple[bool, bool]) -> None:
    await world.fill([("Mine", group, 0.1), *others(5), ("Far", "b", 0.9)])
    assert await world.ranks() == expected


async def test_who_is_not_ranked_has_no_rank_to_tell(world: World) -> None:
    await world.fill([("Mine", "a", 0.1), *others(5)], rated=False)
    async with transaction(HQ, read_only=True):
        assert await fetch("select * from ranks_told($1, $2)", world.run, world.sites) == []
