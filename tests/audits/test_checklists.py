"""Checklists as versions: drafts, publication and retirement; by commands and by the API."""

import asyncio
from datetime import timedelta
from decimal import Decimal
from uuid import uuid4

import asyncpg
import pytest

from network.audits.commands.checklists import (
    add_shipped_checklists,
    delete_draft,
    new_checklist,
    publish_draft,
    retire_checklist,
    start_draft,
    write_draft,
)
from network.audits.errors.checklists import (
    ChecklistDraftExists,
    ChecklistFaulty,
    ChecklistKeyTaken,
    ChecklistNotFound,
    ChecklistNotInForce,
    ChecklistOfAnotherKey,
    ChecklistPublished,
    PilotInForce,
)
from network.audits.queries.checklists import list_checklists, read_checklist_version, shipped
from network.audits.rules.checklist_validation import validate_checklist
from network.audits.rules.checklists import Effect, VisitKind
from network.audits.schemas.checklist_versions import ChecklistVersion, NewIn, PublishIn, RetireIn
from network.audits.schemas.checklists import read_checklist
from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.web.versions import PreconditionFailed
from tests.audits.rules.checklists import EVERY_TYPE, changed
from tests.factory import HQ, NOW, Store, manager, operator
from tests.served import Browse, MakePerson

SAID = PublishIn(note="The wait is timed")
REASON = RetireIn(reason="The questions were never understood")
NEW = NewIn(key="short", kind=VisitKind.MYSTERY_VISIT, title="Short visit", title_zh="简短暗访")


async def drafted() -> ChecklistVersion:
    """A draft with a question of every type."""
    made = await new_checklist(HQ, NEW, NOW)
    return await write_draft(HQ, made.id, EVERY_TYPE, made.row_version, NOW)


async def published(said: PublishIn = SAID) -> ChecklistVersion:
    draft = await drafted()
    return await publish_draft(HQ, draft.id, said, draft.row_version, NOW)


async def test_the_checklists_that_ship_are_published_once_however_many_servers_start(store: Store) -> None:
    await asyncio.gather(*(add_shipped_checklists(HQ, NOW) for _server in range(3)))

    rows = await store.rows("select key, version, state, kind from checklist order by key")
    assert {row["kind"] for row in rows} == {kind.value for kind in VisitKind}
    assert {(row["version"], row["state"]) for row in rows} == {(1, "published")}


@pytest.mark.parametrize("text", shipped(), ids=lambda text: text.partition("\n")[0].removeprefix("key: "))
def test_a_checklist_that_ships_has_no_problem_and_100_points_unless_it_is_never_scored(text: str) -> None:
    document = read_checklist(text)

    assert validate_checklist(document) == []
    assert document.points == (0 if document.kind is VisitKind.SELF_CHECK else 100)


def test_the_mystery_visit_that_ships_gives_each_section_its_points_and_punishes_overcharging() -> None:
    visit = next(each for each in map(read_checklist, shipped()) if each.key == "mystery-visit")

    points = [sum((each.points for each in section.questions), Decimal(0)) for section in visit.sections]
    assert points == [15, 20, 25, 15, 10, 10, 5]
    overcharged = visit.question("overcharged")
    assert overcharged is not None
    assert overcharged.critical is not None
    assert overcharged.critical.effect is Effect.CAP_AUDIT


async def test_with_a_new_version_the_one_before_it_is_retired_in_the_same_moment(store: Store) -> None:
    first = await published()
    draft = await start_draft(HQ, first.id, NOW)
    later = NOW + timedelta(days=1)
    await publish_draft(HQ, draft.id, SAID, draft.row_version, later)

    rows = await store.rows("select version, state, retired_at from checklist order by version")
    assert [tuple(row.values()) for row in rows] == [(1, "retired", later), (2, "published", None)]


async def test_a_retired_version_takes_visits_that_were_begun_within_14_days(store: Store) -> None:
    kept = await published()
    assert kept.accepts(NOW + timedelta(days=900))
    gone = await retire_checklist(HQ, kept.id, REASON, kept.row_version, NOW)

    assert gone.accepts(NOW - timedelta(days=1))
    assert gone.accepts(NOW + timedelta(days=14))
    assert not gone.accepts(NOW + timedelta(days=14, seconds=1))
    assert not (await start_draft(HQ, gone.id, NOW)).accepts(NOW)


async def test_only_the_version_in_force_is_retired_and_only_once(store: Store) -> None:
    draft = await drafted()
    with pytest.raises(ChecklistNotInForce):
        await retire_checklist(HQ, draft.id, REASON, None, NOW)
    kept = await publish_draft(HQ, draft.id, SAID, draft.row_version, NOW)
    with pytest.raises(PreconditionFailed):
        await retire_checklist(HQ, kept.id, REASON, kept.row_version - 1, NOW)
    await retire_checklist(HQ, kept.id, REASON, kept.row_version, NOW)
    with pytest.raises(ChecklistNotInForce):
        await retire_checklist(HQ, kept.id, REASON, None, NOW)


async def test_a_published_checklist_never_changes(store: Store) -> None:
    kept = await published()
    with pytest.raises(ChecklistPublished):
        await write_draft(HQ, kept.id, kept.document, None, NOW)
    with pytest.raises(ChecklistPublished):
        await delete_draft(HQ, kept.id)
    for sql in ("update checklist set document = '{}'", "update checklist set pilot = true", "delete from checklist"):
        with pytest.raises(asyncpg.PostgresError, match="never changes"):
            await store.root.execute(sql)


async def test_an_unfinished_draft_is_kept_but_not_published(store: Store) -> None:
    draft = await drafted()
    twice = changed("smile", key="greeted", photo="0" * 64)
    written = await write_draft(HQ, draft.id, twice, draft.row_version, NOW)
    with pytest.raises(ChecklistFaulty) as refused:
        await publish_draft(HQ, draft.id, SAID, written.row_version, NOW)

    assert list(refused.value.fields) == ["sections", "sections[0].questions[1].photo"]
    with pytest.raises(ChecklistDraftExists):
        await start_draft(HQ, draft.id, NOW)
    await delete_draft(HQ, draft.id)
    with pytest.raises(ChecklistNotFound):
        await read_checklist_version(HQ, draft.id)


async def test_a_draft_keeps_its_key_and_a_key_is_given_once(store: Store) -> None:
    kept = await published()
    draft = await start_draft(HQ, kept.id, NOW, "short-pilot")
    assert (draft.key, draft.version, draft.document.key) == ("short-pilot", 1, "short-pilot")
    with pytest.raises(ChecklistOfAnotherKey):
        await write_draft(HQ, draft.id, kept.document, draft.row_version, NOW)
    with pytest.raises(ChecklistKeyTaken):
        await start_draft(HQ, kept.id, NOW, "short-pilot")
    with pytest.raises(ChecklistKeyTaken):
        await new_checklist(HQ, NEW, NOW)


async def test_a_pilot_does_not_take_the_place_of_what_scores_the_network(store: Store) -> None:
    pilot = PublishIn(pilot=True)
    kept = await published()
    draft = await start_draft(HQ, kept.id, NOW)
    with pytest.raises(PilotInForce):
        await publish_draft(HQ, draft.id, pilot, draft.row_version, NOW)
    own = await start_draft(HQ, kept.id, NOW, "short-pilot")

    assert (await publish_draft(HQ, own.id, pilot, own.row_version, NOW)).pilot


async def test_of_two_who_change_a_draft_the_second_is_told(store: Store) -> None:
    draft = await drafted()
    ways = [changed("smile", points=Decimal(points)) for points in (6, 7)]
    done = await asyncio.gather(
        *(write_draft(HQ, draft.id, each, draft.row_version, NOW) for each in ways), return_exceptions=True
    )

    assert sorted(type(each).__name__ for each in done) == ["ChecklistVersion", "PreconditionFailed"]


async def test_of_two_who_start_a_draft_at_once_the_second_is_told(store: Store) -> None:
    kept = await published()
    done = await asyncio.gather(*(start_draft(HQ, kept.id, NOW) for _person in range(2)), return_exceptions=True)

    assert sorted(type(each).__name__ for each in done) == ["ChecklistDraftExists", "ChecklistVersion"]


async def test_managers_of_regions_see_what_is_published_only_and_sites_nothing(
    store: Store, sites: dict[str, int]
) -> None:
    kept = await published()
    draft = await start_draft(HQ, kept.id, NOW)
    regional = manager(sites["SH1"])

    assert [each.version for each in await list_checklists(regional)] == [1]
    with pytest.raises(ChecklistNotFound):
        await read_checklist_version(regional, draft.id)
    with pytest.raises(Forbidden):
        await publish_draft(regional, draft.id, SAID, None, NOW)
    for stranger in (operator(sites["SH1"]), Actor(Role.AUDITOR, "A-1", uuid4())):
        with pytest.raises(Forbidden):
            await list_checklists(stranger)


async def test_what_was_done_stands_in_the_trail(store: Store) -> None:
    kept = await published()
    await retire_checklist(HQ, kept.id, REASON, None, NOW)

    events = await store.rows("select action, subject from trail_event order by sequence")
    assert [row["action"] for row in events] == [
        "checklist.drafted",
        "checklist.drafted",
        "checklist.published",
        "checklist.retired",
    ]
    assert {row["subject"] for row in events} == {"checklist:short 1"}


async def test_a_program_takes_a_checklist_from_its_first_draft_to_its_end(
    browse: Browse, person: MakePerson, store: Store
) -> None:
    await person("hq@example.com")
    browser = browse()
    await browser.sign_in("hq@example.com")
    browser.headers["x-csrf-token"] = await browser.csrf()
    made = await browser.post("/api/v1/checklists", json=NEW.model_dump(mode="json"))
    assert (made.status_code, made.headers["etag"]) == (201, '"1"')
    address = f"/api/v1/checklists/{made.json()['id']}"
    assert made.json()["problems"]

    document = {**made.json()["document"], "sections": [a_section()]}
    stale = await browser.put(address, json=document, headers={"if-match": '"9"'})
    written = await browser.put(address, json=document, headers={"if-match": '"1"'})
    assert (stale.status_code, written.status_code, written.json()["problems"]) == (412, 200, {})
    answers = {"clean": {"value": False}}
    tried = await browser.post(f"{address}/trial", json={"answers": answers})
    assert (tried.json()["total"], tried.json()["failed"]) == ("0.00", ["clean"])
    refused = await browser.post(f"{address}/trial", json={"answers": {"clean": {"value": "no"}}})
    assert (refused.status_code, list(refused.json()["fields"])) == (422, ["clean.value"])

    released = await browser.post(f"{address}/publish", json={"note": "First"}, headers={"if-match": '"2"'})
    assert released.json()["state"] == "published"
    copied = await browser.post(f"{address}/drafts", json={"key": "other"})
    assert copied.json()["key"] == "other"
    gone = await browser.delete(f"/api/v1/checklists/{copied.json()['id']}")
    assert gone.status_code == 204
    ended = await browser.post(f"{address}/retire", json=REASON.model_dump(), headers={"if-match": '"3"'})
    assert ended.json()["state"] == "retired"
    listed = (await browser.get("/api/v1/checklists")).json()["checklists"]
    assert [(each["key"], each["questions"], each["points"]) for each in listed] == [("short", 1, "10")]


def a_section() -> dict[str, object]:
    label = {"en": "Clean?", "zh_CN": "整洁？"}
    question = {"key": "clean", "type": "yes_no", "label": label, "points": "10"}
    return {"key": "hall", "label": label, "questions": [question]}


BAD_DOCUMENTS = [
    ({}, "sections"),
    ({"sections": [], "extra": 1}, "extra"),
    ({"sections": [{**a_section(), "most_not_applicable": "1E+9999"}]}, "sections[0].most_not_applicable"),
    ({"sections": [{**a_section(), "most_not_applicable": "NaN"}]}, "sections[0].most_not_applicable"),
    ({"sections": [{**a_section(), "key": 7}]}, "sections[0].key"),
    ({"sections": [{**a_section(), "key": "a\x00b"}]}, "sections[0].key"),
]


@pytest.mark.parametrize(("fields", "place"), BAD_DOCUMENTS)
async def test_a_document_of_another_form_is_refused_with_its_place(
    fields: dict[str, object], place: str, browse: Browse, person: MakePerson, store: Store
) -> None:
    await person("hq@example.com")
    draft = await drafted()
    browser = browse()
    await browser.sign_in("hq@example.com")
    heading = {"key": "short", "kind": "announced", "title": {"en": "Short", "zh_CN": "简短"}}
    headers = {"if-match": "*", "x-csrf-token": await browser.csrf()}
    refused = await browser.put(f"/api/v1/checklists/{draft.id}", json={**heading, **fields}, headers=headers)

    assert refused.status_code == 422
    assert place in refused.json()["fields"]
