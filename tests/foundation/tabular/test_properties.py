"""Whatever the bytes: a table, or a refusal. Whatever the text: it survives the COPY file."""

import csv
import io
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import asyncpg
import openpyxl
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from network.foundation.tabular import child
from network.foundation.tabular.errors import FileRefused
from network.foundation.tabular.faults import Refusal
from network.foundation.tabular.layout import Column, Kind, Layout
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.planning import plan
from network.foundation.tabular.read import Parsed, read
from network.foundation.tabular.texts import SPREADSHEET_ERRORS, UNCALCULATED

Rows = Callable[[Parsed], list[dict[str, Any]]]

NOTES = Layout("notes", (Column("key", Kind.CODE, required=True), Column("note", Kind.TEXT, max_length=5000)))
KEPT = (
    st.text(st.characters(exclude_categories=("Cc", "Cs", "Cn", "Co", "Zl", "Zp")), min_size=1)
    .map(str.strip)
    .filter(lambda note: note and note.upper() not in {*SPREADSHEET_ERRORS, UNCALCULATED})
)
FRAGMENTS = st.sampled_from(
    [
        b"order_no,site,received_at\n",
        b"A1,B7,2026-01-05 07:05\n",
        b'"',
        b",",
        b";",
        b"\n",
        b"\r",
        b"\x00",
        b"\xff\xfe",
        "工".encode("gb18030"),
    ]
)
FAST = settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


def read_here(content: bytes, layout: Layout) -> Refusal | None:
    """The child's work in this process, fast enough for many tries: why it refused, if it did."""
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.csv"
        path.write_bytes(content)
        try:
            child.read(plan(path, layout, None, Limits(), Path(folder) / "rows.copy"))
        except Refusal as refusal:
            return refusal
    return None


@FAST
@given(content=st.one_of(st.binary(max_size=400), st.lists(FRAGMENTS, max_size=20).map(b"".join)))
def test_any_bytes_are_a_table_or_a_refusal_with_a_message(content: bytes, layout: Layout) -> None:
    refusal = read_here(content, layout)
    assert refusal is None or "%(" not in FileRefused(refusal.code, **refusal.values).text()


@settings(max_examples=12, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_a_damaged_workbook_never_harms_the_parent(data: st.DataObject, layout: Layout) -> None:
    content = bytearray(WORKBOOK)
    for place in data.draw(st.lists(st.integers(0, len(content) - 1), min_size=1, max_size=30)):
        content[place] = data.draw(st.integers(0, 255))
    with TemporaryDirectory() as folder:
        path = Path(folder) / "file.xlsx"
        path.write_bytes(content)
        began = time.monotonic()
        with suppress(FileRefused):
            assert read(path, layout, None, Limits(wall_seconds=5), Path(folder)).rows <= 2
        assert time.monotonic() - began < 10


@FAST
@given(notes=st.lists(KEPT, min_size=1, max_size=30))
def test_text_survives_the_copy_file(notes: list[str], rows_of: Rows) -> None:
    with TemporaryDirectory() as folder:
        path = write_notes(Path(folder) / "notes.csv", notes)
        order = plan(path, NOTES, None, Limits(), Path(folder) / "rows.copy")
        answer = child.read(order)
        assert answer["error_count"] == 0
        fields = [line.split("\t") for line in order.target.read_text(encoding="utf-8").rstrip("\n").split("\n")]
        assert [unescaped(row[3]) for row in fields] == notes


async def test_postgresql_reads_the_same_text_back(postgres: str, tmp_path: Path, workdir: Path) -> None:
    notes = ["plain", "back\\slash", "tab\tand\nline", r"\N", r"\.", "引号\"与'逗号,", "שלום", "👨‍👩‍👧", "\\\\t", "{}"]
    parsed = read(write_notes(tmp_path / "notes.csv", notes), NOTES, None, Limits(), workdir)
    table = f"notes_{secrets.token_hex(4)}"
    connection = await asyncpg.connect(postgres)
    try:
        await connection.execute(f"create temp table {table} (row_number int, has_error bool, key text, note text)")
        await connection.copy_to_table(table, source=parsed.copy_file, columns=parsed.copy_columns, format="text")
        stored = await connection.fetch(f"select note, has_error from {table} order by row_number")
    finally:
        await connection.close()
    assert [row["note"] for row in stored] == notes
    assert not any(row["has_error"] for row in stored)


def write_notes(path: Path, notes: list[str]) -> Path:
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow(["key", "note"])
    writer.writerows([f"k{number}", note] for number, note in enumerate(notes))
    path.write_bytes(text.getvalue().encode())
    return path


def unescaped(field: str) -> str:
    """By the rules of PostgreSQL's manual for COPY's text format."""
    parts = iter(field)
    plain = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}
    return "".join(plain[next(parts)] if sign == "\\" else sign for sign in parts)


def _workbook() -> bytes:
    workbook, content = openpyxl.Workbook(), io.BytesIO()
    sheet = workbook.active
    assert sheet is not None
    sheet.append(["order_no", "site", "received_at"])
    sheet.append(["A1", "B7", "2026-01-05 07:05"])
    workbook.save(content)
    return content.getvalue()


WORKBOOK = _workbook()


def test_the_workbook_is_sound_before_it_is_damaged(tmp_path: Path, layout: Layout) -> None:
    path = tmp_path / "file.xlsx"
    path.write_bytes(WORKBOOK)
    assert read(path, layout, None, Limits(), tmp_path).rows == 1
