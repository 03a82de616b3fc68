"""House rules that a linter cannot check."""

import re
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
SOURCES = sorted(
    file
    for folder in ("network", "reports")
    for file in (ROOT / folder).rglob("*.py")
    if "piccolo_migrations" not in file.parts
)


@pytest.mark.parametrize(
    ("pattern", "why"),
    [
        (r"\.batch\(", "Piccolo's batch opens a connection outside the transaction"),
        (r"asyncio\.gather\(", "a transaction has one connection"),
        (r"\b(eval|exec)\(", "nothing a person writes is ever run"),
        (r"datetime\.now\((?!UTC)", "times are aware"),
        (r"date\.today\(", "today is an argument"),
        (r"\b(TODO|FIXME|XXX)\b", "finish it or write it down in DECISIONS.md"),
        (r"\{[\w.]*\b(_|gettext)\(", "Babel does not find texts inside an f-string"),
    ],
)
def test_a_pattern_that_has_hurt_before_is_nowhere(pattern: str, why: str) -> None:
    found = [str(file.relative_to(ROOT)) for file in SOURCES if re.search(pattern, file.read_text(encoding="utf-8"))]
    assert not found, why


def test_only_foundation_asks_what_time_it_is() -> None:
    asking = [str(file.relative_to(ROOT)) for file in SOURCES if "datetime.now(" in file.read_text(encoding="utf-8")]
    assert asking == ["network/foundation/clock.py"]


def test_every_module_is_of_readable_size() -> None:
    long = {
        str(file.relative_to(ROOT)): lines
        for file in SOURCES
        if (lines := file.read_text(encoding="utf-8").count("\n")) > 320
    }
    assert not long
