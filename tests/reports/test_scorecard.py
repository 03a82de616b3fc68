"""The scorecard PDF: what it says, that it is reproducible, and that no name, number or gap is too much for it."""

import pickle
import re
from dataclasses import replace
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from pypdf import PdfReader

from network.foundation.i18n import Language, language
from reports import typeface
from reports.errors import FontMissing, MissingGlyph
from reports.scorecard import render_scorecard
from reports.sheet import Lift, ScorecardSheet, SiteIdentity
from tests.reports.samples import annexed, criterion, empty_sheet, follow_up, judgement, sheet, unrated_sheet

LONG_LATIN = "Shanghai Zhangjiang Authorised Service Centre " * 4 + "Workshop Two Ltd"
LONG_CHINESE = "上海市浦东新区张江高科技园区授权客户服务站" * 10
LONG_UNBROKEN = "W" * 200


def pages(pdf: bytes) -> list[str]:
    return [page.extract_text() for page in PdfReader(BytesIO(pdf)).pages]


def text(pdf: bytes) -> str:
    return re.sub(r"\s+", "", "".join(pages(pdf)))


def squeezed(words: str) -> str:
    return re.sub(r"\s+", "", words)


def test_the_same_sheet_gives_the_same_bytes(reader: Language) -> None:
    first = render_scorecard(sheet(reader.code), reader)
    render_scorecard(unrated_sheet("zh_CN"), language("zh_CN"))
    assert render_scorecard(pickle.loads(pickle.dumps(sheet(reader.code))), reader) == first  # noqa: S301


def test_another_number_gives_other_bytes(reader: Language) -> None:
    other = sheet(reader.code, judgement=judgement(reader.code, score=Decimal("90.64")))
    assert render_scorecard(other, reader) != render_scorecard(sheet(reader.code), reader)


@pytest.mark.parametrize("count", [1, 2, 4, 5, 8, 10, 12, 30])
def test_every_criterion_is_named_with_its_points(reader: Language, count: int) -> None:
    lines = tuple(
        replace(criterion(reader.code, n % 12, count), label=f"{criterion(reader.code, n % 12, count).label} {n}")
        for n in range(count)
    )
    shown = text(render_scorecard(sheet(reader.code, criteria=lines), reader))
    for line in lines:
        assert shown.count(squeezed(line.label)) >= 2, line.label
        assert line.points is not None
        assert reader.decimal(line.points, 1) in shown


def test_the_first_two_pages_hold_all_of_a_usual_scorecard(reader: Language) -> None:
    assert [len(pages(render_scorecard(sheet(reader.code, n), reader))) for n in (1, 4, 10)] == [2, 2, 2]


def test_a_table_that_is_too_long_repeats_its_header_on_the_next_page() -> None:
    lines = tuple(criterion("en", n % 12, 40) for n in range(40))
    shown = pages(render_scorecard(sheet(criteria=lines), language("en")))
    assert all("Six quarters" in page for page in shown[:2])
    assert all(f"Page {n} of {len(shown)}" in page for n, page in enumerate(shown, start=1))


def test_identity_and_provenance_are_on_the_sheet(reader: Language) -> None:
    whole = sheet(reader.code)
    shown = text(render_scorecard(whole, reader))
    origin, site = whole.provenance, whole.site
    for words in (
        site.name, site.other_name, site.code, site.operator, origin.document_number, origin.scheme,
        origin.fingerprint, reader.moment(origin.generated_at), reader.quarter(2026, 3), whole.network_name,
    ):  # fmt: skip
        assert squeezed(str(words)) in shown, words


def test_fixed_words_are_in_the_readers_language() -> None:
    english, chinese = (text(render_scorecard(sheet(code), language(code))) for code in ("en", "zh_CN"))
    assert "Whatwouldliftthestanding" in english
    assert "怎样升至五星级" in chinese
    assert "Criteria" not in chinese


def test_what_is_not_known_is_a_dash_and_never_zero(reader: Language) -> None:
    shown = text(render_scorecard(empty_sheet(reader.code), reader))
    assert "–" in shown
    assert "0.00" not in shown
    assert reader.gettext("Not rated").replace(" ", "") in shown


def test_an_unrated_site_shows_the_reason_and_no_rank(reader: Language) -> None:
    unrated = unrated_sheet(reader.code)
    shown = text(render_scorecard(unrated, reader))
    assert squeezed(unrated.judgement.unrated_reason) in shown
    assert squeezed(unrated.judgement.gates[0].reason) in shown
    assert "3,012" not in shown


def test_each_state_is_told_apart() -> None:
    shown = text(render_scorecard(unrated_sheet(), language("en")))
    for words in ("Notreported:0points", "Sampletoosmall:2of5", "Notapplicable", "Helduntiladecision"):
        assert words in shown


def test_a_criterion_that_cannot_lift_the_standing_alone_says_so() -> None:
    assert "notbythiscriterionalone" in text(render_scorecard(sheet(), language("en")))


def test_the_highest_standing_has_nothing_above_it() -> None:
    top = sheet(judgement=judgement("en", score=Decimal(98), standing="five_star"), lift=Lift(None))
    assert "Thisisthehigheststanding" in text(render_scorecard(top, language("en")))


def test_a_sheet_that_is_not_final_says_so_on_its_face() -> None:
    origin = replace(
        sheet().provenance, is_final=False, status="Computed, not published", revision_reason="A late file"
    )
    shown = pages(render_scorecard(sheet(provenance=origin), language("en")))
    assert "Computed, not published" in shown[0]
    assert "A late file" in shown[1]


@pytest.mark.parametrize("name", [LONG_LATIN, LONG_CHINESE, LONG_UNBROKEN])
def test_names_of_200_characters_are_shown_whole_and_stay_inside_the_paper(reader: Language, name: str) -> None:
    site = SiteIdentity(name, name, name, name, name, name, name, None, 7)
    lines = tuple(replace(criterion(reader.code, n, 4), label=name, definition=name * 3) for n in range(4))
    long = sheet(reader.code, site=site, criteria=lines, network_name=name)
    long = replace(
        long, judgement=replace(long.judgement, peer_group=name), provenance=replace(long.provenance, scheme=name)
    )
    pdf = render_scorecard(long, reader)
    assert squeezed(name) in text(pdf)
    assert rightmost(pdf) <= 595.28 - 30


def rightmost(pdf: bytes) -> float:
    """The furthest right end of any drawn text, in points."""
    ends = []

    def visit(shown: str, _cm: object, matrix: list[float], _font: object, size: float) -> None:
        line = shown.strip("\n")
        ends.append(matrix[4] + typeface.width(line, bold=False) * size if line.strip() else 0)

    for page in PdfReader(BytesIO(pdf)).pages:
        page.extract_text(visitor_text=visit)
    return max(ends)


def test_only_our_embedded_fonts_are_in_the_file(reader: Language) -> None:
    document: Any = PdfReader(BytesIO(render_scorecard(sheet(reader.code), reader)))
    fonts = [font.get_object() for page in document.pages for font in page["/Resources"]["/Font"].values()]
    assert fonts
    for font in fonts:
        assert "NotoSansSC" in font["/BaseFont"]
        assert font["/FontDescriptor"]["/FontFile2"].get_object().get_data()


def test_the_file_describes_itself(reader: Language) -> None:
    document: Any = PdfReader(BytesIO(render_scorecard(sheet(reader.code), reader)))
    assert sheet(reader.code).site.name in str(document.metadata.title)
    assert document.metadata.subject == reader.gettext("Quarterly service quality scorecard")
    assert document.trailer["/Root"]["/Lang"] == reader.tag


@pytest.mark.parametrize(("name", "missing"), [("Repair 😀 shop", "😀"), ("ورشة", "ورشة"), ("Two\nlines", "\n")])
def test_a_character_without_a_glyph_is_refused_and_named(name: str, missing: str) -> None:
    whole: ScorecardSheet = sheet()
    with pytest.raises(MissingGlyph) as refusal:
        render_scorecard(replace(whole, site=replace(whole.site, name=name)), language("en"))
    assert refusal.value.characters == missing
    assert f"U+{ord(missing[0]):04X}" in str(refusal.value)
    assert str(pickle.loads(pickle.dumps(refusal.value))) == str(refusal.value)  # noqa: S301


def test_names_can_be_checked_before_they_are_drawn() -> None:
    assert typeface.missing_glyphs("上海 Centre é 㛃䶮𬭊") == ""
    assert typeface.missing_glyphs("a😀b😀") == "😀"


def test_a_missing_font_file_is_named(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setattr(typeface, "FONT_FOLDER", tmp_path)
    typeface.font.cache_clear()
    with pytest.raises(FontMissing, match=r"NotoSansSC_400Regular\.ttf"):
        typeface.load()


def test_page_2_of_what_is_published_says_what_was_found_and_what_follows(reader: Language) -> None:
    shown = pages(render_scorecard(sheet(reader.code, 10, follow_up=follow_up(4)), reader))
    assert len(shown) == 3
    for words in ("Gloves past their test date 3", "Action 3", "Chen Wei", "Fine 3", "-3.00", "In the ledger"):
        assert words in shown[1]
    assert reader.gettext("What each number means") in shown[2]


def test_empty_blocks_say_so(reader: Language) -> None:
    shown = pages(render_scorecard(sheet(reader.code, 10, follow_up=follow_up(0)), reader))
    assert len(shown) == 3
    told = ("Nothing was found, and nothing is open from before.", "Nothing follows from this quarter.")
    for words in (*told, "No corrective action is open."):
        assert squeezed(reader.gettext(words)) in squeezed(shown[1])


def test_what_page_2_has_no_room_for_is_followed_by_the_annex(reader: Language) -> None:
    shown = pages(render_scorecard(sheet(reader.code, 12, follow_up=follow_up(8)), reader))
    for words in ("Where this scorecard comes from", "What each number means"):
        assert squeezed(reader.gettext(words)) in squeezed(shown[2])


def test_of_forty_findings_each_is_in_the_annex(reader: Language) -> None:
    shown = pages(render_scorecard(sheet(reader.code, 12, follow_up=follow_up(40, "W" * 90)), reader))
    assert squeezed(reader.gettext("%(count)s more in the annex") % {"count": 32}) in squeezed(shown[1])
    annex = "".join(shown[2:])
    assert all(f"Action {n}" in annex and f"Fine {n}" in annex for n in range(40))
    assert annex.count("Major finding") == 40


@pytest.mark.parametrize(("visits", "booked"), [(0, 0), (1, 0), (0, 12), (6, 200)])
def test_the_annex_has_each_visit_by_section_and_each_posting_with_both_accounts(
    reader: Language, visits: int, booked: int
) -> None:
    shown = pages(render_scorecard(sheet(reader.code, 10, follow_up=annexed(visits, booked, "W" * 60)), reader))
    annex = squeezed("".join(shown[2:]))
    assert (squeezed(reader.gettext("Audits of the quarter")) in annex) is (visits > 0)
    assert (squeezed(reader.gettext("Account of the site in the quarter")) in annex) is (booked > 0)
    assert all(f"Mysteryvisit{n}" in annex for n in range(visits))
    assert annex.count("17.5/20") == visits
    assert all(f"{n}.50" in annex for n in range(booked))
    assert annex.count("Thenetwork") == booked
    assert annex.count(squeezed(reader.gettext("an appeal was open"))) == (visits + 1) // 2
    opening = {"opening": "¥7.00", "closing": "¥79.00"}
    before = squeezed(reader.gettext("%(opening)s before the quarter, %(closing)s after it") % opening)
    assert (before in annex, "¥75.00" in annex) == (booked > 0, booked > 0)
    assert annex.count(squeezed(reader.gettext("taken back later"))) == len(range(0, booked, 3))
