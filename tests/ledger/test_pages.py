"""The pages of the ledger: what headquarters and a site see, take back, settle and take away as files."""

import json
from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from uuid import UUID

import pytest

from network.foundation.access import Permission, Role
from network.foundation.clock import now
from network.foundation.database import transaction
from network.foundation.errors import Forbidden
from network.ledger.commands.posting import post
from network.ledger.commands.reversing import reverse_posting
from network.ledger.errors.postings import AlreadyReversed
from network.ledger.rules.postings import PENALTIES, REWARDS, Kind, Posting, transfer
from tests.factory import HQ, Store, manager
from tests.served import Browse, Browser, MakePerson, text_of


async def book(site: int, unit: str, amount: str, reason: str) -> UUID:
    account = REWARDS if Decimal(amount) > 0 else PENALTIES
    kind = Kind.REWARD if Decimal(amount) > 0 else Kind.PENALTY
    lines = transfer(site, unit, Decimal(amount), account)
    async with transaction(HQ):
        return await post(
            HQ, Posting(f"{site} {reason}", kind, site, reason, lines, {"period": "2026Q3"}), now() - timedelta(days=5)
        )


@pytest.fixture
async def reward(sites: dict[str, int]) -> UUID:
    made = await book(sites["SH1"], "CNY", "500", "=five stars")
    await book(sites["SH1"], "points", "-3", "prices too high")
    await book(sites["BJ1"], "JPY", "-300", "a secret of BJ1")
    return made


async def browser_of(browse: Browse, person: MakePerson, role: Role, **scope: object) -> Browser:
    await person(f"{role}@example.com", role, **scope)
    browser = browse()
    await browser.sign_in(f"{role}@example.com")
    return browser


@pytest.fixture
async def hq(browse: Browse, person: MakePerson, sites: dict[str, int]) -> Browser:
    return await browser_of(browse, person, Role.HQ_ADMINISTRATOR)


@pytest.fixture
async def shop(browse: Browse, person: MakePerson, sites: dict[str, int]) -> Browser:
    return await browser_of(browse, person, Role.SITE_OPERATOR, sites=["SH1"])


async def test_headquarters_reads_balances_and_postings_and_takes_them_away(hq: Browser, reward: UUID) -> None:
    balances = text_of(await hq.get("/ledger"))
    assert "SH1" in balances
    assert "¥500.00" in balances.replace("CN¥", "¥")
    owed = (await hq.get("/ledger?shows=claimed&format=csv")).content.decode("utf-8-sig")
    assert ("BJ1" in owed, "SH1" in owed, "-300 JPY" in owed) == (True, False, True)
    shown = (await hq.get("/ledger/postings?kind=reward&format=csv")).content.decode("utf-8-sig")
    assert ("'=five stars" in shown, "prices too high" in shown) == (True, False)
    assert (await hq.get("/ledger/postings?format=xlsx")).content[:2] == b"PK"
    assert "Nothing matches" in text_of(await hq.get("/ledger/postings?q=nowhere"))


async def test_a_posting_is_taken_back_with_a_reason_once(hq: Browser, shop: Browser, reward: UUID) -> None:
    path = f"/sites/SH1/ledger/{reward}"
    empty = await hq.post(f"{path}/reverse", data={"reason": " ", "_csrf": await hq.csrf()})
    assert (empty.status_code, 'id="error-reason"' in empty.text) == (422, True)
    sent = {"reason": "wrong quarter", "_csrf": await hq.csrf()}
    done = await hq.post(f"{path}/reverse", data=sent)
    assert done.status_code == 303
    assert "takes back" in text_of(await hq.get(done.headers["location"]))
    again = await hq.post(f"{path}/reverse", data={**sent, "reason": "another reason"})
    assert again.status_code == 409
    back = await hq.post(f"{done.headers['location'].partition('?')[0]}/reverse", data=sent)
    assert back.status_code == 409
    seen = text_of(await shop.get(path))
    assert ("wrong quarter" in seen, "Booked by" in seen, "Reverse the posting" in seen) == (True, False, False)
    assert (await shop.post(f"{path}/reverse", data={**sent, "_csrf": await shop.csrf()})).status_code == 403


async def test_a_site_reads_its_own_statement_and_nobody_elses(shop: Browser, reward: UUID) -> None:
    page = text_of(await shop.get("/sites/SH1/ledger"))
    assert "five stars" in page
    assert "secret of BJ1" not in text_of(await shop.get("/ledger/postings"))
    assert (await shop.get("/sites/BJ1/ledger")).status_code == 404
    wrong = await shop.get("/sites/SH1/ledger?first=soon")
    assert (wrong.status_code, 'id="error-first"' in wrong.text, 'value="soon"' in wrong.text) == (422, True, True)
    turned = await shop.get("/sites/SH1/ledger?first=2026-05-01&last=2026-04-01")
    assert turned.status_code == 422
    nothing = text_of(await shop.get("/sites/SH1/ledger?first=2020-05-01&last=2020-06-01"))
    assert "Nothing was posted in these days" in nothing
    drawn = await shop.get("/sites/SH1/ledger/statement.pdf")
    assert drawn.content[:5] == b"%PDF-"
    assert "'=five stars" in (await shop.get("/sites/SH1/ledger?format=csv")).content.decode("utf-8-sig")


async def test_a_settlement_is_made_exported_and_marked_as_paid(
    store: Store, hq: Browser, shop: Browser, reward: UUID
) -> None:
    for day, status in (("", 422), ("2020-01-01", 409), ("2999-01-01", 422)):
        refused = await hq.post("/ledger/settlements", data={"cut_off": day, "_csrf": await hq.csrf()})
        assert (refused.status_code, 'id="error-cut_off"' in refused.text) == (status, True), day
    day = (await store.value("select (now() - interval '3 days')::date")).isoformat()
    made = await hq.post("/ledger/settlements", data={"cut_off": day, "_csrf": await hq.csrf()})
    assert made.status_code == 303
    path = made.headers["location"].partition("?")[0]
    assert "SH1" in text_of(await hq.get(path))
    assert "500.00" in (await hq.get(f"{path}?format=csv")).content.decode("utf-8-sig")
    paid = {"reason": "bank 77", "_csrf": await hq.csrf()}
    assert (await hq.post(f"{path}/paid", data=paid)).status_code == 303
    assert (await hq.post(f"{path}/paid", data=paid)).status_code == 409
    assert "bank 77" in text_of(await shop.get("/sites/SH1/ledger"))
    assert (await shop.get(path)).status_code == 403


async def test_programs_do_the_same(hq: Browser, shop: Browser, reward: UUID) -> None:
    headers = {"x-csrf-token": await hq.csrf()}
    found = (await hq.get("/api/v1/ledger")).json()
    assert {line["site"]: line["money"] for line in found["items"]}["SH1"] == [{"unit": "CNY", "amount": "500"}]
    postings = (await shop.get("/api/v1/ledger/postings")).json()
    assert [line["reason"] for line in postings["items"]] == ["prices too high", "=five stars"]
    statement = (await shop.get("/api/v1/sites/SH1/ledger")).json()
    assert [line["balance"] for line in statement["lines"]] == ["500", "-3"]
    body = json.dumps({"reason": "wrong quarter"})
    typed = {**headers, "content-type": "application/json"}
    back = await hq.post(f"/api/v1/sites/SH1/ledger/{reward}/reverse", content=body, headers=typed)
    assert back.status_code == 201
    read = (await hq.get(f"/api/v1/sites/SH1/ledger/{back.json()['id']}")).json()
    assert (read["kind"], read["takes_back"]["id"]) == ("reversal", str(reward))
    assert (
        await hq.post("/api/v1/ledger/settlements", json={"cut_off": "2999-01-01"}, headers=headers)
    ).status_code == 422
    assert (await hq.get("/api/v1/ledger/settlements")).json()["total"] == 0


async def test_executives_read_sums_and_no_reasons(
    browse: Browse, person: MakePerson, sites: dict[str, int], reward: UUID
) -> None:
    executive = await browser_of(browse, person, Role.EXECUTIVE)
    page = await executive.get("/ledger")
    assert ("500.00" in page.text, "five stars" in page.text) == (True, False)
    assert (await executive.get("/ledger/postings")).status_code == 403
    assert (await executive.get("/sites/SH1/ledger")).status_code == 403


async def test_a_manager_takes_back_only_what_its_rights_reach(sites: dict[str, int], reward: UUID) -> None:
    for rights in ({}, {Permission.PUNISH_SITES: None}, {Permission.REWARD_SITES: frozenset({987})}):
        actor = replace(manager(sites["SH1"]), rights=rights)
        with pytest.raises(Forbidden):
            await reverse_posting(actor, "SH1", reward, "wrong quarter", now())
    actor = replace(manager(sites["SH1"]), account=None, rights={Permission.REWARD_SITES: None})
    await reverse_posting(actor, "SH1", reward, "wrong quarter", now())
    with pytest.raises(AlreadyReversed):
        await reverse_posting(actor, "SH1", reward, "another reason", now())
