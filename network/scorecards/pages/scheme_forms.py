"""The forms of the editor of schemes: heading, criterion with its curve, condition that caps, standings."""

from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from typing import Any

from markupsafe import Markup

from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.scorecards.errors import BadSchemeForm
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.pages.scheme_outline import metric_choices
from network.scorecards.pages.scheme_words import draft_path, name_of, trail_to
from network.scorecards.pages.texts import quarter_text
from network.scorecards.queries import wording
from network.scorecards.queries.distribution import distribution
from network.scorecards.queries.drafts import Draft, draft_with_problems
from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.scheme import UNRATED, CurvePoint
from network.scorecards.schemas.scheme_lines import CERTIFICATION, MOST_ROWS, SPARE_ROWS, Reader, curve_of
from network.web.forms import summary, wrong_fields
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed
from reports.charts.curve_over import svg_curve_over

Typed = Mapping[str, str]
_COMING = 8


async def heading_form(
    actor: Actor, draft: Draft, typed: Typed, version: int, refusal: ServicemarkError | None = None
) -> Page:
    _draft, _problems, first = await draft_with_problems(actor, draft.id, now())
    coming = [first.shift(more) for more in range(_COMING)]
    quarters = [{"value": str(each), "label": f"{quarter_text(each)} ({each})"} for each in coming]
    chosen = typed.get("effective_from", "")
    if chosen and chosen not in {each["value"] for each in quarters}:
        quarters.insert(0, {"value": chosen, "label": chosen})
    return _form("scheme_heading.html", draft, typed, version, _("Heading"), refusal, quarters=quarters)


async def criterion_form(
    actor: Actor,
    draft: Draft,
    place: int | None,
    facts: MetricFacts,
    typed: Typed,
    version: int,
    refusal: ServicemarkError | None = None,
) -> Page:
    metric = METRICS[facts.code]
    return _form(
        "scheme_criterion.html",
        draft,
        typed,
        version,
        metric.named({}) if place is not None else _("New criterion"),
        refusal,
        place="" if place is None else place,
        metric=facts.code,
        definition=metric.defined(_params(facts, typed)),
        metrics=metric_choices(),
        params=_param_fields(facts),
        rows=range(_rows(typed, "value", "points")),
        is_rate=facts.is_rate,
        unit=_unit(facts),
        absent=[
            {"value": "leaves", "label": _("Leaves the total")},
            {"value": "not_reported", "label": _("Counts as 0 points")},
        ],
        **await _drawing(actor, facts, typed),
    )


async def curve_part(actor: Actor, facts: MetricFacts, typed: Typed) -> Page:
    """The drawing alone."""
    return page("scheme_curve.html", **await _drawing(actor, facts, typed))


def gate_form(
    draft: Draft,
    place: int | None,
    facts: MetricFacts | None,
    typed: Typed,
    version: int,
    refusal: ServicemarkError | None = None,
) -> Page:
    reading = current()
    standings = [
        {"value": each.code, "label": each.label.in_language(reading.code) or each.code}
        for each in draft.scheme.standings
    ]
    certification = {"value": CERTIFICATION, "label": _("Certification not valid on the last day")}
    return _form(
        "scheme_gate.html",
        draft,
        typed,
        version,
        _("Condition that caps") if place is not None else _("New condition"),
        refusal,
        place="" if place is None else place,
        metric=facts.code if facts else CERTIFICATION,
        metric_name=METRICS[facts.code].named(_params(facts, typed)) if facts else certification["label"],
        metrics=[*metric_choices(gates=True), certification],
        params=_param_fields(facts) if facts else [],
        unit=_unit(facts) if facts else "",
        measured=facts is not None,
        ops=[{"value": each, "label": sign} for each, sign in ((">=", "≥"), (">", ">"), ("<=", "≤"), ("<", "<"))],
        uses=[
            {"value": "raw", "label": _("As measured")},
            {"value": "adjusted", "label": _("Adjusted for sample size")},
        ],
        caps=[*standings, {"value": UNRATED, "label": _("Not rated")}],
    )


def standings_form(draft: Draft, typed: Typed, version: int, refusal: ServicemarkError | None = None) -> Page:
    rows = range(_rows(typed, "code", "from_score", "label", "label_zh"))
    return _form("scheme_standings.html", draft, typed, version, _("Standings"), refusal, rows=rows)


def _form(
    template: str,
    draft: Draft,
    typed: Typed,
    version: int,
    heading: str,
    refusal: ServicemarkError | None,
    **more: Any,
) -> Page:
    wrong = wrong_fields(refusal if refusal is None or isinstance(refusal, BadSchemeForm) else None)
    errors = summary(wrong)
    if refusal and not wrong:
        errors = [{"field": "", "message": refusal.text()}]
    return page(
        template,
        status=refusal.status if refusal else 200,
        heading=heading,
        title=name_of(draft.scheme),
        href=draft_path(draft.id),
        typed=Filled(typed),
        wrong=Filled(wrong),
        errors=errors,
        form_version=refusal.current if isinstance(refusal, PreconditionFailed) else version,
        breadcrumbs=trail_to(draft, heading),
        **more,
    )


class Filled(dict[str, str]):
    """Empty for a field of which nothing is known."""

    def __missing__(self, name: str) -> str:
        return ""


async def _drawing(actor: Actor, facts: MetricFacts, typed: Typed) -> dict[str, Any]:
    params = _params(facts, typed)
    found = await distribution(actor, facts.code, params)
    reading, unit = current(), wording.unit(facts.unit)
    curve = [(point.value, point.points) for point in _readable(typed, facts)]
    drawing = svg_curve_over(curve, found.values, unit, METRICS[facts.code].named(params), reading, "curve")
    if found.period is None:
        note = _("No quarter is published yet: there is nothing to draw the curve over.")
    elif not found.values:
        note = _("%(quarter)s was not measured so.") % {"quarter": quarter_text(found.period)}
    else:
        told = {"quarter": quarter_text(found.period), "sites": reading.decimal(len(found.values))}
        note = _("Bars: where the %(sites)s sites with a value lay in %(quarter)s, before any adjustment.") % told
    return {"svg": Markup(drawing), "note": note}  # noqa: S704 - our own drawing; its texts are escaped there


def _readable(typed: Typed, facts: MetricFacts) -> list[CurvePoint]:
    """The breakpoints that can be read so far."""
    found: list[CurvePoint] = []
    for place in range(MOST_ROWS):
        one = {f"{name}_0": typed.get(f"{name}_{place}", "") for name in ("value", "points")}
        reader = Reader(one)
        points = curve_of(reader, facts.unit)
        if points and not reader.wrong and 0 <= points[0].points <= 100:
            found += points
    return found


def _params(facts: MetricFacts, typed: Typed) -> dict[str, Any]:
    """The parameters as typed, where they are numbers."""
    found: dict[str, Any] = dict(facts.params)
    for name in facts.params:
        try:
            found[name] = int(Decimal(typed.get(f"param_{name}", "")))
        except (InvalidOperation, ValueError, OverflowError):
            continue
    return found


def _param_fields(facts: MetricFacts) -> list[dict[str, str]]:
    labels = {"target_hours": _("Target in hours"), "days": _("Days")}
    return [{"name": f"param_{name}", "label": labels.get(name, name)} for name in facts.params]


def _rows(typed: Typed, *names: str) -> int:
    """As many as are filled in, and some to spare."""
    filled = [place for place in range(MOST_ROWS) if any(typed.get(f"{name}_{place}") for name in names)]
    return min(MOST_ROWS, max(filled, default=-1) + 1 + SPARE_ROWS)


def _unit(facts: MetricFacts) -> str:
    return {
        "fraction": "%",
        "hours": _("hours"),
        "points": _("points"),
        "count": _("count"),
        "per_hundred": _("per 100 orders"),
    }[facts.unit]
