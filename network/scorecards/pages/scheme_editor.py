"""Pages: the parts of a draft of a scheme, a form each. They work without scripts; with them, curves are drawn live."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.scorecards.commands.drafts import write_draft
from network.scorecards.errors import BadSchemeForm, DraftDecided, DraftSubmitted, SchemePartNotFound
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.pages.scheme_forms import criterion_form, curve_part, gate_form, heading_form, standings_form
from network.scorecards.pages.scheme_words import DRAFTS, draft_path
from network.scorecards.queries.drafts import Draft, read_draft
from network.scorecards.rules import scheme_editing as editing
from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.scheme import MetricCondition, Scheme
from network.scorecards.schemas.scheme_lines import (
    CERTIFICATION,
    criterion_fields,
    criterion_of,
    gate_fields,
    gate_of,
    heading_fields,
    heading_of,
    standing_fields,
    standings_of,
)
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page
from network.web.versions import PreconditionFailed, version_of

_REFUSALS = (BadSchemeForm, PreconditionFailed)


class SchemeEditPages(Controller):
    path = DRAFTS + "/{draft_id:uuid}"
    guards = [allows(Permission.CHANGE_SCHEMES)]

    @get("/heading")
    async def heading(self, actor: NamedDependency[Actor], draft_id: FromPath[UUID]) -> Page:
        """Names, first quarter, coverage, duty to report."""
        draft = await open_draft(actor, draft_id)
        return await heading_form(actor, draft, heading_fields(draft.scheme), draft.row_version)

    @post("/heading")
    async def write_heading(
        self, request: HouseRequest, actor: NamedDependency[Actor], draft_id: FromPath[UUID]
    ) -> Response[Any]:
        draft, typed = await open_draft(actor, draft_id), await _typed(request)
        try:
            await _write(actor, draft, typed, heading_of(typed))
        except _REFUSALS as refusal:
            return await heading_form(actor, draft, typed, _version(typed), refusal)
        return Redirect(draft_path(draft_id), status_code=303)

    @get("/criterion")
    async def criterion(
        self,
        actor: NamedDependency[Actor],
        draft_id: FromPath[UUID],
        place: FromQuery[int | None] = None,
        metric: FromQuery[str] = "",
    ) -> Page:
        """The criterion at a place, or a new one on a metric; with both, the one there on another metric."""
        draft = await open_draft(actor, draft_id)
        kept = _at(draft.scheme.criteria, place)
        facts = _facts(metric or (kept.metric if kept else ""))
        same = kept is not None and kept.metric == facts.code
        typed = criterion_fields(kept, facts) if kept and same else _new_criterion(facts)
        return await criterion_form(actor, draft, place, facts, typed, draft.row_version)

    @post("/criterion")
    async def write_criterion(
        self, request: HouseRequest, actor: NamedDependency[Actor], draft_id: FromPath[UUID]
    ) -> Response[Any]:
        """Keep it, remove it, or (`preview`) draw what was typed."""
        draft, typed = await open_draft(actor, draft_id), await _typed(request)
        place, facts = _place(typed), _facts(typed.get("metric", ""))
        if "preview" in typed:
            return await criterion_form(actor, draft, place, facts, typed, _version(typed))
        try:
            await _write(actor, draft, typed, {"criteria": _parts(draft.scheme.criteria, typed, place, facts)})
        except _REFUSALS as refusal:
            return await criterion_form(actor, draft, place, facts, typed, _version(typed), refusal)
        return Redirect(f"{draft_path(draft_id)}#criteria", status_code=303)

    @get("/curve")
    async def curve(self, request: HouseRequest, actor: NamedDependency[Actor], draft_id: FromPath[UUID]) -> Page:
        """The drawing of a curve while it is typed."""
        await open_draft(actor, draft_id)
        typed = {name: str(value) for name, value in request.query_params.items()}
        return await curve_part(actor, _facts(typed.get("metric", "")), typed)

    @get("/gate")
    async def gate(
        self,
        actor: NamedDependency[Actor],
        draft_id: FromPath[UUID],
        place: FromQuery[int | None] = None,
        metric: FromQuery[str] = "",
    ) -> Page:
        """The condition at a place, or a new one on a metric (or `certification`)."""
        draft = await open_draft(actor, draft_id)
        kept = _at(draft.scheme.gates, place)
        before = CERTIFICATION
        if kept and isinstance(kept.when, MetricCondition):
            before = kept.when.metric
        wanted = metric or (before if kept else "")
        facts = None if wanted == CERTIFICATION else _facts(wanted)
        typed = gate_fields(kept, facts if wanted == before else None) if kept else _new_gate(wanted, facts)
        return gate_form(draft, place, facts, typed, draft.row_version)

    @post("/gate")
    async def write_gate(
        self, request: HouseRequest, actor: NamedDependency[Actor], draft_id: FromPath[UUID]
    ) -> Response[Any]:
        draft, typed = await open_draft(actor, draft_id), await _typed(request)
        place, metric = _place(typed), typed.get("metric", "")
        facts = None if metric == CERTIFICATION else _facts(metric)
        try:
            gates = draft.scheme.gates
            gates = _removed(gates, place) if "remove" in typed else _placed(gates, gate_of(typed, facts), place)
            await _write(actor, draft, typed, {"gates": gates})
        except _REFUSALS as refusal:
            return gate_form(draft, place, facts, typed, _version(typed), refusal)
        return Redirect(f"{draft_path(draft_id)}#gates", status_code=303)

    @get("/standings")
    async def standings(self, actor: NamedDependency[Actor], draft_id: FromPath[UUID]) -> Page:
        """All standings, a row each, best first."""
        draft = await open_draft(actor, draft_id)
        return standings_form(draft, standing_fields(draft.scheme.standings), draft.row_version)

    @post("/standings")
    async def write_standings(
        self, request: HouseRequest, actor: NamedDependency[Actor], draft_id: FromPath[UUID]
    ) -> Response[Any]:
        draft, typed = await open_draft(actor, draft_id), await _typed(request)
        try:
            await _write(actor, draft, typed, {"standings": standings_of(typed)})
        except _REFUSALS as refusal:
            return standings_form(draft, typed, _version(typed), refusal)
        return Redirect(f"{draft_path(draft_id)}#standings", status_code=303)


async def open_draft(actor: Actor, draft_id: UUID) -> Draft:
    """DraftNotFound; DraftSubmitted and DraftDecided for one that is not written in any more."""
    draft = await read_draft(actor, draft_id)
    if draft.decided_at is not None:
        raise DraftDecided()
    if not draft.is_open:
        raise DraftSubmitted()
    return draft


async def _typed(request: HouseRequest) -> dict[str, str]:
    form = await request.form()
    return {name: value.replace("\r\n", "\n") for name, value in form.items() if isinstance(value, str)}


def _version(typed: Mapping[str, str]) -> int:
    return version_of(FormMultiDict(dict(typed)))


async def _write(actor: Actor, draft: Draft, typed: Mapping[str, str], fields: Mapping[str, Any]) -> None:
    changed: Scheme = draft.scheme.model_copy(update=dict(fields))
    await write_draft(actor, draft.id, changed, _version(typed))


def _parts(parts: Any, typed: Mapping[str, str], place: int | None, facts: MetricFacts) -> Any:
    if "remove" in typed:
        return _removed(parts, place)
    return _placed(parts, criterion_of(typed, facts), place)


def _placed(parts: Any, part: Any, place: int | None) -> Any:
    """SchemePartNotFound."""
    try:
        return editing.placed(parts, part, place)
    except IndexError as error:
        raise SchemePartNotFound() from error


def _removed(parts: Any, place: int | None) -> Any:
    """SchemePartNotFound."""
    try:
        return editing.without(parts, -1 if place is None else place)
    except IndexError as error:
        raise SchemePartNotFound() from error


def _place(typed: Mapping[str, str]) -> int | None:
    """SchemePartNotFound for what is no place."""
    written = typed.get("place", "")
    if not written:
        return None
    if not (written.isascii() and written.isdigit() and len(written) < 6):
        raise SchemePartNotFound()
    return int(written)


def _at(parts: Any, place: int | None) -> Any:
    """SchemePartNotFound for a place that there is not."""
    if place is None:
        return None
    if not 0 <= place < len(parts):
        raise SchemePartNotFound()
    return parts[place]


def _facts(metric: str) -> MetricFacts:
    """SchemePartNotFound for a metric that there is not."""
    if metric not in FACTS:
        raise SchemePartNotFound()
    return FACTS[metric]


def _new_criterion(facts: MetricFacts) -> dict[str, str]:
    """What a new criterion begins with: a straight line to be bent."""
    best = "100" if facts.unit in ("fraction", "points") else "10"
    ends = ("0", "100") if facts.direction == "higher" else ("100", "0")
    return {
        "code": facts.code,
        "weight": "",
        "min_sample": "5" if facts.is_rate else "1",
        "shrink": "0",
        "absent": "leaves",
        "value_0": "0",
        "points_0": ends[0],
        "value_1": best,
        "points_1": ends[1],
        **{f"param_{name}": str(value) for name, value in facts.params.items()},
    }


def _new_gate(metric: str, facts: MetricFacts | None) -> dict[str, str]:
    worse = ">=" if facts is None or facts.direction == "lower" else "<="
    params = {f"param_{name}": str(value) for name, value in facts.params.items()} if facts else {}
    return {"code": metric, "op": worse, "use": "raw", "min_sample": "0", **params}
