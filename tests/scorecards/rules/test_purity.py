"""The house rules of this package, read from its source."""

import ast
from pathlib import Path

import pytest

import network.scorecards.rules as package

# These draw a plan, count places, estimate what training did, how sure a score is and how far chance may move a rank:
# nobody is scored by pixels, days, intervals and probabilities.
# Nor by the window of a challenge and the time that a printer takes.
NOT_SCORING = {"plot", "coverage", "effect", "posterior", "rank_range", "challenges", "documents"}
MODULES = sorted(path for path in Path(package.__path__[0]).glob("*.py") if path.stem not in NOT_SCORING)
IMPURE = {
    "piccolo",
    "litestar",
    "reports",
    "asyncio",
    "datetime",
    "time",
    "os",
    "pathlib",
    "random",
    "math",
    "io",
    "statistics",
}


def floats(source: str) -> list[int]:
    """The lines on which a float is written or made."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Constant) and isinstance(node.value, float | complex))
        or (isinstance(node, ast.Name) and node.id in ("float", "round"))
        or (isinstance(node, ast.Attribute) and node.attr in ("from_float", "__float__"))
    ]


def imports(source: str) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found.add(node.module.split(".")[0])
    return found


@pytest.mark.parametrize("sample", ["x = 0.5", "float('1')", "y = [1e3]", "Decimal.from_float(x)", "round(x, 2)"])
def test_the_search_for_floats_finds_them(sample: str) -> None:
    assert floats(sample) == [1]


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_no_float_touches_a_score(module: Path) -> None:
    assert floats(module.read_text("utf-8")) == []


@pytest.mark.parametrize("module", MODULES, ids=lambda path: path.stem)
def test_rules_do_no_input_or_output_and_know_no_clock(module: Path) -> None:
    source = module.read_text("utf-8")
    assert not imports(source) & IMPURE
    calls = {
        node.func.id
        for node in ast.walk(ast.parse(source))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)
    }
    assert not calls & {"open", "print", "input", "eval", "exec"}
