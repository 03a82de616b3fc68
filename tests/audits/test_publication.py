"""Publication: nothing before its day, copies under fresh ids after it, each visit once; and nothing in them that tells
who came, when, or what was blackened."""

import asyncio
import json
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
from asyncpg import InsufficientPrivilegeError, PostgresError

from network.audits.commands.publishing import publish_due, publish_now
from network.audits.commands.redacting import decide_photo, decide_texts
from network.audits.commands.reviewing import say
from network.audits.errors.reviews import EmbargoRunning, NoSuchMove
from network.audits.queries.visits import under_embargo
from network.audits.rules.assignments import FilingState
from network.audits.rules.checklists import VisitKind
from network.audits.rules.redaction import Redaction
from network.audits.schemas.published import kept_published
from network.audits.schemas.visits import BoxIn, PhotoDecisionIn, VisitDetail, VisitMessageIn, VisitTextsIn
from network.foundation.database import fetch, transaction
from network.foundation.files import kept
from network.foundation.trail.record import verify
from tests.audits.reviewing import EMBARGO, FAILED, REVIEWER, Desk
from tests.audits.tablet import answer, scene
from tests.audits.visiting import Visitor, assigned, auditor, checklist, document
from tests.factory import HQ, NOW, Store, manager, operator

S = FilingState
SECRET = "SHOPPER-LI-LEI-7391"
Rows = list[dict[str, Any]]
# All that a site's role reads, by which it could learn of a visit.
SITE_TABLES = (
    "audit",
    "audit_revision",
    "audit_photo",
    "audit_message",
    "audit_appeal",
    "announced_visit",
    "finding",
    "corrective_action",
    "notice",
    "trail_event",
)
HIDDEN_TABLES = ("filing", "filing_version", "filing_photo", "filing_step", "filing_message", "assignment", "auditor")


@pytest.fixture
def desk(store: Store, shared_folder: Path) -> Desk:
    return Desk(store, shared_folder.resolve() / "files")


@pytest.fixture
async def visitor(store: Store) -> Visitor:
    return await auditor(store)


async def read_by(site: int) -> dict[str, list[str]]:
    """Everything that the site's own role reads, row by row."""
    async with transaction(operator(site), read_only=True):
        return {
            table: sorted(row["row"] for row in await fetch(f"select to_jsonb({table})::text as row from {table}"))
            for table in SITE_TABLES
        }


async def test_a_site_reads_the_same_with_and_without_a_visit_until_that_is_published(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    before = await read_by(sites["SH1"])
    filing = await desk.approved(sites["SH1"], visitor, photos=[scene(1)], answers=FAILED)
    assert await publish_due(HQ, NOW + timedelta(days=2)) == 0
    assert await read_by(sites["SH1"]) == before
    for table in HIDDEN_TABLES:
        with pytest.raises(InsufficientPrivilegeError):
            async with transaction(operator(sites["SH1"]), read_only=True):
                await fetch(f"select * from {table}")
    assert [each.id for each in await under_embargo(HQ)] == [filing]
    assert await publish_due(HQ, NOW + EMBARGO) == 1
    after = await read_by(sites["SH1"])
    grown = ["audit", "audit_photo", "audit_revision", "corrective_action", "finding", "trail_event"]
    assert sorted(table for table in SITE_TABLES if after[table] != before[table]) == grown
    assert await read_by(sites["SH2"]) == {table: [] for table in SITE_TABLES}


async def reviewed(desk: Desk, visitor: Visitor, site: int) -> VisitDetail:
    """A visit full of what nobody may read, as it was before the review that cleared, redacted and withheld of it."""
    answers = {
        "greeted": answer(False, note=f"{SECRET} was not greeted"),
        "price": answer(None, f"{SECRET} had no device"),
        "remark": answer(f"As a woman I, {SECRET}, was told to wait"),
    }
    photos = [scene(4), scene(5), scene(6)]
    filing = await desk.taken_up(site, visitor, photos=photos, answers=answers, device=SECRET, app=SECRET)
    found = await desk.seen(filing)
    boxes = [BoxIn.model_validate({"left": 10, "top": 10, "width": 30, "height": 30})]
    for photo, decision in zip(found.photos, ("clear", "redacted", "withheld"), strict=True):
        given = PhotoDecisionIn(decision=Redaction(decision), boxes=boxes if decision == "redacted" else [])
        await decide_photo(REVIEWER, filing, photo.id, given, desk.folder)
    told = {"greeted.note": "The visitor was not greeted", "price.reason": "No device", "remark.answer": ""}
    await decide_texts(REVIEWER, filing, VisitTextsIn(number=1, texts=told))
    await say(REVIEWER, filing, VisitMessageIn(visibility="hq", body=SECRET), NOW)
    await say(REVIEWER, filing, VisitMessageIn(visibility="auditor", body=SECRET), NOW)
    await say(REVIEWER, filing, VisitMessageIn(visibility="all", question="greeted", body="Please greet"), NOW)
    await desk.move(filing, S.APPROVED)
    await publish_due(HQ, NOW + EMBARGO)
    return found


async def sent_in(desk: Desk, visitor: Visitor) -> tuple[Rows, Rows]:
    """The photos of the only filing, and how they came in."""
    photos = await desk.store.rows("select * from filing_photo order by place")
    uploads = await desk.store.rows("select * from photo_upload where auditor = $1 order by started_at", visitor.id)
    return photos, uploads


async def test_nothing_of_the_visit_but_what_was_cleared_is_in_the_published_copy(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    found = await reviewed(desk, visitor, sites["SH1"])
    everything = json.dumps(await read_by(sites["SH1"]))
    photos, uploads = await sent_in(desk, visitor)
    others = [upload for upload in uploads if upload["sha256"] != photos[0]["sha256"]]
    hidden = [
        SECRET,
        "A-1",
        "Rui",
        str(found.id),
        str(visitor.id),
        str(await desk.store.value("select assignment from filing")),
        *(str(row["id"]) for row in photos),
        *(row["sha256"] for row in photos),
        *(upload[name] for upload in others for name in ("picture", "thumbnail")),
        found.visited_at.strftime("%H:%M:%S.%f"),
    ]
    assert len(others) == 2
    assert [each for each in hidden if each in everything] == []


async def test_of_the_photos_one_is_published_as_it_is_one_redacted_and_one_not_at_all(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    await reviewed(desk, visitor, sites["SH1"])
    photos, uploads = await sent_in(desk, visitor)
    shown = await desk.store.rows("select * from audit_photo order by place")
    assert [(row["question"], row["place"], row["picture"]) for row in shown] == [
        ("greeted", 1, uploads[0]["picture"]),
        ("greeted", 2, photos[1]["redacted"]),
    ]
    for row in shown:
        content = kept(desk.folder, row["picture"]).read_bytes()
        assert b"Exif" not in content
        assert content != scene(5)


async def test_texts_and_messages_are_published_as_the_review_has_cleared_them(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    await reviewed(desk, visitor, sites["SH1"])
    kept_copy = kept_published(await desk.store.value("select document from audit_revision"))
    greeted, price = kept_copy.question("greeted"), kept_copy.question("price")
    assert greeted is not None
    assert price is not None
    assert (greeted.note, greeted.failed, greeted.earned) == ("The visitor was not greeted", True, Decimal(0))
    assert greeted.answer is not None
    assert (greeted.answer.en, greeted.answer.zh_CN) == ("No", "否")
    assert (price.not_applicable, price.earned) == ("No device", None)
    messages = await desk.store.rows("select question, side, body, by, at from audit_message")
    assert [(row["question"], row["side"], row["body"], row["by"]) for row in messages] == [
        ("greeted", "hq", "Please greet", None)
    ]
    assert messages[0]["at"] == NOW + EMBARGO


async def test_an_audit_says_the_day_and_the_part_of_it_on_the_clock_of_its_site_and_no_more(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    # 12:00 UTC is 20:00 in Shanghai; the visit began two hours earlier.
    audit = await desk.published(sites["SH1"], visitor)
    row = (await desk.store.rows("select * from audit where id = $1", audit))[0]
    assert (row["visited_on"], row["part_of_day"], row["scored"]) == (date(2026, 11, 20), "evening", True)
    assert (row["score"], row["critical_failures"], row["state"]) == (100, 0, "published")
    assert (row["delivered_at"], row["appeal_until"]) == (None, None)


async def test_each_visit_is_published_once_however_often_and_at_once_it_is_tried(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    for code in ("SH1", "SH2", "BJ1", "XX1"):
        await desk.approved(sites[code], visitor, answers=FAILED)
    counts = await asyncio.gather(*(publish_due(HQ, NOW + EMBARGO) for _ in range(4)))
    assert sum(counts) == 4
    assert await publish_due(HQ, NOW + EMBARGO) == 0
    found = await desk.store.counts("audit", "audit_revision", "audit_source", "finding")
    assert found == {"audit": 4, "audit_revision": 4, "audit_source": 4, "finding": 4}
    assert await desk.store.value("select count(distinct published_at) from audit") == 1
    async with transaction(HQ, read_only=True):
        assert (await verify())[1] == []


async def test_what_breaks_off_half_way_leaves_nothing_of_its_region_behind_and_goes_out_next_time(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    for code in ("SH1", "SH2", "BJ1"):
        await desk.approved(sites[code], visitor)
    await desk.store.rows("alter table audit add constraint cut check (site <> " + str(sites["SH2"]) + ")")
    with pytest.raises(PostgresError):
        await publish_due(HQ, NOW + EMBARGO)
    in_shanghai = "select count(*) from audit where site = any ($1)"
    assert await desk.store.value(in_shanghai, [sites["SH1"], sites["SH2"]]) == 0
    await desk.store.rows("alter table audit drop constraint cut")
    await publish_due(HQ, NOW + EMBARGO)
    assert await desk.store.value("select count(*) from audit") == 3


async def test_what_fails_in_one_region_keeps_no_other_waiting_and_is_told_in_the_log(
    desk: Desk, visitor: Visitor, sites: dict[str, int], caplog: pytest.LogCaptureFixture
) -> None:
    for code in ("SH1", "BJ1", "XX1"):
        await desk.approved(sites[code], visitor)
    by_region = await desk.store.rows("select id from site where code in ('SH1', 'BJ1', 'XX1') order by region")
    first, *later = (row["id"] for row in by_region)
    await desk.store.rows(f"alter table audit add constraint cut check (site <> {first})")
    with pytest.raises(PostgresError, match="cut"):
        await publish_due(HQ, NOW + EMBARGO)
    assert {row["site"] for row in await desk.store.rows("select site from audit")} == set(later)
    assert "a part of the work failed" in caplog.text
    await desk.store.rows("alter table audit drop constraint cut")
    assert await publish_due(HQ, NOW + EMBARGO + timedelta(minutes=10)) == 1


async def test_publishing_by_hand_is_refused_while_anything_is_under_embargo(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    await desk.approved(sites["SH1"], visitor)
    with pytest.raises(EmbargoRunning):
        await publish_now(HQ, NOW + timedelta(days=1))
    assert (await publish_now(manager(sites["SH1"]), NOW + EMBARGO)).published == 1
    assert (await publish_now(HQ, NOW + EMBARGO)).published == 0


async def test_the_database_itself_publishes_nothing_early(desk: Desk, visitor: Visitor, sites: dict[str, int]) -> None:
    filing = await desk.approved(sites["SH1"], visitor)
    audit = await desk.store.value(
        "insert into audit (id, site, checklist, kind, visited_on, part_of_day, state, published_at) "
        "select gen_random_uuid(), site, checklist, 'mystery_visit', '2026-11-20', 'evening', 'published', $1 "
        "from filing returning id",
        NOW,
    )
    with pytest.raises(PostgresError, match="its embargo is over"):
        await desk.store.rows(
            "insert into audit_source (audit, filing, site) values ($1, $2, $3)", audit, filing, sites["SH1"]
        )


async def test_what_was_published_is_never_taken_up_again_and_voided_for_its_site_to_read(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    audit = await desk.published(sites["SH1"], visitor, answers=FAILED)
    filing = await desk.store.value("select filing from audit_source")
    with pytest.raises(NoSuchMove):
        await desk.move(filing, S.IN_REVIEW, "We think again")
    with pytest.raises(PostgresError, match="not taken up again"):
        await desk.store.rows("update filing set state = 'in_review' where id = $1", filing)
    await desk.move(filing, S.VOIDED, "The price list was not yours")
    row = (await desk.store.rows("select state, voided_reason from audit where id = $1", audit))[0]
    assert row == {"state": "voided", "voided_reason": "The price list was not yours"}
    assert await desk.store.value("select state from finding") == "withdrawn"
    async with transaction(operator(sites["SH1"]), read_only=True):
        assert len(await fetch("select id from audit where state = 'voided'")) == 1


async def test_an_excluded_visit_is_kept_and_never_published(
    desk: Desk, visitor: Visitor, sites: dict[str, int]
) -> None:
    filing = await desk.taken_up(sites["SH1"], visitor)
    await desk.move(filing, S.APPROVED_EXCLUDED, "The site had moved")
    assert await publish_due(HQ, NOW + timedelta(days=90)) == 0
    await desk.move(filing, S.VOIDED, "It was another shop")
    assert await desk.store.value("select count(*) from audit") == 0


@pytest.mark.parametrize(
    ("scored", "pilot", "kind", "counts"),
    [
        (True, False, VisitKind.MYSTERY_VISIT, True),
        (False, False, VisitKind.MYSTERY_VISIT, False),
        (True, True, VisitKind.MYSTERY_VISIT, False),
        (True, False, VisitKind.SELF_CHECK, False),
    ],
)
async def test_only_scored_visits_by_a_checklist_in_force_count(
    desk: Desk, visitor: Visitor, sites: dict[str, int], scored: bool, pilot: bool, kind: VisitKind, counts: bool
) -> None:
    made: UUID = await checklist(desk.store, document(kind))
    await desk.store.rows("alter table checklist disable trigger checklist_frozen")
    await desk.store.rows("update checklist set pilot = $1", pilot)
    assignment = await assigned(desk.store, sites["SH1"], visitor, checklist_id=made, kind=kind.value, scored=scored)
    audit = await desk.published(sites["SH1"], visitor, assignment=assignment, answers=FAILED)
    assert await desk.store.value("select scored from audit where id = $1", audit) is counts
    assert await desk.store.value("select count(*) from finding") == (0 if pilot else 1)
