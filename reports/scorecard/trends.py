"""The two charts at the foot of page 1."""

from reports.charts import draw_history, draw_turnaround
from reports.scorecard.frame import CONTENT, GUTTER, MARGIN, Block, Drawing, draw_card
from reports.surface import Box

LOWEST, HIGHEST = 128.0, 236.0


def trends_block(drawing: Drawing, height: float) -> Block:
    surface, sheet, language = drawing
    _ = language.gettext

    def draw(top: float) -> None:
        left = Box(MARGIN, top, (CONTENT - GUTTER) * 0.56, height)
        right = Box(left.right + GUTTER, top, CONTENT - GUTTER - left.width, height)
        draw_card(surface, left, _("Repair turnaround by month"), _("median hours"))
        draw_turnaround(surface, left.inset(8, 20, 8, 6), sheet.turnaround, language)
        draw_card(surface, right, _("Overall score by quarter"))
        draw_history(surface, right.inset(8, 20, 8, 6), sheet.history, sheet.judgement.bands, language)

    return Block(height, draw)
