"""A customer grades a repair with the code on the receipt: once, in time, in either language, without a script."""

import asyncio
from datetime import timedelta
from io import BytesIO
from typing import Any
from uuid import UUID

import asyncpg
import pytest
from pypdf import PdfReader

from network.feedback.commands.surveys import answer_by_code, asked_by_code
from network.feedback.errors.surveys import AnswerWrong, CodeExpired, CodeUnknown, CodeUsed, OrderCancelled
from network.feedback.rules.forms import CODE_HOLDS, tidy_code
from network.feedback.schemas.surveys import CustomerAnswerIn, shipped_form
from network.foundation.access import Role
from network.foundation.database import fetch_value, transaction
from network.foundation.errors import ServicemarkError
from network.identity.errors.accounts import TooManyAttempts
from tests.factory import NOW, Store, operator
from tests.repairs.counter import enter
from tests.served import Browse, MakePerson, text_of

GOOD = CustomerAnswerIn(grade=4, blocks={"trading": 2}, comment="Quick.")


async def ticket(store: Store, site: int, number: str = "A1", days: int = 2, **columns: Any) -> UUID:
    order = await store.order(site, number, NOW - timedelta(days=days), **columns)
    await store.rows(
        'insert into desk_ticket (id, site, "order", customer_name, customer_phone, symptom, accessories, entered_at) '
        "values (gen_random_uuid(), $1, $2, 'Wang', '', 'dead', '', $3)",
        *(site, order, NOW),
    )
    return order


async def code_of(site: int, order: UUID) -> str | None:
    async with transaction(operator(site), read_only=True):
        code: str | None = await fetch_value("select survey_code_of($1)", order)
    return code


async def answer(code: str, given: CustomerAnswerIn = GOOD, address: str = "10.0.0.1") -> UUID:
    return await answer_by_code(code, given, "en", address, NOW)


async def test_a_code_is_the_same_at_every_print_and_only_its_site_prints_it(store: Store) -> None:
    mine, other = await store.site("S1"), await store.site("S2")
    order = await ticket(store, mine, ready=20)
    code = await code_of(mine, order)
    assert code is not None
    assert (len(code), await code_of(mine, order)) == (12, code)
    assert await code_of(other, order) is None
    assert tidy_code(f" {code[:4].lower()}-{code[4:]} ") == code
    assert (await asked_by_code(code, "10.0.0.1", NOW)).site == "S1"


async def test_an_answer_is_kept_with_its_event_and_never_a_second_one(store: Store) -> None:
    site = await store.site("S1")
    order = await ticket(store, site, ready=20)
    code = await code_of(site, order) or ""
    made = await answer(code)
    [row] = await store.rows("select * from survey_answer")
    assert (row["id"], row["repair_order"], row["channel"], row["grade"]) == (made, order, "receipt", 4)
    assert (row["blocks"], row["comment"], row["answered_at"]) == ('{"trading": 2}', "Quick.", NOW)
    assert await store.value("select count(*) from trail_event where action = 'survey.answered'") == 1
    with pytest.raises(CodeUsed):
        await answer(code)
    for change in ("update survey_answer set grade = 5", "delete from survey_answer", "truncate survey_answer cascade"):
        with pytest.raises(asyncpg.PostgresError):
            await store.root.execute(change)


async def test_of_two_devices_at_once_one_answers(store: Store) -> None:
    site = await store.site("S1")
    code = await code_of(site, await ticket(store, site, ready=20)) or ""
    outcomes = await asyncio.gather(*(answer(code) for _turn in range(6)), return_exceptions=True)
    assert sum(isinstance(outcome, UUID) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, CodeUsed) for outcome in outcomes) == 5


@pytest.mark.parametrize(
    ("refusal", "days", "columns"),
    [
        (OrderCancelled, 2, {"cancelled": 3}),
        (CodeExpired, CODE_HOLDS.days + 1, {"ready": 24}),
        (CodeExpired, CODE_HOLDS.days, {}),
    ],
)
async def test_a_code_that_is_over_is_refused(
    store: Store, refusal: type[ServicemarkError], days: int, columns: dict[str, Any]
) -> None:
    site = await store.site("S1")
    code = await code_of(site, await ticket(store, site, days=days, **columns)) or ""
    with pytest.raises(refusal):
        await answer(code)


async def test_wrong_codes_are_refused_and_guessing_is_stopped(store: Store) -> None:
    await store.site("S1")
    for _turn in range(60):
        with pytest.raises(CodeUnknown):
            await asked_by_code("000000000000", "10.0.0.9", NOW)
    with pytest.raises(TooManyAttempts):
        await asked_by_code("000000000000", "10.0.0.9", NOW)
    with pytest.raises(CodeUnknown):
        await asked_by_code("", "10.0.0.8", NOW)
    with pytest.raises(AnswerWrong):
        await answer("000000000000", CustomerAnswerIn(grade=3, blocks={"weather": 1}))


async def test_the_page_keeps_what_was_typed_and_says_what_is_wrong(browse: Browse, store: Store) -> None:
    site = await store.site("S1")
    code = await code_of(site, await ticket(store, site, ready=20)) or ""
    browser = browse(headers={"accept-language": "en"})
    assert "Code on your receipt" in text_of(await browser.get("/rate"))
    shown = await browser.get(f"/rate?code={code}")
    form = shipped_form("customer")
    assert all(text in text_of(shown) for text in (form.title.en, form.overall.en, *(b.text.en for b in form.blocks)))
    for grade in ("", "0", "6", "x"):
        wrong = await browser.post(
            "/rate", data={"code": code, "grade": grade, "comment": "So <so>", "block-trading": "2"}
        )
        assert (wrong.status_code, "So &lt;so&gt;" in wrong.text) == (422, True)
    long = await browser.post("/rate", data={"code": code, "grade": "5", "comment": "x" * 1001})
    assert long.status_code == 422
    done = await browser.post("/rate", data={"code": code, "grade": "5", "comment": "Fine\r\nthanks"})
    assert (done.status_code, done.headers["location"]) == (303, "/rate/thanks")
    assert "Thank you" in text_of(await browser.get("/rate/thanks"))
    assert "answered about already" in text_of(await browser.get(f"/rate?code={code}"))
    unknown = await browser.get("/rate?code=ABCD")
    assert (unknown.status_code, "No receipt has this code" in text_of(unknown)) == (404, True)
    assert await store.value("select comment from survey_answer") == "Fine\nthanks"


async def test_the_receipt_carries_the_code(browse: Browse, person: MakePerson, store: Store) -> None:
    site = await store.site("S1")
    order = await ticket(store, site)
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    printed = await browser.get(f"/sites/S1/desk/orders/{order}/receipt.pdf")
    [shown] = PdfReader(BytesIO(printed.content)).pages
    code = await code_of(site, order) or ""
    assert " ".join(code[at : at + 4] for at in (0, 4, 8)) in shown.extract_text()
