"""Cells that hold words or identifiers."""

import re
import unicodedata
from collections.abc import Sequence

from network.foundation.tabular.export import restored
from network.foundation.tabular.faults import CellFault

NOTHING = r"\N"
"""How PostgreSQL's COPY text format writes NULL."""

SPREADSHEET_ERRORS = frozenset(
    ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!", "#SPILL!", "#CALC!", "#GETTING_DATA")
)
UNCALCULATED = "#FORMULA!"
"""Stands for a formula that the workbook has no calculated value for."""

# C0 and C1 controls but tab and line breaks, line separators, bidi embeddings, overrides and isolates (they make text
# read otherwise than it is stored), lone surrogates, noncharacters, and the mark that an earlier program left for text
# it had already destroyed. Directional marks and joiners stay: right-to-left text and emoji need them.
_REFUSED = re.compile(
    "[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069\ud800-\udfff\ufdd0-\ufdef\ufffd-\uffff]"
)
# An identifier is compared, so it may hold nothing that the eye cannot see either.
_REFUSED_IN_CODE = re.compile("[\t\n\r\u00ad\u200b-\u200f\u2060-\u2064\ufeff]")
_SCIENTIFIC = re.compile(r"[+-]?[0-9]+([.,][0-9]+)?[eE]\+?[0-9]{2,3}")

SUSPICIOUS_IN_TEXT = ("\\", "#", "'")
SUSPICIOUS_IN_CODE = ("\\", "#", "'", "E+", "e+", ".")

_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


def escape(text: str) -> str:
    """`text` as one field of PostgreSQL's COPY text format."""
    return text.translate(_ESCAPES)


def text(cell: str, max_length: int) -> str:
    """Words for people, without the apostrophe of our own exports. CellFault: control_character, too_long."""
    words = restored(cell).replace("\r\n", "\n").replace("\r", "\n")
    _refuse_characters(_REFUSED, words)
    return _within(words, max_length)


def code(cell: str, max_length: int) -> str:
    """An identifier, without that apostrophe. CellFault: control_character, scientific_code, too_long."""
    identifier = unicodedata.normalize("NFKC", restored(cell)).strip()
    _refuse_characters(_REFUSED, identifier)
    _refuse_characters(_REFUSED_IN_CODE, identifier)
    if _SCIENTIFIC.fullmatch(identifier) and ("+" in identifier[1:] or "." in identifier):
        raise CellFault("scientific_code")
    return _within(identifier, max_length)


def plain(cells: Sequence[str], max_length: int, suspicious: tuple[str, ...]) -> list[str] | None:
    """The cells without blanks around them when all may stand as they are, found out for thousands at once; else None.

    None may be said of cells that would do, never the other way round.
    """
    joined = "".join(cells)
    if not (joined.isascii() and joined.isprintable()) or any(sign in joined for sign in suspicious):
        return None
    stripped = list(map(str.strip, cells)) if " " in joined else list(cells)
    return stripped if len(max(stripped, key=len)) <= max_length else None


def _refuse_characters(refused: re.Pattern[str], words: str) -> None:
    found = refused.search(words)
    if found:
        raise CellFault("control_character", character=f"U+{ord(found.group()):04X}", position=found.start() + 1)


def _within(words: str, max_length: int) -> str:
    if len(words) > max_length:
        raise CellFault("too_long", length=len(words), max_length=max_length)
    return words
