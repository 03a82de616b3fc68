"""Files that are wrong: nothing of them is written, and every fault is named with row, column and value."""

from pathlib import Path

import openpyxl
import pytest

from network.foundation.i18n import gettext, speak
from network.foundation.tabular.errors import FileRefused
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.messages import message
from network.repairs.commands.importing import RETURNS
from network.repairs.commands.taking import hand_back
from network.repairs.schemas.records import FileKind
from network.sites.schemas.sites import ImportOutcome
from tests.factory import Store, at, codes
from tests.repairs.conftest import Take, left_behind

ORDER = {"order_no": "A1", "site": "S1", "received_at": "2026-07-01 09:00"}
TABLES = ("site", "repair_order", "hq_return", "import_file", "trail_event")


async def test_a_file_that_is_no_table_of_orders_is_refused_by_name(
    take: Take, store: Store, sites: dict[str, int], tmp_path: Path
) -> None:
    head = "order_no,site,received_at\n"
    refused: dict[str | bytes, str] = {
        "": "empty_file",
        head: "header_only",
        "site,received_at\nS1,2026-07-01 09:00\n": "missing_columns",
        "order_no,site,received_at,colour\nA1,S1,2026-07-01 09:00,red\n": "unknown_columns",
        "order_no,site,received_at,site\nA1,S1,2026-07-01 09:00,S1\n": "duplicate_header",
        head + 'A1,S1,"2026-07-01 09:00\n': "not_csv",
        (head + "A\0,S1,2026-07-01 09:00\n").encode(): "nul_bytes",
        head.encode() + b"\xff\xfe\xfd\x80,S1,2026-07-01 09:00\n": "encoding",
    }
    for content, code in refused.items():
        with pytest.raises(FileRefused) as refusal:
            await take(content)
        assert refusal.value.code == code, content
        assert left_behind(tmp_path) == []
    assert set((await store.counts(*TABLES[1:])).values()) == {0}


async def test_a_file_of_too_many_rows_is_refused_with_the_limit(take: Take, sites: dict[str, int]) -> None:
    rows = [{**ORDER, "order_no": f"A{number}"} for number in range(101)]
    with pytest.raises(FileRefused, match="more than 100 rows"):
        await take(rows, limits=Limits(rows=100))
    assert (await take(rows[:100], limits=Limits(rows=100))).new == 100


# What stands in a row, and the errors that it must give: column and code.
WRONG_ORDERS: list[tuple[dict[str, object], list[tuple[str, str]]]] = [
    ({"site": "NOWHERE"}, [("site", "unknown_site")]),
    ({"site": ""}, [("site", "required")]),
    ({"received_at": "31/02/2026"}, [("received_at", "ambiguous_date")]),
    ({"received_at": "2026-02-31 10:00"}, [("received_at", "impossible_date")]),
    ({"received_at": "46204.5"}, [("received_at", "excel_serial")]),
    ({"received_at": "2026-11-20 20:06"}, [("received_at", "in_the_future")]),
    ({"ready_at": "2026-06-30 09:00"}, [("ready_at", "times_out_of_order")]),
    ({"diagnosed_at": "2026-07-03 09:00", "ready_at": "2026-07-02 09:00"}, [("ready_at", "times_out_of_order")]),
    ({"cancelled_at": "2026-06-30 09:00"}, [("cancelled_at", "times_out_of_order")]),
    ({"handed_over_at": "2026-07-02 09:00"}, [("handed_over_at", "handed_over_without_ready")]),
    ({"hold_hours": "-1"}, [("hold_hours", "below_minimum")]),
    ({"outcome": "vanished"}, [("outcome", "not_a_choice")]),
    ({"sent_to_hq": "maybe"}, [("sent_to_hq", "not_a_boolean")]),
    ({"charge": "12.50"}, [("currency", "currency_missing")]),
    ({"charge": "12.50", "currency": "cny"}, [("currency", "unknown_currency")]),
    ({"charge": "12.50", "currency": "EURO"}, [("currency", "too_long")]),
    ({"technician": "N" * 200}, [("technician", "too_long")]),
    ({"product": "P\u202e1"}, [("product", "control_character")]),
    ({"site": "NOWHERE", "hold_hours": "x"}, [("hold_hours", "not_a_number"), ("site", "unknown_site")]),
]


async def test_all_errors_of_all_rows_are_found_in_one_go(take: Take, store: Store, sites: dict[str, int]) -> None:
    rows = [{**ORDER, "order_no": f"A{number}", **wrong} for number, (wrong, _) in enumerate(WRONG_ORDERS)]
    rows.append({**ORDER, "order_no": "A2"})
    outcome = await take(rows)
    expected = [(row, *error) for row, (_, errors) in enumerate(WRONG_ORDERS, start=2) for error in errors]
    expected.append((len(rows) + 1, "order_no", "duplicate_number"))
    assert sorted(codes(outcome.errors)) == sorted(expected)
    assert [error.row for error in outcome.errors] == sorted(error.row for error in outcome.errors)
    assert outcome.error_count == len(expected)
    assert set((await store.counts(*TABLES[1:])).values()) == {0}


async def test_returns_are_checked_in_the_same_way(take: Take, sites: dict[str, int]) -> None:
    sent = {"site": "S1", "shipped_at": "2026-07-01 09:00"}
    outcome = await take(
        [
            {**sent, "return_no": "R1", "finding": "stolen", "inspected_at": "2026-07-05 09:00"},
            {**sent, "return_no": "R2", "finding": "recall"},
            {**sent, "return_no": "R3", "inspected_at": "2026-07-05 09:00"},
            {**sent, "return_no": "R4", "received_at": "2026-06-05 09:00"},
            {**sent, "return_no": "R4"},
            {**sent, "return_no": "R4", "site": "S2"},
        ],
        RETURNS,
    )
    assert codes(outcome.errors) == [
        (2, "finding", "not_a_choice"),
        (3, "finding", "finding_without_inspection"),
        (4, "inspected_at", "inspection_without_finding"),
        (5, "received_at", "times_out_of_order"),
        (6, "return_no", "duplicate_number"),
    ]


async def test_an_error_names_both_rows_and_shows_times_on_the_clock_of_the_site(
    take: Take, sites: dict[str, int]
) -> None:
    outcome = await take([{**ORDER, "ready_at": "2026-06-30 23:00"}, ORDER])
    told = [message(error, str) for error in outcome.errors]
    assert told == [
        "2026-06-30 23:00:00 is before 2026-07-01 09:00:00 (received_at). Times must follow the course of the repair.",
        "A1 stands more than once for this site (also in row 2). Each number may come once.",
    ]


async def test_times_that_the_clocks_skip_or_repeat_are_named_unless_written_with_their_offset(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    await store.site("LH", "Australia/Lord_Howe")
    await store.site("TROLL", "Antarctica/Troll")
    times = {
        ("SE", "2026-03-29 02:30"): "skipped_time",
        ("SE", "2025-10-26 02:30"): "repeated_time",
        ("SE", "2025-10-26 02:30:00+01:00"): None,
        ("SE", "2025-10-26 03:00"): None,
        ("SE", "2026-03-29 03:00"): None,
        ("LH", "2025-10-05 02:15"): "skipped_time",
        ("LH", "2026-04-05 01:45"): "repeated_time",
        ("LH", "2026-04-05 01:15"): None,
        ("TROLL", "2025-10-26 02:30"): "repeated_time",
        ("TROLL", "2025-10-26 00:30"): None,
        ("S1", "2025-10-26 02:30"): None,
    }
    rows = [{"order_no": f"A{n}", "site": site, "received_at": time} for n, (site, time) in enumerate(times)]
    outcome = await take(rows)
    expected = [(row, "received_at", code) for row, code in enumerate(times.values(), start=2) if code]
    assert codes(outcome.errors) == expected
    assert outcome.errors[0].values["zone"] == "Europe/Stockholm"
    assert outcome.errors[0].value == "2026-03-29 02:30:00"
    good = [row for row, code in zip(rows, times.values(), strict=True) if code is None]
    assert (await take(good)).new == len(good)
    assert await store.value("select received_at from repair_order where order_no = 'A2'") == at("2025-10-26 01:30")


async def test_long_right_to_left_and_emoji_text_is_kept_as_it_is(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    names = ["עברית שלום", "مرحبا ١٢٣", "👩‍🔧🇨🇳", "N" * 120, 'a "quoted", \\N cell']
    rows = [{**ORDER, "order_no": f"A{n}", "technician": name} for n, name in enumerate(names)]
    assert (await take(rows)).errors == ()
    assert [
        row["technician"] for row in await store.rows("select technician from repair_order order by order_no")
    ] == names


async def test_a_chinese_file_in_gb18030_is_read(take: Take, store: Store, sites: dict[str, int]) -> None:
    text = "维修单号,网点编号,送修时间,维修员\n甲1,S1,2026-07-01 09:00,韩梅梅\n甲2,S1,2026-07-01 10:00,李雷\n"
    outcome = await take(text.encode("gb18030"))
    assert (outcome.new, outcome.encoding) == (2, "gb18030")
    assert await store.value("select technician from repair_order where order_no = '甲1'") == "韩梅梅"


@pytest.mark.parametrize("language", ["en", "zh_CN"])
async def test_the_failing_rows_come_back_as_a_workbook_that_is_put_right_and_imported(
    take: Take, sites: dict[str, int], tmp_path: Path, language: str
) -> None:
    rows = [{**ORDER, "order_no": f"A{n}", "outcome": "repaired"} for n in range(5)]
    rows[1]["outcome"] = "vanished"
    rows[3]["site"] = "NOWHERE"
    outcome = await take(rows)
    out = tmp_path / "errors.xlsx"
    speak(language)
    try:
        _hand_back(outcome, tmp_path, out)
        told = gettext("Problems")
    finally:
        speak("en")
    book = openpyxl.load_workbook(out)
    sheet = book.active
    assert sheet is not None
    assert [cell.value for cell in sheet[1]] == [told, "order_no", "site", "received_at", "outcome"]
    assert [row[1].value for row in sheet.iter_rows(min_row=2)] == ["A1", "A3"]
    assert "vanished" in str(sheet["A2"].value)
    sheet["E2"], sheet["C3"] = "replaced", "S2"
    book.save(out)
    assert (await take(out)).new == 2


def _hand_back(outcome: ImportOutcome, folder: Path, out: Path) -> None:
    written = hand_back(folder / "records.csv", FileKind.ORDERS, None, outcome.errors, Limits(), folder, out)
    assert written == 2
