"""Whose customers are called: drawn once a month, by a lot that can be reckoned again and that no site steers."""

import asyncio
from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import given
from hypothesis import strategies as st

from network.feedback.commands.sampling import draw_sample
from network.feedback.errors.sampling import MonthDrawn, MonthLasts
from network.feedback.queries.sampling import drawn_orders, list_draws
from network.feedback.rules.sampling import lot, over_everywhere
from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.foundation.periods import Month
from tests.factory import HQ, Store, at, manager, operator
from tests.served import Browse, MakePerson, text_of

OCTOBER, NOW = Month(2026, 10), at("2026-11-02")


async def ticket(store: Store, site: int, order: UUID, phone: str = "13800001234") -> UUID:
    await store.root.execute(
        'insert into desk_ticket (id, site, "order", customer_name, customer_phone, symptom, accessories) '
        "values ($1, $2, $3, 'Zhang', $4, '', '')",
        *(uuid4(), site, order, phone),
    )
    return order


async def orders(store: Store, site: int, count: int, prefix: str = "A", **columns: object) -> list[UUID]:
    return [
        await ticket(
            store, site, await store.order(site, f"{prefix}{n}", at("2026-10-10", n), **{"ready": 5, **columns})
        )
        for n in range(count)
    ]


def lowest(seed: str, among: Sequence[UUID], count: int) -> set[UUID]:
    return set(sorted(among, key=lambda order: lot(seed, order))[:count])


async def drawn(store: Store) -> dict[UUID, str]:
    rows = await store.rows("select repair_order, reason from survey_invitation where source = 'sample'")
    return {row["repair_order"]: row["reason"] for row in rows}


async def test_a_draw_is_reckoned_again_in_plain_python_from_its_seed(store: Store) -> None:
    plain, apart = [await store.site(code) for code in ("S1", "S2")]
    ordinary = await orders(store, plain, 9)
    late = await orders(store, apart, 8, ready=60)
    made = await draw_sample(HQ, OCTOBER, 3, NOW)
    [line] = (await list_draws(HQ)).items
    assert (line.id, line.sites, line.random, line.cases, len(line.seed)) == (made, 2, 6, 3, 64)
    found = await drawn(store)
    at_random = lowest(line.seed, ordinary, 3) | lowest(line.seed, late, 3)
    assert {order for order, reason in found.items() if reason == "random"} == at_random
    rest = [order for order in late if order not in at_random]
    assert {order for order, reason in found.items() if reason == "late"} == lowest(line.seed, rest, 3)
    told = (await drawn_orders(HQ, made)).items
    assert all(each.lot == lot(line.seed, each.order) for each in told)
    assert {each.order for each in told} == set(found)


async def test_what_stands_out_is_drawn_for_its_gravest_reason(store: Store) -> None:
    cheap, site = await store.site("S0"), await store.site("S1")
    await orders(store, cheap, 90, charge=10, currency="CNY")
    reasons = {
        "came_back": await orders(store, site, 10, "B", came_back_at=at("2026-10-20"), ready=70),
        "no_fault": await orders(store, site, 10, "N", ready=60),
        "late": await orders(store, site, 10, "L", ready=49),
        "charged": await orders(store, site, 10, "C", charge=900, currency="CNY"),
    }
    for number in range(10):
        await store.returned(
            site, f"R{number}", at("2026-10-11"), order_no=f"N{number}", inspected=9, finding="no_fault_found"
        )
    await draw_sample(HQ, OCTOBER, 10, NOW)
    why = {order: reason for reason, several in reasons.items() for order in several}
    found = {order: reason for order, reason in (await drawn(store)).items() if order in why}
    cases = {order: reason for order, reason in found.items() if reason != "random"}
    assert len(found) == 20
    assert len(cases) == 10
    assert cases == {order: why[order] for order in cases}


async def test_cancelled_answered_unreachable_and_others_months_are_left_out(store: Store) -> None:
    site, far = await store.site("S1"), await store.site("S2", "America/Los_Angeles")
    taken = await orders(store, site, 1)
    await ticket(store, site, await store.order(site, "cancelled", at("2026-10-05"), ready=2, cancelled=4))
    await ticket(store, site, await store.order(site, "no number", at("2026-10-05"), ready=2), " ")
    await store.order(site, "no ticket", at("2026-10-05"), ready=2)
    await ticket(store, site, await store.order(site, "open", at("2026-10-05")))
    # The evening of 31 October in Los Angeles is November in Shanghai.
    edge = at("2026-11-01 01:00")
    here = await ticket(store, far, await store.order(far, "far", edge, ready=1))
    await ticket(store, site, await store.order(site, "near", edge, ready=1))
    answered = await ticket(store, site, await store.order(site, "answered", at("2026-10-05"), ready=2))
    await store.root.execute(
        "insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, answered_at) "
        "values ($1, $2, $3, 'receipt', 'customer', 1, 5, $4)",
        *(uuid4(), site, answered, at("2026-10-09")),
    )
    await draw_sample(HQ, OCTOBER, 50, NOW)
    assert set(await drawn(store)) == {*taken, here}


async def test_a_month_is_drawn_once_and_only_when_it_is_over(store: Store) -> None:
    with pytest.raises(MonthLasts):
        await draw_sample(HQ, OCTOBER, 3, at("2026-11-01 11:59"))
    twice = await asyncio.gather(*(draw_sample(HQ, OCTOBER, 3, NOW) for _each in range(2)), return_exceptions=True)
    assert sorted(type(each).__name__ for each in twice) == ["MonthDrawn", "UUID"]
    with pytest.raises(MonthDrawn):
        await draw_sample(HQ, OCTOBER, 9, NOW)
    events = await store.rows("select body from trail_event where action = 'survey.drawn'")
    assert len(events) == 1
    assert (await list_draws(HQ)).items[0].seed not in events[0]["body"]


@pytest.mark.parametrize("actor", [operator(1), manager(1)])
async def test_neither_sites_nor_managers_of_regions_draw_or_read(store: Store, actor: Actor) -> None:
    for asked in (draw_sample(actor, OCTOBER, 3, NOW), list_draws(actor)):
        with pytest.raises(Forbidden):
            await asked


@given(st.integers(0, 80_000))
def test_a_month_that_is_over_is_over_in_every_zone(hours: int) -> None:
    moment = at("2020-01-01", hours)
    local = moment - timedelta(hours=12)
    assert over_everywhere(Month(local.year, local.month).shift(-1), moment)
    assert not over_everywhere(Month(local.year, local.month), moment)


async def test_headquarters_draws_on_a_page_and_explains_it(
    browse: Browse, person: MakePerson, sites: dict[str, int], store: Store
) -> None:
    await person("hq@example.com", Role.HQ_MANAGER)
    hq = browse()
    await hq.sign_in("hq@example.com")
    for number in range(4):
        order = await store.order(sites["SH1"], f"P{number}", at("2026-10-10", number), ready=3)
        await ticket(store, sites["SH1"], order)
    assert "No month has been drawn" in text_of(await hq.get("/feedback/samples"))
    wrong = await hq.post("/feedback/samples", data={"month": "", "size": "0", "_csrf": await hq.csrf()})
    assert wrong.status_code == 422
    sent = {"month": "2026-10", "size": "2", "_csrf": await hq.csrf()}
    path = (await hq.post("/feedback/samples", data=sent)).headers["location"].partition("?")[0]
    shown = text_of(await hq.get(path))
    seed = await store.value("select seed from sample_draw")
    assert seed in shown
    assert "SH1" in shown
    assert seed in text_of(await hq.get(path, headers={"accept-language": "zh-CN"}))
    listed = (await hq.get(f"{path}/orders?format=csv")).content.decode("utf-8-sig")
    assert listed.count("SH1") == 2
    assert "SH1" in (await hq.get(f"{path}?format=csv")).content.decode("utf-8-sig")
    again = await hq.post("/feedback/samples", data={**sent, "_csrf": await hq.csrf()})
    assert again.status_code == 409
