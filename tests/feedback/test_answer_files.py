"""Answers from a file: all of it or nothing, with row and field of each error, and once however often it comes."""

from pathlib import Path

import pytest

from network.feedback.commands.answer_import import import_answers
from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.foundation.intake.small import RowsFaulty
from network.foundation.tabular.errors import FileRefused
from network.web.uploads import SentFile
from tests.factory import HQ, Store, at, manager, operator
from tests.feedback.test_complaints import once
from tests.served import Browse, MakePerson, text_of

NOW = at("2026-11-02")
HEADER = "site,order_no,grade,answered_at,comment,trading\n"
GOOD = "S1,A1,5,2026-10-12 09:00,Quick,4\nS1,A2,2,2026-10-12T09:00:00Z,,\n"


async def take(folder: Path, text: str, actor: Actor = HQ) -> int:
    return await import_answers(actor, SentFile("a.csv", once((HEADER + text).encode())), folder, NOW)


@pytest.fixture
async def site(store: Store) -> int:
    made = await store.site("S1")
    for number in (1, 2, 3):
        await store.order(made, f"A{number}", at("2026-10-10"), ready=2)
    await store.order(made, "gone", at("2026-10-10"), ready=2, cancelled=4)
    return made


async def test_a_file_is_taken_once_on_the_clock_of_the_site(tmp_path: Path, store: Store, site: int) -> None:
    assert await take(tmp_path, GOOD) == 2
    rows = await store.rows(
        "select grade, channel, comment, blocks, answered_at from survey_answer order by grade desc"
    )
    assert tuple(rows[0].values()) == (5, "import", "Quick", '{"trading": 4}', at("2026-10-12 01:00"))
    assert (rows[1]["grade"], rows[1]["answered_at"]) == (2, at("2026-10-12 09:00"))
    assert await take(tmp_path, GOOD) == 0
    assert await take(tmp_path, GOOD + "S1,A3,4,2026-10-12 09:00,,\n") == 1
    events = await store.rows("select site from trail_event where action = 'survey.imported'")
    assert [row["site"] for row in events] == [0, 0]


@pytest.mark.parametrize(
    ("row", "column", "code"),
    [
        ("S9,A1,5,2026-10-12 09:00,,", "site", "unknown_site"),
        ("S1,B1,5,2026-10-12 09:00,,", "order_no", "unknown_order"),
        ("S1,gone,5,2026-10-12 09:00,,", "order_no", "cancelled_order"),
        ("S1,A3,6,2026-10-12 09:00,,", "grade", None),
        ("S1,A3,,2026-10-12 09:00,,", "grade", None),
        ("S1,A3,5,yesterday,,", "answered_at", None),
        ("S1,A3,5,2026-12-12 09:00,,", "answered_at", "answered_in_the_future"),
        ("S1,A3,5,2026-10-01 09:00,,", "answered_at", "answered_before_order"),
        ("S1,A1,1,2026-10-12 09:00,,", "order_no", "order_twice"),
        ("S1,A3,5,2026-10-12 09:00,,9", "trading", None),
    ],
)
async def test_one_wrong_row_keeps_all_out(
    tmp_path: Path, store: Store, site: int, row: str, column: str, code: str | None
) -> None:
    with pytest.raises(RowsFaulty) as refused:
        await take(tmp_path, f"{GOOD}{row}\n")
    [error] = refused.value.errors
    assert (error.row, error.column) == (4, column)
    assert code in (None, error.code)
    assert await store.value("select count(*) from survey_answer") == 0


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("site,order_no,grade\nS1,A1,5\n", "Found: site, order_no, grade. Correct the headers."),
        (f"{HEADER.strip()},colour\n{GOOD.splitlines()[0]},red\n", "Remove or rename them."),
        (f"{HEADER}S1,A1,5,03/04/2026 10:00,,\n", "Write the year first, as in 2026-01-31."),
    ],
)
async def test_no_profile_is_advised_where_none_can_be_handed_in(
    tmp_path: Path, site: int, text: str, told: str
) -> None:
    with pytest.raises((FileRefused, RowsFaulty)) as refused:
        await import_answers(HQ, SentFile("a.csv", once(text.encode())), tmp_path, NOW)
    said = [refused.value.text(), *(str(field) for field in refused.value.fields.values())]
    assert told in " ".join(said)
    assert "profile" not in " ".join(said)


async def test_what_is_answered_otherwise_stays_as_it_was(tmp_path: Path, store: Store, site: int) -> None:
    await take(tmp_path, GOOD)
    with pytest.raises(RowsFaulty) as refused:
        await take(tmp_path, "S1,A1,1,2026-10-12 09:00,Slow,\n")
    assert [error.code for error in refused.value.errors] == ["order_answered"]
    assert await store.value("select max(grade) from survey_answer") == 5


@pytest.mark.parametrize("actor", [operator(1), manager(1)])
async def test_neither_sites_nor_managers_of_regions_import_answers(tmp_path: Path, site: int, actor: Actor) -> None:
    with pytest.raises(Forbidden):
        await take(tmp_path, GOOD, actor)


async def test_headquarters_imports_on_a_page(
    browse: Browse, person: MakePerson, sites: dict[str, int], store: Store
) -> None:
    await person("hq@example.com", Role.HQ_MANAGER)
    hq = browse()
    await hq.sign_in("hq@example.com")
    await store.order(sites["SH1"], "A1", at("2026-10-10"), ready=2)
    for row, seen in (
        ("SH1,A1,7,2026-10-12 09:00,,", "grade"),
        ("SH1,A1,4,2026-10-12 09:00,,", "1 answer is taken in"),
    ):
        files = {"file": ("a.csv", f"{HEADER}{row}\n".encode())}
        answer = await hq.post("/feedback/import", data={"_csrf": await hq.csrf()}, files=files)
        if "location" in answer.headers:
            answer = await hq.get(answer.headers["location"])
        assert seen in text_of(answer)
