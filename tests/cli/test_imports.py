"""`servicemark import` on a real database: what it says, what it does, and its exit status."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import openpyxl
import pytest
from click.testing import CliRunner, Result

import network
from network.cli import main
from tests.conftest import APP_PASSWORD

SITES = "code,name,name_zh,timezone\nS1,Riverside,河畔店,Asia/Shanghai\nS2,Hilltop,山顶店,Asia/Shanghai\n"
ORDERS = (
    "order_no,site,received_at,ready_at,outcome\n"
    "A1,S1,2026-01-02 10:00,2026-01-03 10:00,repaired\n"
    "A2,S2,2026-01-02 11:00,2026-01-05 10:00,replaced\n"
)


@pytest.fixture(autouse=True)
def settings(root_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SERVICEMARK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SERVICEMARK_DATABASE_URL", root_url)
    monkeypatch.setenv("SERVICEMARK_APP_PASSWORD", APP_PASSWORD)


def run(*arguments: str | Path) -> Result:
    return CliRunner().invoke(main, [str(argument) for argument in arguments])


def written(folder: Path, name: str, text: str) -> Path:
    file = folder / name
    file.write_text(text, encoding="utf-8")
    return file


def test_a_file_is_imported_once_and_changes_nothing_the_second_time(tmp_path: Path) -> None:
    sites, orders = written(tmp_path, "sites.csv", SITES), written(tmp_path, "orders.csv", ORDERS)
    assert "New: 2. Changed: 0. Unchanged: 0." in run("import", "sites", sites).output
    tried = run("import", "orders", orders, "--dry-run")
    assert (tried.exit_code, "nothing has been changed" in tried.output) == (0, True)
    first = run("import", "orders", orders)
    assert (first.exit_code, "orders.csv: 2 rows read." in first.output) == (0, True)
    assert "New: 2." in first.output
    again = run("import", "orders", orders)
    assert (again.exit_code, "Nothing changed: this file was imported on" in again.output) == (0, True)
    chinese = run("--language", "zh_CN", "import", "orders", orders)
    assert "没有任何变化" in chinese.output
    assert list((tmp_path / "data").glob("import-*")) == []


def test_all_errors_are_told_and_the_failing_rows_handed_back(tmp_path: Path) -> None:
    run("import", "sites", written(tmp_path, "sites.csv", SITES))
    wrong = "".join(f"B{number},NOWHERE,2026-01-02 10:00,,\n" for number in range(30))
    orders, out = written(tmp_path, "orders.csv", ORDERS + wrong), tmp_path / "errors.xlsx"
    result = run("import", "orders", orders, "--errors-to", out)
    assert result.exit_code == 1
    assert "Row 4, site “NOWHERE”: There is no site" in result.output
    assert "… and 10 more\n" in result.output
    assert "Nothing was imported: 30 errors." in result.output
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert (len(rows), rows[1][1:3]) == (31, ("B0", "NOWHERE"))
    untouched = run("import", "orders", written(tmp_path, "good.csv", ORDERS), "--dry-run")
    assert "New: 2." in untouched.output


def test_training_records_are_checked_and_handed_back_like_others(tmp_path: Path) -> None:
    run("import", "sites", written(tmp_path, "sites.csv", SITES))
    records = "site,name,course,passed_on\nS1,Li Na,safety,2026-01-02\nS1,Li Na,safety,2026-02-30\n"
    out = tmp_path / "errors.xlsx"
    result = run("import", "training", written(tmp_path, "records.csv", records), "--dry-run", "--errors-to", out)
    assert result.exit_code == 1
    assert "Row 2, name “Li Na”: Nobody called “Li Na” is on the staff list of S1." in result.output
    assert "Row 3, passed_on “2026-02-30”" in result.output
    rows = list(openpyxl.load_workbook(out).active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert [row[1] for row in rows[1:]] == ["S1", "S1"]
    refused = run("import", "training", tmp_path / "records.csv", "--month", "2026-01")
    assert "Only a file of orders" in refused.output


def test_rows_of_another_month_are_named_and_nothing_is_imported(tmp_path: Path) -> None:
    run("import", "sites", written(tmp_path, "sites.csv", SITES))
    orders = written(tmp_path, "orders.csv", ORDERS + "A3,S1,2025-12-02 10:00,2025-12-03 10:00,repaired\n")
    bound = run("import", "orders", orders, "--month", "2026-01")
    assert (bound.exit_code, "Nothing was imported: 1 error." in bound.output) == (1, True)
    assert "Row 4, received_at “2025-12-02 10:00”: The row lies outside 2026-01" in bound.output
    assert "New: 3." in run("import", "orders", orders).output


def test_wrong_usage_is_refused_before_anything_is_read(tmp_path: Path) -> None:
    sites = written(tmp_path, "sites.csv", SITES)
    assert run("import", "sites", sites, "--create-sites").exit_code == 2
    assert "is not a period" in run("import", "orders", sites, "--month", "July").output
    assert "Only a file of orders" in run("import", "sites", sites, "--month", "2026-01").output
    assert run("import", "sites", sites, "--errors-to", sites).exit_code == 2
    assert run("import", "sites", sites, "--errors-to", tmp_path / "none" / "e.xlsx").exit_code == 2
    assert run("import", "sites", tmp_path / "none.csv").exit_code == 2
    assert sites.read_text(encoding="utf-8") == SITES


def test_a_file_that_is_no_table_is_refused_in_a_sentence(tmp_path: Path) -> None:
    result = run("import", "orders", written(tmp_path, "nothing.csv", ""))
    assert (result.exit_code, "The file is empty." in result.output) == (1, True)


def test_an_interruption_leaves_nothing_behind(tmp_path: Path) -> None:
    run("import", "sites", written(tmp_path, "sites.csv", SITES))
    many = "".join(f"C{number},S1,2026-01-02 10:00,2026-01-03 10:00,\n" for number in range(200_000))
    orders = written(tmp_path, "orders.csv", "order_no,site,received_at,ready_at,outcome\n" + many)
    command = [sys.executable, "-c", "from network.cli import main; main()", "import", "orders", str(orders)]
    root = str(Path(network.__file__).parent.parent)
    running = subprocess.Popen(
        command, stderr=subprocess.PIPE, stdout=subprocess.PIPE, env={**os.environ, "PYTHONPATH": root}
    )
    deadline = time.monotonic() + 30
    while not list((tmp_path / "data").glob("import-*/*.copy")) and time.monotonic() < deadline:
        time.sleep(0.02)
    running.send_signal(signal.SIGINT)
    _out, told = running.communicate(timeout=30)
    assert (running.returncode, told.decode().strip()) == (130, "Stopped.")
    assert list((tmp_path / "data").glob("import-*")) == []
    untouched = run("import", "orders", written(tmp_path, "good.csv", ORDERS), "--dry-run")
    assert "New: 2." in untouched.output
