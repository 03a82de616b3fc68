"""Schemes and their drafts in words and addresses, for their pages."""

import re
from collections.abc import Iterable
from decimal import Decimal
from typing import Any
from uuid import UUID

from network.foundation.access import Actor
from network.foundation.documents.problems import Problem
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import NotAPeriod, Quarter
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.pages.texts import quarter_text
from network.scorecards.queries.drafts import Draft
from network.scorecards.rules.drafts import DRAFT_STATE_LABELS, DraftState
from network.scorecards.rules.scheme import WHOLE_WEIGHT, Criterion, Scheme

PATH = "/scorecards/schemes"
DRAFTS = "/scorecards/scheme-drafts"
YAML = "application/yaml; charset=utf-8"

_TONES = {
    DraftState.DRAFT: ("neutral", "circle-dashed"),
    DraftState.SUBMITTED: ("warn", "hourglass"),
    DraftState.APPROVED: ("good", "lock"),
    DraftState.REJECTED: ("bad", "x"),
}
# Where the fields of a part stand: the head of the path of a problem, and the page of that part.
_PARTS = {"criteria": "criterion", "gates": "gate"}
_PLACE = re.compile(r"(criteria|gates|standings)\[(\d+)\](?:\.([a-z_]+))?(?:\.?([a-z_]+))?(?:\[(\d+)\])?")


def draft_path(draft_id: UUID, *parts: str) -> str:
    return "/".join((DRAFTS, str(draft_id), *parts))


def name_of(scheme: Scheme) -> str:
    """In the reader's language, or its code while it has no name."""
    return scheme.name.in_language(current().code) or scheme.code


def state_words(state: DraftState) -> dict[str, str]:
    tone, symbol = _TONES[state]
    return {"label": str(DRAFT_STATE_LABELS[state]), "tone": tone, "symbol": symbol}


def brief(draft: Draft, actor: Actor) -> dict[str, Any]:
    """What every page of a draft shows on top."""
    scheme, reading = draft.scheme, current()
    return {
        "title": name_of(scheme),
        "code": scheme.code,
        "number": draft.became or scheme.version,
        "state": state_words(draft.state),
        "open": draft.is_open,
        "submitted": draft.state is DraftState.SUBMITTED,
        "approves": draft.state is DraftState.SUBMITTED and draft.may_be_approved_by(actor),
        "href": draft_path(draft.id),
        "since": since(scheme),
        "writer": draft.writer,
        "decider": draft.decider,
        "reason": draft.reason,
        "decided": draft.decided_at and reading.date(draft.decided_at.date()),
        "row_version": draft.row_version,
    }


def since(scheme: Scheme) -> str:
    """The first quarter that it judges, in words; empty when none is named."""
    try:
        return quarter_text(Quarter.parse(scheme.effective_from)) if scheme.effective_from else ""
    except NotAPeriod:
        return scheme.effective_from or ""


def trail_to(draft: Draft, *titles: str) -> list[dict[str, str]]:
    here = {"label": _("Draft of %(scheme)s") % {"scheme": name_of(draft.scheme)}, "href": draft_path(draft.id)}
    crumbs = [{"label": _("Schemes"), "href": PATH}, here, *({"label": title, "href": ""} for title in titles)]
    return [*crumbs[:-1], {**crumbs[-1], "href": ""}]


def problem_lines(draft: Draft, problems: Iterable[Problem]) -> list[dict[str, str]]:
    """Each with the place in words and the field in which it is put right."""
    return [
        {"place": _place(draft.scheme, each.path), "text": str(each), "href": _field(draft.id, each.path)}
        for each in problems
    ]


def sum_words(weights: Iterable[int]) -> dict[str, Any]:
    """The sum of weights, and what is missing to the whole or too much of it."""
    total = sum(weights)
    off = WHOLE_WEIGHT - total
    told = {"sum": _percent(total), "off": _percent(abs(off))}
    if not off:
        return {"tone": "good", "text": _("The weights sum to 100%.")}
    text = (
        _("The weights sum to %(sum)s: %(off)s are missing.")
        if off > 0
        else _("The weights sum to %(sum)s: %(off)s too much.")
    )
    return {"tone": "warn", "text": text % told}


def weight_text(criterion: Criterion) -> str:
    return _percent(criterion.weight)


def _percent(basis_points: int) -> str:
    """Without decimals that say nothing."""
    share = Decimal(basis_points) / WHOLE_WEIGHT
    return current().percent(share, 0 if basis_points % 100 == 0 else 2)


def criterion_name(criterion: Criterion) -> str:
    """Its metric in words; its code when there is no such metric."""
    metric = METRICS.get(criterion.metric)
    return metric.named(criterion.params) if metric else criterion.code


def _place(scheme: Scheme, path: str) -> str:
    found = _PLACE.match(path)
    if found is None:
        return {"": _("The whole scheme"), "criteria": _("Criteria"), "standings": _("Standings")}.get(
            path, _("Heading")
        )
    section, place = found[1], int(found[2])
    if section == "criteria":
        return criterion_name(scheme.criteria[place])
    if section == "gates":
        return scheme.gates[place].reason.in_language(current().code) or scheme.gates[place].code
    return scheme.standings[place].label.in_language(current().code) or scheme.standings[place].code


def _field(draft_id: UUID, path: str) -> str:
    found = _PLACE.match(path)
    if found is None:
        below = {"criteria": "#criteria", "standings": "/standings", "gates": "#gates"}.get(path)
        return draft_path(draft_id) + (below or f"/heading#field-{path.partition('.')[0] or 'name'}")
    section, place, name, inner, row = found.groups()
    if section == "standings":
        return draft_path(draft_id, "standings") + f"#field-{name or 'code'}_{place}"
    field = f"value_{row}" if name == "curve" and row else "value_0" if name == "curve" else inner or name or "code"
    return draft_path(draft_id, _PARTS[section]) + f"?place={place}#field-{field}"
