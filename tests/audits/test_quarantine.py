"""Visits in quarantine: who decides, what that changes, and the page of it. And photos that nobody used."""

import os
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from uuid import UUID, uuid4

import pytest
from asyncpg import InsufficientPrivilegeError, PostgresError
from litestar import Litestar

from network.audits.commands.collecting import NAMING, collect_unused_photos
from network.audits.commands.quarantine import reject_filing, release_filing
from network.audits.errors.filings import FilingNotFound
from network.audits.errors.quarantine import AnotherCounts, OwnVisit, QuarantineDecided
from network.audits.queries.quarantine import quarantined
from network.audits.schemas.quarantine import DecisionIn
from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import execute, fetch, transaction
from network.foundation.errors import Forbidden
from network.foundation.files import place
from network.foundation.settings import Settings
from network.foundation.trail.record import verify
from tests.audits.tablet import MakeTablet, Tablet, pictured, scene, sha256, tablet, visit
from tests.audits.visiting import Visitor, assigned, checklist
from tests.factory import HQ, Store, executive, manager, operator
from tests.served import Browse, Browser, MakePerson, application, text_of

__all__ = ["tablet"]

WHY = DecisionIn(reason="The auditor rang on the day")


@pytest.fixture
def app(shared_folder: Path) -> Litestar:
    return application(Settings(data_dir=shared_folder, worker=False))


@pytest.fixture
def folder(shared_folder: Path) -> Path:
    return shared_folder.resolve() / "files"


@pytest.fixture
async def device(store: Store, tablet: MakeTablet) -> tuple[Visitor, Tablet]:
    await checklist(store)
    return await tablet()


async def waiting(store: Store, sites: dict[str, int], device: tuple[Visitor, Tablet], site: str = "SH1") -> UUID:
    """A visit that was called off while the auditor was offline, and filed; its id."""
    visitor, sender = device
    kept = await store.value("select id from checklist")
    begin = now() - timedelta(days=1)
    assignment = await assigned(store, sites[site], visitor, window_from=begin, state="cancelled", answer="Site closed")
    photo = scene(40)
    listed = [pictured(await sender.photo(photo), photo, latitude=None, longitude=None)]
    filing = uuid4()
    clock = (now() - timedelta(hours=7)).isoformat()
    content = visit(kept, now() - timedelta(hours=9), photos=listed, client_now=clock)
    assert (await sender.file(assignment, filing, content)).status_code == 202
    return filing


async def test_headquarters_lets_a_visit_into_the_review_or_rejects_it(
    store: Store, sites: dict[str, int], device: tuple[Visitor, Tablet]
) -> None:
    first, second = await waiting(store, sites, device), await waiting(store, sites, device, "HZ1")
    assert [each.filing for each in await quarantined(HQ)] == [first, second]
    await release_filing(HQ, first, WHY, now())
    await reject_filing(HQ, second, WHY, now())
    states = await store.rows("select id, state from filing")
    assert {row["id"]: row["state"] for row in states} == {first: "received", second: "rejected"}
    for decide in (release_filing, reject_filing):
        with pytest.raises(QuarantineDecided):
            await decide(HQ, first, WHY, now())
    assert await quarantined(HQ) == []
    steps = await store.rows("select to_state, reason, who from filing_step where from_state <> '' order by at")
    assert [tuple(row.values()) for row in steps] == [
        ("received", WHY.reason, "Hua"),
        ("rejected", WHY.reason, "Hua"),
    ]
    events = await store.rows(
        "select site, action from trail_event where account is not distinct from null and site < 0"
    )
    assert (-sites["HZ1"], "visit.turned_away") in [tuple(row.values()) for row in events]
    async with transaction(HQ, read_only=True):
        assert (await verify())[1] == []


async def test_of_two_filings_of_one_assignment_only_one_ever_counts(
    store: Store, sites: dict[str, int], device: tuple[Visitor, Tablet]
) -> None:
    visitor, sender = device
    kept, assignment = (
        await store.value("select id from checklist"),
        await assigned(store, sites["SH1"], visitor, window_from=now() - timedelta(days=1)),
    )
    first, second = uuid4(), uuid4()
    assert (await sender.file(assignment, first, visit(kept))).status_code == 201
    assert (await sender.file(assignment, second, visit(kept))).status_code == 202
    with pytest.raises(AnotherCounts):
        await release_filing(HQ, second, WHY, now())
    assert await store.value("select state from filing where id = $1", second) == "quarantined"
    await store.root.execute(
        "update filing set state = 'in_review' where id = $1; ".replace("$1", f"'{first}'")
        + f"update filing set state = 'rejected' where id = '{first}'"
    )
    await release_filing(HQ, second, WHY, now())
    assert await store.value("select state from filing where id = $1", second) == "received"


async def test_only_headquarters_within_its_reach_decides_and_never_on_its_own_visit(
    store: Store, sites: dict[str, int], device: tuple[Visitor, Tablet]
) -> None:
    filing = await waiting(store, sites, device)
    for nobody in (operator(sites["SH1"]), executive(), device[0].actor):
        with pytest.raises(Forbidden):
            await release_filing(nobody, filing, WHY, now())
        with pytest.raises(Forbidden):
            await quarantined(nobody)
    elsewhere = manager(sites["HZ1"])
    assert await quarantined(elsewhere) == []
    with pytest.raises(FilingNotFound):
        await reject_filing(elsewhere, filing, WHY, now())
    with pytest.raises(OwnVisit):
        await release_filing(Actor(Role.HQ_MANAGER, "Ma", device[0].account, None), filing, WHY, now())
    here = manager(sites["SH1"])
    assert [each.filing for each in await quarantined(here)] == [filing]
    await release_filing(here, filing, WHY, now())


async def test_a_site_learns_nothing_of_a_visit_in_quarantine(
    store: Store, sites: dict[str, int], device: tuple[Visitor, Tablet]
) -> None:
    await waiting(store, sites, device)
    async with transaction(operator(sites["SH1"]), read_only=True):
        assert await fetch("select * from trail_event") == []
    for table in ("filing", "filing_version", "filing_photo", "photo_upload", "assignment"):
        with pytest.raises(InsufficientPrivilegeError):
            async with transaction(operator(sites["SH1"]), read_only=True):
                await fetch(f"select * from {table}")


async def test_the_database_lets_no_auditor_decide(
    store: Store, sites: dict[str, int], device: tuple[Visitor, Tablet]
) -> None:
    """Even one who could send statements of its own: neither release a visit, nor file one as approved."""
    filing = await waiting(store, sites, device)
    for state in ("received", "rejected"):
        with pytest.raises(PostgresError, match="does not decide"):
            async with transaction(device[0].actor):
                await execute("update filing set state = $2 where id = $1", filing, state)
    kept, elsewhere = await store.rows("select * from filing"), await assigned(store, sites["HZ1"], None)
    for change in ({"state": "approved"}, {"assignment": elsewhere}, {"site": sites["HZ1"]}, {"reviewer": uuid4()}):
        row = {**kept[0], "id": uuid4(), **change}
        places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
        with pytest.raises(InsufficientPrivilegeError):
            async with transaction(device[0].actor):
                await execute(f"insert into filing ({', '.join(row)}) values ({places})", *row.values())
    assert await store.value("select count(*) from filing") == 1


@pytest.fixture
async def headquarters(browse: Browse, person: MakePerson) -> Browser:
    await person("hq@example.com", Role.HQ_MANAGER)
    browser = browse(headers={"accept": "text/html"})
    await browser.sign_in("hq@example.com")
    return browser


async def test_the_page_says_why_it_waits_and_takes_a_decision_with_a_reason(
    store: Store, sites: dict[str, int], device: tuple[Visitor, Tablet], headquarters: Browser
) -> None:
    filing = await waiting(store, sites, device)
    here = f"/visits/{filing}/quarantine"
    shown = text_of(await headquarters.get(here))
    for words in (
        "The assignment had been called off, or given to another auditor",
        "Cancelled: Site closed",
        "A-1",
        "The clock of the tablet was off (7 hours)",
        "Photo 1 of “greeted”: Without a position",
    ):
        assert words in shown
    chinese = text_of(await headquarters.get(here, headers={"accept-language": "zh-CN"}))
    assert "派单已取消，或已改派给其他督导" in chinese
    assert "平板电脑的时钟不准（7 小时）" in chinese
    form = {"_csrf": await headquarters.csrf()}
    short = await headquarters.post(f"{here}/release", data=form | {"release_reason": "ok"})
    assert short.status_code == 422
    assert "At least 10 characters are needed." in text_of(short)
    done = await headquarters.post(f"{here}/release", data=form | {"release_reason": WHY.reason})
    assert (done.status_code, done.headers["location"]) == (303, f"{here}?done=released")
    after = text_of(await headquarters.get(done.headers["location"]))
    assert "The visit waits for its review now." in after
    assert WHY.reason in after
    late = await headquarters.post(f"{here}/reject", data=form | {"reject_reason": WHY.reason})
    assert late.status_code == 409


async def test_programs_decide_too(
    store: Store, sites: dict[str, int], device: tuple[Visitor, Tablet], headquarters: Browser
) -> None:
    filing = await waiting(store, sites, device)
    (listed,) = (await headquarters.get("/api/v1/quarantine")).json()
    assert (listed["filing"], listed["doubts"]) == (str(filing), ["assignment_cancelled"])
    here, csrf = f"/api/v1/visits/{filing}/quarantine", {"x-csrf-token": await headquarters.csrf()}
    assert (await headquarters.get(here)).json()["photo_signals"][0]["signals"][0]["code"] == "no_position"
    wrong = await headquarters.post(f"{here}/reject", json={"reason": "no"}, headers=csrf)
    assert wrong.status_code == 422
    done = await headquarters.post(f"{here}/reject", json={"reason": WHY.reason}, headers=csrf)
    assert (done.status_code, done.json()["state"]) == (200, "rejected")
    assert (await headquarters.get(f"/api/v1/visits/{uuid4()}/quarantine")).status_code == 404


async def test_photos_that_no_visit_used_are_forgotten_after_a_month(
    store: Store, sites: dict[str, int], device: tuple[Visitor, Tablet], folder: Path
) -> None:
    """S25. What a visit lists stays, and so do files that something else names."""
    await waiting(store, sites, device)
    used = await store.value("select sha256 from photo_upload")
    unused, part, fresh = await device[1].photo(scene(41)), scene(42) + bytes(9000), scene(43)
    await device[1].piece(sha256(part), 0, len(part), part[:8000])
    await store.root.execute(
        "update photo_upload set started_at = now() - interval '31 days', finished_at = now() - interval '31 days'"
    )
    await device[1].photo(fresh)
    rows = {row["sha256"]: row for row in await store.rows("select sha256, picture, thumbnail from photo_upload")}
    shared = rows[unused]["thumbnail"]
    await store.rows(
        "insert into checklist_photo (sha256, thumbnail, width, height, size, added_by, added_at) "
        "values ($1, $1, 1, 1, 1, '', now())",
        shared,
    )
    for name in {name for row in rows.values() for name in row.values()}:
        age(folder, name)
    at = datetime.now(UTC)
    assert await collect_unused_photos(Actor.system(), folder, at) == 2
    left = {row["sha256"] for row in await store.rows("select sha256 from photo_upload")}
    assert left == {used, sha256(fresh)}
    assert not place(folder, unused).exists()
    assert not place(folder, rows[unused]["picture"]).exists()
    assert place(folder, shared).exists()
    assert place(folder, used).exists()
    assert place(folder, sha256(fresh)).exists()
    assert not [left for left in (folder / "parts").iterdir() if left.stat().st_size == 8000]
    assert await collect_unused_photos(Actor.system(), folder, at) == 0


_DYING = """
create function die() returns trigger language plpgsql as $$ begin raise sqlstate '57P02'; end $$;
create trigger dying before update on photo_upload execute function die()
"""


async def test_a_piece_whose_row_was_undone_is_removed_after_a_month(
    store: Store, device: tuple[Visitor, Tablet], folder: Path
) -> None:
    """The database dies when the first bytes are on disk and nothing is committed; the photo comes anew."""
    _who, tablet = device
    content = scene(44) + bytes(9000)
    digest = sha256(content)
    before = set((folder / "parts").glob("*"))
    await store.root.execute(_DYING)
    assert (await tablet.piece(digest, 0, len(content), content[:8000])).status_code == 503
    await store.root.execute("drop trigger dying on photo_upload; drop function die()")
    (undone,) = set((folder / "parts").iterdir()) - before
    assert (await tablet.standing(digest)).headers["upload-offset"] == "0"
    assert await tablet.photo(content) == digest
    await collect_unused_photos(Actor.system(), folder, datetime.now(UTC) + timedelta(days=29))
    assert undone.exists()
    await collect_unused_photos(Actor.system(), folder, datetime.now(UTC) + timedelta(days=31))
    assert not undone.exists()


def age(folder: Path, name: str | None) -> None:
    """Make a file look as if it had come two days ago; of a part there is none under its name."""
    then = time.time() - 2 * 86_400
    if name and place(folder, name).exists():
        os.utime(place(folder, name), (then, then))


async def test_no_column_that_names_kept_files_is_forgotten_when_photos_are_collected(store: Store) -> None:
    found = await store.rows(
        "select table_name, column_name from information_schema.columns where table_schema = 'public' "
        "and data_type = 'character varying' and character_maximum_length = 64"
    )
    # Of a text, not of a file.
    texts = {
        *(("filing_version", "sha256"), ("monthly_report", "sha256"), ("scheme_version", "sha256")),
        *(("manual_edition", "sha256"), ("training_session", "attendance_token")),
        *(("ledger_posting", "sha256"), ("sample_draw", "seed"), ("issued_document", "part")),
    }
    named = {(row["table_name"], row["column_name"]) for row in found} - texts
    assert named == {(table, column) for table, columns in NAMING.items() for column in columns}
