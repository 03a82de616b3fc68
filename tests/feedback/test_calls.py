"""Calling who was drawn: the number is there while there is something to ask, and what is answered counts once."""

import asyncio
from uuid import UUID

import pytest

from network.feedback.commands.calls import keep_call
from network.feedback.commands.sampling import draw_sample
from network.feedback.errors.calls import CallNotFound, CallOver, CallWrong
from network.feedback.lists_calls import CALLS
from network.feedback.queries.calls import list_calls, read_call
from network.feedback.rules.calls import CallState, Outcome
from network.feedback.schemas.calls import CallIn
from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.foundation.periods import Month
from network.web.listing import ListState
from tests.factory import HQ, Store, at, manager, operator
from tests.feedback.test_sampling import orders
from tests.served import Browse, MakePerson, text_of

OCTOBER, NOW = Month(2026, 10), at("2026-11-02")
MISSED = CallIn(outcome=Outcome.NOT_REACHED)
ALL = ListState(CALLS, sort="tries", direction="ascending")


async def drawn(store: Store, count: int = 1) -> list[UUID]:
    site = await store.site("S1")
    await orders(store, site, count)
    await draw_sample(HQ, OCTOBER, count, NOW)
    return [line.id for line in (await list_calls(HQ, ALL)).items]


async def test_an_answer_by_telephone_counts_and_hides_the_number(store: Store) -> None:
    [call] = await drawn(store)
    before = await read_call(HQ, call)
    assert (before.customer_name, before.customer_phone, before.line.state) == ("Zhang", "13800001234", CallState.DUE)
    await keep_call(HQ, call, CallIn(outcome=Outcome.ANSWERED, grade=2, blocks={"trading": 1}, comment="Dear"), NOW)
    after = await read_call(HQ, call)
    assert (after.customer_name, after.customer_phone, after.line.state) == ("", "", CallState.DONE)
    [answer] = await store.rows("select channel, grade, comment, site from survey_answer")
    assert (answer["channel"], answer["grade"], answer["comment"]) == ("call_back", 2, "Dear")
    with pytest.raises(CallOver):
        await keep_call(HQ, call, MISSED, NOW)
    told = await store.rows("select site, action from trail_event where action in ('survey.called', 'survey.answered')")
    assert {(row["site"], row["action"]) for row in told} == {(0, "survey.called"), (0, "survey.answered")}


async def test_three_calls_are_enough_and_a_refusal_is_the_last(store: Store) -> None:
    first, second = await drawn(store, 2)
    for _each in range(3):
        await keep_call(HQ, first, MISSED, NOW)
    await keep_call(HQ, second, CallIn(outcome=Outcome.REFUSED, note="Asked not to be called"), NOW)
    assert (await read_call(HQ, first)).line.state is CallState.GIVEN_UP
    found = await read_call(HQ, second)
    assert (found.line.state, found.customer_phone, found.tries[0].note) == (
        CallState.REFUSED,
        "",
        "Asked not to be called",
    )
    for call in (first, second):
        with pytest.raises(CallOver):
            await keep_call(HQ, call, MISSED, NOW)
    assert (await list_calls(HQ, ALL)).due == 0


async def test_two_who_call_the_same_customer_keep_one_answer(store: Store) -> None:
    [call] = await drawn(store)
    given = [keep_call(HQ, call, CallIn(outcome=Outcome.ANSWERED, grade=grade), NOW) for grade in (1, 5)]
    ended = await asyncio.gather(*given, return_exceptions=True)
    assert [type(each) for each in ended if each is not None] == [CallOver]
    assert await store.value("select count(*) from survey_answer") == 1
    assert await store.value("select count(*) from call_back") == 1


@pytest.mark.parametrize(
    ("given", "field"),
    [
        (CallIn(outcome=Outcome.ANSWERED), "grade"),
        (CallIn(outcome=Outcome.NOT_REACHED, grade=5), "outcome"),
        (CallIn(outcome=Outcome.REFUSED, comment="No"), "outcome"),
        (CallIn(outcome=Outcome.ANSWERED, grade=5, blocks={"weather": 3}), "weather"),
    ],
)
async def test_a_call_that_does_not_fit_together_is_refused(store: Store, given: CallIn, field: str) -> None:
    [call] = await drawn(store)
    with pytest.raises(CallWrong) as refused:
        await keep_call(HQ, call, given, NOW)
    assert list(refused.value.fields) == [field]
    assert await store.value("select count(*) from call_back") == 0


@pytest.mark.parametrize("actor", [operator(1), manager(1)])
async def test_neither_sites_nor_managers_of_regions_call(store: Store, actor: Actor) -> None:
    [call] = await drawn(store)
    for asked in (list_calls(actor, ALL), read_call(actor, call), keep_call(actor, call, MISSED, NOW)):
        with pytest.raises(Forbidden):
            await asked
    with pytest.raises(CallNotFound):
        await read_call(HQ, UUID(int=7))


async def test_headquarters_calls_on_a_page(
    browse: Browse, person: MakePerson, sites: dict[str, int], store: Store
) -> None:
    await person("hq@example.com", Role.HQ_MANAGER)
    hq = browse()
    await hq.sign_in("hq@example.com")
    await orders(store, sites["SH1"], 1)
    await draw_sample(HQ, OCTOBER, 1, NOW)
    assert "SH1" in text_of(await hq.get("/feedback/calls?state=due"))
    assert "SH1" in (await hq.get("/feedback/calls?format=csv")).content.decode("utf-8-sig")
    path = f"/feedback/calls/{await store.value('select id from survey_invitation where source = $$sample$$')}"
    assert "13800001234" in text_of(await hq.get(path))
    wrong = await hq.post(path, data={"outcome": "answered", "comment": "Kept as typed", "_csrf": await hq.csrf()})
    assert wrong.status_code == 422
    assert "Kept as typed" in text_of(wrong)
    sent = {"outcome": "answered", "grade": "4", "block-trading": "2", "_csrf": await hq.csrf()}
    assert (await hq.post(path, data=sent)).headers["location"].endswith("state=due&done=kept")
    assert "13800001234" not in text_of(await hq.get(path))
    assert (await hq.post(path, data={**sent, "_csrf": await hq.csrf()})).status_code == 409
