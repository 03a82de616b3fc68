"""Import profiles: what they may say, and what they make of a file."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from network.foundation.tabular.errors import FileRefused, ProfileInvalid
from network.foundation.tabular.layout import Column, Kind, Layout
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.profile import Profile
from network.foundation.tabular.read import Parsed, read

Read = Callable[..., Parsed]
Rows = Callable[[Parsed], list[dict[str, Any]]]

PROJECT = Path(__file__).parents[3]
INCIDENTS = PROJECT.parent / "shared" / "data" / "bpic2013_incidents.csv"

PROFILE = """
[columns]
order_no = "Ticket"
site = "Workshop"
received_at = "Taken in"
hold_hours = "Wait"
outcome = "Result"
in_warranty = "Voucher"

[constants]
currency = "EUR"

[values.outcome]
"Fixed" = "repaired"
"NFF" = "no_fault"

[values.in_warranty]
"none" = "false"
non_empty = "true"
empty = "false"

[formats]
timestamp = ["%d.%m.%Y %H:%M"]
decimal_mark = ","
delimiter = ";"
encoding = "cp1252"

[sites]
region = "Country"
unknown_region = ["0", ""]
"""
HEADER = "Ticket;Workshop;Taken in;Wait;Result;Voucher;Country;Mood\n"


def parse(text: str) -> Profile:
    return Profile.parse(text, Path("profile.toml"))


def test_a_foreign_file_is_mapped(read_file: Read, rows_of: Rows) -> None:
    text = HEADER + "A1;Zürich;31.01.2026 14:05;1.250,5;fixed;V17;CH;good\nA2;B7;31.01.2026 14:05;0;repaired;;0;\n"
    parsed = read_file(text.encode("cp1252"), profile=PROFILE)
    first, second = rows_of(parsed)
    assert parsed.errors == ()
    assert (first["site"], first["received_at_local"], first["hold_hours"]) == (
        "Zürich",
        "2026-01-31T14:05:00",
        "1250.5",
    )
    assert (first["outcome"], first["in_warranty"], first["currency"]) == ("repaired", "t", "EUR")
    assert (second["outcome"], second["in_warranty"]) == ("repaired", "f")
    assert (first["site_region"], second["site_region"], first["site_name"]) == ("CH", None, None)
    assert parsed.unread_columns == ("Mood",)
    assert parsed.copy_columns[-2:] == ("site_region", "site_name")


def test_a_listed_value_comes_before_the_rule_for_non_empty_cells(read_file: Read, rows_of: Rows) -> None:
    text = HEADER + "A1;B7;31.01.2026 14:05;;NFF;None;;\n"
    assert rows_of(read_file(text, profile=PROFILE))[0]["in_warranty"] == "f"


def test_a_header_that_the_profile_names_must_be_there(read_file: Read) -> None:
    with pytest.raises(FileRefused) as caught:
        read_file(HEADER.replace("Wait", "Waits") + "A1;B7;31.01.2026 14:05;;NFF;None;;\n", profile=PROFILE)
    assert (caught.value.code, caught.value.values["columns"]) == ("missing_columns", "Wait (≈ Waits)")


@pytest.mark.parametrize(
    ("text", "named"),
    [
        ("[columns", "profile.toml"),
        ("[colums]\na = 'b'", "colums"),
        ("[columns]\nweather = 'Sky'", "weather"),
        ("[values.weather]\na = 'b'", "weather"),
        ("[columns]\nsite = 'S'\n[constants]\nsite = 'B7'", "site"),
        ("[constants]\nhold_hours = 'many'", "hold_hours"),
        ("[constants]\nsite = 7", "constants.site"),
        ("[formats]\ndecimal_mark = ';'", "decimal_mark"),
        ("[formats]\ntime_zone = 'Middle/Earth'", "Middle/Earth"),
        ("[formats]\ntimestamp = ['%d.%m.%y']", "formats.timestamp.0"),
        ("[formats]\ntimestamp = ['%Y-%d %Q']", "formats.timestamp.0"),
        ("[formats]\nencoding = 'klingon'", "klingon"),
        ("[formats]\nencoding = 'base64'", "base64"),
    ],
)
def test_a_profile_that_cannot_work_is_refused_naming_the_place(
    tmp_path: Path, layout: Layout, text: str, named: str
) -> None:
    path = tmp_path / "profile.toml"
    path.write_text(text)
    with pytest.raises(ProfileInvalid) as caught:
        read(path, layout, Profile.load(path), Limits(), tmp_path)
    assert named in caught.value.text()


@pytest.mark.parametrize("text", ["a = " + "[" * 20_000, "a = " + "9" * 20_000])
def test_a_profile_made_to_break_its_reader_is_refused(text: str) -> None:
    with pytest.raises(ProfileInvalid):
        Profile.parse(text, Path("profile.toml"))


def test_a_profile_that_is_not_there_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ProfileInvalid):
        Profile.load(tmp_path / "none.toml")


@pytest.mark.parametrize("name", ["bpic2013.toml", "profile-reference.toml"])
def test_the_shipped_profiles_are_valid(name: str) -> None:
    profile = Profile.load(PROJECT / "examples" / name)
    assert profile.columns["site"]
    assert profile.sites is not None


@pytest.mark.skipif(not INCIDENTS.exists(), reason=f"the incidents of BPIC 2013 are not at {INCIDENTS}")
def test_the_incidents_of_bpic_2013_are_read_without_error(workdir: Path, rows_of: Rows) -> None:
    layout = Layout(
        "orders",
        (
            Column("order_no", Kind.CODE, required=True),
            Column("site", Kind.CODE, required=True),
            Column("product", Kind.TEXT),
            Column("received_at", Kind.TIMESTAMP, required=True),
            Column("ready_at", Kind.TIMESTAMP),
            Column("hold_hours", Kind.DECIMAL, places=2),
            Column("sent_to_hq", Kind.BOOLEAN),
        ),
    )
    parsed = read(INCIDENTS, layout, Profile.load(PROJECT / "examples" / "bpic2013.toml"), Limits(), workdir)
    rows = rows_of(parsed)
    assert (parsed.rows, parsed.errors) == (7554, ())
    assert parsed.unread_columns == ("impact", "reopened", "last_status")
    assert len({row["site"] for row in rows}) == 338
    assert sum(row["ready_at"] is None for row in rows) == 8
    assert 0.317 < sum(row["sent_to_hq"] == "t" for row in rows) / len(rows) < 0.319
    assert {row["received_at_local"] for row in rows} == {None}
    assert "0" not in {row["site_region"] for row in rows}
