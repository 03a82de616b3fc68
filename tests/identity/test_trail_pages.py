"""The audit trail as people read it: in words, by site, by person, by object; whether it holds; its export."""

import hashlib
import json

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.database import transaction
from network.foundation.trail import record as trail
from tests.served import Browse, Browser, MakePerson, text_of


@pytest.fixture
async def happened(sites: dict[str, int], person: MakePerson) -> None:
    """Headquarters changes SH1 and BJ1; the operator of SH1 changes an order there."""
    hq = await person("hq@example.com", name="Hua Zhang")
    operator = await person("op@example.com", Role.SITE_OPERATOR, sites=["SH1"], name="Ou Yang")
    await person("exec@example.com", Role.EXECUTIVE)
    boss = Actor(Role.HQ_ADMINISTRATOR, "Hua Zhang", hq, None)
    async with transaction(boss):
        for code in ("SH1", "BJ1"):
            facts = {"before": {"phone": "1", "opened_on": None}, "after": {"phone": "2", "opened_on": "2026-03-01"}}
            await trail.record(boss, "site.changed", f"site:{code}", facts, site=sites[code])
    worker = Actor(Role.SITE_OPERATOR, "Ou Yang", operator, frozenset({sites["SH1"]}))
    async with transaction(worker):
        facts = {"before": {"product": "A"}, "after": {"product": "B"}}
        await trail.record(worker, "order.changed", "order:R-1", facts, site=sites["SH1"])


async def _browser(browse: Browse, email: str) -> Browser:
    browser = browse()
    assert (await browser.sign_in(email)).status_code == 303
    return browser


async def test_the_chain_of_a_site_is_told_in_words_with_before_and_after(browse: Browse, happened: None) -> None:
    told = text_of(await (await _browser(browse, "hq@example.com")).get("/sites/SH1/trail"))
    assert "Site data changed" in told
    assert "Opened on: – → became 1 Mar 2026" in told
    assert "Product: A → became B" in told
    assert "The chain holds: 2 events" in told


async def test_the_network_is_read_by_site_by_person_by_object_and_by_day(browse: Browse, happened: None) -> None:
    hq = await _browser(browse, "hq@example.com")
    everything = text_of(await hq.get("/trail"))
    assert "Signed in" in everything
    assert "BJ1" in everything
    assert "BJ1" not in text_of(await hq.get("/trail?site=SH1&action=site"))
    assert "Repair order R-1 changed" not in text_of(await hq.get("/trail?person=Hua Zhang"))
    assert "2 events" in text_of(await hq.get("/trail?action=site"))
    assert "1 event" in text_of(await hq.get("/trail?subject=order:R-1"))
    assert "Nothing matches" in text_of(await hq.get("/trail?first=2001-01-01&last=2001-01-02"))
    assert (await hq.get("/trail?first=yesterday")).status_code == 200


async def test_an_operator_reads_that_headquarters_acted_but_not_who(browse: Browse, happened: None) -> None:
    operator = await _browser(browse, "op@example.com")
    for address in ("/sites/SH1/trail", "/sites/SH1/trail?format=csv", "/sites/SH1/trail/chain.json"):
        told = (await operator.get(address)).text
        assert "Hua Zhang" not in told
        assert "Ou Yang" in told
    assert (await operator.get("/sites/BJ1/trail")).status_code == 404
    assert (await operator.get("/trail")).status_code == 403


async def test_a_search_does_not_tell_an_operator_who_acted_at_headquarters(browse: Browse, happened: None) -> None:
    operator = await _browser(browse, "op@example.com")
    for query in ("q=Hua", "person=Hua Zhang"):
        assert "Nothing matches" in text_of(await operator.get(f"/sites/SH1/trail?{query}"))
    assert "1 event" in text_of(await operator.get("/sites/SH1/trail?q=Ou Yang"))


async def test_the_export_for_a_dispute_holds_what_every_hash_is_made_of(browse: Browse, happened: None) -> None:
    exported = json.loads((await (await _browser(browse, "hq@example.com")).get("/sites/SH1/trail/chain.json")).text)
    assert exported["holds"]
    previous = ""
    for event in exported["events"]:
        assert event["previous"] == previous
        previous = event["hash"]
        assert len(bytes.fromhex(previous)) == hashlib.sha256().digest_size
    assert [event["sequence"] for event in exported["events"]] == [1, 2]


async def test_a_tampered_chain_is_named_on_its_page_and_for_the_network(
    browse: Browse, happened: None, database: str
) -> None:
    root = await asyncpg.connect(database)
    await root.execute("alter table trail_event disable trigger all")
    await root.execute("update trail_event set body = replace(body, '2', '3') where subject = 'site:SH1'")
    for trigger in ("trail_event_link", "trail_event_frozen"):
        await root.execute(f"alter table trail_event enable always trigger {trigger}")
    await root.close()
    hq = await _browser(browse, "hq@example.com")
    assert "The chain is broken from event 1 on" in text_of(await hq.get("/sites/SH1/trail"))
    assert "The chain holds" in text_of(await hq.get("/sites/BJ1/trail"))
    assert "Chains are broken: SH1" in text_of(await hq.get("/trail?checked=1"))
