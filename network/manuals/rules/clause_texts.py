"""What is wrong with the Markdown of a clause, in one language. Pure."""

import re
from collections.abc import Collection, Iterator

from network.foundation.documents import problems as form
from network.foundation.documents.problems import Problem
from network.manuals.markdown import Node, parse, picture_of, target_of, walk
from network.manuals.rules import document_problems as wrong

LONGEST_TEXT = 20_000
MOST_COLUMNS, MOST_ROWS = 12, 100
DEEPEST = 4
_HOLDERS = frozenset({"bullet_list", "ordered_list", "blockquote"})
_HTML = re.compile(r"</?[a-zA-Z][a-zA-Z0-9]*(?:\s[^<>]*)?/?>")


def problems_of_text(path: str, text: str, clauses: Collection[str]) -> Iterator[Problem]:
    """Every problem of a text; `clauses`: the keys that it may refer to. Pictures are not looked up here."""
    if not text.strip():
        yield form.Blank(path)
    if "\x00" in text:
        yield form.NotText(path)
    if len(text) > LONGEST_TEXT:
        # Anything longer is not even read: a hostile text must not cost time.
        yield wrong.TextTooLong(path, {"most": LONGEST_TEXT})
        return
    tree = parse(text)
    for node in walk(tree):
        yield from _node(path, node, clauses)
    if _depth(tree) > DEEPEST:
        yield wrong.TooDeeplyNested(path, {"most": DEEPEST})


def _node(path: str, node: Node, clauses: Collection[str]) -> Iterator[Problem]:
    if node.type == "link":
        yield from _link(path, str(node.attrGet("href") or ""), clauses)
    elif node.type == "image":
        source = str(node.attrGet("src") or "")
        if picture_of(source) is None:
            yield wrong.PictureElsewhere(path, {"given": source[:200]})
    elif node.type == "table":
        yield from _table(path, node)
    elif node.type == "text" and (found := _HTML.search(node.content)):
        yield wrong.HtmlFound(path, {"given": found[0][:60]})


def _link(path: str, address: str, clauses: Collection[str]) -> Iterator[Problem]:
    target = target_of(address)
    if target is None:
        yield wrong.LinkRefused(path, {"given": address[:200]})
    elif target.clause and target.clause not in clauses:
        yield wrong.ClauseUnknown(path, {"given": target.clause})


def _table(path: str, node: Node) -> Iterator[Problem]:
    rows = [each for each in walk(node) if each.type == "tr"]
    columns = max((len(row.children) for row in rows), default=0)
    if columns > MOST_COLUMNS or len(rows) > MOST_ROWS:
        limits = {"most_columns": MOST_COLUMNS, "most_rows": MOST_ROWS}
        yield wrong.TableTooLarge(path, {"columns": columns, "rows": len(rows), **limits})


def _depth(node: Node) -> int:
    below = max(map(_depth, node.children), default=0)
    return below + (node.type in _HOLDERS)
