"""The colours of pages and PDFs, as #rrggbb. Colour is never the only sign: a number or a word stands beside."""

from collections.abc import Sequence
from decimal import Decimal

WHITE = "#ffffff"
NAVY = "#0b2545"
NAVY_LIGHT = "#13315c"
NAVY_STRIPE = "#1b3d6e"
INK = "#0f172a"
TEXT = "#334155"
MUTED = "#64748b"
FAINT = "#94a3b8"
LINE = "#e2e8f0"
PANEL = "#f6f8fb"
TRACK = "#e8edf3"
BLUE = "#2563eb"
BLUE_PALE = "#a9c4f5"
BLUE_TINT = "#e8f0fe"
TEAL = "#0ea5a4"
GOOD = "#15a34a"
GOOD_DARK = "#0f7a37"
GOOD_TINT = "#e7f6ec"
WARN = "#e08a00"
WARN_DARK = "#95590a"
WARN_PALE = "#f3cf97"
WARN_TINT = "#fdf3e1"
BAD = "#dc2626"
BAD_DARK = "#b91c1c"
BAD_TINT = "#fdeaea"
GOLD = "#b7832f"
GOLD_PALE = "#e7c67a"
SILVER = "#6b7f99"
SILVER_PALE = "#c3cfdd"
BRONZE = "#a0653a"
BRONZE_PALE = "#dcb594"
NETWORK = FAINT

Medal = tuple[str, str]  # face, rim

_HEAT = ("#f3b4b4", "#fadcd9", "#fbe7c2", "#d3efdc", "#9fdcb4")
_BAND_TINTS = ("#fbefef", "#fdf7ea", "#f5f8f2", "#eef8f1", "#e3f4e9")
_MEDALS: dict[int, Medal] = {5: (GOLD, GOLD_PALE), 4: (SILVER, SILVER_PALE), 3: (BRONZE, BRONZE_PALE)}
_PLAIN: Medal = ("#0b7f7e", "#9fd8d7")
_LOWEST: Medal = (BAD_DARK, "#f0b4b4")
UNRATED: Medal = (FAINT, LINE)


def band_tint(position: int, count: int) -> str:
    """Background of the band at `position` of `count`, 0 = lowest: from reddish to greenish."""
    if count < 2:
        return _BAND_TINTS[-1]
    return _BAND_TINTS[round(position * (len(_BAND_TINTS) - 1) / (count - 1))]


def medal(stars: int, lowest: bool) -> Medal:
    """Face and rim of a standing's badge: gold, silver, bronze by stars; plain below; red for the lowest standing."""
    return _MEDALS.get(stars, _LOWEST if lowest else _PLAIN)


def points_color(points: Decimal) -> str:
    """A criterion's 0..100 points: under 60 is bad, under 80 a warning."""
    if points < 60:
        return BAD
    return WARN if points < 80 else GOOD


def points_ink(points: Decimal) -> str:
    """As `points_color`, dark enough for small text on white (contrast 4.5:1)."""
    return {BAD: BAD_DARK, WARN: WARN_DARK, GOOD: GOOD_DARK}[points_color(points)]


def heat(points: Decimal) -> str:
    """Background of a cell with so many points 0..100: two shades of bad under 60, a warning under 80, two of good."""
    return _HEAT[sum(points >= bound for bound in (40, 60, 80, 90))]


def ink_on(color: str) -> str:
    """Ink or white, whichever is read better on this colour."""
    red, green, blue = (_linear(int(color[place : place + 2], 16) / 255) for place in (1, 3, 5))
    return WHITE if 0.2126 * red + 0.7152 * green + 0.0722 * blue < _EVEN else INK


# A surface of this luminance contrasts with white as much as with ink.
_EVEN = 0.2


def _linear(channel: float) -> float:
    """A channel of sRGB as light."""
    return channel / 12.92 if channel <= 0.04045 else float(((channel + 0.055) / 1.055) ** 2.4)


def score_color(score: Decimal, floors: Sequence[Decimal]) -> str:
    """An overall score by where it falls among the standings' floors, lowest first."""
    reached = sum(score >= floor for floor in floors)
    if reached <= 1:
        return BAD
    return WARN if reached == 2 and len(floors) > 2 else GOOD
