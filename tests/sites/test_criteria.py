"""Criteria as versions: drafts, publication, trial; by commands, by pages, by the API."""

import asyncio
from decimal import Decimal
from uuid import UUID

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.sites.commands.criteria import add_shipped, delete_draft, publish_draft, start_draft, write_draft
from network.sites.errors.criteria import (
    CriteriaFaulty,
    CriteriaNotFound,
    CriteriaOfAnotherCode,
    CriteriaPublished,
    DraftExists,
)
from network.sites.queries.criteria import AUTHORIZED_SITE, list_sets, read_set
from network.sites.queries.criteria_trial import try_set
from network.sites.rules.criteria_scoring import Verdict
from network.sites.schemas.criteria import dump_criteria, load_criteria
from network.web.versions import PreconditionFailed
from tests.factory import Store
from tests.repairs.counter import enter
from tests.served import Browse, MakePerson, text_of
from tests.sites.assessing import ADMINISTRATOR, AT, open_office

REGIONAL = Actor(Role.HQ_MANAGER, "Ma", UUID(int=8), frozenset(), frozenset({1}))
AUDITOR = Actor(Role.AUDITOR, "Li", UUID(int=9))
SET = f"/criteria/{AUTHORIZED_SITE}"


@pytest.fixture
async def shipped(store: Store) -> str:
    """The YAML of the set that ships, which is published as version 1."""
    await add_shipped(ADMINISTRATOR, AT)
    return dump_criteria((await read_set(ADMINISTRATOR, AUTHORIZED_SITE, 1)).document)


async def drafted(text: str) -> int:
    """Version 2, a draft that says this; its revision."""
    await start_draft(ADMINISTRATOR, AUTHORIZED_SITE, 1, AT)
    return (await write_draft(ADMINISTRATOR, AUTHORIZED_SITE, 2, load_criteria(text), None, AT)).revision


async def test_what_ships_is_published_once_however_many_servers_start(store: Store) -> None:
    await asyncio.gather(*(add_shipped(ADMINISTRATOR, AT) for _server in range(3)))
    assert await store.rows("select code, version, state from criteria_set") == [
        {"code": AUTHORIZED_SITE, "version": 1, "state": "published"}
    ]
    actions = await store.rows("select action from trail_event order by sequence")
    assert [row["action"] for row in actions] == ["criteria.drafted", "criteria.published"]


async def test_a_published_version_never_changes(store: Store, shipped: str) -> None:
    document = load_criteria(shipped)
    with pytest.raises(CriteriaPublished):
        await write_draft(ADMINISTRATOR, AUTHORIZED_SITE, 1, document, None, AT)
    with pytest.raises(CriteriaPublished):
        await delete_draft(ADMINISTRATOR, AUTHORIZED_SITE, 1)
    for sql in ("update criteria_set set title = 'Other'", "delete from criteria_set"):
        with pytest.raises(asyncpg.PostgresError, match="never change"):
            await store.root.execute(sql)


async def test_a_set_has_one_draft_which_copies_what_is_published(shipped: str) -> None:
    made = await start_draft(ADMINISTRATOR, AUTHORIZED_SITE, 1, AT)
    assert (made.version, made.published, dump_criteria(made.document)) == (2, False, shipped)
    with pytest.raises(DraftExists):
        await start_draft(ADMINISTRATOR, AUTHORIZED_SITE, 1, AT)
    await delete_draft(ADMINISTRATOR, AUTHORIZED_SITE, 2)
    with pytest.raises(CriteriaNotFound):
        await read_set(ADMINISTRATOR, AUTHORIZED_SITE, 2)


async def test_an_unfinished_draft_is_kept_but_not_published(shipped: str) -> None:
    revision = await drafted(shipped.replace("weight: 12", "weight: 11", 1))
    with pytest.raises(CriteriaFaulty) as refused:
        await publish_draft(ADMINISTRATOR, AUTHORIZED_SITE, 2, revision, AT)
    assert list(refused.value.fields) == ["groups"]
    with pytest.raises(CriteriaFaulty):
        await try_set(ADMINISTRATOR, AUTHORIZED_SITE, 2)
    with pytest.raises(CriteriaOfAnotherCode):
        other = load_criteria(shipped.replace(f"code: {AUTHORIZED_SITE}", "code: other"))
        await write_draft(ADMINISTRATOR, AUTHORIZED_SITE, 2, other, None, AT)


async def test_of_two_who_change_a_draft_the_second_is_told(shipped: str) -> None:
    await start_draft(ADMINISTRATOR, AUTHORIZED_SITE, 1, AT)
    one, other = (load_criteria(shipped.replace("minimum: 65", f"minimum: {points}")) for points in (66, 67))
    done = await asyncio.gather(
        *(write_draft(ADMINISTRATOR, AUTHORIZED_SITE, 2, each, 1, AT) for each in (one, other)),
        return_exceptions=True,
    )
    assert sorted(type(each).__name__ for each in done) == ["CriteriaSet", "PreconditionFailed"]
    with pytest.raises(PreconditionFailed):
        await publish_draft(ADMINISTRATOR, AUTHORIZED_SITE, 2, 1, AT)


async def test_a_manager_of_regions_and_an_auditor_see_what_is_published_only(shipped: str) -> None:
    await drafted(shipped)
    assert [each.version for each in await list_sets(ADMINISTRATOR)] == [2, 1]
    for actor in (REGIONAL, AUDITOR):
        assert [each.version for each in await list_sets(actor)] == [1]
        with pytest.raises(CriteriaNotFound):
            await read_set(actor, AUTHORIZED_SITE, 2)
        with pytest.raises(Forbidden):
            await publish_draft(actor, AUTHORIZED_SITE, 2, None, AT)


async def test_a_trial_says_who_would_have_passed_and_stores_nothing(store: Store, person: MakePerson) -> None:
    office = await open_office(store, person)
    await office.assessed("A-1", {}, {"staff": 3})
    await office.assessed("A-2", {"premises": 1}, {"premises": 1})
    shipped = dump_criteria((await read_set(ADMINISTRATOR, AUTHORIZED_SITE, 1)).document)
    stricter = shipped.replace("minimum: 65", "minimum: 95").replace("key: transport", "key: parking")
    await drafted(stricter)
    before = await store.counts("trail_event", "application_step")
    _tried, (second, first) = await try_set(office.hua, AUTHORIZED_SITE, 2)
    assert (first.then.total, first.now.least.total, first.now.most.total) == (
        Decimal("98.50"),
        Decimal("94.50"),
        Decimal("98.50"),
    )
    assert (first.now.verdict, first.now.unmarked) == (Verdict.OPEN, ("parking",))
    assert (second.then.passed, second.now.verdict) == (False, Verdict.FAILS)
    assert await store.counts("trail_event", "application_step") == before


async def test_the_pages_lead_from_a_draft_to_its_publication(browse: Browse, person: MakePerson, shipped: str) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    csrf = {"_csrf": await browser.csrf()}
    page = await browser.get(f"{SET}/1")
    assert "Published, final" in text_of(page)
    assert "A residential address" in text_of(page)
    started = await browser.post(f"{SET}/1/drafts", data=csrf)
    assert started.headers["location"] == f"{SET}/2/edit"
    typed = {**csrf, "version": "1", "document": shipped.replace("weight: 12", "weight: heavy", 1).replace("65", "x")}
    refused = await browser.post(f"{SET}/2/edit", data=typed)
    assert refused.status_code == 422
    assert "groups[0].criteria[0].weight: Write a number" in text_of(refused)
    assert "minimum: Write a number" in text_of(refused)
    assert "weight: heavy" in refused.text
    typed["document"] = shipped.replace("weight: 12", "weight: 10", 1)
    shown = await browser.post(f"{SET}/2/edit", data={**typed, "preview": "yes"})
    assert "The weights of all criteria sum to 98" in text_of(shown)
    assert (await browser.post(f"{SET}/2/edit", data=typed)).headers["location"] == f"{SET}/2"
    draft = await browser.get(f"{SET}/2")
    assert "must sum to 100" in text_of(draft)
    assert "Publish criteria" not in text_of(draft)
    stale = await browser.post(f"{SET}/2/edit", data=typed)
    assert stale.status_code == 412
    assert "The draft as it is now" in text_of(stale)
    fixed = {**csrf, "version": "2", "document": shipped}
    assert (await browser.post(f"{SET}/2/edit", data=fixed)).status_code == 303
    assert (await browser.post(f"{SET}/2/publish", data={**csrf, "version": "3"})).status_code == 303
    assert "Publish version" not in text_of(await browser.get(f"{SET}/2"))


async def test_a_draft_can_be_uploaded_and_taken_away_as_a_file(
    browse: Browse, person: MakePerson, shipped: str
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    csrf = {"_csrf": await browser.csrf()}
    await browser.post(f"{SET}/1/drafts", data=csrf)
    form = {**csrf, "version": "1", "document": "ignored: true"}
    content = shipped.replace("minimum: 65", "minimum: 70").encode()
    await browser.post(f"{SET}/2/edit", data=form, files={"file": ("criteria.yaml", content)})
    taken = await browser.get(f"{SET}/2/document")
    assert taken.content == content
    assert "authorized-site-2.yaml" in taken.headers["content-disposition"]
    broken = await browser.post(f"{SET}/2/edit", data={**form, "version": "2"}, files={"file": ("x", b"\xff\xfe\x00")})
    assert "The file is not UTF-8 text." in text_of(broken)
    assert "ignored: true" in broken.text


async def test_programs_read_change_and_publish_criteria(browse: Browse, person: MakePerson, shipped: str) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    headers = {"x-csrf-token": await browser.csrf()}
    api = f"/api/v1/criteria-sets/{AUTHORIZED_SITE}"
    made = await browser.post(f"{api}/1/drafts", headers=headers)
    assert (made.status_code, made.headers["etag"], made.json()["problems"]) == (201, '"1"', {})
    document = made.json()["document"]
    document["minimum"] = 70.5
    assert (await browser.put(f"{api}/2", headers=headers, json=document)).status_code == 428
    changed = await browser.put(f"{api}/2", headers={**headers, "if-match": '"1"'}, json=document)
    assert (changed.status_code, changed.json()["document"]["minimum"]) == (200, "70.5")
    wrong = await browser.put(f"{api}/2", headers={**headers, "if-match": '"2"'}, json={"code": 7})
    assert (wrong.status_code, wrong.json()["fields"]["code"]) == (422, "Write a text.")
    published = await browser.post(f"{api}/2/publish", headers={**headers, "if-match": "*"})
    assert published.json()["state"] == "published"
    listed = (await browser.get("/api/v1/criteria-sets")).json()["criteria_sets"]
    assert [(each["version"], each["state"]) for each in listed] == [(2, "published"), (1, "published")]
    assert (await browser.delete(f"{api}/2", headers=headers)).status_code == 409
