"""Whatever is written into the trail has words for people: in its own domain, in both languages."""

import ast
import re
from collections.abc import Callable
from functools import cache

from network.app import WORDS
from network.web.happenings import together
from tests.house.test_sources import SOURCES

# Rows that SQL writes by itself name their action in the statement.
IN_SQL = re.compile(r"'((?!app\.)[a-z_]+\.[a-z_]+)'")


Fits = Callable[[str], object]


@cache
def _recorded() -> tuple[set[str], list[Fits]]:
    """The actions that commands record, and what fits those that they put together from parts."""
    whole: set[str] = set()
    # By statements over many rows: `intake.merging` from its noun, imports from the kind of file.
    made: list[Fits] = [re.compile(r"(site|order|return|part)\.changed|(orders|hq_returns|parts)\.imported").fullmatch]
    for file in SOURCES:
        source = file.read_text(encoding="utf-8")
        for action in filter(None, map(_action, ast.walk(ast.parse(source)))):
            if isinstance(action, ast.Constant):
                whole.add(str(action.value))
            elif isinstance(action, ast.JoinedStr):
                parts = [
                    re.escape(str(part.value)) if isinstance(part, ast.Constant) else "[a-z_]+"
                    for part in action.values
                ]
                made.append(re.compile("".join(parts)).fullmatch)
        if "trail_event" in source and "/commands/" in str(file):
            whole |= set(IN_SQL.findall(source))
    return whole, made


def _action(node: ast.AST) -> ast.expr | None:
    """The action in a call of `record(actor, action, subject, facts)`, or of `record_all`."""
    if not isinstance(node, ast.Call) or len(node.args) < 4:
        return None
    name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
    return node.args[1] if name in ("record", "record_all") else None


def test_every_action_that_is_recorded_has_words() -> None:
    known = together(WORDS).actions
    whole, made = _recorded()
    assert len(whole) > 10
    assert whole - set(known) == set()
    assert [fits for fits in made if not any(fits(action) for action in known)] == []


def test_no_words_are_left_of_an_action_that_is_gone() -> None:
    whole, made = _recorded()
    assert {
        action for action in set(together(WORDS).actions) - whole if not any(fits(action) for fits in made)
    } == set()
