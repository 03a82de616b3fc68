"""Photos that come together: more than are examined at once, and one that comes again before it is put away."""

import asyncio
from pathlib import Path

import pytest
from litestar import Litestar

from network.audits.commands import photos
from network.foundation.files import place
from network.foundation.settings import Settings
from tests.audits.tablet import MakeTablet, scene, sha256, tablet
from tests.factory import Store
from tests.served import application

__all__ = ["tablet"]


@pytest.fixture
def app(shared_folder: Path) -> Litestar:
    return application(Settings(data_dir=shared_folder, worker=False))


@pytest.fixture
def files(shared_folder: Path) -> Path:
    return shared_folder.resolve() / "files"


async def test_of_many_photos_at_once_those_that_wait_long_are_kept_and_asked_to_come_again(
    store: Store, tablet: MakeTablet, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Hundreds of tablets come back together when a network was away: each is answered before it gives up."""
    monkeypatch.setattr(photos, "TURN_SECONDS", 0.02)
    devices = [(await tablet(f"A-{number}"))[1] for number in (1, 2)]
    sent = [(device, scene(number, size=(1600, 1200))) for number in range(20, 24) for device in devices]
    answers = await asyncio.gather(*(device.piece(sha256(of), 0, len(of), of) for device, of in sent))
    assert {answer.status_code for answer in answers} == {201, 503}
    told = next(answer for answer in answers if answer.status_code == 503)
    assert (told.json()["code"], told.json()["retryable"], told.headers["retry-after"]) == ("photos_wait", True, "2")
    states = {(row["state"], row["received"] == row["size"]) for row in await store.rows("select * from photo_upload")}
    assert states == {("whole", True), ("partial", True)}
    for device, of in sent:
        assert (await device.standing(sha256(of))).status_code == 200
    assert {row["state"] for row in await store.rows("select * from photo_upload")} == {"whole"}


_SLOW = """
create function wait() returns trigger language plpgsql as $$ begin perform pg_sleep(1); return null; end $$;
create trigger slow before update of finished_at on photo_upload execute function wait()
"""


async def test_a_piece_that_comes_again_while_its_photo_is_put_away_leaves_nothing_behind(
    store: Store, tablet: MakeTablet, files: Path
) -> None:
    """The bytes are at their place already, and the row does not say so yet."""
    _who, device = await tablet()
    content = scene(251)  # of no other test: they share the folder
    digest = sha256(content)
    await store.root.execute(_SLOW)
    last = asyncio.create_task(device.piece(digest, 0, len(content), content))
    while not await asyncio.to_thread(place(files, digest).exists):
        assert not last.done()
        await asyncio.sleep(0.02)
    again = await device.piece(digest, 0, len(content), content[:5000])
    assert (again.status_code, again.headers["upload-offset"]) == (204, "5000")
    assert (await last).status_code == 201
    await store.root.execute("drop trigger slow on photo_upload; drop function wait()")
    assert (await device.standing(digest)).status_code == 200
    (row,) = await store.rows("select id from photo_upload")
    assert not (files / "parts" / row["id"].hex).exists()
