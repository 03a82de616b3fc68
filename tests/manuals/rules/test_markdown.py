"""Markdown of clauses: whatever is typed, a page gets only tags, attributes and addresses that are allowed."""

import re
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as some

from network.manuals.markdown import pictures_in, to_html, to_text
from network.manuals.rules.clause_texts import DEEPEST, LONGEST_TEXT, problems_of_text

SHA = "a" * 64
PLAIN = (
    "p",
    "ul",
    "li",
    "blockquote",
    "thead",
    "tbody",
    "tr",
    "strong",
    "em",
    "br",
    "hr",
    "h4",
    "h5",
    "h6",
    "code",
    "pre",
)
ALLOWED = {
    **{tag: frozenset[str]() for tag in PLAIN},
    "th": {"class"},
    "td": {"class"},
    "ol": {"start"},
    "div": {"class", "tabindex"},
    "table": {"class"},
    "a": {"href", "rel"},
    "img": {"class", "src", "alt", "loading"},
}
# Pieces that people, and those who mean no good, put together.
PIECES = (
    "<script>", "</script>", "<img src=x onerror=alert(1)>", "javascript:alert(1)", "JaVaScRiPt:x", "data:text/html,x",
    "[a](", "![a](", ")", "[", "]", "](", f"image:{SHA}", "image:x", "https://x.example/\"onclick=", "&#106;avascript:",
    "clause:telephone", "#telephone", "#", "/accounts", "//evil.example", "|", "\n|-|-|\n", "\n", "- ", "> ", "1. ",
    "7) ", "```", "`", "**", "*", "<", ">", "&", "\"", "'", "\\", "\t", " ", "<!-- ", "<https://x.example>",
    "<javascript:x>",
    "[x]: javascript:y\n\n[x]", "中文", "a",
)  # fmt: skip


class Reader(HTMLParser):
    """Collects what a browser would see."""

    def __init__(self) -> None:
        super().__init__()
        self.seen: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.seen.append((tag, dict(attrs)))


def html(text: str) -> str:
    return to_html(text, lambda sha256: f"/manuals/images/{sha256}", lambda key: f"#clause-{key}")


@given(some.one_of(some.text(), some.lists(some.sampled_from(PIECES), max_size=25).map("".join)))
def test_no_page_gets_a_tag_an_attribute_or_an_address_that_is_not_allowed(text: str) -> None:
    reader = Reader()
    reader.feed(html(text))
    for tag, attributes in reader.seen:
        assert tag in ALLOWED
        assert attributes.keys() <= ALLOWED[tag]
        if "href" in attributes:
            assert re.match(r"(https?://|mailto:|#clause-[a-z])", attributes["href"] or "", re.IGNORECASE)
        if "src" in attributes:
            assert re.fullmatch(r"/manuals/images/[0-9a-f]{64}", attributes["src"] or "")


@given(some.lists(some.sampled_from(PIECES), max_size=25).map("".join))
def test_any_text_can_be_searched_and_checked(text: str) -> None:
    assert "\n" not in to_text(text)
    assert all(str(problem) for problem in problems_of_text("text", text, {"telephone"}))


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("[a](javascript:alert(1))", "link_refused"),
        ("[a](JAVASCRIPT:alert(1))", "link_refused"),
        ("[a](&#106;avascript:alert(1))", "link_refused"),
        ("[a](data:text/html,x)", "link_refused"),
        ("[a](/accounts)", "link_refused"),
        ("[a](//evil.example)", "link_refused"),
        ("[a](clause:nothing)", "clause_unknown"),
        ("[a](#nothing)", "clause_unknown"),
        ("![a](https://evil.example/x.png)", "picture_elsewhere"),
        ("![a](data:image/png;base64,AA)", "picture_elsewhere"),
        ("a <script>alert(1)</script>", "html_found"),
        ("<div class=x>", "html_found"),
        ("  \n ", "blank"),
        ("a\x00b", "not_text"),
        ("a" * (LONGEST_TEXT + 1), "text_too_long"),
        ("- " * (DEEPEST + 1) + "a", "too_deeply_nested"),
        ("|a" * 13 + "|\n" + "|-" * 13 + "|\n", "table_too_large"),
        ("|a|\n|-|\n" + "|b|\n" * 100, "table_too_large"),
    ],
)
def test_what_a_clause_may_not_hold_is_named(text: str, code: str) -> None:
    assert code in [problem.code for problem in problems_of_text("text", text, {"telephone"})]


@pytest.mark.parametrize(
    "text",
    [
        "Answer within **three** rings, see [there](clause:telephone) or <https://x.example>.",
        f"![The desk](image:{SHA})",
        "|a|b|\n|-|-:|\n|1|2|\n",
        "- one\n- two\n  1. three\n",
        "Under 5 < 10 and 3 > 2, `<b>` is code.",
    ],
)
def test_what_a_clause_may_hold_has_no_problem(text: str) -> None:
    assert list(problems_of_text("text", text, {"telephone"})) == []


def test_headings_stand_below_that_of_the_clause_and_tables_scroll_by_themselves() -> None:
    made = html("# One\n\n###### Six\n\n|a|\n|-|\n|b|\n")
    assert made.startswith("<h4>One</h4><h6>Six</h6>")
    assert '<div class="table-scroll" tabindex="0"><table class="data-table">' in made


def test_pictures_and_words_of_a_text_are_found() -> None:
    text = f"# A\n\n**b** c\n\n![d](image:{SHA}) ![e](image:short)"
    assert pictures_in(text) == [SHA]
    assert to_text(text) == "A b c d e"
