"""The PDF of a manual: whatever a clause holds is drawn, and the same edition gives the same bytes."""

import io

from pypdf import PdfReader

from network.foundation.i18n import language
from network.manuals.markdown import parse
from network.manuals.pages.sheet_blocks import blocks_of
from reports.manual import render_manual
from reports.manual_sheet import ChapterPart, ClausePart, ManualSheet

LONG = "Word " * 400
EVERYTHING = f"""# A heading

Text with **strong**, *stressed*, `code < &`, [a link](https://x.example/?a=1&b=2), [a clause](clause:one) and 😀.

- a point
  1. one in it
  2. another

> said by somebody

---

```
kept  as it is
```

| A | B | C |
|---|--:|---|
| 1 | {LONG} | |
| 2 |
"""


def sheet(*texts: str) -> ManualSheet:
    clauses = tuple(
        ClausePart(key="one", number=f"1.{place}", title="Rings & bells", blocks=tuple(blocks_of(parse(text))))
        for place, text in enumerate(texts, start=1)
    )
    chapters = (ChapterPart(number="1", title="Service <standard>", clauses=clauses),) if texts else ()
    return ManualSheet("Network", "A manual", "手册", "About it.", "Edition 1", "", chapters, {})


def pages(drawn: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(io.BytesIO(drawn)).pages]


def test_whatever_a_clause_holds_is_drawn() -> None:
    found = pages(render_manual(sheet(EVERYTHING), language("en")))
    whole = " ".join(found)
    for said in ("A heading", "code < &", "a clause", "another", "said by somebody", "kept", "□", "Service <standard>"):
        assert said in whole
    assert all("Edition 1" in page for page in found)


def test_the_same_edition_gives_the_same_bytes() -> None:
    assert render_manual(sheet("Text."), language("zh_CN")) == render_manual(sheet("Text."), language("zh_CN"))


def test_an_edition_that_says_nothing_yet_has_its_title_page_all_the_same() -> None:
    assert "A manual" in pages(render_manual(sheet(), language("en")))[0]
