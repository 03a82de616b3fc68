"""Clauses in Markdown: paragraphs, lists, tables, links and pictures, and never HTML.

A text is taken apart once (`parse`); pages, files and the search are made of the same tree. Whatever somebody has
typed, `to_html` writes no tag and no attribute but those named here, and no address but one that `target_of` knows.
"""

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from html import escape
from types import MappingProxyType
from typing import NamedTuple

from markdown_it import MarkdownIt
from markdown_it.tree import SyntaxTreeNode

# A clause's own headings stand below the heading of the clause, which is the third of its page.
FIRST_HEADING = 4
_LAST_HEADING = 6

_PICTURE = re.compile(r"image:([0-9a-f]{64})")
_CLAUSE = re.compile(r"(?:#|clause:)([a-z][a-z0-9_-]{0,59})")
_OUTSIDE = re.compile(r"(?:https?://|mailto:)[^\s\x00-\x1f\x7f]{1,2000}", re.IGNORECASE)

_PLAIN = MappingProxyType(
    {
        "paragraph": "p",
        "bullet_list": "ul",
        "list_item": "li",
        "blockquote": "blockquote",
        "thead": "thead",
        "tbody": "tbody",
        "tr": "tr",
        "strong": "strong",
        "em": "em",
    }
)
_ALIGNED = MappingProxyType({"text-align:center": "align-center", "text-align:right": "align-right"})

Node = SyntaxTreeNode
Address = Callable[[str], str]


class Target(NamedTuple):
    """Where a link leads: a clause of the same manual by its key, or (`outside`) an address."""

    clause: str = ""
    outside: str = ""


# A manual is read as a whole again and again, with few of its texts changed. Nobody changes a tree.
@lru_cache(maxsize=512)
def parse(text: str) -> Node:
    """The tree of a text; for any text at all."""
    return SyntaxTreeNode(_reader().parse(text))


def picture_of(address: str) -> str | None:
    """The fingerprint of an uploaded picture, from `image:<sha256>`."""
    found = _PICTURE.fullmatch(address)
    return found[1] if found else None


def target_of(address: str) -> Target | None:
    """Where a link may lead; None for one that is refused, such as `javascript:` or an address of this server."""
    if found := _CLAUSE.fullmatch(address):
        return Target(clause=found[1])
    return Target(outside=address) if _OUTSIDE.fullmatch(address) else None


def pictures_in(text: str) -> list[str]:
    """The fingerprints of the pictures that a text shows, in order."""
    named = (picture_of(str(node.attrGet("src") or "")) for node in walk(parse(text)) if node.type == "image")
    return [sha256 for sha256 in named if sha256]


def to_html(text: str, picture: Address, clause: Address) -> str:
    """HTML for a page. `picture`: the address of one, by its fingerprint; `clause`: that of a clause, by its key."""
    return _Html(picture, clause).of(parse(text))


def to_text(text: str) -> str:
    """What the text says without its marks, on one line: for searching and for previews."""
    return re.sub(r"\s+", " ", _said(parse(text))).strip()


def walk(node: Node) -> Iterator[Node]:
    """The node and all below it, in reading order."""
    yield node
    for child in node.children:
        yield from walk(child)


def _reader() -> MarkdownIt:
    reader = MarkdownIt("commonmark", {"html": False, "maxNesting": 20}).enable("table")
    # Every address is taken here, so that a refused one can be named; what may be followed is for `target_of` to say.
    reader.validateLink = lambda url: bool(url)  # type: ignore[method-assign]
    return reader


def _said(node: Node) -> str:
    if node.type in ("text", "code_inline", "fence", "code_block"):
        return node.content
    if node.type in ("softbreak", "hardbreak"):
        return " "
    between = "" if node.type in ("inline", "strong", "em", "link", "image") else " "
    return between.join(map(_said, node.children))


class _Html:
    """Writes a tree. A kind of node that is not named here is written as its children alone."""

    def __init__(self, picture: Address, clause: Address) -> None:
        self._picture = picture
        self._clause = clause

    def of(self, node: Node) -> str:
        special = getattr(self, f"_{node.type}", None)
        if special:
            return str(special(node))
        inner = self._inner(node)
        tag = _PLAIN.get(node.type)
        return f"<{tag}>{inner}</{tag}>" if tag else inner

    def _inner(self, node: Node) -> str:
        return "".join(map(self.of, node.children))

    def _text(self, node: Node) -> str:
        return escape(node.content)

    def _softbreak(self, _node: Node) -> str:
        return "\n"

    def _hardbreak(self, _node: Node) -> str:
        return "<br>"

    def _hr(self, _node: Node) -> str:
        return "<hr>"

    def _paragraph(self, node: Node) -> str:
        # The lines of a list whose points are short are no paragraphs of their own.
        return self._inner(node) if node.hidden else f"<p>{self._inner(node)}</p>"

    def _heading(self, node: Node) -> str:
        level = min(FIRST_HEADING + int(node.tag[1:]) - 1, _LAST_HEADING)
        return f"<h{level}>{self._inner(node)}</h{level}>"

    def _ordered_list(self, node: Node) -> str:
        start = int(node.attrGet("start") or 1)
        first = f' start="{start}"' if start != 1 else ""
        return f"<ol{first}>{self._inner(node)}</ol>"

    def _code_inline(self, node: Node) -> str:
        return f"<code>{escape(node.content)}</code>"

    def _fence(self, node: Node) -> str:
        return f"<pre><code>{escape(node.content)}</code></pre>"

    _code_block = _fence

    def _table(self, node: Node) -> str:
        return f'<div class="table-scroll" tabindex="0"><table class="data-table">{self._inner(node)}</table></div>'

    def _cell(self, node: Node, tag: str) -> str:
        aligned = _ALIGNED.get(str(node.attrGet("style") or ""))
        marks = f' class="{aligned}"' if aligned else ""
        return f"<{tag}{marks}>{self._inner(node)}</{tag}>"

    def _th(self, node: Node) -> str:
        return self._cell(node, "th")

    def _td(self, node: Node) -> str:
        return self._cell(node, "td")

    def _link(self, node: Node) -> str:
        target = target_of(str(node.attrGet("href") or ""))
        if target is None:
            return self._inner(node)
        href = self._clause(target.clause) if target.clause else target.outside
        return f'<a href="{escape(href)}" rel="noopener noreferrer">{self._inner(node)}</a>'

    def _image(self, node: Node) -> str:
        shown, sha256 = _said(node), picture_of(str(node.attrGet("src") or ""))
        if sha256 is None:
            return escape(shown)
        return (
            f'<img class="clause-picture" src="{escape(self._picture(sha256))}" alt="{escape(shown)}" loading="lazy">'
        )
