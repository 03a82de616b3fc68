"""A layout like that of repair orders, and ways to read a file that the test writes."""

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from network.foundation.tabular.layout import Column, Kind, Layout
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.profile import Profile
from network.foundation.tabular.read import Parsed, read

ORDERS = Layout(
    "orders",
    (
        Column("order_no", Kind.CODE, required=True, aliases=("工单号",)),
        Column("site", Kind.CODE, required=True, aliases=("网点",)),
        Column("product", Kind.TEXT, aliases=("产品",)),
        Column("received_at", Kind.TIMESTAMP, required=True, aliases=("收件时间",)),
        Column("ready_at", Kind.TIMESTAMP),
        Column("opened_on", Kind.DATE),
        Column("hold_hours", Kind.DECIMAL, minimum=Decimal(0), places=2),
        Column("visits", Kind.INTEGER, minimum=Decimal(0), maximum=Decimal(999)),
        Column("outcome", Kind.CHOICE, choices=("repaired", "no_fault")),
        Column("in_warranty", Kind.BOOLEAN),
        Column("currency", Kind.CODE, default="CNY", max_length=3),
    ),
)

Read = Callable[..., Parsed]


@pytest.fixture
def layout() -> Layout:
    return ORDERS


@pytest.fixture
def workdir(tmp_path: Path) -> Path:
    folder = tmp_path / "work"
    folder.mkdir()
    return folder


@pytest.fixture
def read_file(tmp_path: Path, workdir: Path) -> Read:
    """Read a path, or text or bytes as a CSV file; `profile` is the text of one."""

    def run(content: Path | str | bytes, profile: str | None = None, limits: Limits | None = None) -> Parsed:
        path = content if isinstance(content, Path) else tmp_path / "orders.csv"
        if not isinstance(content, Path):
            path.write_bytes(content.encode() if isinstance(content, str) else content)
        parsed_profile = None if profile is None else Profile.parse(profile, Path("profile.toml"))
        return read(path, ORDERS, parsed_profile, limits or Limits(), workdir)

    return run


_UNESCAPED = {"t": "\t", "n": "\n", "r": "\r", "\\": "\\"}


def unescape(field: str) -> str | None:
    """A field of COPY's text format by the rules of PostgreSQL's manual."""
    if field == r"\N":
        return None
    parts = iter(field)
    return "".join(_UNESCAPED[next(parts)] if sign == "\\" else sign for sign in parts)


@pytest.fixture
def rows_of() -> Callable[[Parsed], list[dict[str, Any]]]:
    """The rows of the COPY file, by column."""

    def rows(parsed: Parsed) -> list[dict[str, Any]]:
        lines = parsed.copy_file.read_text(encoding="utf-8").split("\n")
        assert lines.pop() == ""
        return [dict(zip(parsed.copy_columns, map(unescape, line.split("\t")), strict=True)) for line in lines]

    return rows


@pytest.fixture
def codes_of() -> Callable[[Parsed], list[tuple[int, str, str]]]:
    """Row, column and code of each error."""

    def codes(parsed: Parsed) -> list[tuple[int, str, str]]:
        return [(error.row, error.column, error.code) for error in parsed.errors]

    return codes
