"""Schemes, readable by those who are judged by them: what counts, how much, and from which value to which points."""

from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath
from markupsafe import Markup

from network.foundation.access import Actor, Permission
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.pages.scheme_words import PATH, name_of, since, state_words
from network.scorecards.pages.scheme_words import draft_path as path_of_draft
from network.scorecards.pages.texts import quarter_text, standing
from network.scorecards.queries import wording
from network.scorecards.queries.drafts import Draft, list_drafts
from network.scorecards.queries.schemes import KeptScheme, list_schemes, read_scheme
from network.scorecards.queries.sheets import bands
from network.scorecards.rules.scheme import UNRATED, Criterion, Gate, MetricCondition, Scheme
from network.web.guards import allows
from network.web.templating import Page, page
from reports.charts import svg_curve
from reports.wording import points_text, value_text


class SchemePages(Controller):
    path = PATH
    guards = [allows(Permission.READ_SCHEMES)]

    @get()
    async def schemes(self, actor: NamedDependency[Actor]) -> Page:
        """Every version of every scheme."""
        kept = await list_schemes(actor)
        drafts = await list_drafts(actor) if actor.may(Permission.CHANGE_SCHEMES) else []
        return page(
            "schemes.html",
            schemes=[_brief(each) for each in kept],
            drafts=[_draft(each) for each in drafts if each.became is None],
            breadcrumbs=[{"label": _("Schemes"), "href": ""}],
        )

    @get("/{code:str}/{version:int}")
    async def scheme(self, actor: NamedDependency[Actor], code: FromPath[str], version: FromPath[int]) -> Page:
        kept = await read_scheme(actor, code, version)
        name = kept.scheme.name.in_language(current().code)
        return page(
            "scheme.html",
            **_brief(kept),
            **_document(kept.scheme),
            changes=actor.may(Permission.CHANGE_SCHEMES),
            breadcrumbs=[{"label": _("Schemes"), "href": PATH}, {"label": f"{name} {version}", "href": ""}],
        )


def _brief(kept: KeptScheme) -> dict[str, Any]:
    scheme, reading = kept.scheme, current()
    return {
        "code": scheme.code,
        "version": scheme.version,
        "name": scheme.name.in_language(reading.code),
        "href": f"{PATH}/{scheme.code}/{scheme.version}",
        "added": reading.date(kept.added_at.date()),
        "sha256": kept.sha256,
        "count": len(scheme.criteria),
        "since": since(scheme),
    }


def _draft(draft: Draft) -> dict[str, Any]:
    return {
        "name": name_of(draft.scheme),
        "code": draft.scheme.code,
        "version": draft.scheme.version,
        "href": path_of_draft(draft.id),
        "state": state_words(draft.state),
        "writer": draft.writer,
        "since": since(draft.scheme),
    }


def _document(scheme: Scheme) -> dict[str, Any]:
    reading = current()
    return {
        "facts": [
            {"label": _("Coverage needed for a standing"), "value": reading.percent(scheme.min_coverage, 0)},
            {
                "label": _("Monthly reports"),
                "value": _("owed by every site") if scheme.reporting_duty else _("not owed"),
            },
            *(
                [{"label": _("In force from"), "value": quarter_text(Quarter.parse(scheme.effective_from))}]
                if scheme.effective_from
                else []
            ),
        ],
        "criteria": [_criterion(each) for each in scheme.criteria],
        "gates": [_gate(scheme, each) for each in scheme.gates],
        "standings": [_standing(scheme, place) for place in range(len(scheme.standings))],
    }


def _criterion(criterion: Criterion) -> dict[str, Any]:
    reading, metric = current(), METRICS[criterion.metric]
    label, unit = wording.criterion_label(criterion), wording.unit(metric.facts.unit)
    curve = [(point.value, point.points) for point in criterion.curve]
    drawing = svg_curve(curve, unit, label, reading, f"curve-{criterion.code}", width=340, height=170)
    return {
        "code": criterion.code,
        "label": label,
        "definition": metric.defined(criterion.params),
        "weight": reading.percent(wording.weight(criterion), 0),
        "share": f"{wording.weight(criterion) * 100:.2f}",
        "min_sample": reading.decimal(criterion.min_sample),
        "shrink": reading.decimal(criterion.shrink) if criterion.shrink else "",
        "absent": _("Counts as 0 points") if criterion.absent == "not_reported" else _("Leaves the total"),
        "better": _("more is better") if metric.facts.direction == "higher" else _("less is better"),
        "svg": Markup(drawing),  # noqa: S704 - our own drawing; its texts are escaped there
        "rows": [(value_text(reading, value, unit), points_text(reading, points, 0)) for value, points in curve],
    }


def _gate(scheme: Scheme, gate: Gate) -> dict[str, Any]:
    labels = {each.code: each.label.in_language(current().code) for each in scheme.standings}
    return {
        "reason": gate.reason.in_language(current().code),
        "cap": {"code": None if gate.cap == UNRATED else gate.cap, "label": labels.get(gate.cap, _("Not rated"))},
        "condition": _condition(gate),
    }


def _condition(gate: Gate) -> str:
    """The condition in figures; empty for one that compares none."""
    when = gate.when
    if not isinstance(when, MetricCondition):
        return ""
    reading, facts = current(), FACTS[when.metric]
    sign = {">=": "≥", "<=": "≤"}.get(when.op, when.op)
    value = value_text(reading, when.value, wording.unit(facts.unit))
    text = f"{METRICS[when.metric].named(when.params)} {sign} {value}"
    if when.min_sample:
        text += ", " + _("from %(count)s records on") % {"count": reading.decimal(when.min_sample)}
    return text


def _standing(scheme: Scheme, place: int) -> dict[str, Any]:
    here = scheme.standings[place]
    reading = current()
    low = points_text(reading, here.from_score, 2)
    told = {"low": low, "high": points_text(reading, scheme.standings[place - 1].from_score, 2) if place else ""}
    return {
        **standing(here.code, bands(scheme)),
        "range": _("%(low)s to below %(high)s") % told if place else _("%(low)s to 100") % told,
    }
