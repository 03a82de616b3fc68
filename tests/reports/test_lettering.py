"""Texts of any length and script fit the place they are given."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.lettering import clip, fit, wrap
from reports.svg_surface import SvgSurface

SURFACE = SvgSurface(100, 100, "test")
TEXTS = st.text(alphabet="abc WMil.,-%()，。！（）」维修中心一二三0123", max_size=220)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.floats(30, 300))
def test_wrapping_loses_no_character_and_no_line_is_too_wide(text: str, width: float) -> None:
    lines = wrap(SURFACE, text, 7, width)
    assert "".join("".join(lines).split()) == "".join(text.split())
    # Punctuation that may not start a line hangs over the edge instead.
    assert all(SURFACE.text_width(line.rstrip("，。！）」.,%) "), 7) <= width for line in lines)


@settings(max_examples=60, deadline=None)
@given(TEXTS, st.floats(20, 300))
def test_a_clipped_text_is_never_too_wide(text: str, width: float) -> None:
    shown = clip(SURFACE, text, 7, width)
    assert shown == text or SURFACE.text_width(shown, 7) <= width


@pytest.mark.parametrize("text", ["本季度到期的维修单中，按时修复完成的比例。", "评分（满分 100），等级；排名！"])
def test_no_line_starts_with_closing_punctuation(text: str) -> None:
    for width in range(20, 120, 3):
        assert not any(line[0] in "，。；：！？）" for line in wrap(SURFACE, text, 7, width))


def test_a_line_break_begins_a_new_line() -> None:
    assert wrap(SURFACE, "Left out.\n1.2: Three rings.\r\n\n终", 7, 90) == ["Left out.", "1.2: Three rings.", "终"]


def test_latin_words_and_numbers_stay_whole() -> None:
    lines = wrap(SURFACE, "Repaired within 24 hours, 95.0% of all", 7, 60)
    assert [word for line in lines for word in line.split()] == [
        "Repaired",
        "within",
        "24",
        "hours,",
        "95.0%",
        "of",
        "all",
    ]


def test_more_lines_than_allowed_end_in_an_ellipsis() -> None:
    lines = wrap(SURFACE, "one two three four five six seven eight nine ten", 7, 50, most=2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_a_name_shrinks_before_it_is_clipped() -> None:
    wide = SURFACE.text_width("Northern workshop", 10)
    assert fit(SURFACE, "Northern workshop", 10, 6, wide) == ("Northern workshop", 10)
    assert fit(SURFACE, "Northern workshop", 10, 6, wide * 0.75) == ("Northern workshop", 7.5)
    shown, size = fit(SURFACE, "Northern workshop", 10, 6, wide * 0.3)
    assert size == 6
    assert shown.endswith("…")
