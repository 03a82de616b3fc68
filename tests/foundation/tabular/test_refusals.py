"""Files that are no table, or take too much: refused as a whole, with nothing left behind."""

import asyncio
import os
import signal
import subprocess
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
import xlsxwriter

from network.foundation.tabular.errors import FileRefused
from network.foundation.tabular.layout import Layout
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.read import Parsed, read_async

Read = Callable[..., Parsed]

HEADER = "order_no,site,product,received_at\n"
ROW = "A1,B7,x,2026-01-05 07:05\n"
BIG5 = "工單號,客戶服務中心維修網點\n".encode("big5")
CP1252 = "A1,B7,Zürich Café,2026-01-05 07:05\n".encode("cp1252")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600)


@pytest.mark.parametrize(
    ("content", "code", "values"),
    [
        (b"", "empty_file", {}),
        (b"\n \n", "empty_file", {}),
        (HEADER, "header_only", {}),
        (HEADER + ",,,\n\n", "header_only", {}),
        (HEADER.encode() + ROW.encode() + CP1252, "encoding", {"row": "3"}),
        (HEADER.encode() + BIG5, "encoding", {"row": "2"}),
        ("工单号,网点\n".encode() + "网点".encode("gb18030") + b",\xff\n", "encoding", {"row": "2"}),
        (b"\xff\xfe" + HEADER.encode("utf-16-le") + b"\x00", "encoding", {"row": "2"}),
        (HEADER.encode() + b"A1,B\x007,x,2026\n", "nul_bytes", {"row": "2"}),
        (HEADER.encode("utf-16-le"), "nul_bytes", {"row": "1"}),
        ("\ufeff" + HEADER + "A1,B\x007\n", "nul_bytes", {"row": "2"}),
        (HEADER + ROW + 'A2,"B7,x,2026-01-05 07:05\n' + ROW, "not_csv", {"row": "3"}),
        (HEADER + 'A2,"B7"x,y,2026-01-05 07:05\n', "not_csv", {"row": "2"}),
        (HEADER + f"A1,{'x' * 200_000},x,2026-01-05 07:05\n", "not_csv", {"row": "2"}),
        (b"%PDF-1.7\n", "unknown_format", {"format": "PDF"}),
        (b"<html><table></table></html>", "unknown_format", {"format": "HTML / XML"}),
        (OLE, "old_excel", {}),
        (OLE + "EncryptedPackage".encode("utf-16-le"), "encrypted", {}),
        (b"PK\x03\x04 not a zip", "damaged_workbook", {}),
        ("order_no,site,site,received_at\n" + ROW, "duplicate_header", {"columns": "site"}),
        (HEADER.strip() + ",weather\n", "unknown_columns", {"columns": "weather"}),
        (HEADER.strip() + ",,hold_hours\n", "unknown_columns", {"columns": "#5"}),
        ("order_no,sites,received_at\n" + ROW, "missing_columns", {"columns": "site (≈ sites)"}),
        ("a;b\n1;2\n", "missing_columns", {"columns": "order_no, site, received_at", "found": "a, b"}),
        ("," * 300 + "x\n", "too_many_columns", {"columns": "301"}),
    ],
)
def test_a_file_that_is_no_table_is_refused(
    read_file: Read, workdir: Path, content: str | bytes, code: str, values: dict[str, str]
) -> None:
    with pytest.raises(FileRefused) as caught:
        read_file(content)
    assert caught.value.code == code
    assert values.items() <= caught.value.values.items()
    assert "%(" not in caught.value.text()
    assert_nothing_left(workdir)


@pytest.mark.parametrize(
    ("limits", "code"),
    [
        (Limits(rows=10), "too_many_rows"),
        (Limits(file_bytes=100), "too_large"),
        (Limits(columns=3), "too_many_columns"),
    ],
)
def test_each_size_has_a_limit(read_file: Read, limits: Limits, code: str) -> None:
    with pytest.raises(FileRefused) as caught:
        read_file(HEADER + ROW * 11, limits=limits)
    assert caught.value.code == code


def test_a_million_rows_are_refused_by_default(read_file: Read, workdir: Path) -> None:
    with pytest.raises(FileRefused) as caught:
        read_file(HEADER + ROW * 1_000_000)
    assert (caught.value.code, caught.value.values) == ("too_many_rows", {"limit": "500000"})
    assert_nothing_left(workdir)


@pytest.fixture(scope="module")
def slow_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A file of seconds of work: every moment differs and needs a closer look."""
    path = tmp_path_factory.mktemp("slow") / "slow.csv"
    with path.open("w") as target:
        target.write("order_no,site,received_at,ready_at\n")
        for number in range(400_000):
            minute = f"{number // 3600 % 24}:{number // 60 % 60:02}:{number % 60:02}"
            target.write(f"A.{number},B.{number},2026/1/{number % 28 + 1} {minute},2026/2/{number % 28 + 1} {minute}\n")
    return path


@pytest.mark.parametrize("limits", [Limits(wall_seconds=0.5), Limits(cpu_seconds=1)], ids=["wall", "cpu"])
def test_a_file_that_takes_too_long_is_stopped(read_file: Read, slow_file: Path, workdir: Path, limits: Limits) -> None:
    with pytest.raises(FileRefused) as caught:
        read_file(slow_file, limits=limits)
    assert caught.value.code == "too_slow"
    assert_nothing_left(workdir)


def test_a_file_that_takes_too_much_memory_is_stopped(read_file: Read, tmp_path: Path, workdir: Path) -> None:
    path = tmp_path / "tall.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet()
        sheet.write_row(0, 0, HEADER.strip().split(","))
        sheet.write(1_048_575, 20, "far")
    with pytest.raises(FileRefused) as caught:
        read_file(path, limits=Limits(rows=2_000_000, memory_bytes=256 << 20))
    assert caught.value.code == "out_of_memory"
    assert_nothing_left(workdir)


def test_a_cell_at_the_far_corner_is_refused_before_it_is_laid_out(read_file: Read, tmp_path: Path) -> None:
    path = tmp_path / "far.xlsx"
    with xlsxwriter.Workbook(str(path)) as workbook:
        workbook.add_worksheet().write("XFD1048576", "far")
    with pytest.raises(FileRefused) as caught:
        read_file(path)
    assert (caught.value.code, caught.value.values) == ("stray_cell", {"cell": "XFD1048576"})


def bomb(path: Path, unpacked: int) -> Path:
    """A workbook whose sheet unpacks to this many bytes."""
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("xl/workbook.xml", "<workbook/>")
        with package.open("xl/worksheets/sheet1.xml", "w", force_zip64=True) as sheet:
            block = b" " * (8 << 20)
            for _ in range(unpacked // len(block)):
                sheet.write(block)
    return path


def test_a_zip_bomb_is_refused_by_its_directory(read_file: Read, tmp_path: Path) -> None:
    path = bomb(tmp_path / "bomb.xlsx", 160 << 20)
    assert path.stat().st_size < 2 << 20
    began = time.monotonic()
    with pytest.raises(FileRefused) as caught:
        read_file(path)
    assert caught.value.code == "unpacked_too_large"
    assert caught.value.values["megabytes"] == "161"
    assert time.monotonic() - began < 5


def test_a_workbook_past_the_unpacked_size_is_refused(read_file: Read, tmp_path: Path) -> None:
    path = bomb(tmp_path / "large.xlsx", 16 << 20)
    with pytest.raises(FileRefused) as caught:
        read_file(path, limits=Limits(unpacked_bytes=8 << 20))
    assert caught.value.code == "unpacked_too_large"


def test_a_zip_that_lies_about_its_size_does_no_harm(read_file: Read, tmp_path: Path) -> None:
    size = 96 << 20
    path = tmp_path / "liar.xlsx"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=1) as package:
        package.writestr("xl/workbook.xml", '<workbook><sheet name="a"/></workbook>' + " " * size)
        package.writestr("xl/_rels/workbook.xml.rels", "<Relationships/>")
    told = (size + 38).to_bytes(4, "little")
    path.write_bytes(path.read_bytes().replace(told, (38).to_bytes(4, "little")))
    with pytest.raises(FileRefused) as caught:
        read_file(path, limits=Limits(memory_bytes=256 << 20))
    assert caught.value.code in ("damaged_workbook", "out_of_memory")


READING = """
import sys
from pathlib import Path
from network.foundation.tabular.layout import Column, Kind, Layout
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.read import read

names = ("order_no", "site", "received_at", "ready_at")
layout = Layout("orders", tuple(Column(name, Kind.TIMESTAMP if name.endswith("_at") else Kind.CODE) for name in names))
read(Path(sys.argv[1]), layout, None, Limits(), Path(sys.argv[2]), lambda rows: print(rows, flush=True))
"""


def test_control_c_leaves_neither_process_nor_file(slow_file: Path, workdir: Path) -> None:
    """The signal goes to the whole foreground group, as a terminal sends it."""
    command = [sys.executable, "-c", READING, str(slow_file), str(workdir)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True) as reader:
        assert reader.stdout is not None
        assert int(reader.stdout.readline()) > 0
        assert any(workdir.iterdir())
        os.killpg(reader.pid, signal.SIGINT)
        complaint = reader.communicate(timeout=10)[1]
    assert reader.returncode != 0
    assert b"KeyboardInterrupt" in complaint
    assert_nothing_left(workdir)


async def test_cancelling_leaves_neither_process_nor_file(slow_file: Path, workdir: Path, layout: Layout) -> None:
    started = asyncio.Event()
    reading = asyncio.create_task(read_async(slow_file, layout, None, Limits(), workdir, lambda _rows: started.set()))
    await asyncio.wait_for(started.wait(), 20)
    reading.cancel()
    with pytest.raises(asyncio.CancelledError):
        await reading
    assert_nothing_left(workdir)


def test_the_child_knows_none_of_our_environment(
    read_file: Read, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """PYTHONSTARTUP-like variables and secrets stay with the parent: a poisoned one would end the child at once."""
    monkeypatch.setenv("PYTHONHOME", str(tmp_path / "nowhere"))
    assert read_file(HEADER + ROW).rows == 1


def assert_nothing_left(folder: Path) -> None:
    """No file, and no process that works in this folder (the child does while it reads)."""
    assert list(folder.iterdir()) == []
    inside = []
    for process in Path("/proc").glob("[0-9]*"):
        try:
            if (process / "cwd").readlink() == folder:
                inside.append(process.name)
        except OSError:
            continue
    assert inside == []
