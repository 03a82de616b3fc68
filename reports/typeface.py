"""The embedded fonts: Noto Sans SC Regular and Bold (OFL 1.1), placed in `fonts/` by the asset build.

Loading both takes about 0.1 s and 50 MB, once per process, at first use.
"""

import re
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont

from reports.errors import FontMissing, MissingGlyph

# ReportLab's fonts keep a reading position; two threads subsetting one font would tread on each other.
one_at_a_time = Lock()

FONT_FOLDER = Path(__file__).parent / "fonts"
REGULAR = "ServicemarkSans"
BOLD = "ServicemarkSans-Bold"
# Noto Sans SC draws these as wide as a Han character, which tears Latin text apart.
_NARROWER = str.maketrans({"‘": "'", "’": "'", "“": '"', "”": '"', "…": "..."})
_HAN = re.compile(r"[\u2e80-\u9fff\uf900-\uffef]")
FILES = {REGULAR: "NotoSansSC_400Regular.ttf", BOLD: "NotoSansSC_700Bold.ttf"}


@cache
def font(name: str) -> Any:
    """The registered ReportLab font of this name; FontMissing when its file is not there."""
    file = FONT_FOLDER / FILES[name]
    if not file.is_file():
        raise FontMissing(file)
    loaded = TTFont(name, str(file))
    # ReportLab copies all 10 MB of outlines for every subset it makes, a third of a sheet's time; here, once.
    loaded.face.get_table = cache(loaded.face.get_table)
    pdfmetrics.registerFont(loaded)
    return loaded


def load() -> None:
    """Read both weights now, as the start of a worker process should."""
    for name in FILES:
        font(name)


@lru_cache(maxsize=20_000)
def missing_glyphs(text: str) -> str:
    """The characters of `text` that cannot be drawn, each once, in order; "" when all can."""
    drawable = [font(name).face.charToGlyph for name in FILES]
    return "".join(dict.fromkeys(c for c in text if not all(ord(c) in glyphs for glyphs in drawable)))


@lru_cache(maxsize=20_000)
def typeset(text: str) -> str:
    """`text` as it is drawn: Latin text with narrow quotes and dots. Raises MissingGlyph for what cannot be drawn."""
    if missing := missing_glyphs(text):
        raise MissingGlyph(text, missing)
    return text if _HAN.search(text) else text.translate(_NARROWER)


@lru_cache(maxsize=20_000)
def width(text: str, bold: bool) -> float:
    """Advance width of `text` as it is drawn, at size 1."""
    return float(font(BOLD if bold else REGULAR).stringWidth(typeset(text), 1))
