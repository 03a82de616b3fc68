"""A report as a workbook, out and back: what is taken, what is refused, and that each refusal names the cell."""

import hashlib
import io
import zipfile
from datetime import timedelta
from pathlib import Path

import pytest

from network.foundation.errors import Forbidden
from network.foundation.file_errors import FileTooLarge
from network.foundation.i18n import reading
from network.foundation.periods import Month
from network.repairs.errors.report_files import (
    CellProblem,
    WorkbookHasMacros,
    WorkbookLocked,
    WorkbookNotTaken,
    WorkbookOfOldExcel,
    WorkbookOfOldForm,
    WorkbookOfOtherMonth,
    WorkbookOfOtherSite,
    WorkbookOvertaken,
    WorkbookRefused,
    WorkbookSealBroken,
    WorkbookSheetGone,
    WorkbookTooOld,
    WorkbookUnknown,
    WorkbookUnreadable,
)
from network.repairs.errors.reports import MonthRuns
from network.repairs.queries.report_files import list_receipts
from network.repairs.queries.reports import report
from network.repairs.rules import report_files as rules
from network.repairs.rules.report_figures import FIGURES
from network.repairs.rules.reports import Receipt
from network.sites.errors.sites import SiteNotFound
from reports.report_workbook import HIDDEN_SHEET
from tests.factory import HQ, Store, at, operator
from tests.repairs.reporting import IN_TIME, JULY, certified, filed, said
from tests.repairs.workbooks import Sheet, downloaded, filled_in, handed_in

MINUTE = timedelta(minutes=1)


@pytest.fixture
async def site(store: Store, sites: dict[str, int]) -> int:
    """S1, certified from March 2026 on."""
    await certified(store, sites["S1"])
    return sites["S1"]


async def refusal_of(content: bytes, site: int, folder: Path) -> WorkbookRefused:
    with pytest.raises(WorkbookRefused) as refusal:
        await handed_in(operator(site), content, folder)
    return refusal.value


def stored(folder: Path) -> list[Path]:
    """Every file that is kept below the folder."""
    return [path for path in folder.rglob("*") if path.is_file()]


def by_field(refusal: WorkbookRefused) -> dict[str, CellProblem]:
    return {problem.field or problem.cell: problem for problem in refusal.problems}


async def test_what_is_filled_in_comes_back_as_the_report(site: int, tmp_path: Path) -> None:
    sheet = Sheet(await filled_in(operator(site), complaints=3))
    sheet.write({"explanations.complaints": "Two of them\nfrom one customer.", "words.incidents": "None.\nReally."})
    outcome = await handed_in(operator(site), sheet.saved(), tmp_path)
    assert outcome.outcome is Receipt.SUBMITTED
    found = (await report(operator(site), "S1", JULY, IN_TIME)).in_force
    assert found is not None
    assert (found.way, found.figures["received"], found.figures["complaints"]) == ("xlsx", 40, 3)
    assert found.explanations == {"complaints": "Two of them from one customer."}
    assert found.words == {"incidents": "None.\nReally."}


async def test_the_receipt_says_when_who_and_which_bytes(site: int, tmp_path: Path) -> None:
    content = await filled_in(operator(site))
    await handed_in(operator(site), content, tmp_path)
    (receipt,) = await list_receipts(operator(site), "S1", JULY)
    assert (receipt.outcome, receipt.revision, receipt.way) == ("submitted", 1, "xlsx")
    assert (receipt.received_at, receipt.sender, receipt.name) == (IN_TIME, "Ou", "july.xlsx")
    assert receipt.sha256 == hashlib.sha256(content).hexdigest()
    assert (tmp_path / receipt.sha256[:2] / receipt.sha256).read_bytes() == content


async def test_the_same_bytes_again_change_nothing(store: Store, site: int, tmp_path: Path) -> None:
    content = await filled_in(operator(site))
    await handed_in(operator(site), content, tmp_path)
    before = await store.rows("select * from monthly_report")
    again = await handed_in(operator(site), content, tmp_path, now=IN_TIME + MINUTE)
    assert again.outcome is Receipt.UNCHANGED
    assert await store.rows("select * from monthly_report") == before
    assert [each.outcome for each in await list_receipts(operator(site), "S1", JULY)] == ["unchanged", "submitted"]


async def test_what_the_records_know_is_filled_in_and_beside_it(store: Store, site: int) -> None:
    for number in range(3):
        await store.order(site, f"A{number}", at("2026-07-10"), ready=30)
    sheet = Sheet(await downloaded(operator(site)))
    cell = sheet.cells["figures.received"]
    assert (sheet.shown[cell].value, sheet.shown[cell.replace("B", "C")].value) == (3, 3)
    assert sheet.read("figures.complaints") is None


async def test_a_saved_draft_is_taken_along(site: int) -> None:
    first = await filed(site, report=said(complaints=7, complaints_solved=2))
    assert first.version > 1
    sheet = Sheet(await downloaded(operator(site)))
    assert (sheet.read("figures.complaints"), sheet.read("figures.complaints_solved")) == (7, 2)


async def test_a_workbook_in_chinese_is_taken_by_a_reader_of_english(site: int, tmp_path: Path) -> None:
    with reading("zh_CN"):
        sheet = Sheet(await downloaded(operator(site)))
    assert sheet.shown.title == "月报"
    sheet.figures(dict.fromkeys(FIGURES, None) | {"staff": 4, "technicians": 2, "days_open": 26}).write({"nil": "是"})
    outcome = await handed_in(operator(site), sheet.saved(), tmp_path)
    assert outcome.outcome is Receipt.SUBMITTED
    found = (await report(operator(site), "S1", JULY, IN_TIME)).in_force
    assert found is not None
    assert (found.nil, found.figures["received"], found.figures["staff"]) == (True, 0, 4)


@pytest.mark.parametrize(
    ("entered", "told"),
    [
        ("twelve", "“twelve” is not a whole number"),
        (12.5, "“12.5” is not a whole number"),
        (-3, "“-3” is too small; the least is 0"),
        (10**6, "“1000000” is too large; the most is 999999"),
        (1e20, "is in scientific notation"),
        (True, "“true” is not a whole number"),
        (IN_TIME.replace(tzinfo=None), "is not a whole number"),
        ("=1/0", "a formula that was never calculated"),
        ("#REF!", "The cell shows the error #REF!"),
        (None, "This figure is missing. Enter a number; 0 where there was nothing."),
    ],
)
async def test_what_is_no_count_is_named_with_its_cell(site: int, tmp_path: Path, entered: object, told: str) -> None:
    sheet = Sheet(await filled_in(operator(site), complaints=entered))
    refusal = await refusal_of(sheet.saved(), site, tmp_path)
    (problem,) = refusal.problems
    assert (problem.cell, problem.field) == (sheet.cells["figures.complaints"], "figures.complaints")
    assert told in problem.text
    assert list(refusal.fields) == [f"Monthly report!{problem.cell}"]


@pytest.mark.parametrize("entered", ["12", " 12 ", "１２", 12.0])
async def test_a_count_is_taken_however_a_spreadsheet_keeps_it(site: int, tmp_path: Path, entered: object) -> None:
    content = await filled_in(operator(site), complaints=entered)
    await handed_in(operator(site), content, tmp_path)
    found = (await report(operator(site), "S1", JULY, IN_TIME)).in_force
    assert found is not None
    assert found.figures["complaints"] == 12


async def test_everything_that_is_wrong_is_told_at_once_from_the_top(site: int, tmp_path: Path) -> None:
    sheet = Sheet(await filled_in(operator(site), complaints="many", staff=-1))
    sheet.write({"A9": "Something else", "G3": "note to self", "words.feedback": "x" * 2001, "nil": "perhaps"})
    refusal = await refusal_of(sheet.saved(), site, tmp_path)
    found = by_field(refusal)
    assert set(found) == {"nil", "A9", "G3", "figures.complaints", "figures.staff", "words.feedback"}
    rows = [int("".join(filter(str.isdigit, problem.cell))) for problem in refusal.problems]
    assert rows == sorted(rows)


@pytest.mark.parametrize(
    ("figures", "field", "told"),
    [
        ({"received": 41}, "figures.wip_closing", "leave 1, not 0"),
        ({"ready_24h": 37}, "figures.ready_24h", "37 are more than the 36"),
        ({"days_open": 32}, "figures.days_open", "The month has only 31 days."),
    ],
)
async def test_a_hard_rule_is_told_at_the_cell_of_its_figure(
    site: int, tmp_path: Path, figures: dict[str, int], field: str, told: str
) -> None:
    sheet = Sheet(await filled_in(operator(site), **figures))
    refusal = await refusal_of(sheet.saved(), site, tmp_path)
    assert told in by_field(refusal)[field].text
    assert by_field(refusal)[field].cell == sheet.cells[field]


async def test_a_soft_rule_asks_for_a_sentence_in_the_cell_beside_and_takes_it(
    store: Store, site: int, tmp_path: Path
) -> None:
    await store.order(site, "A1", at("2026-07-10"), ready=30)
    sheet = Sheet(await filled_in(operator(site)))
    found = by_field(await refusal_of(sheet.saved(), site, tmp_path))
    asked = {field for field in found if field.startswith("explanations.")}
    assert asked == set(found) != set()
    assert "The records know 1, you report 40." in found["explanations.received"].text
    sheet.write(dict.fromkeys(asked, "The rest is on paper."))
    assert (await handed_in(operator(site), sheet.saved(), tmp_path)).outcome is Receipt.SUBMITTED


@pytest.mark.parametrize(
    ("cell", "value", "told"),
    [
        ("A1", "Monthly report for May 2026", "It held “Monthly report for July 2026”"),
        ("A9", None, "It held “Orders received”"),
        ("C9", 5, "There is nothing to enter in this cell."),
        ("H40", "=SUM(B9:B12)", "There is nothing to enter in this cell."),
    ],
)
async def test_a_change_where_nothing_is_to_be_changed_is_named(
    site: int, tmp_path: Path, cell: str, value: object, told: str
) -> None:
    sheet = Sheet(await filled_in(operator(site))).write({cell: value})
    (problem,) = (await refusal_of(sheet.saved(), site, tmp_path)).problems
    assert (problem.cell, problem.field) == (cell, "")
    assert told in problem.text


async def test_what_the_records_know_cannot_be_changed_either(store: Store, site: int, tmp_path: Path) -> None:
    await store.order(site, "A1", at("2026-07-10"), ready=30)
    sheet = Sheet(await downloaded(operator(site)))
    recorded = sheet.cells["figures.received"].replace("B", "C")
    sheet.write({recorded: 40}).figures({key: sheet.read(f"figures.{key}") or 0 for key in FIGURES})
    (problem,) = (await refusal_of(sheet.saved(), site, tmp_path)).problems
    assert (problem.cell, problem.value) == (recorded, "40")
    assert "It held “1”" in problem.text


async def test_a_check_formula_that_somebody_broke_does_no_harm(site: int, tmp_path: Path) -> None:
    sheet = Sheet(await filled_in(operator(site))).write({"E9": "fine!"})
    assert (await handed_in(operator(site), sheet.saved(), tmp_path)).outcome is Receipt.SUBMITTED


async def test_a_workbook_of_another_site_or_month_is_told_whose_it_is(
    store: Store, sites: dict[str, int], site: int, tmp_path: Path
) -> None:
    await certified(store, sites["S2"])
    both = operator(site, sites["S2"])
    other_site = await downloaded(both, "S2")
    with pytest.raises(WorkbookOfOtherSite, match="of site S2, and this is the report of S1"):
        await handed_in(both, other_site, tmp_path)
    june = await downloaded(both, month=Month(2026, 6))
    with pytest.raises(WorkbookOfOtherMonth, match="of 2026-06, and this is the report of 2026-07"):
        await handed_in(both, june, tmp_path)


async def test_a_workbook_of_an_older_form_is_told_to_be_downloaded_anew(
    site: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = await filled_in(operator(site))
    monkeypatch.setattr("network.repairs.report_workbook.FORM", rules.FORM + 1)
    with pytest.raises(WorkbookOfOldForm, match=f"form {rules.FORM} of the report, and the report has form"):
        await handed_in(operator(site), content, tmp_path)


async def test_a_workbook_of_three_years_ago_is_not_taken_any_more(
    store: Store, sites: dict[str, int], tmp_path: Path
) -> None:
    site = sites["S1"]
    await certified(store, site, since=at("2023-03-10").date(), until=at("2027-03-09").date())
    month = Month(2023, 7)
    then = at("2023-08-03")
    sheet = Sheet(await downloaded(operator(site), month=month, now=then)).figures(
        dict.fromkeys(FIGURES, 0) | {"staff": 1}
    )
    with pytest.raises(WorkbookTooOld, match="of July 2023, and workbooks are taken for 12 months only"):
        await handed_in(operator(site), sheet.saved(), tmp_path, month=month)
    outcome = await handed_in(operator(site), sheet.saved(), tmp_path, month=month, now=then)
    assert outcome.outcome is Receipt.SUBMITTED


async def test_a_workbook_that_was_overtaken_is_refused_with_both_and_taken_when_that_is_meant(
    site: int, tmp_path: Path
) -> None:
    content = await filled_in(operator(site), complaints=3)
    by_web = await filed(site, report=said(complaints=5), version=1)
    with pytest.raises(WorkbookOvertaken) as refusal:
        await handed_in(operator(site), content, tmp_path)
    assert (refusal.value.sent, refusal.value.current) == (1, by_web.version)
    assert (refusal.value.yours["complaints"], refusal.value.theirs["complaints"]) == ("3", "5")
    outcome = await handed_in(operator(site), content, tmp_path, version=by_web.version, now=IN_TIME + MINUTE)
    assert (outcome.outcome, outcome.revision) == (Receipt.SUBMITTED, 2)


async def test_a_workbook_for_a_month_that_runs_is_refused_by_the_calendar(site: int, tmp_path: Path) -> None:
    during = at("2026-07-20")
    sheet = Sheet(await downloaded(operator(site), now=during)).figures(dict.fromkeys(FIGURES, 0))
    with pytest.raises(MonthRuns):
        await handed_in(operator(site), sheet.saved(), tmp_path, now=during)


def repacked(content: bytes, **parts: bytes) -> bytes:
    """The workbook with parts added to its package; a dot is written as two underscores, a slash as one."""
    target = io.BytesIO(content)
    with zipfile.ZipFile(target, "a", zipfile.ZIP_DEFLATED) as package:
        for name, part in parts.items():
            package.writestr(name.replace("__", ".").replace("_", "/"), part)
    return target.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600
FAR = '<row r="1048576"><c r="A1048576"><v>1</v></c></row></sheetData>'


@pytest.mark.parametrize(
    ("spoil", "refusal"),
    [
        (lambda _content: b"", WorkbookUnreadable),
        (lambda _content: b"order_no,site\nA1,S1\n", WorkbookUnreadable),
        (lambda _content: b"%PDF-1.7 report", WorkbookUnreadable),
        (lambda content: content[: len(content) // 2], WorkbookUnreadable),
        (lambda content: b"PK\x03\x04" + content[4:2000], WorkbookUnreadable),
        (lambda _content: OLE, WorkbookOfOldExcel),
        (lambda _content: OLE + "EncryptedPackage".encode("utf-16-le"), WorkbookLocked),
        (lambda content: repacked(content, xl_vbaProject__bin=b"x"), WorkbookHasMacros),
        (lambda content: repacked(content, xl_media_image__png=b"\0" * (60 << 20)), WorkbookUnreadable),
    ],
    ids=["empty", "csv", "pdf", "truncated", "broken zip", "xls renamed", "password", "macros", "zip bomb"],
)
async def test_a_file_that_is_no_sound_workbook_is_refused_in_words_and_leaves_a_receipt(
    site: int, tmp_path: Path, spoil: object, refusal: type[WorkbookNotTaken]
) -> None:
    content = spoil(await filled_in(operator(site)))  # type: ignore[operator]
    with pytest.raises(refusal):
        await handed_in(operator(site), content, tmp_path)
    (receipt,) = await list_receipts(operator(site), "S1", JULY)
    assert (receipt.outcome, receipt.revision, receipt.sender) == ("refused", None, "Ou")
    assert receipt.sha256 == hashlib.sha256(content).hexdigest()


async def test_a_cell_at_the_end_of_the_world_costs_nothing(site: int, tmp_path: Path) -> None:
    source, target = io.BytesIO(await filled_in(operator(site))), io.BytesIO()
    with zipfile.ZipFile(source) as before, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as after:
        for name in before.namelist():
            part = before.read(name)
            after.writestr(name, part.replace(b"</sheetData>", FAR.encode()) if "sheet1.xml" in name else part)
    with pytest.raises(WorkbookUnreadable):
        await handed_in(operator(site), target.getvalue(), tmp_path)


async def test_a_huge_file_is_refused_before_it_is_read_or_kept(site: int, tmp_path: Path) -> None:
    with pytest.raises(FileTooLarge):
        await handed_in(operator(site), b"PK\x03\x04" + b"\0" * (3 << 20), tmp_path)
    assert stored(tmp_path) == []


async def test_a_workbook_of_somebody_elses_making_is_not_guessed_at(site: int, tmp_path: Path) -> None:
    sheet = Sheet(await filled_in(operator(site)))
    del sheet.book[HIDDEN_SHEET]
    with pytest.raises(WorkbookUnknown):
        await handed_in(operator(site), sheet.saved(), tmp_path)


async def test_a_hidden_sheet_that_was_changed_is_noticed(site: int, tmp_path: Path) -> None:
    sheet = Sheet(await filled_in(operator(site)))
    sheet.book[HIDDEN_SHEET]["B5"] = "2026-06"
    with pytest.raises(WorkbookSealBroken):
        await handed_in(operator(site), sheet.saved(), tmp_path)


async def test_a_sheet_with_another_name_is_asked_for_by_its_name(site: int, tmp_path: Path) -> None:
    sheet = Sheet(await filled_in(operator(site)))
    sheet.shown.title = "July"
    with pytest.raises(WorkbookSheetGone, match="“Monthly report” is gone or has another name"):
        await handed_in(operator(site), sheet.saved(), tmp_path)


async def test_a_sheet_of_notes_beside_it_is_left_alone(site: int, tmp_path: Path) -> None:
    sheet = Sheet(await filled_in(operator(site)))
    sheet.book.create_sheet("My notes")["A1"] = "=1+1"
    assert (await handed_in(operator(site), sheet.saved(), tmp_path)).outcome is Receipt.SUBMITTED


async def test_nobody_hands_in_for_a_site_that_is_not_theirs(
    store: Store, sites: dict[str, int], site: int, tmp_path: Path
) -> None:
    content = await filled_in(operator(site))
    with pytest.raises(SiteNotFound):
        await handed_in(operator(sites["SE"]), content, tmp_path)
    with pytest.raises(Forbidden):
        await handed_in(HQ, content, tmp_path)
    with pytest.raises(Forbidden):
        await downloaded(HQ)
    assert await store.counts("report_receipt", "monthly_report") == {"report_receipt": 0, "monthly_report": 0}


def test_the_form_has_another_number_whenever_its_figures_change() -> None:
    written = "\n".join(f"{key} {figure.section} {figure.part_of}" for key, figure in FIGURES.items())
    known = {1: "fdb1b63b66aa4a9b"}
    assert hashlib.sha256(written.encode()).hexdigest()[:16] == known[rules.FORM]


async def test_what_will_be_asked_about_a_figure_stands_in_its_check(store: Store, site: int) -> None:
    for number in range(3, 8):
        month = Month(2026, number)
        await filed(site, month=month, now=at(f"{month.end}"))
    await store.order(site, "A1", at("2026-08-10"), ready=30)
    sheet = Sheet(await downloaded(operator(site), month=Month(2026, 8), now=at("2026-09-02")))
    assert "1 is far from your usual 40." in str(sheet.shown[sheet.cells["figures.received"].replace("B", "E")].value)
