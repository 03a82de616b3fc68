"""Importing on the web: hand in, look, confirm or cancel; nothing of it for anybody else."""

import asyncio
import io
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import openpyxl
import pytest
from litestar import Litestar

from network.foundation.access import Role
from network.foundation.desk import Desk
from network.repairs.commands.uploads import Counter
from tests.factory import Store
from tests.repairs.counter import BAD, GOOD, ORDERS, data_folder, enter, hand_in, handed_in, press, settled
from tests.served import Browse, MakePerson, text_of

__all__ = ["data_folder"]

PROFILE = """
[columns]
order_no = "number"
site = "shop"
received_at = "taken in"
[sites]
time_zone = "Asia/Shanghai"
"""


@pytest.fixture(autouse=True)
def with_sites(sites: dict[str, int]) -> dict[str, int]:
    return sites


def stored(folder: Path) -> list[str]:
    """Every file that is kept below the folder."""
    return [file.relative_to(folder).as_posix() for file in folder.rglob("*") if file.is_file()]


async def test_a_file_is_tried_looked_at_and_imported(browse: Browse, person: MakePerson, store: Store) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    answer = await hand_in(browser, GOOD)
    page = answer.headers["location"]
    found = await settled(browser, page.rpartition("/")[2])
    assert (found["state"], found["new"], found["changed"], found["rows"]) == ("ready", 2, 0, 2)
    assert await store.counts("repair_order") == {"repair_order": 0}
    shown = await browser.get(page)
    assert "Nothing has been changed yet." in text_of(shown)
    assert "2 records are added and 0 changed." in text_of(shown)
    assert f'action="{page}/confirm"' in shown.text
    assert (await press(browser, f"{page}/confirm")).headers["location"] == page
    done = await settled(browser, found["id"])
    assert (done["state"], done["new"]) == ("imported", 2)
    assert "Imported on" in text_of(await browser.get(page))
    kept = await store.rows(
        "select o.import_file, f.state from repair_order o join import_file f on f.id = o.import_file"
    )
    assert kept == [{"import_file": UUID(found["id"]), "state": "imported"}] * 2
    assert "orders.csv" in text_of(await browser.get("/imports"))


async def test_the_same_file_again_brings_nothing_new(browse: Browse, person: MakePerson, store: Store) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    first = await handed_in(browser, GOOD)
    await press(browser, f"/imports/{first['id']}/confirm")
    await settled(browser, first["id"])
    again = await handed_in(browser, GOOD)
    assert (again["state"], again["unchanged"]) == ("unchanged", 2)
    page = await browser.get(f"/imports/{again['id']}")
    assert "all of it is already recorded. This file was imported on" in text_of(page)
    assert "/confirm" not in page.text
    assert (await press(browser, f"/imports/{again['id']}/confirm")).status_code == 409


async def test_a_change_is_shown_with_before_and_after(browse: Browse, person: MakePerson, store: Store) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    first = await handed_in(browser, GOOD)
    await press(browser, f"/imports/{first['id']}/confirm")
    await settled(browser, first["id"])
    changed = await handed_in(browser, GOOD.replace("repaired", "replaced"))
    text = text_of(await browser.get(f"/imports/{changed['id']}"))
    assert "Order A1 Outcome Repaired Replaced" in text
    await press(browser, f"/imports/{changed['id']}/confirm")
    await settled(browser, changed["id"])
    order = await store.value("select id from repair_order where order_no = 'A1'")
    assert "Outcome: Repaired → Replaced" in text_of(await browser.get(f"/sites/S1/orders/{order}"))


async def test_a_cancelled_file_cannot_be_imported_any_more(browse: Browse, person: MakePerson, store: Store) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    found = await handed_in(browser, GOOD)
    page = f"/imports/{found['id']}"
    assert (await press(browser, f"{page}/cancel")).status_code == 303
    assert "The import was cancelled." in text_of(await browser.get(page))
    assert (await press(browser, f"{page}/cancel")).status_code == 303
    assert (await press(browser, f"{page}/confirm")).status_code == 409
    assert await store.counts("repair_order") == {"repair_order": 0}


async def test_what_was_imported_cannot_be_cancelled(browse: Browse, person: MakePerson, store: Store) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    found = await handed_in(browser, GOOD)
    await press(browser, f"/imports/{found['id']}/confirm")
    await settled(browser, found["id"])
    assert (await press(browser, f"/imports/{found['id']}/cancel")).status_code == 409
    assert await store.counts("repair_order") == {"repair_order": 2}


async def test_all_errors_are_shown_and_the_failing_rows_come_back(browse: Browse, person: MakePerson) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    found = await handed_in(browser, BAD)
    assert (found["state"], found["error_count"]) == ("failing", 2)
    assert [(error["row"], error["column"]) for error in found["errors"]] == [(2, "received_at"), (3, "site")]
    page = f"/imports/{found['id']}"
    assert "The file has 2 errors." in text_of(await browser.get(page))
    assert (await press(browser, f"{page}/confirm")).status_code == 409
    answer = await browser.get(f"{page}/errors.xlsx")
    assert answer.headers["content-disposition"].startswith('attachment; filename="orders-errors.xlsx"')
    book = openpyxl.load_workbook(io.BytesIO(answer.content))
    sheet: Any = book.active
    assert [row[1] for row in sheet.iter_rows(values_only=True)] == ["order_no", "A1", "A2"]
    chinese: Any = openpyxl.load_workbook(
        io.BytesIO((await browser.get(f"{page}/errors.xlsx?lang=zh_CN")).content)
    ).active
    assert chinese["A1"].value == "问题"
    for row, column, value in ((2, "E", "2026-01-02 10:00"), (3, "C", "S1")):
        sheet[f"{column}{row}"] = value
    mended = io.BytesIO()
    book.save(mended)
    again = await handed_in(browser, mended.getvalue(), name="mended.xlsx")
    assert (again["state"], again["new"]) == ("ready", 2)


async def test_a_file_without_errors_hands_no_rows_back(browse: Browse, person: MakePerson) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    found = await handed_in(browser, GOOD)
    assert (await browser.get(f"/imports/{found['id']}/errors.xlsx")).status_code == 404


async def test_a_foreign_site_and_no_site_look_the_same(browse: Browse, person: MakePerson) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    messages = [
        (await handed_in(browser, GOOD.replace("S1", code)))["errors"][0]["message"].replace(code, "…")
        for code in ("S2", "S9")
    ]
    assert messages[0] == messages[1]


async def test_an_import_is_its_own_persons(browse: Browse, person: MakePerson) -> None:
    own = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    found = await handed_in(own, GOOD)
    other = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1", "S2"])
    for address in ("", "/progress", "/errors.xlsx"):
        assert (await other.get(f"/imports/{found['id']}{address}")).status_code == 404
    for address in ("/confirm", "/cancel"):
        assert (await press(other, f"/imports/{found['id']}{address}")).status_code == 404
    assert "orders.csv" not in text_of(await other.get("/imports"))
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    assert (await hq.get(f"/imports/{found['id']}")).status_code == 200
    assert "orders.csv" in text_of(await hq.get("/imports?kind=orders"))
    assert "orders.csv" not in text_of(await hq.get("/imports?kind=sites"))
    assert (await hq.get(f"/imports/{uuid4()}")).status_code == 404


async def test_an_executive_imports_nothing(browse: Browse, person: MakePerson) -> None:
    browser = await enter(browse, person, Role.EXECUTIVE)
    assert (await browser.get("/imports")).status_code == 403
    assert (await browser.get("/imports/new")).status_code == 403
    assert (await hand_in(browser, GOOD)).status_code == 403


async def test_only_hq_imports_sites(browse: Browse, person: MakePerson) -> None:
    content = "code,timezone\nS7,Asia/Shanghai\n"
    operator = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    assert "Sites" not in text_of(await operator.get("/imports/new")).partition("What the file holds")[2]
    assert (await hand_in(operator, content, kind="sites")).status_code == 403
    assert (await hand_in(operator, GOOD, create_sites="yes")).status_code == 403
    hq = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    found = await handed_in(hq, content, kind="sites")
    assert found["new"] == 1
    await press(hq, f"/imports/{found['id']}/confirm")
    assert (await settled(hq, found["id"]))["state"] == "imported"
    assert (await hq.get("/api/v1/sites/S7")).status_code == 200


async def test_a_form_that_did_not_come_from_here_is_refused(browse: Browse, person: MakePerson, store: Store) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    files = {"file": ("orders.csv", GOOD)}
    assert (await browser.post("/imports", data={"kind": "orders"}, files=files)).status_code == 403
    assert (await browser.post("/imports", data={"kind": "orders", "_csrf": "0" * 64}, files=files)).status_code == 403
    found = await handed_in(browser, GOOD)
    for address in ("/confirm", "/cancel"):
        assert (await browser.post(f"/imports/{found['id']}{address}")).status_code == 403
    assert await store.counts("import_file") == {"import_file": 1}


async def test_a_form_without_a_file_is_shown_again_with_what_was_chosen(browse: Browse, person: MakePerson) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    form = {"kind": "hq_returns", "create_sites": "yes", "_csrf": await browser.csrf()}
    answer = await browser.post("/imports", data=form, files={"file": ("", b"")})
    assert answer.status_code == 422
    assert "Choose a file." in text_of(answer)
    assert 'value="hq_returns" checked' in answer.text
    assert 'value="yes" checked' in answer.text


@pytest.mark.parametrize("size", [(1 << 20) + 1, 3 << 20])
async def test_a_file_that_is_too_large_is_refused_in_words_and_not_kept(
    browse: Browse, person: MakePerson, store: Store, data_folder: Path, size: int
) -> None:
    browser, before = await enter(browse, person, Role.HQ_ADMINISTRATOR), stored(data_folder)
    answer = await hand_in(browser, b"x" * size)
    assert answer.status_code == 413
    assert "The file is larger than 1 MB" in text_of(answer)
    assert await store.counts("import_file") == {"import_file": 0}
    assert stored(data_folder) == before


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "The file is empty."),
        (b"%PDF-1.7 nothing to see", "file of type"),
        (b"order_no,site\nA1\x00,S1\n", "zero bytes"),
        (b"number,shop\n1,S1\n", "columns are missing"),
    ],
)
async def test_a_file_that_is_no_table_is_refused_in_a_sentence(
    browse: Browse, person: MakePerson, content: bytes, why: str
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    found = await handed_in(browser, content)
    assert found["state"] == "refused"
    assert why in found["refusal"]
    assert why in text_of(await browser.get(f"/imports/{found['id']}"))


async def test_a_profile_reads_other_columns_and_adds_sites(browse: Browse, person: MakePerson) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    content = "number,shop,taken in\n1,NEW,2026-01-02 10:00\n"
    profile = {"profile": ("p.toml", PROFILE)}
    found = await handed_in(browser, content, files=profile, create_sites="yes")
    assert (found["state"], found["new"], found["created_sites"]) == ("ready", 1, 1)
    assert "Sites added 1" in text_of(await browser.get(f"/imports/{found['id']}"))
    await press(browser, f"/imports/{found['id']}/confirm")
    assert (await settled(browser, found["id"]))["state"] == "imported"


@pytest.mark.parametrize(
    ("profile", "why"),
    [
        (b"[columns", "cannot be used"),
        (b"[columns]\nnothing = 'x'\n", "cannot be used"),
        (b"\xff\xfe\x00", "not UTF-8 text"),
        (b"#" * 70_000, "more than 64 kB"),
    ],
)
async def test_a_profile_that_does_not_fit_is_refused_before_the_file_is_kept(
    browse: Browse, person: MakePerson, store: Store, profile: bytes, why: str
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    answer = await hand_in(browser, GOOD, files={"profile": ("p.toml", profile)})
    assert answer.status_code == 422
    assert why in text_of(answer)
    assert await store.counts("import_file") == {"import_file": 0}


async def test_adding_sites_needs_a_zone(browse: Browse, person: MakePerson) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    answer = await hand_in(browser, GOOD, create_sites="yes")
    assert (answer.status_code, "time zone" in text_of(answer)) == (422, True)


async def test_the_name_of_a_file_is_shown_and_never_a_path(
    browse: Browse, person: MakePerson, data_folder: Path
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    found = await handed_in(browser, GOOD, name="../../etc/<b>orders</b>.csv")
    assert found["name"] == "b>.csv"
    kept = [path for path in stored(data_folder) if found["sha256"] in path]
    assert kept == [f"files/{found['sha256'][:2]}/{found['sha256']}"]
    assert not [path for path in stored(data_folder) if "orders" in path]


async def test_progress_is_told_and_a_waiting_import_can_be_stopped(
    browse: Browse, person: MakePerson, store: Store, app: Litestar
) -> None:
    counter: Counter = app.state.counter
    held, other = asyncio.Event(), uuid4()

    async def hold(_progress: object) -> None:
        await held.wait()

    counter.desk.start(other, hold)
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    page = (await hand_in(browser, GOOD)).headers["location"]
    assert "Waiting for another import to end" in text_of(await browser.get(page))
    part = await browser.get(f"{page}/progress")
    assert f'hx-get="{page}/progress"' in part.text
    assert "hx-refresh" not in part.headers
    await press(browser, f"{page}/cancel")
    ended = await browser.get(f"{page}/progress")
    assert (ended.headers["hx-refresh"], "hx-get" in ended.text) == ("true", False)
    held.set()
    await counter.desk.done(other)
    assert await store.value("select state from import_file") == "cancelled"


async def test_a_restart_in_the_middle_is_told_as_such(
    browse: Browse, person: MakePerson, store: Store, app: Litestar
) -> None:
    counter: Counter = app.state.counter

    async def forever(_progress: object) -> None:
        await asyncio.sleep(3600)

    counter.desk.start(uuid4(), forever)
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    page = (await hand_in(browser, GOOD)).headers["location"]
    await counter.desk.close()
    assert "The server was restarted while it worked on this file." in text_of(await browser.get(page))
    assert (await press(browser, f"{page}/confirm")).status_code == 409


async def test_a_desk_works_on_one_thing_at_a_time_and_outlives_failures() -> None:
    desk, running, most = Desk(), 0, 0

    async def work(_progress: object) -> None:
        nonlocal running, most
        running += 1
        most = max(most, running)
        await asyncio.sleep(0.01)
        running -= 1

    async def fail(_progress: object) -> None:
        raise RuntimeError("broken")

    files = [uuid4() for _ in range(4)]
    for file, what in zip(files, (work, fail, work, work), strict=True):
        desk.start(file, what)
    for file in files:
        await desk.done(file)
    assert most == 1
    assert [desk.progress(file) for file in files] == [None] * 4


async def test_a_desk_keeps_work_that_is_started_as_the_one_before_it_ends() -> None:
    desk, file, go_on = Desk(), uuid4(), asyncio.Event()

    async def preview(_progress: object) -> None:
        desk.start(file, confirmed)

    async def confirmed(_progress: object) -> None:
        await go_on.wait()

    desk.start(file, preview)
    await asyncio.sleep(0.01)
    assert desk.progress(file) is not None
    go_on.set()
    await desk.done(file)
    assert desk.progress(file) is None


async def test_work_that_is_stopped_before_it_began_is_forgotten() -> None:
    desk, file = Desk(), uuid4()

    async def never(_progress: object) -> None:
        raise AssertionError("it was stopped")

    desk.start(file, never)
    await desk.stop(file)
    assert desk.progress(file) is None


async def test_failing_rows_are_read_again_for_one_person_at_a_time(
    app: Litestar, browse: Browse, person: MakePerson
) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    found = await handed_in(browser, BAD)
    counter: Counter = app.state.counter
    async with counter.handing_back:
        asked = asyncio.create_task(browser.get(f"/imports/{found['id']}/errors.xlsx"))
        await asyncio.sleep(0.5)
        assert not asked.done()
    assert (await asked).status_code == 200


async def test_pages_of_imports_speak_chinese(browse: Browse, person: MakePerson) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    found = await handed_in(browser, ORDERS + "A1,S1,X1,31/12/2026,,\n")
    assert "导入文件" in text_of(await browser.get("/imports/new?lang=zh_CN"))
    text = text_of(await browser.get(f"/imports/{found['id']}"))
    assert "文件有 1 处错误。" in text
    assert "请先写年份" in text
