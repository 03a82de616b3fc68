"""The server and its database die while sites submit reports and headquarters receives, tests and sends back units.

In each round two sites file by the form and two by a program, headquarters sends a report back, and a parcel is at one
of its four stages: all at once. The blow falls for certain before anything is committed, about the moment of the
commits, or anywhere. Whoever got no answer asks once more when the server is back.

One round of each kind in every test run, `SERVICEMARK_FAULTS=n` in `make faults`.
"""

import asyncio
import os
import signal
import time
from collections.abc import AsyncIterator, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from network.foundation.periods import Quarter, bounds
from network.repairs.rules.inspections import Stage
from tests.faults import errands
from tests.faults.errands import Errand, Parcel, Step, Unit
from tests.faults.installation import Network
from tests.faults.recomputing import ZONE, agreed_on, computed_twice, from_scratch, misjudged, on_desk, relinked, stored
from tests.faults.serving import BY_HAND, BY_PROGRAM, INSPECTORS, PUNCTUAL, World, served
from tests.faults.wholeness import torn

ROUNDS = int(os.environ.get("SERVICEMARK_FAULTS", "1"))
STAGES = (Stage.ON_THE_WAY, Stage.INSPECT, Stage.RETEST, Stage.DISPATCH)
# Before the commits, about them, anywhere. By turns of three, so that with the four stages each meets each.
HELD, RELEASED, ANYWHERE = range(3)
WAITING = "count(*) from pg_stat_activity w where w.usename = 'servicemark_app' and w.wait_event_type = 'Lock'"


@pytest.fixture(scope="module")
async def world(place: Path) -> AsyncIterator[World]:
    network = Network(place)
    with network.cluster.using(), pytest.MonkeyPatch.context() as environment:
        environment.setenv("SERVICEMARK_RETEST_PERCENT", "50")
        async with served(network, 2 * ROUNDS) as world:
            yield world


async def test_a_killed_server_leaves_every_report_and_every_unit_whole(world: World) -> None:
    for number in range(ROUNDS):
        wanted = await round_of(world, number)
        async with under_way(world, number, wanted):
            await world.server.kill()
        await world.network.until("true", there=False)
        if number % 3 == HELD:
            assert not any([await happened(world, errand.steps[errand.reached]) for errand in wanted])
        await world.server.start()
        await stands(world, wanted)
        await ends_with_one(world, number, wanted)


async def test_a_killed_database_leaves_every_report_and_every_unit_whole(world: World) -> None:
    for number in range(1, ROUNDS + 1):
        wanted = await round_of(world, number)
        async with under_way(world, number, wanted):
            os.kill(world.network.postmaster(), signal.SIGKILL)
        await world.network.fetch("select")  # starts it again
        await answers(world)
        await stands(world, wanted)
        await ends_with_one(world, number, wanted)


async def test_after_each_round_the_trail_holds_and_every_unit_has_left_once(world: World) -> None:
    events, broken = await world.network.trail()
    assert (events > 0, broken) == (True, [])
    [row] = await world.network.fetch(
        "select count(*) as units, count(dispatched_at) as gone, count(reversed_at) as reversed from hq_return"
    )
    # The tests of this file come in any order.
    rounds, done = 2 * ROUNDS, world.spent
    # Each parcel but the first brings a unit back that was found without a fault before.
    again = max(done - 1, 0)
    assert tuple(row) == (3 * rounds + again, 3 * done + again, again)
    [filed] = await world.network.fetch("select count(*) from monthly_report where way in ('web', 'api')")
    assert filed[0] == 4 * done + len(PUNCTUAL) * 3
    corrected = 2 * min(done, 3)
    assert await world.network.fetch("select from monthly_report where revision = 2 having count(*) = $1", corrected)
    print(f"{done} kills: {dict(world.fates)}")
    # Many blows fall before, about and after the commits.
    assert done < 20 or min(world.fates[fate] for fate in ("answered", "kept", "lost")) > 0


async def round_of(world: World, number: int) -> list[Errand]:
    """What is asked for in this round: four reports, one sent back, and what its parcel is ready for."""
    place, world.spent = world.spent, world.spent + 1
    month, parcel = str(world.month(place)), world.parcels[place]
    stage = STAGES[number % len(STAGES)]
    await go_through(world, parcel, STAGES[: STAGES.index(stage)])
    reports = [
        *(
            errands.by_hand(world.people[site], site, month, world.spent, correcting=place < 3 and site in PUNCTUAL)
            for site in BY_HAND
        ),
        *(errands.by_program(world.programs[site], site, month, world.spent) for site in BY_PROGRAM),
    ]
    if place:
        before = str(world.month(place - 1))
        reports.append(errands.sent_back(world.people[INSPECTORS[0]], "S1", before, material=place % 2 == 1))
    return [*reports, *await at_stage(world, parcel, stage)]


async def at_stage(world: World, parcel: Parcel, stage: Stage) -> list[Errand]:
    """What is to be done with the units of a parcel; two inspectors share it, and no one tests a unit twice."""
    li, zhou = (world.people[email] for email in INSPECTORS)
    if stage is Stage.ON_THE_WAY:
        return [errands.receive(li, parcel)]
    rows = await world.network.fetch(
        "select t.id, t.serial_no, exists (select from return_inspection v where v.returned = t.id and v.place = 2 "
        "and v.inspected_at is null) as waits from hq_return t where t.shipment = $1 order by t.id",
        parcel.id,
    )
    units = [Unit(row["id"], "X" if row["serial_no"] == parcel.returning else row["serial_no"][-1]) for row in rows]
    if stage is Stage.INSPECT:
        return [errands.judge((li, zhou)[place % 2], unit, 1) for place, unit in enumerate(units)]
    if stage is Stage.RETEST:
        waiting = [(place, unit) for place, unit in enumerate(units) if rows[place]["waits"]]
        return [errands.judge((zhou, li)[place % 2], unit, 2) for place, unit in waiting]
    return [errands.dispatch(zhou, units)]


async def go_through(world: World, parcel: Parcel, stages: Sequence[Stage]) -> None:
    """With nobody killed."""
    for stage in stages:
        wanted = await at_stage(world, parcel, stage)
        await all_go(wanted)
        assert all(errand.done for errand in wanted)


async def all_go(wanted: Sequence[Errand], *, again: bool = False) -> None:
    """At once, each as far as there are answers."""
    await asyncio.gather(*(errand.go(again=again) for errand in wanted))


@asynccontextmanager
async def under_way(world: World, number: int, wanted: Sequence[Errand]) -> AsyncIterator[None]:
    """Inside, it is the moment for the blow."""
    moment, network = number % 3, world.network
    async with AsyncExitStack() as stack:
        if moment != ANYWHERE:
            await stack.enter_async_context(network.held())
        going = asyncio.create_task(all_go(wanted))
        if moment == ANYWHERE:
            await asyncio.sleep(network.random.uniform(0, world.took))
        else:
            waiting = asyncio.create_task(network.until(f"(select {WAITING}) = {len(wanted)}", there=True))
            await asyncio.wait([going, waiting], return_when=asyncio.FIRST_COMPLETED)
            await (going if going.done() else waiting)  # nobody can be answered, only refused
        if moment == RELEASED:
            await stack.aclose()
            await asyncio.sleep(network.random.uniform(0, 0.03))
        yield
    await going


async def stands(world: World, wanted: Sequence[Errand]) -> None:
    """What was answered as done is there, nothing is there by halves, and every number is what it would be anew."""
    for errand in wanted:
        for step in errand.steps[: errand.reached]:
            assert await happened(world, step), step
        left = errand.steps[errand.reached :]
        world.fates["answered" if not left else "kept" if await happened(world, left[0]) else "lost"] += 1
    assert await torn(world.network) == {}
    assert await misjudged(world.network) == []
    assert await relinked(world.network)
    assert await desk_of(world) == await on_desk(world.network)
    assert await agreement_of(world) == await agreed_on(world.network)
    await add_up(world)


async def ends_with_one(world: World, number: int, wanted: Sequence[Errand]) -> None:
    """Whoever got no answer asks once more, and everything is there once; then the parcel goes its way to the end."""
    start = time.monotonic()
    await all_go(wanted, again=True)
    if number % 3 == HELD:
        world.took = time.monotonic() - start
    for errand in wanted:
        assert errand.done
        assert all([await happened(world, step) for step in errand.steps])
    parcel = world.parcels[world.spent - 1]
    await go_through(world, parcel, STAGES[number % len(STAGES) + 1 :])
    assert await torn(world.network) == {}


async def add_up(world: World) -> None:
    """Computed twice the same, and what it would be by receipts, verdicts and trail alone."""
    inspected = Quarter.of(world.today)
    then = bounds(inspected, ZONE)[1] + timedelta(days=10)
    once, again = await computed_twice(world.network, (world.reported, inspected), then)
    assert once == again
    numbers, anew = await stored(world.network), await from_scratch(world.network, world.reported, inspected)
    assert {key: numbers[key] for key in anew} == anew


async def happened(world: World, step: Step) -> bool:
    [row] = await world.network.fetch(step.happened, *step.values)
    return bool(row[0])


async def desk_of(world: World) -> dict[str, int]:
    """What the desk tells an inspector; a second verdict that only the colleague may give is one all the same."""
    told = (await world.people[INSPECTORS[0]].browser.get("/api/v1/returns/desk")).json()["units"]
    waits = told.get("retest", 0) + told.get("colleague", 0)
    return {stage: told.get(stage, 0) for stage in ("on_the_way", "inspect", "dispatch")} | {"retest": waits}


async def agreement_of(world: World) -> tuple[int, int, Decimal | None]:
    """Pairs of verdicts, how many agree, and kappa, as the desk's page has them."""
    path = f"/api/v1/returns/verdicts?quarter={Quarter.of(world.today)}"
    told = (await world.people[INSPECTORS[0]].browser.get(path)).json()
    return told["pairs"], told["agreed"], None if told["kappa"] is None else Decimal(told["kappa"])


async def answers(world: World) -> None:
    deadline = time.monotonic() + 90
    while (told := await world.people[INSPECTORS[0]].browser.get("/health/ready")).status_code != 200:
        assert time.monotonic() < deadline, told.text
        await asyncio.sleep(0.1)
