"""Shipping units to HQ with their pre-checks, and having them back; by commands."""

import asyncio
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import execute, transaction
from network.foundation.errors import Forbidden, ServicemarkError
from network.foundation.trail.record import verify
from network.repairs.commands.shipments import have_back, ship
from network.repairs.errors.records import OrderNotFound, ReturnNotFound
from network.repairs.errors.shipments import (
    BadShipment,
    NothingToShip,
    OrderNotOpen,
    PrechecksMissing,
    PrechecksRenewed,
    ShipmentNotFound,
    UnitHasOrder,
    UnitHeldElsewhere,
    UnitIsAway,
    UnitIsBack,
    UnitTwice,
)
from network.repairs.queries.shipments import candidates, shipment, shipping_sites, units_away
from network.repairs.rules.shipments import ShipmentState, UnitState
from network.sites.errors.sites import SiteNotFound
from network.web.versions import PreconditionFailed
from tests.factory import HQ, Store, at, operator
from tests.repairs.shipping import SHIPPED_AT, parcel, publish_again, publish_lists, send, ticked, unit

LATER = at("2026-07-20 06:00")


async def test_what_is_shipped_is_away_with_all_that_was_ticked(store: Store, sites: dict[str, int]) -> None:
    kept = await publish_lists()
    order = await store.order(sites["S1"], "A1", at("2026-07-09"), serial_no="X1", product="PDA-3")
    sent = await send(operator(sites["S1"]), "S1", unit(kept, order), unit(kept, serial_no="X2", product="PDA-4"))
    found = await shipment(operator(sites["S1"]), "S1", sent)
    assert (found.shipment_no, found.units, found.state) == ("S1-2026-0001", 2, ShipmentState.UNDERWAY)
    first, second = found.contents
    assert (first.return_no, first.order_no, first.order, first.serial_no, first.product) == (
        "S1-2026-0001-01",
        "A1",
        order,
        "X1",
        "PDA-3",
    )
    assert (second.order_no, second.serial_no, second.product, second.finding) == (None, "X2", "PDA-4", None)
    assert [step.key for step in first.steps] == list(kept.document.keys)
    assert await store.value("select sent_to_hq from repair_order where id = $1", order)
    told = await store.rows("select action, subject from trail_event where site = $1 order by sequence", sites["S1"])
    assert [(row["action"], row["subject"]) for row in told] == [
        ("shipment.sent", "shipment:S1-2026-0001"),
        ("return.shipped", "return:S1-2026-0001-01"),
        ("return.shipped", "return:S1-2026-0001-02"),
        ("order.changed", "order:A1"),
    ]
    assert await candidates(operator(sites["S1"]), "S1") == []


async def test_parcels_are_numbered_by_the_year_on_the_clock_of_the_site(store: Store, sites: dict[str, int]) -> None:
    kept = await publish_lists()
    eve = at("2026-12-31 17:00")
    for serial in ("X1", "X2"):
        await send(operator(sites["S1"]), "S1", unit(kept, serial_no=serial), on=eve)
    await send(operator(sites["SE"]), "SE", unit(kept, serial_no="X3"), on=eve)
    numbers = await store.rows("select shipment_no from return_shipment order by shipment_no")
    assert [row["shipment_no"] for row in numbers] == ["S1-2027-0001", "S1-2027-0002", "SE-2026-0001"]


async def test_a_unit_without_its_pre_checks_does_not_travel(store: Store, sites: dict[str, int]) -> None:
    kept = await publish_lists()
    said = ticked(kept, battery=None, reset=False, network=False)
    with pytest.raises(PrechecksMissing) as refused:
        await send(operator(sites["S1"]), "S1", unit(kept, serial_no="X1"), unit(kept, serial_no="X2", ticks=said))
    assert set(refused.value.fields) == {"units.1.ticks.battery", "units.1.ticks.reset"}
    assert await store.counts("return_shipment", "hq_return", "return_precheck", "trail_event") == {
        "return_shipment": 0,
        "hq_return": 0,
        "return_precheck": 0,
        "trail_event": 2,
    }


async def test_a_list_that_was_retired_while_the_form_was_open_is_ticked_anew(sites: dict[str, int]) -> None:
    kept = await publish_lists()
    renewed = await publish_again()
    with pytest.raises(PrechecksRenewed) as refused:
        await send(operator(sites["S1"]), "S1", unit(renewed, serial_no="X1"), unit(kept, serial_no="X2"))
    assert refused.value.places == (1,)
    own = await publish_again("PDA-3")
    with pytest.raises(PrechecksRenewed):
        await send(operator(sites["S1"]), "S1", unit(renewed, serial_no="X1", product="PDA-3"))
    await send(operator(sites["S1"]), "S1", unit(own, serial_no="X1", product="PDA-3"))


@pytest.mark.parametrize(
    ("serial", "order", "refusal"),
    [
        ("", "done", OrderNotOpen),
        ("", "cancelled", OrderNotOpen),
        ("", "foreign", OrderNotFound),
        ("", "away", UnitIsAway),
        ("AWAY", None, UnitIsAway),
        ("IMPORTED", None, UnitIsAway),
        ("FOREIGN", None, UnitHeldElsewhere),
        ("UNDERWAY", None, UnitHeldElsewhere),
        ("OWN", None, UnitHasOrder),
        ("", None, BadShipment),
    ],
)
async def test_what_cannot_be_sent_is_refused_and_nothing_is_kept(
    store: Store, sites: dict[str, int], serial: str, order: str | None, refusal: type[ServicemarkError]
) -> None:
    kept, own, rival = await publish_lists(), sites["S1"], sites["S2"]
    orders = {
        "done": await store.order(own, "A1", at("2026-07-01"), ready=5),
        "cancelled": await store.order(own, "A2", at("2026-07-01"), cancelled=5),
        "foreign": await store.order(rival, "A3", at("2026-07-01"), serial_no="FOREIGN"),
        "away": await store.order(own, "A4", at("2026-07-01"), serial_no="AWAY"),
    }
    await store.order(own, "A5", at("2026-07-01"), serial_no="OWN")
    await store.returned(own, "R1", at("2026-07-02"), serial_no="AWAY", order_no="A4", shipment=uuid4())
    await store.returned(own, "R2", at("2026-07-02"), serial_no="IMPORTED")
    await store.returned(rival, "R3", at("2026-07-02"), serial_no="UNDERWAY", shipment=uuid4())
    wanted = unit(kept, orders[order] if order else None, serial_no=serial)
    with pytest.raises(refusal) as refused:
        await send(operator(own), "S1", unit(kept, serial_no="GOOD"), wanted)
    assert "S2" not in str(refused.value)
    assert await store.counts("return_shipment", "return_precheck") == {"return_shipment": 0, "return_precheck": 0}


async def test_a_unit_may_go_up_again_once_it_is_back(store: Store, sites: dict[str, int]) -> None:
    kept, own = await publish_lists(), operator(sites["S1"])
    order = await store.order(sites["S1"], "A1", at("2026-07-01"), serial_no="X1")
    await send(own, "S1", unit(kept, order))
    (away,) = await units_away(own, "S1")
    with pytest.raises(UnitIsAway):
        await send(own, "S1", unit(kept, order))
    await have_back(own, "S1", away.id, away.version, LATER)
    assert await units_away(own, "S1") == []
    again = await shipment(own, "S1", await send(own, "S1", unit(kept, order), on=LATER))
    assert again.contents[0].return_no == "S1-2026-0002-01"
    # What HQ has inspected, and was imported, is back for all that anybody can know.
    await store.returned(sites["S1"], "R9", at("2026-07-02"), inspected=24, finding="fault_confirmed", serial_no="X9")
    await send(own, "S1", unit(kept, serial_no="X9"))


async def test_no_unit_is_in_a_parcel_twice_and_none_is_empty(store: Store, sites: dict[str, int]) -> None:
    kept = await publish_lists()
    order = await store.order(sites["S1"], "A1", at("2026-07-01"), serial_no="X1")
    for pair in ((order, order), (order, None), (None, None)):
        units = [unit(kept, each, serial_no="" if each else "X1") for each in pair]
        with pytest.raises(UnitTwice):
            await send(operator(sites["S1"]), "S1", *units)
    with pytest.raises(NothingToShip):
        await ship(operator(sites["S1"]), "S1", parcel(), SHIPPED_AT)


async def test_of_two_who_send_the_same_unit_at_once_one_is_refused(store: Store, sites: dict[str, int]) -> None:
    kept = await publish_lists()
    both = ((operator(sites["S1"]), "S1"), (operator(sites["S2"]), "S2"), (operator(sites["S1"]), "S1"))
    done = await asyncio.gather(
        *(send(actor, code, unit(kept, serial_no="X1")) for actor, code in both), return_exceptions=True
    )
    assert sum(isinstance(each, UUID) for each in done) == 1
    assert {type(each) for each in done if not isinstance(each, UUID)} <= {UnitIsAway, UnitHeldElsewhere}
    assert await store.counts("hq_return") == {"hq_return": 1}


async def test_a_unit_is_back_once_and_by_the_word_of_who_saw_it_last(store: Store, sites: dict[str, int]) -> None:
    kept, own = await publish_lists(), operator(sites["S1"])
    sent = await send(own, "S1", unit(kept, serial_no="X1"), unit(kept, serial_no="X2"))
    away = await units_away(own, "S1")
    ahead = at("2026-07-21")
    await store.root.execute("update hq_return set received_at = $1, dispatched_at = $1", ahead)
    with pytest.raises(PreconditionFailed):
        await have_back(own, "S1", away[0].id, away[0].version, LATER)
    await have_back(own, "S1", away[0].id, away[0].version + 1, LATER)
    assert await store.value("select back_at from hq_return where id = $1", away[0].id) == ahead
    with pytest.raises(UnitIsBack):
        await have_back(own, "S1", away[0].id, None, LATER)
    found = await shipment(own, "S1", sent)
    assert (found.units_back, sorted(each.state for each in found.contents)) == (
        1,
        [UnitState.BACK, UnitState.COMING_BACK],
    )
    await have_back(own, "S1", away[1].id, None, LATER)
    assert (await shipment(own, "S1", sent)).state is ShipmentState.BACK
    async with transaction(HQ, read_only=True):
        assert await verify() == (await store.value("select count(*) from trail_event"), [])


async def test_nobody_ships_for_another_site_and_hq_ships_nothing(store: Store, sites: dict[str, int]) -> None:
    kept = await publish_lists()
    sent = await send(operator(sites["S1"]), "S1", unit(kept, serial_no="X1"))
    stranger = operator(sites["S2"])
    with pytest.raises(SiteNotFound):
        await send(stranger, "S1", unit(kept, serial_no="X2"))
    with pytest.raises(ShipmentNotFound):
        await shipment(stranger, "S2", sent)
    (away,) = await units_away(HQ, "S1")
    with pytest.raises(ReturnNotFound):
        await have_back(stranger, "S2", away.id, None, LATER)
    key = Actor(
        Role.SITE_OPERATOR, "Key", UUID(int=3), frozenset({sites["S1"]}), verbs=frozenset({Permission.READ_REPORTS})
    )
    for actor in (HQ, key):
        with pytest.raises(Forbidden):
            await send(actor, "S1", unit(kept, serial_no="X2"))
        with pytest.raises(Forbidden):
            await have_back(actor, "S1", away.id, None, LATER)


async def test_the_database_itself_keeps_hqs_word_from_a_site(store: Store, sites: dict[str, int]) -> None:
    kept, own = await publish_lists(), operator(sites["S1"])
    await send(own, "S1", unit(kept, serial_no="X1"))
    for sql in (
        "update hq_return set finding = 'fault_confirmed', inspected_at = now()",
        "update hq_return set received_at = now()",
        "update hq_return set missed_step = 'battery'",
        "update return_shipment set units_received = 1, received_at = now()",
        "update return_precheck set answers = '{}'",
        "delete from hq_return",
        "insert into hq_return (id, site, return_no, shipped_at, finding, inspected_at) "
        f"values (gen_random_uuid(), {sites['S1']}, 'R1', now(), 'fault_confirmed', now())",
        "insert into return_inspection (id, site, returned, place, cause, asked_at, note, opened) "
        f"select gen_random_uuid(), {sites['S1']}, id, 1, 'first', now(), '', 1 from hq_return",
        "update precheck_list set state = 'retired'",
    ):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(own):
                await execute(sql)
    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction(own):
            await execute(
                "insert into return_shipment (id, site, shipment_no, carrier, tracking_no, shipped_at, units, version) "
                f"values (gen_random_uuid(), {sites['S2']}, 'N1', 'c', '', now(), 1, 1)"
            )


async def test_of_several_sites_one_is_told_what_is_away_of_each(store: Store, sites: dict[str, int]) -> None:
    kept, both = await publish_lists(), operator(sites["S1"], sites["S2"])
    await send(both, "S1", unit(kept, serial_no="X1"), unit(kept, serial_no="X2"))
    await store.root.execute(
        "update hq_return set received_at = shipped_at, dispatched_at = shipped_at where serial_no = 'X1'"
    )
    assert [(each.code, each.away, each.coming_back) for each in await shipping_sites(both)] == [
        ("S1", 2, 1),
        ("S2", 0, 0),
    ]
