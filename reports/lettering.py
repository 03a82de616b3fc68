"""Making texts of any length fit: shrink, wrap, and an ellipsis as the last resort. Works on any Surface."""

import re
from collections.abc import Callable
from functools import lru_cache

from reports.surface import Anchor, Box, Point, Surface

# The width of a text at a size, bold or not.
Measure = Callable[[str, float, bool], float]

ELLIPSIS = "…"
LEADING = 1.38
# Latin words, numbers and codes stay whole; every Han character may end a line.
_TOKENS = re.compile(r"[^\W\u2e80-\u9fff\uac00-\ud7ff\uf900-\uffef]+[.,%/_’'-]*|\s+|.", re.DOTALL)
_NEVER_FIRST = frozenset("，。；：！？）》」】、”’%,.;:!?)]}…")


def clip(surface: Surface, text: str, size: float, width: float, bold: bool = False) -> str:
    """`text`, or as much of its beginning as fits with an ellipsis."""
    if surface.text_width(text, size, bold) <= width:
        return text
    low, high = 0, len(text)
    while low < high:
        middle = (low + high + 1) // 2
        fits = surface.text_width(text[:middle].rstrip() + ELLIPSIS, size, bold) <= width
        low, high = (middle, high) if fits else (low, middle - 1)
    return text[:low].rstrip() + ELLIPSIS


def fit(
    surface: Surface, text: str, size: float, smallest: float, width: float, bold: bool = False
) -> tuple[str, float]:
    """The text and the size, between `smallest` and `size`, at which it fits; clipped when even that is too wide."""
    natural = surface.text_width(text, size, bold)
    if natural > width:
        size = max(smallest, int(size * width / natural * 10) / 10)
    return clip(surface, text, size, width, bold), size


def wrap(surface: Surface, text: str, size: float, width: float, bold: bool = False, most: int = 99) -> list[str]:
    """`text` in at most `most` lines of at most `width`; the last one clipped when there is more. A line break of the
    text begins a new line."""
    lines = [line for part in text.splitlines() for line in _broken(surface.text_width, part, size, width, bold)]
    if len(lines) > most:
        rest = " ".join(lines[most - 1 :])
        lines[most - 1 :] = [clip(surface, rest, size, width, bold)]
    return lines


# The scorecards of a network say the same of each criterion: of its words the lines are found once.
@lru_cache(maxsize=5_000)
def _broken(measure: Measure, text: str, size: float, width: float, bold: bool) -> tuple[str, ...]:
    lines: list[str] = []
    current = ""
    for token in _tokens(measure, text, size, width, bold):
        hangs = token[0] in _NEVER_FIRST
        if current and not hangs and measure((current + token).rstrip(), size, bold) > width:
            lines.append(current.rstrip())
            current = token.lstrip()
        else:
            current += token
    if current.strip():
        lines.append(current.rstrip())
    return tuple(lines)


def _tokens(measure: Measure, text: str, size: float, width: float, bold: bool) -> list[str]:
    """Pieces a line may break between; a piece wider than a line is cut into characters."""
    pieces: list[str] = []
    for token in _TOKENS.findall(text):
        pieces += [token] if measure(token, size, bold) <= width else list(token)
    return pieces


def write(
    surface: Surface,
    at: Point,
    text: str,
    *,
    size: float,
    color: str,
    width: float,
    bold: bool = False,
    anchor: Anchor = "start",
    smallest: float | None = None,
) -> None:
    """One line that never gets wider than `width`."""
    shown, size = fit(surface, text, size, smallest or size, width, bold)
    surface.text(at, shown, size=size, color=color, bold=bold, anchor=anchor)


def paragraph(
    surface: Surface,
    at: Point,
    lines: list[str],
    *,
    size: float,
    color: str,
    bold: bool = False,
    anchor: Anchor = "start",
) -> float:
    """Wrapped lines from the first baseline `at` downwards; returns the height they take."""
    for number, line in enumerate(lines):
        y = at[1] + number * size * LEADING
        surface.text((at[0], y), line, size=size, color=color, bold=bold, anchor=anchor)
    return len(lines) * size * LEADING


def pill(
    surface: Surface, at: Point, text: str, *, ink: str, fill: str, size: float = 6.4, width: float = 200,
    anchor: Anchor = "start",
) -> Box:  # fmt: skip
    """A rounded label whose vertical middle is at `at`; returns the place it took."""
    padding, height = size * 0.95, size * 1.75
    shown = clip(surface, text, size, width - 2 * padding, bold=True)
    full = surface.text_width(shown, size, bold=True) + 2 * padding
    x = at[0] - {"start": 0, "middle": full / 2, "end": full}[anchor]
    box = Box(x, at[1] - height / 2, full, height)
    surface.rect(box, fill=fill, radius=height / 2)
    surface.text((x + padding, at[1] + size * 0.36), shown, size=size, color=ink, bold=True)
    return box
