"""Page: did a course or an edition change a metric? In words, as a drawing, and who was matched with whom."""

from collections.abc import Mapping
from types import MappingProxyType
from typing import Any

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromQuery
from markupsafe import Markup

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries.effects import effect_of, rates, treatments
from network.scorecards.rules.effect import LEAST_RECORDS, LEAST_SITES, Doubt
from network.scorecards.schemas.effects import EffectOut, EstimateOut, TreatmentOut
from network.sites.pages.sites import site_path
from network.web.guards import allows
from network.web.templating import Page, page
from reports.charts import Estimated, svg_intervals

PATH = "/effects"
_DOUBTS: Mapping[Doubt, Text] = MappingProxyType(
    {
        Doubt.FEW_TREATED: lazy(
            "Fewer than %(sites)s sites were trained or informed at least three full months ago. With so few, "
            "chance alone could make any difference."
        ),
        Doubt.FEW_CONTROLS: lazy(
            "Fewer than %(sites)s sites that were not yet trained or informed are like enough to be compared with."
        ),
        Doubt.FEW_RECORDS: lazy(
            "Too few sites have %(records)s records in each of the three spans that are compared, before and after."
        ),
        Doubt.TRENDS_DIFFER: lazy(
            "The sites that were trained or informed were already on another way than their matches before: what is "
            "seen afterwards may be just that."
        ),
    }
)


class EffectPages(Controller):
    path = PATH

    @get(guards=[allows(Permission.READ_EFFECTS)])
    async def effects(
        self, actor: NamedDependency[Actor], of: FromQuery[str] = "", metric: FromQuery[str] = ""
    ) -> Page:
        choices = await treatments(actor)
        found = await effect_of(actor, of, metric, now()) if of and metric else None
        return page(
            "effects.html",
            treatments=[{"value": each.of, "label": _named(each)} for each in choices],
            metrics=[{"value": code, "label": each.named({})} for code, each in rates().items()],
            of=of,
            metric=metric,
            found=_view(found) if found else None,
            breadcrumbs=[{"label": _("Effects"), "href": ""}],
        )


def _named(treatment: TreatmentOut) -> str:
    title = treatment.title.in_language(current().code)
    if treatment.edition is None:
        return _("Course: %(title)s") % {"title": title}
    return _("Manual: %(title)s, edition %(edition)s") % {"title": title, "edition": treatment.edition}


def _view(found: EffectOut) -> dict[str, Any]:
    words = {"sites": LEAST_SITES, "records": LEAST_RECORDS}
    return {
        "verdict": _verdict(found),
        "doubts": [str(_DOUBTS[doubt]) % words for doubt in found.doubts],
        "chart": _chart(found),
        "placebo": _told(found.placebo) if found.placebo else "",
        "matches": [
            {
                "site": match.site,
                "href": site_path(match.site),
                "month": match.month,
                "level": current().percent(match.level, 1),
                "controls": ", ".join(f"{each.site} ({current().percent(each.level, 1)})" for each in match.controls),
            }
            for match in found.matches
        ],
        "controls": found.controls,
        "left_out": found.left_out,
    }


def _verdict(found: EffectOut) -> dict[str, str]:
    """One sentence, and how it is toned: what the three months together say."""
    overall = found.overall
    if found.doubts or overall is None:
        return {"tone": "warn", "text": _("Nothing can be concluded.")}
    told = {"estimate": _told(overall)}
    if overall.low <= 0 <= overall.high:
        text = _("No effect can be seen: %(estimate)s. Zero lies within what chance alone could explain.")
        return {"tone": "info", "text": text % told}
    higher_is_better = METRICS[found.metric].facts.direction == "higher"
    if (overall.change > 0) == higher_is_better:
        return {"tone": "good", "text": _("It helped: %(estimate)s.") % told}
    return {"tone": "bad", "text": _("It got worse: %(estimate)s.") % told}


def _told(estimate: EstimateOut) -> str:
    points = current().decimal
    return _("%(change)s points (95%% interval %(low)s to %(high)s), %(sites)s sites") % {
        "change": points(estimate.change * 100, 1),
        "low": points(estimate.low * 100, 1),
        "high": points(estimate.high * 100, 1),
        "sites": points(estimate.sites),
    }


def _chart(found: EffectOut) -> dict[str, Any] | None:
    """What the macro `chart` takes: the three months one by one, and together."""
    names = [_("Month +%(number)s") % {"number": number} for number in (1, 2, 3)]
    named = [*zip(names, found.months, strict=True), (_("Together"), found.overall)]
    rows = [(name, each) for name, each in named if each is not None]
    if not rows:
        return None
    title = _("Change against the matched sites, in points")
    drawing = svg_intervals(
        [Estimated(name, each.low, each.change, each.high, _told(each)) for name, each in rows],
        current(),
        title,
        "effect",
    )
    points = current().decimal
    return {
        "title": title,
        "description": _(
            "Three months after, one by one and together, with intervals of 95 per cent. Left of the line: lower."
        ),
        "svg": Markup(drawing),  # noqa: S704 - our own drawing; its texts are escaped there
        "headers": [_("Month"), _("Change"), _("From"), _("To"), _("Sites")],
        "rows": [
            (name, points(each.change * 100, 1), points(each.low * 100, 1), points(each.high * 100, 1), str(each.sites))
            for name, each in rows
        ],
    }
