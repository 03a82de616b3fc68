"""`servicemark sites`: the network out of one database and into another, byte by byte."""

import csv
import secrets
from collections.abc import Callable
from pathlib import Path

import asyncpg
import pytest
from click.testing import CliRunner, Result

from network.cli import main
from network.demo.files import write
from network.demo.generator import generate
from network.foundation.database import with_database
from tests.conftest import APP_PASSWORD, TEMPLATE

Run = Callable[..., Result]


@pytest.fixture
def run(root_url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("SERVICEMARK_DATA_DIR", str(tmp_path / "data"))
    monkeypatch.setenv("SERVICEMARK_DATABASE_URL", root_url)
    monkeypatch.setenv("SERVICEMARK_APP_PASSWORD", APP_PASSWORD)

    def run(*arguments: str | Path) -> Result:
        return CliRunner().invoke(main, [str(argument) for argument in arguments])

    return run


@pytest.fixture
async def elsewhere(postgres: str, root_url: str) -> str:
    """Another database, with nothing in it."""
    name = f"test_{secrets.token_hex(6)}"
    server = await asyncpg.connect(postgres)
    try:
        await server.execute(f"create database {name} template {TEMPLATE} strategy file_copy")
    finally:
        await server.close()
    return with_database(postgres, name)


@pytest.fixture(scope="session")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The files of a demo network of all 303 sites and one quarter."""
    folder = tmp_path_factory.mktemp("demo")
    write(generate(1, "2026Q1", "2026Q1"), folder)
    return folder


def test_the_whole_network_goes_out_and_in_without_a_byte_that_differs(
    run: Run, elsewhere: str, demo: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    first, again, other = tmp_path / "first.csv", tmp_path / "again.csv", tmp_path / "other.csv"
    assert "New: 303." in run("sites", "import", demo / "sites.csv").output
    assert "Written to" in run("sites", "export", first).output
    assert "Nothing changed" in run("sites", "import", first).output
    run("sites", "export", again)
    monkeypatch.setenv("SERVICEMARK_DATABASE_URL", elsewhere)
    assert "New: 303." in run("sites", "import", first).output
    run("sites", "export", other)
    assert first.read_bytes() == again.read_bytes() == other.read_bytes()
    assert first.read_bytes().count(b"\r\n") == 304


def test_everything_that_a_site_can_have_survives(
    run: Run, elsewhere: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    row = {
        "code": "=S1",
        "name": "@home, “Old Town”",
        "name_zh": "'=网点",
        "kind": "self_operated",
        "status": "listed",
        "city": "Xi'an",
        "city_tier": "2",
        "region": "North / West",
        "region_zh": "北/西",
        "timezone": "Asia/Urumqi",
        "operator": "-Minus- Ltd",
        "opened_on": "2020-02-29",
        "closed_on": "2099-01-01",
        "opening_hours": "Sa 10:00-12:00;Mo,Tu,We 09:00-12:00, 13:00-24:00",
        "holidays": "2026-10-02,2026-10-01",
        "make_up_days": "2026-10-10",
        "address": "+1 Lane\nBack door",
        "address_zh": "一弄",
        "phone": "+86 21 5550 0101",
        "latitude": "-0.50000",
        "longitude": "108.9400",
    }
    source, first, other = tmp_path / "source.csv", tmp_path / "first.csv", tmp_path / "other.csv"
    with source.open("w", encoding="utf-8", newline="") as file:
        writer = csv.DictWriter(file, list(row))
        writer.writeheader()
        writer.writerow(row)
    assert "New: 1." in run("sites", "import", source).output
    run("sites", "export", first)
    assert "Nothing changed" in run("sites", "import", first).output
    monkeypatch.setenv("SERVICEMARK_DATABASE_URL", elsewhere)
    run("sites", "import", first)
    run("sites", "export", other)
    assert first.read_bytes() == other.read_bytes()
    with first.open(encoding="utf-8-sig", newline="") as file:
        (written,) = csv.DictReader(file)
    assert written == row | {
        "code": "'=S1",
        "name": "'@home, “Old Town”",
        "name_zh": "'=网点",
        "region": "North/West",
        "operator": "'-Minus- Ltd",
        "opening_hours": "Mo-We 09:00-12:00,13:00-24:00; Sa 10:00-12:00",
        "holidays": "2026-10-01 2026-10-02",
        "address": "'+1 Lane\nBack door",
        "phone": "'+86 21 5550 0101",
        "latitude": "-0.5",
        "longitude": "108.94",
        "city_zh": "Xi'an",
        "operator_zh": "'-Minus- Ltd",
    }


def test_without_a_file_the_sites_are_written_to_standard_output(run: Run, tmp_path: Path) -> None:
    assert run("sites", "export").output.startswith("\ufeffcode,name,name_zh,kind,status,")


def test_cities_are_imported_once_and_changed_by_what_differs(run: Run, demo: Path, tmp_path: Path) -> None:
    assert "New: 61. Changed: 0. Unchanged: 0." in run("sites", "import-cities", demo / "cities.csv").output
    assert "Nothing changed" in run("import", "cities", demo / "cities.csv").output
    larger = tmp_path / "larger.csv"
    larger.write_text("name,population\nXining,2500\nLanzhou,4359\nLhasa,868\n", encoding="utf-8")
    assert "New: 1. Changed: 1. Unchanged: 1." in run("sites", "import-cities", larger).output


def test_all_that_is_wrong_with_cities_is_told(run: Run, tmp_path: Path) -> None:
    wrong = tmp_path / "wrong.csv"
    wrong.write_text("name,latitude,tier\nA,10,1\nA,,12\n", encoding="utf-8")
    result = run("sites", "import-cities", wrong)
    assert result.exit_code == 1
    assert "go together" in result.output
    assert "stands more than once" in result.output
    assert "Nothing was imported: 3 errors." in result.output
