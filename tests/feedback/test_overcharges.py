"""Charges that may have been too much: found, told, spoken for, decided."""

import asyncio
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from uuid import UUID

import asyncpg
import pytest

from network.feedback.commands.complaints import locate_complaint
from network.feedback.commands.overcharges import decide_case, find_late_overcharges, find_overcharges, state_case
from network.feedback.errors.overcharges import CaseDecided, CaseNotFound, StaterDecides
from network.feedback.lists import OVERCHARGES
from network.feedback.queries.overcharges import list_overcharges, overcharge
from network.feedback.rules.overcharges import CaseState, Ground
from network.feedback.schemas.complaints import LocationIn
from network.feedback.schemas.overcharges import CaseOut, VerdictIn
from network.foundation.access import Actor
from network.foundation.errors import Forbidden
from network.repairs.commands.prices import upload_prices
from network.repairs.schemas.prices import PriceListIn
from network.web.listing import ListState
from network.web.uploads import SentFile
from tests.factory import HQ, NOW, Store, at, operator
from tests.feedback.complaining import AGENT, JUDGE, complain

TOO_MUCH = VerdictIn(substantiated=True, reason="The list says 100.")
FIRST, LAST = date(2026, 11, 1), date(2026, 11, 30)


async def once(content: bytes) -> AsyncIterator[bytes]:
    yield content


@pytest.fixture
async def prices(tmp_path: Path, store: Store, sites: dict[str, int]) -> dict[str, int]:
    """A list of the whole network that allows 100, in force from 20 November on."""
    frame = {"title": "Autumn", "from_on": "2026-11-20", "currency": "CNY"}
    sent = SentFile("p.csv", once(b"product,service,highest\n,,100\n"))
    await upload_prices(HQ, PriceListIn.model_validate(frame, strict=False), sent, tmp_path, NOW)
    return sites


async def charge(store: Store, site: int, number: str, amount: int, currency: str = "CNY", **more: object) -> UUID:
    return await store.order(
        site, number, at("2026-11-20 01:00"), ready=2, charge=Decimal(amount), currency=currency, **more
    )


async def cases(actor: Actor = HQ) -> list[CaseOut]:
    found = await list_overcharges(actor, ListState(OVERCHARGES, sort="order_no"))
    return [await overcharge(actor, each.id) for each in found.items]


async def test_charges_above_the_list_and_under_warranty_are_suspected_once(
    store: Store, prices: dict[str, int]
) -> None:
    site = prices["SH1"]
    await charge(store, site, "ABOVE", 101)
    await charge(store, site, "WARRANTY", 5, in_warranty=True)
    await charge(store, site, "WITHIN", 100)
    await charge(store, site, "DOLLARS", 500, "USD")
    await store.order(site, "BEFORE", at("2026-11-18"), ready=1, charge=Decimal(900), currency="CNY")
    assert await find_overcharges(HQ, FIRST, LAST, NOW) == 2
    assert await find_late_overcharges(HQ, NOW) == 0
    assert [(case.order_no, case.ground, case.highest, case.charged_on) for case in await cases()] == [
        ("ABOVE", Ground.ABOVE_LIST, Decimal("100.00"), date(2026, 11, 20)),
        ("WARRANTY", Ground.WARRANTY, None, date(2026, 11, 20)),
    ]
    [event] = await store.rows("select site, body from trail_event where action = 'overcharge.found'")
    assert event["site"] == site
    assert await cases(operator(prices["BJ1"])) == []


async def test_a_complaint_and_the_order_that_it_is_about_are_one_case(store: Store, prices: dict[str, int]) -> None:
    await charge(store, prices["SH1"], "R1", 150)
    made = await complain(problem="price.too_high", order_no="R1")
    again = await complain(problem="price.warranty", order_no="R1")
    assert [case.ground for case in await cases()] == [Ground.COMPLAINT]
    assert await find_overcharges(HQ, FIRST, LAST, NOW) == 1
    [case] = await cases()
    assert (case.ground, case.complaint, case.highest) == (Ground.ABOVE_LIST, made, Decimal("100.00"))
    assert made != again
    assert [step.what.value for step in case.steps].count("told") == 2


async def test_a_complaint_about_an_order_that_is_suspected_joins_its_case(
    store: Store, prices: dict[str, int]
) -> None:
    await charge(store, prices["SH1"], "R1", 150)
    await find_overcharges(HQ, FIRST, LAST, NOW)
    made = await complain(problem="price.too_high", order_no="R1")
    [case] = await cases()
    assert (case.ground, case.complaint) == (Ground.ABOVE_LIST, made)


async def test_a_complaint_without_an_order_or_a_site_becomes_a_case_when_it_is_located(
    store: Store, prices: dict[str, int]
) -> None:
    made = await complain(problem="price.not_agreed", site="")
    assert await cases() == []
    await locate_complaint(AGENT, made, LocationIn(site="SH2"), NOW)
    [case] = await cases()
    assert (case.site, case.charge, case.charged_on) == ("SH2", None, date(2026, 11, 20))


async def test_a_complaint_that_is_located_elsewhere_takes_its_suspicion_along(
    store: Store, prices: dict[str, int]
) -> None:
    await charge(store, prices["SH2"], "R1", 150)
    made = await complain(problem="price.too_high")
    await locate_complaint(AGENT, made, LocationIn(site="SH2"), NOW)
    await locate_complaint(AGENT, made, LocationIn(site="SH2", order_no="R1"), NOW)
    await find_overcharges(HQ, FIRST, LAST, NOW)
    states = {(case.site, case.order_no, case.state.value, case.complaint) for case in await cases()}
    assert states == {
        ("SH1", "", "dismissed", None),
        ("SH2", "", "dismissed", None),
        ("SH2", "R1", "suspected", made),
    }


async def test_a_site_says_its_side_and_headquarters_decides_once(store: Store, prices: dict[str, int]) -> None:
    await charge(store, prices["SH1"], "R1", 150)
    await find_overcharges(HQ, FIRST, LAST, NOW)
    [case] = await cases()
    own = operator(prices["SH1"])
    with pytest.raises(CaseNotFound):
        await state_case(operator(prices["SH2"]), case.id, "Not ours.", NOW)
    with pytest.raises(Forbidden):
        await decide_case(own, case.id, TOO_MUCH, NOW)
    await state_case(own, case.id, "Two batteries.", NOW)
    with pytest.raises(StaterDecides):
        await decide_case(Actor.system(), case.id, TOO_MUCH, NOW)
    await decide_case(JUDGE, case.id, TOO_MUCH, NOW)
    with pytest.raises(CaseDecided):
        await decide_case(AGENT, case.id, VerdictIn(substantiated=False, reason="On second thoughts."), NOW)
    with pytest.raises(CaseDecided):
        await state_case(own, case.id, "Three batteries.", NOW)
    shown = await overcharge(own, case.id)
    assert (shown.state, shown.decision, shown.decider) == (CaseState.SUBSTANTIATED, "The list says 100.", None)
    for statement in ("state = 'dismissed'", "decision = 'x'", "charge = 1", "decided_by = stated_by"):
        with pytest.raises((asyncpg.RestrictViolationError, asyncpg.CheckViolationError)):
            await store.root.execute(f"update overcharge_case set {statement}")


async def test_of_two_screens_one_decides(store: Store, prices: dict[str, int]) -> None:
    await charge(store, prices["SH1"], "R1", 150)
    await find_overcharges(HQ, FIRST, LAST, NOW)
    [case] = await cases()
    verdicts = (TOO_MUCH, VerdictIn(substantiated=False, reason="Agreed before."))
    told = await asyncio.gather(*(decide_case(JUDGE, case.id, each, NOW) for each in verdicts), return_exceptions=True)
    assert sorted(type(each).__name__ for each in told) == ["CaseDecided", "NoneType"]
