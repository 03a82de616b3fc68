"""Page 2, upper part: what would lift the standing, and where points were lost."""

from decimal import Decimal

from reports import palette
from reports.lettering import LEADING, clip, fit, paragraph, wrap
from reports.scorecard.frame import CONTENT, GUTTER, MARGIN, Block, Drawing, draw_card
from reports.sheet import LiftStep
from reports.surface import Box
from reports.wording import change_text, points_text, value_text

_LIFT_SHARE = 0.58
_STEP, _STEP_OF_MANY, _MANY = 15.5, 12.8, 8


def explanation_block(drawing: Drawing) -> Block:
    sheet = drawing.sheet
    lift_width = (CONTENT - GUTTER) * _LIFT_SHARE
    intro = _intro(drawing, lift_width - 92 if sheet.lift.points_missing is not None else lift_width - 20)
    head = max(34.0, len(intro) * 7 * LEADING + 8) if sheet.lift.next_standing else len(intro) * 7 * LEADING + 8
    steps, step_height = len(sheet.lift.steps), _step_height(drawing)
    lost = len(_losses(drawing))
    height = max(24 + head + (16 + steps * step_height if steps else 0) + 6, 30 + max(lost, 2) * 14.5 + 8)

    def draw(top: float) -> None:
        left = Box(MARGIN, top, lift_width, height)
        right = Box(left.right + GUTTER, top, CONTENT - GUTTER - lift_width, height)
        _draw_lift(drawing, left, intro, head)
        _draw_losses(drawing, right)

    return Block(height, draw, starts_page=True)


def _step_height(drawing: Drawing) -> float:
    return _STEP if len(drawing.sheet.lift.steps) <= _MANY else _STEP_OF_MANY


def _intro(drawing: Drawing, width: float) -> list[str]:
    surface, sheet, language = drawing
    _ = language.gettext
    lift = sheet.lift
    if lift.note:
        text = lift.note
    elif lift.next_standing is None:
        rated = sheet.judgement.standing is not None
        text = _("This is the highest standing.") if rated else _("A standing needs more data first.")
    else:
        text = _("Each line is the smallest change of that criterion which lifts the standing while all else stays.")
    return wrap(surface, text, 7, width, most=6)


def _draw_lift(drawing: Drawing, box: Box, intro: list[str], head: float) -> None:
    surface, sheet, language = drawing
    _ = language.gettext
    lift = sheet.lift
    draw_card(surface, box, _lift_title(drawing))
    x = box.x + 8
    if lift.points_missing is not None:
        missing = change_text(language, lift.points_missing, 2)
        shown, size = fit(surface, missing, 20, 12, 66, bold=True)
        surface.text((x, box.y + 40), shown, size=size, color=palette.NAVY, bold=True)
        floor = points_text(language, lift.next_floor, 0)
        reach = fit(surface, _("points to reach %(floor)s") % {"floor": floor}, 6.2, 4.8, 70)
        surface.text((x, box.y + 50), reach[0], size=reach[1], color=palette.MUTED)
        paragraph(surface, (x + 80, box.y + 31), intro, size=7, color=palette.TEXT)
    else:
        paragraph(surface, (x, box.y + 31), intro, size=7, color=palette.TEXT)
    if lift.steps:
        _draw_steps(drawing, box, box.y + 24 + head)


def _lift_title(drawing: Drawing) -> str:
    _ = drawing.language.gettext
    following = drawing.sheet.lift.next_standing
    if following is None:
        return _("What would lift the standing")
    return _("What would lift the standing to %(standing)s") % {"standing": following}


def _draw_steps(drawing: Drawing, box: Box, y: float) -> None:
    surface, sheet, language = drawing
    _ = language.gettext
    surface.rect(Box(box.x + 6, y, box.width - 12, 14), fill=palette.PANEL, radius=3)
    columns = ((box.right - 118, _("Now")), (box.right - 66, _("Needed")), (box.right - 12, _("Change")))
    surface.text((box.x + 11, y + 9.4), _("Criterion"), size=6.4, color=palette.MUTED, bold=True)
    for right, text in columns:
        surface.text((right, y + 9.4), text, size=6.4, color=palette.MUTED, bold=True, anchor="end")
    y += 14
    height = _step_height(drawing)
    for number, step in enumerate(sheet.lift.steps):
        if number:
            surface.line((box.x + 8, y), (box.right - 8, y), stroke=palette.LINE, weight=0.5)
        _draw_step(drawing, box, y + height * 0.67, step)
        y += height


def _draw_step(drawing: Drawing, box: Box, y: float, step: LiftStep) -> None:
    surface, _sheet, language = drawing
    _ = language.gettext
    label, size = fit(surface, step.label, 7.2, 6, box.width - 168)
    surface.text((box.x + 11, y), label, size=size, color=palette.INK)
    now = value_text(language, step.now, step.unit)
    surface.text((box.right - 118, y), now, size=7.2, color=palette.TEXT, anchor="end")
    if step.needed is None:
        alone, size = fit(surface, _("not by this criterion alone"), 6.4, 5, 100)
        surface.text((box.right - 12, y), alone, size=size, color=palette.MUTED, anchor="end")
        return
    needed = value_text(language, step.needed, step.unit)
    surface.text((box.right - 66, y), needed, size=7.2, color=palette.INK, bold=True, anchor="end")
    if step.now is not None:
        change = _change(drawing, step.needed - step.now, step)
        surface.text((box.right - 12, y), change, size=7.2, color=palette.GOOD_DARK, bold=True, anchor="end")


def _change(drawing: Drawing, change: Decimal, step: LiftStep) -> str:
    """A rate changes by percentage points; everything else in its own unit."""
    _surface, _sheet, language = drawing
    _ = language.gettext
    if step.unit == "fraction":
        return _("%(change)s pp") % {"change": change_text(language, change * 100)}
    if step.unit == "hours":
        return _("%(hours)s h") % {"hours": change_text(language, change)}
    return change_text(language, change)


def _losses(drawing: Drawing) -> list[tuple[str, Decimal, Decimal]]:
    """Criteria that cost points of the overall score, the dearest first: label, points lost, points earned."""
    lost = [
        (line.label, line.lost, line.points)
        for line in drawing.sheet.criteria
        if line.lost is not None and line.points is not None and line.lost > 0
    ]
    return sorted(lost, key=lambda item: -item[1])[:8]


def _draw_losses(drawing: Drawing, box: Box) -> None:
    surface, sheet, language = drawing
    _ = language.gettext
    draw_card(surface, box, _("Where points were lost"), _("of the overall score"))
    losses = _losses(drawing)
    if not losses:
        judged = any(line.points is not None for line in sheet.criteria)
        text = _("No point was lost in what could be judged.") if judged else _("Nothing could be judged yet.")
        paragraph(surface, (box.x + 8, box.y + 31), wrap(surface, text, 7, box.width - 16), size=7, color=palette.TEXT)
        return
    name_width = box.width * 0.42
    left = box.x + 8 + name_width + 6
    longest = box.right - left - 36
    for number, (label, loss, points) in enumerate(losses):
        y = box.y + 33 + number * 14.5
        label, size = fit(surface, label, 6.8, 5.6, name_width)
        surface.text((box.x + 8, y), clip(surface, label, size, name_width), size=size, color=palette.TEXT)
        length = max(longest * float(loss / losses[0][1]), 3)
        surface.rect(Box(left, y - 6, length, 7), fill=palette.points_color(points), radius=2)
        amount = change_text(language, -loss, 2)
        surface.text((left + length + 4, y), amount, size=6.8, color=palette.INK, bold=True)
