"""Visits from tablets, over HTTP: what is filed once however often it is sent, what waits for HQ, what is refused."""

import asyncio
import json
from collections import Counter
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import httpx
import pytest
from litestar import Litestar

from network.audits.commands.filing import Outcome, file_visit
from network.audits.errors.filings import FiledOtherwise
from network.audits.rules.checklists import Condition, Section
from network.audits.schemas.filings import FilingIn
from network.foundation.clock import now
from network.foundation.settings import Settings
from tests.audits.tablet import MakeTablet, Tablet, answer, pictured, scene, sha256, tablet, visit
from tests.audits.visiting import Visitor, assigned, auditor, checklist, document, text, yes_no
from tests.factory import Store
from tests.served import application

__all__ = ["tablet"]

HERE = {"latitude": 31.2304, "longitude": 121.4737}


@pytest.fixture
def app(shared_folder: Path) -> Litestar:
    return application(Settings(data_dir=shared_folder, worker=False))


@dataclass
class World:
    """An auditor with a tablet, a published checklist, sites with a place on the map."""

    store: Store
    sites: dict[str, int]
    visitor: Visitor
    tablet: Tablet
    checklist: UUID

    async def assignment(self, site: str = "SH1", visitor: Visitor | None = None, **columns: Any) -> UUID:
        begin = columns.pop("window_from", now() - timedelta(days=1))
        return await assigned(
            self.store,
            self.sites[site],
            visitor or self.visitor,
            checklist_id=columns.pop("checklist", self.checklist),
            window_from=begin,
            **columns,
        )

    async def sent(self, content: Any = None, assignment: UUID | None = None, **headers: str) -> httpx.Response:
        """A new visit, of a new assignment when none is given."""
        whole = visit(self.checklist) if content is None else content
        return await self.tablet.file(assignment or await self.assignment(), uuid4(), whole, **headers)

    async def signals(self, filing: str) -> list[str]:
        kept = await self.store.value("select signals from filing where id = $1", UUID(filing))
        return [each["code"] for each in json.loads(kept)]


@pytest.fixture
async def world(store: Store, sites: dict[str, int], tablet: MakeTablet) -> World:
    await store.root.execute("update site set latitude = $1, longitude = $2", *HERE.values())
    visitor, device = await tablet()
    return World(store, sites, visitor, device, await checklist(store))


async def test_a_visit_is_filed_with_its_photos_and_a_receipt_that_names_them(world: World) -> None:
    first, second = scene(1), scene(2)
    digests = [await world.tablet.photo(content) for content in (first, second)]
    assignment, filing = await world.assignment(), uuid4()
    photos = [pictured(digests[0], first), pictured(digests[1], second, place=2), pictured(digests[0], first, "price")]
    content = visit(world.checklist, photos=photos, events=[{"at": 12, "what": "opened"}])
    filed = await world.tablet.file(assignment, filing, content)
    assert (filed.status_code, filed.headers["etag"]) == (201, '"1"'), filed.text
    receipt = filed.json()
    assert receipt["photos"] == sorted(digests)
    assert (receipt["state"], receipt["version"], receipt["late"], receipt["doubts"]) == ("received", 1, False, [])
    (row,) = await world.store.rows("select * from filing_version")
    assert (row["score"], row["critical_failures"], row["sha256"]) == (100, 0, receipt["sha256"])
    assert json.loads(row["content"])["answers"]["greeted"]["value"] is True
    assert await world.store.value("select state from assignment where id = $1", assignment) == "filed"
    assert await world.store.value("select count(*) from filing_photo") == 3
    (told,) = await world.store.rows("select site, actor, account, body from trail_event where action like 'visit.%'")
    assert (told["site"], told["actor"], told["account"]) == (-world.sites["SH1"], "A-1", None)
    back = await world.tablet.browser.get(f"/api/v1/assignments/{assignment}/filings/{filing}")
    assert back.headers["etag"] == '"1"'
    assert back.json()["content"]["photos"][0]["sha256"] == digests[0]


async def test_the_same_visit_sent_again_is_answered_in_the_same_way(world: World) -> None:
    """S01, S39: also with another clock, from a newer app, and whatever precondition it is sent under."""
    assignment, filing = await world.assignment(), uuid4()
    content = visit(world.checklist)
    first = await world.tablet.file(assignment, filing, content)
    later = content | {"client_now": (now() + timedelta(seconds=40)).isoformat(), "app": "1.1"}
    for headers in ({}, {"if_match": '"1"'}, {"if_match": '"7"'}, {"if_match": "*"}):
        again = await world.tablet.file(assignment, filing, dict(reversed(later.items())), **headers)
        assert (again.status_code, again.headers["etag"]) == (200, '"1"')
        assert again.json() == first.json()
    counts = await world.store.counts("filing", "filing_version", "filing_step")
    assert counts == {"filing": 1, "filing_version": 1, "filing_step": 1}


async def test_other_content_under_the_same_id_is_refused_and_known(world: World) -> None:
    """S02: what was filed first is kept."""
    assignment, filing = await world.assignment(), uuid4()
    await world.tablet.file(assignment, filing, visit(world.checklist))
    other = visit(world.checklist, answers={"greeted": answer(True), "price": answer(False)})
    refused = await world.tablet.file(assignment, filing, other)
    assert (refused.status_code, refused.json()["code"], refused.headers["etag"]) == (409, "filed_otherwise", '"1"')
    assert await world.store.value("select score from filing_version") == 100
    actions = [row["action"] for row in await world.store.rows("select action from trail_event where site < 0")]
    assert sorted(actions) == ["visit.contradicted", "visit.filed"]


async def test_an_edit_is_a_version_with_a_reason(world: World) -> None:
    """S42: from a stale version 412 with the tag of the one in force; nothing is lost."""
    assignment, filing = await world.assignment(), uuid4()
    content = visit(world.checklist)
    await world.tablet.file(assignment, filing, content)
    changed = content | {"answers": {"greeted": answer(True), "price": answer(False)}}
    silent = await world.tablet.file(assignment, filing, changed, if_match='"1"')
    assert (silent.status_code, list(silent.json()["fields"])) == (422, ["reason"])
    edited = await world.tablet.file(assignment, filing, changed | {"reason": "Read the bill again"}, if_match='"1"')
    assert (edited.status_code, edited.headers["etag"], edited.json()["version"]) == (200, '"2"', 2)
    stale = await world.tablet.file(assignment, filing, content | {"reason": "And back"}, if_match='"1"')
    assert (stale.status_code, stale.headers["etag"], stale.json()["current"]) == (412, '"2"', 2)
    again = await world.tablet.file(assignment, filing, changed | {"reason": "Read the bill again"}, if_match='"1"')
    assert (again.status_code, again.headers["etag"]) == (200, '"2"')
    kept = await world.store.rows("select number, score, critical_failures, reason from filing_version order by number")
    assert [tuple(row.values()) for row in kept] == [(1, 100, 0, None), (2, 50, 1, "Read the bill again")]


EDITED = [
    ("in_review", False, 200, "in_review"),
    ("needs_clarification", False, 200, "in_review"),
    ("approved", False, 200, "in_review"),
    ("approved", True, 409, "approved"),
    ("rejected", False, 409, "rejected"),
    ("voided", False, 409, "voided"),
]


async def test_an_edit_is_reviewed_again_and_what_is_published_stays(world: World) -> None:
    await world.store.root.execute("alter table filing disable trigger filing_moves")
    found = []
    for state, published, _status, _after in EDITED:
        assignment, filing, content = await world.assignment(), uuid4(), visit(world.checklist)
        await world.tablet.file(assignment, filing, content)
        until = now() + timedelta(hours=-1 if published else 1)
        await world.store.rows("update filing set state = $2, embargo_until = $3 where id = $1", filing, state, until)
        changed = content | {"answers": {"greeted": answer(True), "price": answer(False)}, "reason": "Second thoughts"}
        edited = await world.tablet.file(assignment, filing, changed, if_match='"1"')
        after = await world.store.value("select state from filing where id = $1", filing)
        found.append((state, published, edited.status_code, after))
    assert found == EDITED


async def test_photos_that_are_missing_are_named_and_nothing_is_kept(world: World) -> None:
    """S24, S41: they may come before, between or after."""
    assignment, filing, here, there = await world.assignment(), uuid4(), scene(3), scene(4)
    digest = await world.tablet.photo(here)
    other = sha256(there)
    content = visit(world.checklist, photos=[pictured(digest, here), pictured(other, there, place=2)])
    refused = await world.tablet.file(assignment, filing, content)
    assert (refused.status_code, refused.json()["missing"]) == (409, [other])
    assert await world.store.value("select count(*) from filing") == 0
    assert await world.tablet.photo(there) == other
    assert (await world.tablet.file(assignment, filing, content)).status_code == 201


async def test_a_photo_of_another_auditor_is_missing(world: World, tablet: MakeTablet) -> None:
    _who, second = await tablet("A-2")
    digest = await second.photo(scene(5))
    refused = await world.sent(visit(world.checklist, photos=[pictured(digest, scene(5))]))
    assert refused.json()["missing"] == [digest]


async def test_what_is_not_yours_is_not_there(world: World, tablet: MakeTablet) -> None:
    """S05, S06: the assignment or the filing of somebody else, and one that never was, look the same."""
    other, device = await tablet("A-2")
    theirs, filing = await world.assignment("HZ1", other), uuid4()
    assert (await device.file(theirs, filing, visit(world.checklist))).status_code == 201
    mine = await world.assignment()
    answers = [
        await world.tablet.file(theirs, uuid4(), visit(world.checklist)),
        await world.tablet.file(uuid4(), uuid4(), visit(world.checklist)),
        await world.tablet.file(mine, filing, visit(world.checklist)),
        await world.tablet.browser.get(f"/api/v1/assignments/{theirs}/filings/{filing}"),
    ]
    assert {each.status_code for each in answers} == {404}
    assert len({each.json()["detail"] for each in answers[:2]}) == 1
    assert await world.store.value("select count(*) from filing") == 1


async def test_twenty_times_the_same_at_once_is_one_visit(world: World) -> None:
    assignment, filing, content = await world.assignment(), uuid4(), FilingIn.model_validate(visit(world.checklist))
    outcomes = await at_once(world, [(assignment, filing, content)] * 20)
    assert outcomes == Counter({Outcome.SAME: 19, Outcome.FILED: 1})
    counts = await world.store.counts("filing", "filing_version", "filing_step")
    assert counts == {"filing": 1, "filing_version": 1, "filing_step": 1}
    assert await world.store.value("select count(*) from trail_event where site < 0") == 1


async def test_of_twenty_filings_of_one_assignment_one_counts_and_the_others_wait(world: World) -> None:
    """S03, S04: two devices, both offline."""
    assignment, content = await world.assignment(), FilingIn.model_validate(visit(world.checklist))
    outcomes = await at_once(world, [(assignment, uuid4(), content) for _ in range(20)])
    assert outcomes == Counter({Outcome.QUARANTINED: 19, Outcome.FILED: 1})
    waiting = await world.store.rows("select quarantine from filing where state = 'quarantined'")
    assert {row["quarantine"] for row in waiting} == {'["second_filing"]'}


async def test_of_twenty_contents_under_one_id_one_is_kept(world: World) -> None:
    assignment, filing = await world.assignment(), uuid4()
    contents = [FilingIn.model_validate(visit(world.checklist, device=f"tablet-{number}")) for number in range(20)]
    outcomes = await at_once(world, [(assignment, filing, content) for content in contents])
    assert outcomes == Counter({FiledOtherwise: 19, Outcome.FILED: 1})
    assert await world.store.value("select count(*) from filing_version") == 1


async def at_once(world: World, visits: list[tuple[UUID, UUID, FilingIn]]) -> Counter[Outcome | type[FiledOtherwise]]:
    """What has become of visits that are sent together, past the limit of each account."""

    async def send(assignment: UUID, filing: UUID, content: FilingIn) -> Outcome | type[FiledOtherwise]:
        try:
            return (await file_visit(world.visitor.actor, assignment, filing, content, None, now())).outcome
        except FiledOtherwise:
            return FiledOtherwise

    async with asyncio.TaskGroup() as group:
        tasks = [group.create_task(send(*each)) for each in visits]
    return Counter(task.result() for task in tasks)


DOUBTFUL: list[tuple[dict[str, Any], int, list[str]]] = [
    ({"state": "cancelled"}, 2, ["assignment_cancelled"]),
    ({"state": "handed_back"}, 2, ["assignment_handed_back"]),
    ({"state": "declined"}, 2, ["assignment_declined"]),
    ({"state": "offered"}, 2, ["not_accepted"]),
    ({"state": "expired"}, 80, ["assignment_expired", "expired"]),
    ({"state": "filed"}, 2, ["second_filing"]),
    ({}, 74, ["expired"]),
    ({}, -3, ["visit_in_future"]),
    ({}, 24 * 30, ["expired", "before_assignment"]),
    ({}, 24 * 365 * 2, ["expired", "before_assignment"]),
]


async def test_a_visit_that_breaks_a_rule_is_kept_for_headquarters_to_decide(world: World) -> None:
    """S07, S08, S19: a well-formed visit is never refused for that."""
    found = []
    for columns, hours, _doubts in DOUBTFUL:
        assignment = await world.assignment(**columns)
        taken = await world.sent(visit(world.checklist, now() - timedelta(hours=hours)), assignment)
        assert (taken.status_code, taken.json()["state"]) == (202, "quarantined")
        found.append((columns, hours, taken.json()["doubts"]))
        state = columns.get("state", "accepted")
        left = await world.store.value("select state from assignment where id = $1", assignment)
        assert left == {"accepted": "filed", "expired": "filed"}.get(state, state)
    assert found == DOUBTFUL


CLOCKS = [
    (timedelta(minutes=3), 201, False, []),
    (timedelta(minutes=6), 201, True, []),
    (-timedelta(days=1), 201, True, []),
    (timedelta(hours=14), 201, True, []),
    (timedelta(days=3), 202, True, ["clock_impossible"]),
    (-timedelta(days=365 * 50), 202, True, ["clock_impossible"]),
]


async def test_times_are_put_right_by_what_the_tablets_clock_is_off(world: World) -> None:
    """S20: the raw times stay in what was filed."""
    found = []
    for off, _status, _flagged, _doubts in CLOCKS:
        begun = now() - timedelta(hours=2)
        taken = await world.sent(visit(world.checklist, begun + off, client_now=(now() + off).isoformat()))
        filing = taken.json()["filing"]
        flagged = "clock_skew" in await world.signals(filing)
        found.append((off, taken.status_code, flagged, taken.json()["doubts"]))
        (row,) = await world.store.rows("select visited_at, skew_seconds, late from filing where id = $1", UUID(filing))
        assert abs(row["visited_at"] - begun) < timedelta(seconds=30)
        assert abs(row["skew_seconds"] + off.total_seconds()) < 30
        assert row["late"] is False
    assert found == CLOCKS


async def test_a_visit_filed_a_day_late_is_marked_and_reviewed(world: World) -> None:
    assignment = await world.assignment(window_from=now() - timedelta(days=3))
    taken = await world.sent(visit(world.checklist, now() - timedelta(hours=26)), assignment)
    assert (taken.status_code, taken.json()["late"]) == (201, True)


async def test_an_odd_order_of_times_is_told_to_the_reviewer(world: World) -> None:
    """S21, and a visit outside of its window."""
    start = now() - timedelta(hours=3)
    back = {"left_at": (start - timedelta(minutes=5)).isoformat(), "submitted_at": (start - timedelta(1)).isoformat()}
    taken = await world.sent(
        visit(world.checklist, start, **back), await world.assignment(window_from=now() - timedelta(hours=1))
    )
    assert taken.status_code == 201
    found = await world.signals(taken.json()["filing"])
    assert found == ["left_before_started", "filed_before_visited", "outside_window"]


async def test_a_retired_version_takes_visits_of_two_more_weeks(world: World) -> None:
    """S09: scored by the version that was on board."""
    retired = await checklist(world.store, version=2, state="retired")
    await world.store.root.execute("alter table checklist disable trigger user")
    for days, status, doubts in ((1, 201, []), (13, 201, []), (15, 202, ["checklist_retired"])):
        at = now() - timedelta(days=days)
        await world.store.rows("update checklist set retired_at = $2 where id = $1", retired, at)
        taken = await world.sent(visit(retired), await world.assignment(checklist=retired))
        assert (taken.status_code, taken.json()["doubts"]) == (status, doubts)


async def test_another_version_of_the_same_checklist_is_scored_as_such(world: World) -> None:
    older = await checklist(world.store, version=2, state="retired")
    await world.assignment("HZ1", checklist=older)
    taken = await world.sent(visit(older))
    assert taken.status_code == 201, taken.text
    assert await world.signals(taken.json()["filing"]) == ["other_version"]


WRONG: dict[str, tuple[dict[str, Any], list[str]]] = {
    "an unknown version": ({"checklist": str(uuid4())}, ["checklist"]),
    "an unknown question": ({"answers": {"greeted": answer(True), "x": answer(1)}}, ["answers.x"]),
    "a missing answer": ({"answers": {"greeted": answer(True)}}, ["answers.price"]),
    "every missing answer": ({"answers": {}}, ["answers.greeted", "answers.price"]),
    "true for 1": ({"answers": {"greeted": answer(1), "price": answer(True)}}, ["answers.greeted.value"]),
    "a text for a yes": ({"answers": {"greeted": answer("yes"), "price": answer(True)}}, ["answers.greeted.value"]),
    "no evidence of a failure": ({"answers": {"greeted": answer(False), "price": answer(True)}}, ["answers.greeted"]),
    "N/A where it cannot be": (
        {"answers": {"greeted": answer(None, "closed"), "price": answer(True)}},
        ["answers.greeted"],
    ),
    "N/A without a reason": ({"answers": {"greeted": answer(True), "price": answer(None, " ")}}, ["answers.price"]),
    "a score": ({"score": 100}, ["score"]),
    "a state": ({"status": "approved", "published": True}, ["published", "status"]),
    "seconds for a time": ({"started_at": 1_700_000_000}, ["started_at"]),
    "a time without a zone": ({"left_at": "2026-11-20T10:00:00"}, ["left_at"]),
    "the year 9999": ({"submitted_at": "9999-12-31T23:59:59-12:00"}, ["submitted_at"]),
    "no time": ({"client_now": None}, ["client_now"]),
    "a hash that is none": ({"photos": [pictured("x", b"x")]}, ["photos.0.sha256"]),
    "a path for a hash": ({"photos": [pictured("../../etc/x", b"x")]}, ["photos.0.sha256"]),
    "sixty-one photos": (
        {"photos": [pictured("ab" * 32, b"x", place=number + 1) for number in range(61)]},
        ["photos", "photos.60.place"],
    ),
    "a photo at no question": ({"photos": [pictured("ab" * 32, b"x", "nowhere")]}, ["photos.0.question"]),
    "two photos at one place": ({"photos": [pictured("ab" * 32, b"x")] * 2}, ["photos.1.place"]),
    "a latitude of 91": ({"photos": [pictured("ab" * 32, b"x", latitude=91)]}, ["photos.0.latitude"]),
    "a latitude of 1e999": ({"photos": [pictured("ab" * 32, b"x", latitude=1e999)]}, ["photos.0.latitude"]),
    "mocked as a text": ({"photos": [pictured("ab" * 32, b"x", mocked="no")]}, ["photos.0.mocked"]),
    "true for a place": ({"photos": [pictured("ab" * 32, b"x", place=True)]}, ["photos.0.place"]),
    "a text for a size": ({"photos": [pictured("ab" * 32, b"x", size="1")]}, ["photos.0.size"]),
    "true for a longitude": ({"photos": [pictured("ab" * 32, b"x", longitude=True)]}, ["photos.0.longitude"]),
    "too long a note": (
        {"answers": {"greeted": answer(True, note="x" * 4001), "price": answer(True)}},
        ["answers.greeted.note"],
    ),
}


async def test_what_is_wrong_is_named_question_by_question_and_nothing_is_kept(world: World) -> None:
    """S10, S11, S13, S18, S33, S34."""
    assignment, found = await world.assignment(), {}
    for name, (wrong, _fields) in WRONG.items():
        sent = json.dumps(visit(world.checklist) | wrong).replace("Infinity", "1e999").encode()
        refused = await world.tablet.file(assignment, uuid4(), sent)
        found[name] = (refused.status_code, sorted(refused.json().get("fields", {})))
    assert found == {name: (422, sorted(fields)) for name, (_wrong, fields) in WRONG.items()} | {
        "sixty-one photos": (422, found["sixty-one photos"][1])
    }
    assert "photos" in found["sixty-one photos"][1][0]
    assert await world.store.value("select count(*) from filing") == 0


def bodies(content: dict[str, Any]) -> dict[str, tuple[bytes, dict[str, str], int]]:
    """Bodies that are no JSON that could be read in one way only."""
    good = json.dumps(content)
    return {
        "NaN": (good.replace('"events": []', '"events": [{"x": NaN}]').encode(), {}, 400),
        "Infinity": (good.replace('"events": []', '"events": [{"x": -Infinity}]').encode(), {}, 400),
        "a field twice": (good.replace('"app"', '"device": "a", "app"').encode(), {}, 400),
        "a question twice": (good.replace('"price"', '"greeted"').encode(), {}, 400),
        "something behind it": (good.encode() + b"x", {}, 400),
        "a byte order mark": (b"\xef\xbb\xbf" + good.encode(), {}, 400),
        "Latin-1": (good.replace("tablet-1", "tablét").encode("latin-1"), {}, 400),
        "a zero byte": (good.replace("tablet-1", "\\u0000").encode(), {}, 400),
        "half a character": (good.replace("tablet-1", "\\ud800").encode(), {}, 400),
        "a number of 5,000 digits": (
            good.replace('"events": []', f'"events": [{{"x": {"9" * 5000}}}]').encode(),
            {},
            400,
        ),
        "nested 100,000 deep": (b"[" * 100_000, {}, 400),
        "nothing": (b"", {}, 422),
        "a list": (b"[]", {}, 422),
        "text/plain": (good.encode(), {"content_type": "text/plain"}, 415),
        "a form": (good.encode(), {"content_type": "application/x-www-form-urlencoded"}, 415),
        "packed": (good.encode(), {"content_encoding": "gzip"}, 415),
        "two megabytes": (good.encode() + b" " * (2 << 20), {}, 413),
        "another page's": (good.encode(), {"x_csrf_token": "another"}, 403),
        "another site's": (good.encode(), {"origin": "https://elsewhere.example"}, 403),
    }


async def test_a_body_that_could_be_read_in_two_ways_is_not_read(world: World) -> None:
    """S14, S15, S16, S17."""
    assignment, found, wanted = await world.assignment(), {}, {}
    for name, (body, headers, status) in bodies(visit(world.checklist)).items():
        refused = await world.tablet.file(assignment, uuid4(), body, **headers)
        found[name], wanted[name] = refused.status_code, status
    assert found == wanted
    assert await world.store.value("select count(*) from filing") == 0


async def test_answers_to_questions_that_were_not_asked_are_left_out_and_recorded(world: World) -> None:
    """S12."""
    followed = yes_no("apologised", when=(Condition(question="greeted", values=("no",)),))
    whole = document(key="conditional")
    sections = (*whole.sections, Section(key="more", label=text("More"), questions=(followed,)))
    kept = await checklist(world.store, replace(whole, sections=sections))
    answers = {"greeted": answer(True), "price": answer(True), "apologised": answer(False)}
    taken = await world.sent(visit(kept, answers=answers), await world.assignment(checklist=kept))
    assert (taken.status_code, taken.json()["dropped"]) == (201, ["apologised"])
    (row,) = await world.store.rows("select content, score from filing_version")
    content = json.loads(row["content"])
    assert "apologised" not in content["answers"]
    assert content["dropped"]["apologised"]["value"] is False
    assert row["score"] == 100
    assert await world.signals(taken.json()["filing"]) == ["answers_dropped"]


async def test_photos_tell_the_reviewer_what_is_odd_about_them(world: World) -> None:
    """S23, S26: signals, and no refusal."""
    odd: dict[str, dict[str, Any]] = {
        "far_from_site": {"latitude": 31.5},
        "no_position": {"latitude": None, "longitude": None, "accuracy": None},
        "zero_position": {"latitude": 0, "longitude": 0},
        "mocked_position": {"mocked": True},
        "not_taken_during_visit": {"taken_at": (now() - timedelta(days=2)).isoformat()},
    }
    shots = [scene(number) for number in range(20, 20 + len(odd))]
    photos = [
        pictured(await world.tablet.photo(shot), shot, place=place, **more)
        for place, (shot, more) in enumerate(zip(shots, odd.values(), strict=True), 1)
    ]
    plain = scene(30)
    photos.append(pictured(await world.tablet.photo(plain), plain, "price", accuracy=12.7))
    photos.append(pictured(await world.tablet.photo(plain), plain, "price", 2, latitude=31.2404, accuracy=900))
    assert (await world.sent(visit(world.checklist, photos=photos))).status_code == 201
    rows = await world.store.rows("select question, signals from filing_photo order by question, place")
    told = [[each["code"] for each in json.loads(row["signals"])] for row in rows]
    assert told == [*([code] for code in odd), [], []]


async def test_a_photo_like_one_of_another_visit_is_told(world: World, tablet: MakeTablet) -> None:
    """S27: of anybody's."""
    other, second = await tablet("A-2")
    theirs = await world.assignment("HZ1", other)
    plain, smaller = scene(31), scene(31, quality=40)
    first = await second.file(
        theirs, uuid4(), visit(world.checklist, photos=[pictured(await second.photo(plain), plain)])
    )
    taken = await world.sent(visit(world.checklist, photos=[pictured(await world.tablet.photo(smaller), smaller)]))
    assert (first.status_code, taken.status_code) == (201, 201)
    (row,) = await world.store.rows("select signals from filing_photo order by signals desc limit 1")
    assert json.loads(row["signals"]) == [{"code": "alike", "value": [first.json()["filing"]]}]


async def test_one_account_has_four_requests_under_way(world: World) -> None:
    """S40: the fifth is told to come again, and all are filed in the end."""
    assignments = [await world.assignment() for _ in range(12)]
    statuses: list[int] = []

    async def send(assignment: UUID) -> None:
        while (answered := await world.tablet.file(assignment, uuid4(), visit(world.checklist))).status_code == 429:
            statuses.append(429)
            assert answered.headers["retry-after"] == "2"
            await asyncio.sleep(0.05)
        statuses.append(answered.status_code)

    async with asyncio.TaskGroup() as group:
        for assignment in assignments:
            group.create_task(send(assignment))
    assert statuses.count(201) == 12
    assert 429 in statuses


async def test_whoever_signed_out_meanwhile_is_asked_to_sign_in(world: World) -> None:
    """S37: nothing is dropped, the same request succeeds after."""
    assignment, filing, content = await world.assignment(), uuid4(), visit(world.checklist)
    world.tablet.browser.cookies.clear()
    assert (await world.tablet.file(assignment, filing, content)).status_code == 401
    await world.tablet.browser.sign_in("a-1@example.com")
    world.tablet.csrf = await world.tablet.browser.csrf()
    assert (await world.tablet.file(assignment, filing, content)).status_code == 201


async def test_nobody_but_an_auditor_files_visits(world: World, store: Store) -> None:
    stranger = await auditor(store, "A-9")
    await store.root.execute("update auditor set active = false where id <> $1", stranger.id)
    refused = await world.sent()
    assert (refused.status_code, refused.json()["code"]) == (403, "not_enrolled")
