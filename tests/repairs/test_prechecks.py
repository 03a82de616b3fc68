"""Pre-check lists as versions: drafts and publication; by commands, by pages, by the API."""

import asyncio

import asyncpg
import pytest

from network.foundation.access import Role
from network.foundation.database import transaction
from network.foundation.errors import Forbidden
from network.repairs.commands.prechecks import add_shipped_list, delete_draft, publish_draft, start_draft, write_draft
from network.repairs.errors.prechecks import (
    NoPrecheckList,
    PrecheckDraftExists,
    PrecheckListNotFound,
    PrechecksFaulty,
    PrechecksPublished,
)
from network.repairs.queries.prechecks import list_lists, list_of_return, prechecks_for, read_list
from network.repairs.schemas.prechecks import PublishIn, dump_prechecks, load_prechecks
from network.web.versions import PreconditionFailed
from tests.factory import HQ, Store, manager, operator
from tests.repairs.counter import enter
from tests.repairs.shipping import SHIPPED_AT, publish_again, publish_lists, send, unit
from tests.served import Browse, MakePerson, text_of

SAID = PublishIn(note="Firmware is asked for")


async def test_the_list_that_ships_is_published_once_however_many_servers_start(store: Store) -> None:
    await asyncio.gather(*(add_shipped_list(HQ, SHIPPED_AT) for _server in range(3)))
    assert await store.rows("select product, version, state from precheck_list") == [
        {"product": "", "version": 1, "state": "published"}
    ]
    actions = await store.rows("select action from trail_event order by sequence")
    assert [row["action"] for row in actions] == ["prechecks.drafted", "prechecks.published"]


async def test_a_product_without_a_list_of_its_own_is_checked_by_the_one_of_every_product(store: Store) -> None:
    with pytest.raises(NoPrecheckList):
        await prechecks_for(HQ, "PDA-3")
    kept = await publish_lists()
    assert (await prechecks_for(HQ, "PDA-3")).id == kept.id
    own = await publish_again("PDA-3")
    assert ((await prechecks_for(HQ, "PDA-3")).id, (await prechecks_for(HQ, "PDA-4")).id) == (own.id, kept.id)


async def test_with_a_new_version_the_one_before_it_is_retired_in_the_same_moment(store: Store) -> None:
    kept = await publish_lists()
    draft = await start_draft(HQ, kept.id, SHIPPED_AT)
    await publish_draft(HQ, draft.id, SAID, draft.row_version, SHIPPED_AT)
    rows = await store.rows("select version, state, note from precheck_list order by version")
    assert [tuple(row.values()) for row in rows] == [(1, "retired", ""), (2, "published", SAID.note)]


async def test_a_published_list_never_changes(store: Store) -> None:
    kept = await publish_lists()
    with pytest.raises(PrechecksPublished):
        await write_draft(HQ, kept.id, kept.document, None, SHIPPED_AT)
    with pytest.raises(PrechecksPublished):
        await delete_draft(HQ, kept.id)
    for sql in ("update precheck_list set document = '{}'", "delete from precheck_list"):
        with pytest.raises(asyncpg.PostgresError, match="never changes"):
            await store.root.execute(sql)


async def test_an_unfinished_draft_is_kept_but_not_published(store: Store) -> None:
    kept = await publish_lists()
    draft = await start_draft(HQ, kept.id, SHIPPED_AT, "PDA-3")
    twice = load_prechecks(dump_prechecks(kept.document).replace("key: reset", "key: battery"))
    written = await write_draft(HQ, draft.id, twice, 1, SHIPPED_AT)
    with pytest.raises(PrechecksFaulty) as refused:
        await publish_draft(HQ, draft.id, SAID, written.row_version, SHIPPED_AT)
    assert list(refused.value.fields) == ["steps"]
    assert (await prechecks_for(HQ, "PDA-3")).id == kept.id
    with pytest.raises(PrecheckDraftExists):
        await start_draft(HQ, kept.id, SHIPPED_AT, "PDA-3")
    await delete_draft(HQ, draft.id)
    with pytest.raises(PrecheckListNotFound):
        await read_list(HQ, draft.id)


async def test_of_two_who_change_a_draft_the_second_is_told(store: Store) -> None:
    kept = await publish_lists()
    draft = await start_draft(HQ, kept.id, SHIPPED_AT)
    one, other = (load_prechecks(dump_prechecks(kept.document).replace("two hours", hours)) for hours in ("3 h", "4 h"))
    done = await asyncio.gather(
        *(write_draft(HQ, draft.id, each, 1, SHIPPED_AT) for each in (one, other)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["PrecheckList", "PreconditionFailed"]
    with pytest.raises(PreconditionFailed):
        await publish_draft(HQ, draft.id, SAID, 1, SHIPPED_AT)


async def test_sites_and_managers_of_regions_see_what_is_published_only(store: Store, sites: dict[str, int]) -> None:
    kept = await publish_lists()
    draft = await start_draft(HQ, kept.id, SHIPPED_AT)
    for actor in (operator(sites["S1"]), manager(sites["S1"])):
        assert [each.version for each in await list_lists(actor)] == [1]
        with pytest.raises(PrecheckListNotFound):
            await read_list(actor, draft.id)
        with pytest.raises(Forbidden):
            await publish_draft(actor, draft.id, SAID, None, SHIPPED_AT)


async def test_a_return_is_judged_by_the_list_that_it_was_shipped_under(store: Store, sites: dict[str, int]) -> None:
    kept = await publish_lists()
    await send(operator(sites["S1"]), "S1", unit(kept, serial_no="X1"))
    imported = await store.returned(sites["S1"], "R1", SHIPPED_AT, product="PDA-3")
    renewed = await publish_again()
    shipped = await store.value("select id from hq_return where serial_no = 'X1'")
    async with transaction(HQ, read_only=True):
        assert (await list_of_return(shipped)).id == kept.id
        assert (await list_of_return(imported)).id == renewed.id


async def test_the_pages_lead_from_a_draft_to_the_list_in_force(
    browse: Browse, person: MakePerson, store: Store
) -> None:
    kept = await publish_lists()
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    csrf = {"_csrf": await browser.csrf()}
    assert "Every other product" in text_of(await browser.get("/prechecks"))
    started = await browser.post(f"/prechecks/{kept.id}/drafts", data={**csrf, "product": "PDA-3"})
    edit = started.headers["location"]
    href = edit.removesuffix("/edit")
    text = dump_prechecks(kept.document)
    typed = {**csrf, "version": "1", "document": text.replace("key: battery", "key: 7", 1)}
    refused = await browser.post(edit, data=typed)
    assert (refused.status_code, "steps[0].key: Write a text." in text_of(refused)) == (422, True)
    assert "key: 7" in refused.text
    shown = await browser.post(
        edit, data={**typed, "document": text.replace("key: battery", "key: B", 1), "preview": ""}
    )
    assert "“B” is not a code" in text_of(shown)
    assert "As a site sees it" in text_of(shown)
    content = text.replace("two hours", "three hours").encode()
    assert (await browser.post(edit, data=typed, files={"file": ("l.yaml", content)})).headers["location"] == href
    stale = await browser.post(edit, data={**typed, "document": text})
    assert (stale.status_code, "The draft as it is now" in text_of(stale)) == (412, True)
    taken = await browser.get(f"{href}/document")
    assert taken.content == content
    done = await browser.post(f"{href}/publish", data={**csrf, "version": "2", "note": "Three hours"})
    assert done.status_code == 303
    page = text_of(await browser.get(href))
    assert "In force" in page
    assert "Three hours" in page
    assert (await browser.get(edit)).status_code == 409


async def test_programs_read_change_and_publish_lists(browse: Browse, person: MakePerson, store: Store) -> None:
    kept = await publish_lists()
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    headers = {"x-csrf-token": await browser.csrf()}
    api = "/api/v1/precheck-lists"
    made = await browser.post(f"{api}/{kept.id}/drafts", headers=headers, json={})
    assert (made.status_code, made.headers["etag"], made.json()["problems"]) == (201, '"1"', {})
    draft, document = f"{api}/{made.json()['id']}", made.json()["document"]
    document["steps"] = document["steps"][:1]
    assert (await browser.put(draft, headers=headers, json=document)).status_code == 428
    changed = await browser.put(draft, headers={**headers, "if-match": '"1"'}, json=document)
    assert (changed.status_code, changed.json()["steps"]) == (200, 1)
    wrong = await browser.put(draft, headers={**headers, "if-match": '"2"'}, json={"title": 7})
    assert (wrong.status_code, wrong.json()["fields"]["steps"]) == (422, "This is missing.")
    published = await browser.post(
        f"{draft}/publish", headers={**headers, "if-match": '"2"'}, json={"note": "One step"}
    )
    assert published.json()["state"] == "published"
    assert (await browser.get(f"{api}/in-force?product=PDA-3")).json()["version"] == 2
    listed = (await browser.get(api)).json()["precheck_lists"]
    assert [(each["version"], each["state"]) for each in listed] == [(2, "published"), (1, "retired")]
    assert (await browser.delete(draft, headers=headers)).status_code == 409
