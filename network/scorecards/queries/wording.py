"""Words of the scorecard in the reader's language: states, kinds, standings, what the next standing would take."""

from decimal import Decimal
from typing import Literal

from network.foundation.i18n import current, gettext
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.rules.catalogue import Unit
from network.scorecards.rules.explain import Explanation, NextStanding
from network.scorecards.rules.results import SiteScore, Unrated
from network.scorecards.rules.scheme import UNRATED, WHOLE_WEIGHT, Criterion, Scheme
from network.sites.rules.sites import KIND_LABELS
from reports import palette
from reports import sheet as drawn

_ = gettext

STARS = {"five_star": 5, "four_star": 4, "three_star": 3}

PASS_POINTS = Decimal(60)

# As those of their badges; any other standing is grey.
_COLORS = {
    "five_star": palette.GOLD,
    "four_star": palette.GOOD,
    "three_star": palette.BLUE,
    "pass": palette.SILVER,
    "fail": palette.BAD,
    UNRATED: palette.SILVER_PALE,
}


def standing_color(code: str) -> str:
    """The colour in which a standing is drawn."""
    return _COLORS.get(code, palette.SILVER)


def kind(code: str) -> str:
    return str(KIND_LABELS[code])


def criterion_label(criterion: Criterion) -> str:
    return METRICS[criterion.metric].named(criterion.params)


def weight(criterion: Criterion) -> Decimal:
    """As a fraction of the whole."""
    return Decimal(criterion.weight) / WHOLE_WEIGHT


def improvement(criterion: Criterion, records: int) -> str:
    """So many better records of a criterion, in words: “74 more ready in time”."""
    return str(METRICS[criterion.metric].improved) % {"records": current().decimal(records)}


def peer_group(group: str) -> str:
    """`franchised/2` as words."""
    code, _slash, tier = group.partition("/")
    if tier == "0":
        return kind(code)
    return _("%(kind)s, city tier %(tier)s") % {"kind": kind(code), "tier": tier}


def unit(of: Unit) -> Literal["fraction", "hours", "score", "count"]:
    """The unit as it is drawn."""
    return "score" if of == "points" else "count" if of == "per_hundred" else of


def unrated(score: SiteScore, scheme: Scheme) -> str:
    """Why there is no standing; empty when there is one."""
    if score.unrated is Unrated.LOW_COVERAGE:
        language = current()
        return _("Only %(coverage)s of the weights could be scored; %(needed)s are needed for a standing.") % {
            "coverage": language.percent(score.coverage, 0),
            "needed": language.percent(scheme.min_coverage, 0),
        }
    if score.unrated is Unrated.GATE:
        return _("A condition of the scheme rules out a standing.")
    return ""


def unrated_code(code: str | None) -> str:
    """The same in a few words, for a table."""
    words = {Unrated.LOW_COVERAGE: _("Too little data"), Unrated.GATE: _("Ruled out by a condition")}
    return words[Unrated(code)] if code else ""


def targets(criterion: Criterion) -> tuple[Decimal | None, Decimal | None]:
    """The values that earn full points and 60 points, where the curve has such breakpoints."""
    full = [point.value for point in criterion.curve if point.points == 100]
    passing = [point.value for point in criterion.curve if point.points == PASS_POINTS]
    better = FACTS[criterion.metric].direction
    best = (min(full) if better == "higher" else max(full)) if full else None
    return best, passing[0] if passing else None


def target_hours(scheme: Scheme) -> Decimal | None:
    """The promise that the scheme scores, to be drawn beside turnaround."""
    for criterion in scheme.criteria:
        if criterion.metric == "repair_within_target":
            return Decimal(criterion.params.get("target_hours", FACTS[criterion.metric].params["target_hours"]))
    return None


def lift(scheme: Scheme, score: SiteScore, explained: Explanation) -> drawn.Lift:
    """What the next standing would take, as it is drawn."""
    following = explained.next_standing
    if following is None:
        note = _("This is the highest standing.") if score.standing else _("A standing comes first: see above.")
        return drawn.Lift(next_standing=None, note=note)
    labels = {each.code: each.label.in_language(current().code) for each in scheme.standings}
    return drawn.Lift(
        next_standing=labels[following.standing],
        next_floor=following.from_score,
        points_missing=following.points_missing,
        steps=tuple(_steps(scheme, score, following)),
        note=_blocked(scheme, following),
    )


def _steps(scheme: Scheme, score: SiteScore, following: NextStanding) -> list[drawn.LiftStep]:
    criteria = {criterion.code: criterion for criterion in scheme.criteria}
    results = {result.criterion: result for result in score.criteria}
    return [
        drawn.LiftStep(
            label=METRICS[criteria[each.criterion].metric].named(criteria[each.criterion].params),
            unit=unit(FACTS[criteria[each.criterion].metric].unit),
            better=FACTS[criteria[each.criterion].metric].direction,
            now=results[each.criterion].raw,
            needed=each.value,
        )
        for each in following.lifts
    ]


def _blocked(scheme: Scheme, following: NextStanding) -> str:
    reasons = {gate.code: gate.reason.in_language(current().code) for gate in scheme.gates}
    if not following.blocked_by:
        return ""
    return _("First this must no longer hold: %(reasons)s") % {
        "reasons": "; ".join(reasons[code] for code in following.blocked_by)
    }
