"""Photos of what HQ found: handed in with a verdict, shown to HQ and to the site, kept from whoever tests again."""

import random
from collections.abc import Awaitable
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import httpx
import pytest

from network.demo.pictures import paper, shop_front
from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import execute, transaction
from network.foundation.evidence.kinds import JPEG, Evidence, Kind
from network.repairs.commands.inspections import inspect_return, retest_return
from network.repairs.commands.prechecks import add_shipped_list
from network.repairs.errors.inspections import PhotoNotFound
from network.repairs.queries.inspections import unit
from network.repairs.queries.photos import photo_file
from network.repairs.rules.orders import Finding
from tests.factory import Store
from tests.repairs.returning import HUA, INSPECTED, LI, RETESTED, Desk, always, never, runs, verdict
from tests.served import Browse, Browser, MakePerson, text_of

F = Finding


async def refusals(*attempts: Awaitable[object]) -> list[type[BaseException]]:
    """What each attempt was refused with, one after the other."""
    found: list[type[BaseException]] = []
    for attempt in attempts:
        with pytest.raises(Exception) as refusal:
            await attempt
        found.append(refusal.type)
    return found


def picture(mark: str) -> Evidence:
    """What is known of a photo that was taken; no bytes are kept here."""
    return Evidence(Kind.PHOTO, JPEG, mark * 64, 9, mark * 64, 40, 30, mark * 64)


@pytest.fixture
async def office(store: Store, sites: dict[str, int]) -> Desk:
    await add_shipped_list(Actor.system(), now())
    return Desk(store, sites)


async def photos_of(actor: Actor, unit_id: UUID) -> list[list[UUID]]:
    """The photos of each open verdict."""
    return [each.photos for each in (await unit(actor, unit_id)).verdicts]


async def test_a_finding_has_its_photos_in_order_and_the_trail_their_fingerprints(office: Desk) -> None:
    [one] = await office.received("S1", "P1", "X1")
    await inspect_return(HUA, one, verdict(F.NO_FAULT_FOUND), INSPECTED, 0, never, photos=[picture("b"), picture("a")])
    [[first, second]] = await photos_of(LI, one)
    for actor in (LI, runs(office.sites["S1"])):
        found = [await photo_file(actor, "S1", one, photo) for photo in (first, second)]
        assert [(each.sha256[0], each.name) for each in found] == [("b", "P1-1-1.jpg"), ("a", "P1-1-2.jpg")]
    body = await office.store.value("select body from trail_event where action = 'return.inspected'")
    assert "b" * 64 in body


async def test_only_the_site_of_the_unit_reads_its_photos(office: Desk) -> None:
    [one] = await office.received("S1", "P1", "X1")
    [other] = await office.received("S2", "P2", "X2")
    await inspect_return(HUA, one, verdict(F.NO_FAULT_FOUND), INSPECTED, 0, never, photos=[picture("a")])
    [[photo]] = await photos_of(LI, one)
    rival, owner = runs(office.sites["S2"]), runs(office.sites["S1"])
    attempts = (
        photo_file(rival, "S2", other, photo),
        photo_file(owner, "S1", one, uuid4()),
        photo_file(LI, "S2", one, photo),
        photo_file(LI, "S1", other, photo),
    )
    assert await refusals(*attempts) == [PhotoNotFound] * 4


async def test_photos_of_a_closed_verdict_are_nobodys_to_see(office: Desk) -> None:
    [one] = await office.received("S1", "P1", "X1")
    await inspect_return(HUA, one, verdict(F.NO_FAULT_FOUND), INSPECTED, 0, always, photos=[picture("a")])
    photo = await office.store.value("select id from inspection_photo")
    readers = (HUA, LI, runs(office.sites["S1"]))
    assert await refusals(*(photo_file(reader, "S1", one, photo) for reader in readers)) == [PhotoNotFound] * 3
    await retest_return(LI, one, verdict(F.NO_FAULT_FOUND), RETESTED, [picture("b")])
    assert [len(each) for each in await photos_of(LI, one)] == [1, 1]
    assert (await photo_file(runs(office.sites["S1"]), "S1", one, photo)).sha256 == "a" * 64


async def test_the_database_takes_photos_for_ones_own_closed_verdict_only(office: Desk) -> None:
    [one] = await office.received("S1", "P1", "X1")
    await inspect_return(HUA, one, verdict(F.NO_FAULT_FOUND), INSPECTED, 0, never)
    insert = (
        "insert into inspection_photo (id, site, returned, inspection, place, file_sha256, thumbnail_sha256) "
        "select gen_random_uuid(), site, returned, id, 1, '', '' from return_inspection where returned = $1"
    )
    for actor in (HUA, LI, runs(office.sites["S1"])):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(actor):
                await execute(insert, one)


@pytest.fixture(autouse=True)
def settings(shared_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Photos go to a folder of the tests' own, at most 1 MB each; the lot falls on no unit."""
    monkeypatch.setenv("SERVICEMARK_DATA_DIR", str(shared_folder))
    monkeypatch.setenv("SERVICEMARK_PHOTO_MEGABYTES", "1")
    monkeypatch.setenv("SERVICEMARK_RETEST_PERCENT", "0")


@pytest.fixture
async def li(office: Desk, browse: Browse, person: MakePerson) -> Browser:
    """An inspector at a browser."""
    await person("li@example.com", Role.HQ_MANAGER)
    browser = browse(headers={"accept-language": "en"})
    await browser.sign_in("li@example.com")
    return browser


async def inspects(browser: Browser, unit_id: UUID, *files: tuple[str, bytes]) -> httpx.Response:
    form: dict[str, Any] = {"_csrf": await browser.csrf(), "finding": "fault_confirmed", "note": "No picture."}
    sent = [("photos", file) for file in files]
    return await browser.post(f"/returns/{unit_id}/inspect", data=form, files=sent, timeout=30)


async def test_photos_go_from_the_bench_to_the_page_of_the_site(office: Desk, li: Browser) -> None:
    [one] = await office.received("S1", "P1", "X1", shipped=now() - timedelta(days=3))
    done = await inspects(li, one, ("screen.jpg", shop_front(random.Random(1))))
    assert done.headers["location"] == f"/returns/{one}?done=inspected", text_of(done)
    photo = await office.store.value("select id from inspection_photo")
    address = f"/sites/S1/returns/{one}/photos/{photo}"
    assert f'src="{address}/thumbnail"' in (await li.get(f"/sites/S1/returns/{one}")).text
    for path in (address, f"{address}/thumbnail", f"/api/v1{address}"):
        shown = await li.get(path)
        assert (shown.headers["content-type"], shown.content[:2]) == (JPEG, b"\xff\xd8"), path
    assert [str(photo)] == (await li.get(f"/api/v1/returns/{one}")).json()["verdicts"][0]["photos"]


async def test_what_is_no_photo_and_the_seventh_are_refused_and_what_was_typed_stays(office: Desk, li: Browser) -> None:
    [one] = await office.received("S1", "P1", "X1", shipped=now() - timedelta(days=3))
    tiny = shop_front(random.Random(1))
    for files, words in (
        ([("letter.pdf", paper("Letter", "Li"))], "Only photos are taken"),
        ([("letter.jpg", b"no picture")], ""),
        ([("large.jpg", b"x" * 2_000_000)], "larger than 1 MB"),
        ([(f"{place}.jpg", tiny) for place in range(7)], "At most six photos"),
    ):
        refused = await inspects(li, one, *files)
        assert (refused.status_code, 'id="error-photos"' in refused.text) == (422, True), words
        assert words in text_of(refused)
        assert "No picture." in refused.text
    assert await office.store.value("select count(*) from return_inspection") == 0


async def test_a_form_too_large_to_be_read_leads_back_to_the_unit(office: Desk, li: Browser) -> None:
    [one] = await office.received("S1", "P1", "X1", shipped=now() - timedelta(days=3))
    refused = await inspects(li, one, ("large.jpg", b"x" * 8_000_000))
    assert (refused.status_code, refused.headers["location"]) == (303, f"/returns/{one}?too_large=true")
    told = await li.get(refused.headers["location"])
    assert (told.status_code, 'id="error-photos"' in told.text) == (422, True)
