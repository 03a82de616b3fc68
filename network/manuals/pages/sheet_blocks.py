"""The Markdown of a clause as the blocks that `reports.manual` draws."""

from collections.abc import Iterator

from network.manuals.markdown import Node, picture_of, target_of
from reports.manual_sheet import Block, Heading, Item, Paragraph, Picture, Preformatted, Rule, Span, Table


def blocks_of(node: Node, depth: int = 0) -> Iterator[Block]:
    """The blocks below a node, in order; lists lie `depth` deep."""
    for child in node.children:
        yield from _block(child, depth)


def _block(node: Node, depth: int) -> Iterator[Block]:
    match node.type:
        case "paragraph":
            yield from _paragraph(node, depth)
        case "heading":
            yield Heading(tuple(_spans(node)))
        case "bullet_list" | "ordered_list":
            yield from _list(node, depth)
        case "blockquote":
            yield from blocks_of(node, depth + 1)
        case "table":
            yield _table(node)
        case "fence" | "code_block":
            yield Preformatted(node.content.rstrip("\n"))
        case "hr":
            yield Rule()


def _paragraph(node: Node, depth: int) -> Iterator[Block]:
    spans = tuple(_spans(node))
    if any(span.text.strip() for span in spans):
        yield Paragraph(spans, depth)
    yield from (Picture(sha256, shown) for sha256, shown in _pictures(node))


def _list(node: Node, depth: int) -> Iterator[Block]:
    first = int(node.attrGet("start") or 1)
    for place, item in enumerate(node.children):
        mark = f"{first + place}." if node.type == "ordered_list" else "•"
        inner = list(blocks_of(item, depth + 1))
        if inner and isinstance(inner[0], Paragraph):
            yield Item(mark, inner[0].spans, depth)
            inner = inner[1:]
        else:
            yield Item(mark, (), depth)
        yield from inner


def _table(node: Node) -> Table:
    rows = tuple(tuple(tuple(_spans(cell)) for cell in row.children) for part in node.children for row in part.children)
    return Table(rows)


def _pictures(node: Node) -> Iterator[tuple[str, str]]:
    for each in node.walk():
        if each.type == "image" and (sha256 := picture_of(str(each.attrGet("src") or ""))):
            yield sha256, each.content


def _spans(node: Node, bold: bool = False, italic: bool = False, href: str = "") -> Iterator[Span]:
    for child in node.children:
        match child.type:
            case "text" | "code_inline":
                yield Span(child.content, bold, italic or child.type == "code_inline", href)
            case "softbreak":
                yield Span(" ")
            case "hardbreak":
                yield Span("\n")
            case "strong":
                yield from _spans(child, True, italic, href)
            case "em":
                yield from _spans(child, bold, True, href)
            case "link":
                target = target_of(str(child.attrGet("href") or ""))
                leads = (target.outside or f"#clause-{target.clause}") if target else ""
                yield from _spans(child, bold, italic, leads)
            case "inline":
                yield from _spans(child, bold, italic, href)
