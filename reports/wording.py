"""Values of a sheet in words: one place, so that every block and chart writes a number the same way."""

from decimal import Decimal

from reports.language import Language
from reports.sheet import Better, CriterionLine, Interval, State, Unit

DASH = "–"


def value_text(language: Language, value: Decimal | None, unit: Unit) -> str:
    """A metric's value with its unit; a dash when it is not known."""
    _ = language.gettext
    if value is None:
        return DASH
    if unit == "fraction":
        return language.percent(value, 1)
    if unit == "hours":
        return _("%(hours)s h") % {"hours": language.decimal(value, 1)}
    return language.decimal(value, 1 if unit == "score" else 0)


def points_text(language: Language, points: Decimal | None, places: int = 1) -> str:
    return DASH if points is None else language.decimal(points, places)


def bound_text(language: Language, value: Decimal | None, unit: Unit, better: Better) -> str:
    """A target such as “≥95.0%”."""
    if value is None:
        return DASH
    return f"{'≥' if better == 'higher' else '≤'}{value_text(language, value, unit)}"


def interval_text(language: Language, interval: Interval) -> str:
    return f"{language.decimal(interval.low * 100, 1)}–{language.percent(interval.high, 1)}"


def change_text(language: Language, change: Decimal, places: int = 1) -> str:
    """A signed number with a real minus."""
    sign = "−" if change < 0 else "+"
    return sign + language.decimal(abs(change), places)


def state_text(language: Language, line: CriterionLine) -> str:
    """Why a criterion has no points, or "" when it has."""
    _ = language.gettext
    if line.state == "insufficient_sample" and line.sample_size is not None and line.min_sample is not None:
        counts = {"count": line.sample_size, "minimum": line.min_sample}
        return _("Sample too small: %(count)s of %(minimum)s") % counts
    return state_name(language, line.state)


def state_name(language: Language, state: State) -> str:
    _ = language.gettext
    return {
        "scored": "",
        "not_applicable": _("Not applicable"),
        "insufficient_sample": _("Sample too small"),
        "not_reported": _("Not reported: 0 points"),
        "held": _("Held until a decision"),
    }[state]


def curve_text(language: Language, line: CriterionLine) -> str:
    """The curve as “60.0% → 0, 80.0% → 60, 95.0% → 100”."""
    steps = (f"{value_text(language, v, line.unit)} → {language.decimal(p, 0)}" for v, p in line.curve)
    return ",  ".join(steps)
