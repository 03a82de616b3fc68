"""The order desk against the real database: intake, steps, holds, loan units, what the trail keeps."""

import asyncio
import json
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from network.foundation.database import transaction
from network.foundation.errors import Forbidden
from network.foundation.trail import record as trail
from network.repairs.commands.desk.intake import correct_entry
from network.repairs.commands.desk.loans import lend, take_back
from network.repairs.commands.desk.steps import take_step
from network.repairs.commands.desk.templates import add_template, change_template, remove_template
from network.repairs.errors.desk import (
    AlreadyOnHold,
    BadDeskEntry,
    CustomerHasLoanUnit,
    LoanUnitIsOut,
    NoHoldsLeft,
    NoLoanUnitOut,
    NothingToUndo,
    NotOnHold,
    OrderHasEnded,
    SerialIsOpen,
    SiteTakesNothingIn,
    StepNotPossible,
    TemplateNameTaken,
    TemplateNotFound,
)
from network.repairs.errors.records import OrderNotFound
from network.repairs.lists_desk import desk_list
from network.repairs.queries.desk import desk_sites, loans_out, queue, suggestions, templates
from network.repairs.schemas.desk import EntryIn, LoanIn, StepIn, TemplateIn
from network.sites.errors.sites import SiteNotFound
from network.web.listing import ListState
from network.web.versions import PreconditionFailed
from tests.factory import HQ, Store, executive, manager, operator
from tests.repairs.desk import ENTRY, START, Desk, intake, later


@pytest.fixture
def desk(sites: dict[str, int], database: str) -> Desk:
    return Desk(operator(sites["S1"]))


def state(**asked: str) -> ListState:
    return ListState(desk_list(""), q=asked.pop("q", ""), sort="left", filters=asked)


async def test_an_order_gets_the_next_number_of_its_site_and_year(desk: Desk, store: Store) -> None:
    first, second = await desk.take(), await desk.take(serial_no="SN2")
    assert [(await desk.seen(order)).order_no for order in (first, second)] == ["S1-260001", "S1-260002"]
    new_year = Desk(desk.actor)
    third = await new_year.take(hours=24 * 42, serial_no="SN3")  # 1 January in Shanghai
    assert (await desk.seen(third)).order_no == "S1-270001"


async def test_a_number_that_a_file_brought_is_not_given_again(desk: Desk, store: Store, sites: dict[str, int]) -> None:
    await store.order(sites["S1"], "S1-260041", START)
    await store.order(sites["S1"], "S1-26-old", START)
    assert (await desk.seen(await desk.take())).order_no == "S1-260042"


async def test_counters_that_take_in_at_the_same_time_get_different_numbers(desk: Desk) -> None:
    made = await asyncio.gather(*(desk.take(serial_no=f"SN{place}") for place in range(6)))
    numbers = {(await desk.seen(order)).order_no for order in made}
    assert numbers == {f"S1-26000{place}" for place in range(1, 7)}


async def test_of_two_intakes_of_one_unit_the_second_is_led_to_the_first(desk: Desk) -> None:
    outcomes = await asyncio.gather(*(desk.take() for _ in range(2)), return_exceptions=True)
    [order] = [each for each in outcomes if isinstance(each, UUID)]
    [refusal] = [each for each in outcomes if isinstance(each, SerialIsOpen)]
    assert (refusal.order, refusal.at_desk, refusal.values["order_no"]) == (order, True, "S1-260001")


async def test_a_unit_that_a_file_has_open_is_not_taken_in_again(
    desk: Desk, store: Store, sites: dict[str, int]
) -> None:
    imported = await store.order(sites["S1"], "A1", START, serial_no="SN1")
    with pytest.raises(SerialIsOpen) as refused:
        await desk.take()
    assert (refused.value.order, refused.value.at_desk) == (imported, False)


async def test_a_closed_site_takes_nothing_in(desk: Desk, store: Store) -> None:
    order = await desk.take()
    await store.root.execute("update site set status = 'closed', closed_on = '2026-11-20' where code = 'S1'")
    with pytest.raises(SiteTakesNothingIn):
        await desk.take(serial_no="SN2")
    await desk.step(order, "ready", 1, outcome="repaired")


async def test_what_could_not_stand_on_the_receipt_is_refused_by_its_field(desk: Desk) -> None:
    with pytest.raises(BadDeskEntry) as refused:
        await desk.take(customer_name="王🛠")
    assert set(refused.value.fields) == {"customer_name"}


async def test_others_do_not_reach_the_desk(desk: Desk, sites: dict[str, int]) -> None:
    order = await desk.take()
    neighbour = Desk(operator(sites["S2"]))
    with pytest.raises(SiteNotFound):
        await neighbour.step(order, "diagnosed", 1)
    with pytest.raises(OrderNotFound):
        await Desk(operator(sites["S2"]), "S2").step(order, "diagnosed", 1)
    for actor in (HQ, manager(sites["S1"]), executive()):
        with pytest.raises(Forbidden):
            await Desk(actor).take(serial_no="SN9")


async def test_an_order_goes_through_its_steps_at_the_times_of_the_taps(desk: Desk) -> None:
    order = await desk.take(quoted_price=Decimal(80), currency="cny")
    await desk.step(order, "diagnosed", 1)
    await desk.step(order, "ready", 20, outcome="repaired")
    await desk.step(order, "notified", 21)
    await desk.step(order, "handed_over", 30, charge="80.5", currency="cny")
    seen = await desk.seen(order, 30)
    assert (seen.diagnosed_at, seen.ready_at, seen.notified_at) == (later(1), later(20), later(21))
    assert (seen.handed_over_at, seen.outcome, seen.charge, seen.currency) == (
        later(30),
        "repaired",
        Decimal("80.5"),
        "CNY",
    )
    assert seen.course.next_steps == ()


@pytest.mark.parametrize(("before", "step"), [((), "notified"), ((), "handed_over"), (("diagnosed",), "diagnosed")])
async def test_a_step_that_does_not_follow_is_refused(desk: Desk, before: tuple[str, ...], step: str) -> None:
    order = await desk.take()
    for place, each in enumerate(before, start=1):
        await desk.step(order, each, place)
    with pytest.raises(StepNotPossible):
        await desk.step(order, step, 5, charge="0", currency="CNY")


async def test_a_tap_on_a_stale_page_changes_nothing(desk: Desk) -> None:
    order = await desk.take()
    opened = (await desk.seen(order)).version
    await desk.step(order, "diagnosed", 1)
    with pytest.raises(PreconditionFailed):
        await take_step(
            desk.actor, "S1", order, opened, StepIn.model_validate({"step": "ready", "outcome": "repaired"}), later(2)
        )
    assert (await desk.seen(order)).ready_at is None


async def test_of_two_taps_at_the_same_time_one_counts(desk: Desk) -> None:
    order = await desk.take()
    version, wanted = (await desk.seen(order)).version, StepIn.model_validate({"step": "diagnosed"})
    taps = (take_step(desk.actor, "S1", order, version, wanted, later(1)) for _ in range(3))
    outcomes = await asyncio.gather(*taps, return_exceptions=True)
    assert sorted(type(each).__name__ for each in outcomes) == ["NoneType", "PreconditionFailed", "PreconditionFailed"]


async def test_a_unit_that_comes_back_is_linked_when_it_is_taken_in_and_when_it_was_ready(
    desk: Desk, store: Store
) -> None:
    first = await desk.take()
    await desk.step(first, "ready", 5, outcome="repaired")
    again = await desk.take(hours=48)
    came_back = "select came_back_at from repair_order where id = $1"
    assert await store.value(came_back, first) == later(48)
    await desk.step(again, "ready", 50, outcome="repaired")
    assert await store.value(came_back, again) is None


async def test_the_last_step_is_taken_back_and_the_trail_keeps_both(desk: Desk, store: Store) -> None:
    order = await desk.take()
    await desk.step(order, "ready", 5, outcome="replaced")
    await desk.undo(order, 5.1)
    seen = await desk.seen(order, 6)
    assert (seen.ready_at, seen.outcome, seen.course.is_open) == (None, None, True)
    assert [event.action for event in seen.history] == ["order.undone", "order.ready", "order.taken_in"]
    with pytest.raises(NothingToUndo):
        await desk.undo(order, 6)
    async with transaction(HQ, read_only=True):
        assert await trail.verify() == (3, [])


async def test_after_ten_minutes_a_step_stands(desk: Desk) -> None:
    order = await desk.take()
    await desk.step(order, "diagnosed", 1)
    with pytest.raises(NothingToUndo):
        await desk.undo(order, 1.2)


async def test_a_cancelled_order_cannot_be_opened_again_beside_another_one_for_the_unit(desk: Desk) -> None:
    order = await desk.take()
    await desk.step(order, "cancelled", 1)
    await desk.take(hours=1.05)
    with pytest.raises(SerialIsOpen):
        await desk.undo(order, 1.1)


async def test_a_unit_is_handed_back_after_the_customer_cancelled(desk: Desk) -> None:
    order = await desk.take(loan_unit_no="L1")
    await desk.step(order, "cancelled", 1)
    await desk.step(order, "handed_over", 2, charge="0", currency="CNY", loan_back=True)
    assert await loans_out(desk.actor, "S1") == []
    await desk.undo(order, 2.1)
    assert [loan.loan_unit_no for loan in await loans_out(desk.actor, "S1")] == ["L1"]


@pytest.mark.parametrize(("reason", "moved"), [("customer_unreachable", 10), ("quote_pending", 10),
                                               ("hq_part_backordered", 0), ("force_majeure", 0)])  # fmt: skip
async def test_a_hold_moves_the_promise_when_the_customer_causes_it(desk: Desk, reason: str, moved: int) -> None:
    order = await desk.take()
    await desk.hold(order, reason, 2)
    while_held = await desk.seen(order, 7)
    assert (while_held.held_for, while_held.waiting_since) == (reason, later(2) if moved else None)
    assert while_held.due_at == later(24 + moved / 2)
    await desk.resume(order, 12)
    ended = await desk.seen(order, 40)
    assert (ended.hold_hours, ended.waiting_since, ended.due_at) == (Decimal(moved), None, later(24 + moved))
    assert [(hold.from_at, hold.to_at) for hold in ended.holds] == [(later(2), later(12))]


async def test_an_order_is_held_twice_at_most_one_after_the_other(desk: Desk) -> None:
    order = await desk.take()
    await desk.hold(order, "quote_pending", 1)
    with pytest.raises(AlreadyOnHold):
        await desk.hold(order, "force_majeure", 2)
    await desk.resume(order, 3)
    with pytest.raises(NotOnHold):
        await desk.resume(order, 3.5)
    await desk.hold(order, "customer_unreachable", 4)
    await desk.resume(order, 6)
    with pytest.raises(NoHoldsLeft):
        await desk.hold(order, "quote_pending", 7)
    assert (await desk.seen(order, 8)).hold_hours == 4


async def test_work_that_ends_ends_the_hold_as_well(desk: Desk) -> None:
    order = await desk.take()
    await desk.hold(order, "quote_pending", 1)
    await desk.step(order, "ready", 5, outcome="declined")
    seen = await desk.seen(order, 6)
    assert (seen.hold_hours, seen.waiting_since, seen.held_for) == (Decimal(4), None, None)
    with pytest.raises(OrderHasEnded):
        await desk.hold(order, "quote_pending", 7)


async def test_a_hold_is_never_moved_nor_made_in_hindsight_by_the_database_itself(desk: Desk, store: Store) -> None:
    order = await desk.take()
    await desk.hold(order, "quote_pending", 1)
    await desk.resume(order, 2)
    with pytest.raises(asyncpg.PostgresError):
        await store.root.execute("update order_hold set to_at = to_at + interval '5 hours' where \"order\" = $1", order)


async def test_a_loan_unit_is_out_with_one_customer_at_a_time(desk: Desk) -> None:
    first, second = await desk.take(loan_unit_no="L1"), await desk.take(serial_no="SN2")
    with pytest.raises(LoanUnitIsOut):
        await desk.take(serial_no="SN3", loan_unit_no="l1")
    with pytest.raises(LoanUnitIsOut):
        await lend(desk.actor, "S1", second, None, LoanIn(loan_unit_no="L1"), later(1))
    with pytest.raises(CustomerHasLoanUnit):
        await lend(desk.actor, "S1", first, None, LoanIn(loan_unit_no="L2"), later(1))
    await take_back(desk.actor, "S1", first, None, later(2))
    with pytest.raises(NoLoanUnitOut):
        await take_back(desk.actor, "S1", first, None, later(3))
    await lend(desk.actor, "S1", second, None, LoanIn(loan_unit_no="L1"), later(4))
    [out] = await loans_out(desk.actor, "S1")
    assert (out.order, out.loan_out_at, out.ended) == (second, later(4), False)


async def test_a_correction_is_linked_and_kept_in_the_trail_without_the_customer(desk: Desk, store: Store) -> None:
    order, other = await desk.take(), await desk.take(serial_no="SN2")
    wanted = EntryIn.model_validate({**ENTRY, "serial_no": "SN3", "customer_name": "Li Wei", "fault_code": "E1"})
    await correct_entry(desk.actor, "S1", order, None, wanted)
    seen = await desk.seen(order)
    assert (seen.serial_no, seen.customer_name, seen.fault_code, seen.received_at) == ("SN3", "Li Wei", "E1", START)
    with pytest.raises(SerialIsOpen):
        await correct_entry(desk.actor, "S1", order, None, EntryIn.model_validate({**ENTRY, "serial_no": "SN2"}))
    told = json.dumps([dict(row) for row in await store.rows("select body from trail_event")])
    assert "SN3" in told
    assert all(private not in told for private in ("Li Wei", "Wang", "13800138000"))
    await desk.step(other, "cancelled", 1)
    await desk.step(other, "handed_over", 1, charge="0", currency="CNY")
    with pytest.raises(OrderHasEnded):
        await correct_entry(desk.actor, "S1", other, None, EntryIn.model_validate({**ENTRY, "serial_no": "SN2"}))


async def test_who_the_customer_is_only_the_site_reads(desk: Desk, database: str, store: Store) -> None:
    await desk.take()
    for role in ("servicemark_hq", "servicemark_region"):
        async with store.root.transaction():
            await store.root.execute(f"set local role {role}")
            with pytest.raises(asyncpg.InsufficientPrivilegeError):
                await store.root.fetch("select customer_name, customer_phone from desk_ticket")


async def test_the_queue_begins_with_what_is_most_urgent(desk: Desk) -> None:
    late, waits, soon, fresh = [await desk.take(hours=hours, serial_no=f"SN{hours}") for hours in (0, 1, 10, 20)]
    await desk.hold(waits, "quote_pending", 2)
    ready = await desk.take(hours=5, serial_no="SN5")
    await desk.step(ready, "ready", 6, outcome="repaired")
    found = await queue(desk.actor, "S1", state(), later(30))
    assert [order.id for order in found.items] == [late, soon, fresh, waits]
    assert (found.counts.open, found.counts.overdue, found.counts.hold, found.counts.ready) == (4, 1, 1, 1)
    for part, expected in (("overdue", [late]), ("hold", [waits]), ("ready", [ready]), ("done", []), ("hq", [])):
        shown = await queue(desk.actor, "S1", state(show=part), later(30))
        assert [order.id for order in shown.items] == expected, part


async def test_a_unit_that_is_away_is_shown_as_at_hq_until_it_is_back(
    desk: Desk, store: Store, sites: dict[str, int]
) -> None:
    order = await desk.take()
    await store.root.execute("update repair_order set sent_to_hq = true where id = $1", order)
    await store.returned(sites["S1"], "R1", later(2), order_no="S1-260001")
    assert [each.at_hq for each in (await queue(desk.actor, "S1", state(show="hq"), later(3))).items] == [True]
    await store.root.execute("update hq_return set back_at = $1", later(20))
    assert (await queue(desk.actor, "S1", state(show="hq"), later(21))).total == 0


@pytest.mark.parametrize("searched", ["SN2", "S1-260002", "9111", "Li W", "260002"])
async def test_an_order_is_found_by_serial_number_phone_and_name_even_when_it_is_done(
    desk: Desk, searched: str
) -> None:
    await desk.take()
    wanted = await desk.take(serial_no="SN2", customer_phone="139 0000 9111", customer_name="Li Wei")
    await desk.step(wanted, "cancelled", 1)
    found = await queue(desk.actor, "S1", state(q=searched), later(2))
    assert [order.id for order in found.items] == [wanted]


@pytest.mark.parametrize("searched", ["911", "1390000", "%", "nothing"])
async def test_more_of_a_phone_than_its_end_is_no_way_to_look_people_up(desk: Desk, searched: str) -> None:
    await desk.take(customer_phone="139 0000 9111")
    assert (await queue(desk.actor, "S1", state(q=searched), later(2))).total == 0


async def test_templates_are_the_sites_own_and_their_names_are_given_once(desk: Desk, sites: dict[str, int]) -> None:
    made = await add_template(desk.actor, "S1", TemplateIn(name="Battery", product="H200", symptom="Flat"))
    with pytest.raises(TemplateNameTaken):
        await add_template(desk.actor, "S1", TemplateIn(name="Battery"))
    rival = operator(sites["S2"])
    assert await templates(rival, "S2") == []
    with pytest.raises(TemplateNotFound):
        await change_template(rival, "S2", made, TemplateIn(name="Mine"))
    priced = TemplateIn(name="Battery", quoted_price=Decimal(80), currency="CNY")
    await change_template(desk.actor, "S1", made, priced)
    [kept] = await templates(desk.actor, "S1")
    assert (kept.product, kept.symptom, kept.quoted_price, kept.currency) == (None, "", Decimal(80), "CNY")
    await remove_template(desk.actor, "S1", made)
    assert await templates(desk.actor, "S1") == []


async def test_what_was_typed_lately_is_suggested(desk: Desk) -> None:
    await desk.take(technician="Chen", quoted_price=Decimal(1), currency="usd")
    await desk.take(serial_no="SN2", technician="Bo", product="H300")
    await desk.take(serial_no="SN3", product="H300")
    found = await suggestions(desk.actor, "S1")
    assert (found.products, found.technicians, found.currency) == (["H300", "H200"], ["Bo", "Chen"], "USD")


async def test_one_who_runs_several_sites_sees_what_waits_at_each(desk: Desk, sites: dict[str, int]) -> None:
    both = operator(sites["S1"], sites["S2"])
    await desk.take()
    await Desk(both, "S2").take(hours=20)
    found = await desk_sites(both, later(30))
    assert [(each.code, each.open, each.overdue) for each in found] == [("S1", 1, 1), ("S2", 1, 0)]


def test_a_price_needs_its_currency_and_a_phone_its_digits() -> None:
    for wrong in ({"quoted_price": Decimal(5)}, {"customer_phone": "call me"}, {"serial_no": "  "}, {"symptom": ""}):
        with pytest.raises(ValueError, match="validation error"):
            intake(**wrong)
    assert intake(currency="CNY").currency is None


async def test_a_clock_that_was_put_back_does_not_put_steps_out_of_order(desk: Desk) -> None:
    order = await desk.take()
    await desk.step(order, "diagnosed", 2)
    await desk.step(order, "ready", 1, outcome="repaired")
    seen = await desk.seen(order, 3)
    assert (seen.diagnosed_at, seen.ready_at) == (later(2), later(2))
