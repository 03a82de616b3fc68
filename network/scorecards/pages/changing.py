"""The tab “change”: why the score differs from that of the quarter before, as a waterfall and by criterion."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any

from markupsafe import Markup

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.scorecards.pages.texts import change as change_mark
from network.scorecards.pages.texts import quarter_text, standing
from network.scorecards.queries import wording
from network.scorecards.queries.explained import Earlier, Explained
from network.scorecards.queries.sheets import Card, bands
from network.scorecards.rules.change import Change, Part
from network.scorecards.rules.scheme import Criterion
from reports.charts import Step, Waterfall, svg_waterfall
from reports.wording import change_text, points_text

# The chart names so many criteria by themselves; the small rest of a long scheme is one bar.
_MOST_BARS = 12


def changing(found: Card, told: Explained) -> dict[str, Any]:
    """What the template shows: a chart with its numbers, or why there is none."""
    earlier = told.earlier
    if earlier is None:
        return {"none": _("This is the first scorecard of the site: there is no quarter before to compare with.")}
    if earlier.change is None:
        return {"none": _no_score(found, earlier)}
    split, labels = earlier.change, _labels(found, earlier)
    shown = _waterfall(found, earlier, split, labels)
    title = _("From %(before)s to %(now)s") % {"before": shown.start_label, "now": shown.end_label}
    drawing = svg_waterfall(shown, title, current(), "change-chart")
    return {
        "none": "",
        "factors": factors(split),
        "total": change_mark(split.now - split.before),
        "schemes": _schemes(found, earlier),
        "title": title,
        "description": _("Own work, the network’s rates and how it is judged, by criterion, in points of the score."),
        "svg": Markup(drawing),  # noqa: S704 - our own drawing; its texts are escaped there
        "headers": [_("Criterion"), _("Own work"), _("The network’s rates"), _("How it is judged"), _("Together")],
        "rows": [*(_row(part, labels) for part in split.parts), _sums(split)],
        "before": standing(earlier.score.standing, bands(found.run.kept.scheme))
        if _known(found, earlier.score.standing)
        else None,
        "quarter": quarter_text(earlier.period),
    }


def _known(found: Card, code: str | None) -> bool:
    return code is None or any(each.code == code for each in found.run.kept.scheme.standings)


def _no_score(found: Card, earlier: Earlier) -> str:
    told = {"quarter": quarter_text(earlier.period)}
    if found.score.overall is None:
        return _("Nothing could be scored in this quarter, so there is no difference to split.")
    return _("Nothing could be scored in %(quarter)s, so there is no difference to split.") % told


def factors(split: Change) -> list[dict[str, Any]]:
    """The three, each with what it stands for."""
    return [
        {
            "label": _("Own work"),
            "note": _("what the site’s own records changed"),
            "change": change_mark(split.own),
        },
        {
            "label": _("The network’s rates"),
            "note": _("the rates that small samples are pulled to"),
            "change": change_mark(split.peers),
        },
        {
            "label": _("How it is judged"),
            "note": _("weights, curves, criteria that came or went or had too few records"),
            "change": change_mark(split.scheme),
        },
    ]


def _schemes(found: Card, earlier: Earlier) -> str:
    """Said where two schemes are compared."""
    now = f"{found.run.kept.scheme.code} {found.run.kept.scheme.version}"
    if now == earlier.scheme:
        return ""
    return _("%(quarter)s was judged by the scheme %(before)s, this quarter by %(now)s.") % {
        "quarter": quarter_text(earlier.period),
        "before": earlier.scheme,
        "now": now,
    }


def _labels(found: Card, earlier: Earlier) -> Mapping[str, str]:
    """Of every criterion of either quarter; that of now where both have it."""
    criteria: list[Criterion] = [*earlier.criteria, *found.run.kept.scheme.criteria]
    return {each.code: wording.criterion_label(each) for each in criteria}


def _waterfall(found: Card, earlier: Earlier, split: Change, labels: Mapping[str, str]) -> Waterfall:
    """Own work criterion by criterion, then the two that nobody at the site can change."""
    bars = sorted(((part.own, labels[part.criterion]) for part in split.parts if part.own), key=_size)
    steps = [Step(label, own) for own, label in bars[:_MOST_BARS]]
    rest = sum((own for own, _label in bars[_MOST_BARS:]), Decimal(0))
    if rest:
        steps.append(Step(_("Other own work"), rest))
    if split.peers:
        steps.append(Step(_("The network’s rates"), split.peers))
    if split.scheme:
        steps.append(Step(_("How it is judged"), split.scheme))
    return Waterfall(quarter_text(earlier.period), split.before, quarter_text(found.run.period), split.now, steps)


def _size(bar: tuple[Decimal, str]) -> Decimal:
    return -abs(bar[0])


def _row(part: Part, labels: Mapping[str, str]) -> list[str]:
    label = labels[part.criterion]
    if not part.before:
        label = _("%(criterion)s (not scored before)") % {"criterion": label}
    elif not part.now:
        label = _("%(criterion)s (not scored now)") % {"criterion": label}
    return [label, *(_points(value) for value in (part.own, part.peers, part.scheme, part.total))]


def _sums(split: Change) -> list[str]:
    reading = current()
    label = _("Score: %(before)s → %(now)s") % {
        "before": points_text(reading, split.before, 2),
        "now": points_text(reading, split.now, 2),
    }
    return [label, *(_points(value) for value in (split.own, split.peers, split.scheme, split.now - split.before))]


def _points(value: Decimal) -> str:
    return change_text(current(), value, 2)
