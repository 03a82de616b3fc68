"""The process of a quarter in words of the reader's language."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from decimal import Decimal, InvalidOperation
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.i18n import Text, current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.improvement.lists import FALSIFICATIONS
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.pages.texts import quarter_text, whole
from network.scorecards.queries import wording
from network.scorecards.rules.challenges import CHALLENGE_LABELS, GROUND_LABELS, ChallengeState, Outcome
from network.scorecards.rules.results import State
from network.scorecards.rules.runs import RunState
from network.scorecards.rules.scheme import Scheme
from network.scorecards.schemas.challenges import ChallengeOut
from network.scorecards.schemas.process import CheckLine, ProcessOut
from network.sites.pages.sites import site_path
from reports.wording import points_text, state_name, value_text

CHECK_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        "outlier": lazy("Outlier"),
        "mover": lazy("Big move"),
        "unrated": lazy("Not rated"),
        "insufficient": lazy("Too few records"),
        "not_reported": lazy("Not reported"),
        "held": lazy("Held back"),
        "falsification": lazy("Falsification not decided"),
    }
)
CHECK_TONES = {"outlier": "warn", "mover": "info", "not_reported": "bad", "held": "warn", "falsification": "bad"}
_TONES = {ChallengeState.OPEN: "info", ChallengeState.ACCEPTED: "good", ChallengeState.REJECTED: "neutral"}
_ICONS = {
    ChallengeState.OPEN: "hourglass",
    ChallengeState.ACCEPTED: "circle-check",
    ChallengeState.REJECTED: "circle-x",
}
OUTCOMES: Mapping[str, Text] = MappingProxyType(
    {Outcome.CORRECTED: lazy("The records were corrected"), Outcome.HELD: lazy("It leaves the total of this quarter")}
)
FIELDS: Mapping[str, Text] = MappingProxyType(
    {
        "overall": lazy("Score"),
        "standing": lazy("Standing"),
        "rank": lazy("Rank in the network"),
        "peer_rank": lazy("Rank in its peer group"),
        "coverage": lazy("Coverage"),
        "unrated_reason": lazy("Why it is not rated"),
        "gates": lazy("Caps"),
        "state": lazy("State"),
        "numerator": lazy("Cases that count"),
        "denominator": lazy("Out of"),
        "value": lazy("Measured"),
        "sample_size": lazy("Records"),
        "adjusted": lazy("Adjusted"),
        "points": lazy("Points"),
        "contribution": lazy("Adds"),
    }
)
_UNROUNDED = {"overall", "value", "adjusted", "contribution", "points", "coverage"}


def utc_text(at: datetime) -> str:
    """A network has no clock of its own: the time is UTC."""
    return f"{current().date(at.astimezone(UTC).date())} {at.astimezone(UTC):%H:%M} UTC"


def metric_text(key: str, criterion: str = "") -> str:
    """The metric of this key by its name; its criterion when there is no such metric any more."""
    metric = METRICS.get(key.partition("(")[0])
    if metric is None:
        return criterion or key
    return metric.named(_params(key))


def _params(key: str) -> dict[str, Any]:
    inside = key.partition("(")[2].rstrip(")")
    pairs = (part.strip().partition("=") for part in inside.split(",") if "=" in part)
    return {name: int(value) if value.lstrip("-").isdigit() else value for name, _equals, value in pairs}


def measured_text(key: str, value: Decimal | None) -> str:
    metric = METRICS.get(key.partition("(")[0])
    if value is None:
        return "–"
    if metric is None:
        return points_text(current(), value, 2)
    return value_text(current(), value, wording.unit(metric.facts.unit))


def named(code: str, name: str, name_zh: str) -> str:
    return f"{code} {name_zh if current().code == 'zh_CN' else name}"


def check_row(line: CheckLine, period: Quarter) -> dict[str, Any]:
    criterion = metric_text(line.metric, line.criterion) if line.criterion else ""
    card, evidence = f"{site_path(line.site)}?period={period}", ""
    if line.metric:
        evidence = f"{site_path(line.site)}/evidence/{line.metric}?period={period}"
    if line.falsification:
        criterion, evidence = _("Case of falsification"), f"{FALSIFICATIONS.path}/{line.falsification}"
    return {
        "href": card,
        "kind": {"label": str(CHECK_LABELS[line.kind]), "tone": CHECK_TONES.get(line.kind, "neutral")},
        "site": named(line.site, line.site_name, line.site_name_zh),
        "criterion": criterion,
        "evidence": evidence,
        "value": measured_text(line.metric, line.value),
        "reference": "–" if line.reference is None else measured_text(line.metric, line.reference),
        "distance": "–" if line.distance is None else current().decimal(line.distance, 1),
    }


def challenge_view(found: ChallengeOut) -> dict[str, Any]:
    zone = ZoneInfo(found.time_zone)
    return {
        "id": found.id,
        "code": found.site,
        "site": named(found.site, found.site_name, found.site_name_zh),
        "period": quarter_text(Quarter.parse(found.period)),
        "criterion": metric_text(found.metric, found.criterion),
        "criterion_code": found.criterion,
        "ground": str(GROUND_LABELS[found.ground]),
        "body": found.body,
        "open": found.state is ChallengeState.OPEN,
        "state": {
            "label": str(CHALLENGE_LABELS[found.state]),
            "tone": _TONES[found.state],
            "symbol": _ICONS[found.state],
        },
        "outcome": str(OUTCOMES[found.outcome]) if found.outcome else "",
        "lodged_at": current().moment(found.lodged_at, zone),
        "lodged_on": current().moment_lines(found.lodged_at, zone),
        "decided_at": current().moment(found.decided_at, zone) if found.decided_at else "",
        "decision": found.decision or "",
        "files": [
            {"name": file.name, "href": f"{site_path(found.site)}/challenge-files/{file.id}"} for file in found.files
        ],
        "version": found.version,
    }


def difference_rows(fields: Sequence[Mapping[str, Any]], scheme: Scheme) -> list[dict[str, str]]:
    """What differs, as a person reads it: the card first, then criterion by criterion."""
    metrics = {each.code: FACTS[each.metric].key(each.params) for each in scheme.criteria}
    return [
        {
            "what": metric_text(metrics.get(each["criterion"], ""), each["criterion"])
            if each["criterion"]
            else _("Scorecard"),
            "field": str(FIELDS[each["field"]]),
            "before": _shown(each["field"], each["before"], scheme, each["criterion"]),
            "after": _shown(each["field"], each["after"], scheme, each["criterion"]),
        }
        for each in fields
        if each["field"] in FIELDS
    ]


def _shown(field: str, text: str | None, scheme: Scheme, criterion: str) -> str:
    if text is None:
        return _("Not rated") if field == "standing" else "–"
    if field == "standing":
        labels = {each.code: each.label.in_language(current().code) for each in scheme.standings}
        return labels.get(text, text)
    if field == "state":
        return state_name(current(), State(text).value)
    if field == "unrated_reason":
        return wording.unrated_code(text)
    if field not in _UNROUNDED:
        return text
    shares = {each.code for each in scheme.criteria if FACTS[each.metric].unit == "fraction"}
    try:
        if field == "coverage" or (field in ("value", "adjusted") and criterion in shares):
            return current().percent(Decimal(text), 2)
        return current().decimal(Decimal(text), 2)
    except InvalidOperation:
        return text


def steps(found: ProcessOut, now: datetime) -> list[dict[str, Any]]:
    """The line of the process: what is done, where it stands, what comes."""
    reached = _reached(found)
    told = [
        (_("Computed"), ngettext("%(count)s site", "%(count)s sites", found.sites) % {"count": whole(found.sites)}),
        (_("Checked"), _("%(count)s things to look at") % {"count": whole(sum(found.checks.values()))}),
        (_("Preview"), _preview_text(found, now)),
        (_("Challenges"), _("%(open)s open, %(decided)s decided") % _counts(found)),
        (_("Publication"), _published_text(found)),
        (
            _("Released"),
            _("%(count)s of %(sites)s sites") % {"count": whole(found.released), "sites": whole(found.sites)},
        ),
    ]
    return [
        {"label": label, "detail": detail, "done": place < reached, "current": place == reached}
        for place, (label, detail) in enumerate(told)
    ]


def _counts(found: ProcessOut) -> dict[str, str]:
    return {"open": whole(found.undecided), "decided": whole(found.decided)}


def _reached(found: ProcessOut) -> int:
    if found.state in (RunState.PUBLISHED, RunState.RESTATED):
        return 6 if found.released == found.sites else 5
    if found.state is RunState.PREVIEW:
        return 3 if found.undecided or found.stale else 2
    return 1


def _preview_text(found: ProcessOut, now: datetime) -> str:
    if not found.previews or found.window_until is None:
        return _("not opened") if found.state is RunState.COMPUTED else _("left out")
    until = {"moment": utc_text(found.window_until)}
    return _("until %(moment)s") % until if now < found.window_until else _("ended %(moment)s") % until


def _published_text(found: ProcessOut) -> str:
    at = found.revisions[0].published_at
    return utc_text(at) if at else _("not yet")
