"""Pages: a draft or a version of a scheme over a published quarter, side by side with what was published."""

from collections.abc import Sequence
from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.scorecards.errors import DraftFaulty
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.pages.scheme_words import DRAFTS, PATH, draft_path, name_of
from network.scorecards.pages.texts import change, quarter_of, quarter_text, scorecard_href
from network.scorecards.queries.drafts import draft_with_problems
from network.scorecards.queries.scheme_trial import Named, WhatIf, published_quarters, what_if
from network.scorecards.queries.schemes import read_scheme
from network.scorecards.rules.results import SiteScore
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.scheme_trial import Cause, Move
from network.web.downloads import Format, format_of, table_download
from network.web.guards import allows
from network.web.listing import Column, ListPage, ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import page
from reports.wording import change_text, points_text

_MOST_CAUSES = 3
_WINNERS = 5
_DIRECTIONS = {"up": lazy("higher standing"), "down": lazy("lower standing"), "same": lazy("same standing")}


class WhatIfPages(Controller):
    guards = [allows(Permission.CHANGE_SCHEMES)]

    @get(DRAFTS + "/{draft_id:uuid}/what-if")
    async def of_draft(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        draft_id: FromPath[UUID],
        period: FromQuery[str] = "",
    ) -> Response[Any]:
        """A draft, once nothing in it is wrong but its first quarter."""
        draft, problems, _first = await draft_with_problems(actor, draft_id, now())
        if meant := [each for each in problems if each.path != "effective_from"]:
            raise DraftFaulty(meant)
        return await _answer(request, actor, draft.scheme, draft_path(draft_id), period)

    @get(PATH + "/{code:str}/{version:int}/what-if")
    async def of_version(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        version: FromPath[int],
        period: FromQuery[str] = "",
    ) -> Response[Any]:
        """A version, over quarters that it did not judge."""
        kept = await read_scheme(actor, code, version)
        return await _answer(request, actor, kept.scheme, f"{PATH}/{code}/{version}", period)


async def _answer(request: HouseRequest, actor: Actor, scheme: Scheme, href: str, period: str) -> Response[Any]:
    quarters = await published_quarters(actor)
    chosen = quarter_of(period) or (quarters[0] if quarters else None)
    crumbs = [
        {"label": _("Schemes"), "href": PATH},
        {"label": name_of(scheme), "href": href},
        {"label": _("What if"), "href": ""},
    ]
    if chosen is None:
        return page("scheme_trial.html", table=None, title=name_of(scheme), periods=[], breadcrumbs=crumbs)
    found = await what_if(actor, scheme, chosen)
    state = ListState.read(request.query_params, _list_page(f"{href}/what-if", chosen))
    moves = _matching(found, state)
    if kind := format_of(request):
        return await _file(found, moves, kind)
    return page(
        "scheme_trial.html",
        title=name_of(scheme),
        scheme_href=href,
        **_summary(found),
        table=_table(found, moves, state),
        matrix=_matrix(found),
        periods=[_period(each, f"{href}/what-if", chosen) for each in quarters],
        breadcrumbs=crumbs,
    )


def _list_page(path: str, period: Quarter) -> ListPage:
    return ListPage(
        path=path,
        columns=(
            Column("site", _("Site"), heading=True),
            Column("before", _("As published"), numeric=True, first="descending"),
            Column("after", _("What if"), numeric=True, first="descending"),
            Column("change", _("Change"), numeric=True, first="descending"),
            Column("standing", _("Standing"), sortable=False),
            Column("rank", _("Rank"), numeric=True),
            Column("why", _("Why"), sortable=False),
        ),
        sort="change",
        direction="ascending",
        filters=("moved",),
        fixed={"period": str(period)},
    )


def _matching(found: WhatIf, state: ListState) -> list[Move]:
    """Filtered and sorted; who has no number comes last."""
    text, moved = state.q.casefold(), state.filters.get("moved", "")
    kept = [
        move
        for move in found.outcome.moves
        if moved in ("", move.direction) and text in " ".join(_words(found.sites[move.site])).casefold()
    ]
    known = [move for move in kept if _key(found, move, state.sort) is not None]
    known.sort(key=lambda move: _key(found, move, state.sort), reverse=state.descending)
    return known + [move for move in kept if _key(found, move, state.sort) is None]


def _words(site: Named) -> tuple[str, ...]:
    return site.code, site.name, site.name_zh, site.region


def _key(found: WhatIf, move: Move, sort: str) -> Any:
    rank = move.after.network_rank
    keys = {
        "site": found.sites[move.site].code,
        "before": move.before.overall,
        "after": move.after.overall,
        "rank": rank and rank.position,
    }
    return keys.get(sort, move.change)


def _table(found: WhatIf, moves: Sequence[Move], state: ListState) -> dict[str, Any]:
    state = state.within(len(moves))
    shown = moves[state.offset : state.offset + state.limit]
    return list_card(
        state,
        len(moves),
        [_row(found, move) for move in shown],
        title=_("Site by site"),
        count=ngettext("%(count)s site", "%(count)s sites", len(moves)) % {"count": current().decimal(len(moves))},
        search_label=_("Code, name or region"),
        groups=[options(state, "moved", _("Standing"), _DIRECTIONS)],
        empty=Empty(_("No site was judged in this quarter"), _("Choose another quarter.")),
    )


def _row(found: WhatIf, move: Move) -> dict[str, Any]:
    site, reading = found.sites[move.site], current()
    return {
        "href": scorecard_href(site.code, found.run.period),
        "site": site.name_zh if reading.code == "zh_CN" else site.name,
        "code": site.code,
        "before": _score(move.before),
        "after": _score(move.after),
        "change": change(move.change) if move.change else None,
        "was": _standing(found.run.kept.scheme, move.before.standing),
        "now": _standing(found.scheme, move.after.standing),
        "ranks": _ranks(move),
        "why": [_why(each) for each in move.causes[:_MOST_CAUSES]],
        "gates": [_gate(found.scheme, code, "+") for code in move.gained]
        + [_gate(found.run.kept.scheme, code, "−") for code in move.lost],
    }


def _score(card: SiteScore) -> str | None:
    return None if card.overall is None else points_text(current(), card.overall, 2)


def _standing(scheme: Scheme, code: str | None) -> dict[str, Any]:
    labels = {each.code: each.label.in_language(current().code) for each in scheme.standings}
    return {"code": code, "label": labels[code] if code else _("Not rated")}


def _ranks(move: Move) -> str:
    ranks = [card.network_rank for card in (move.before, move.after)]
    if ranks == [None, None]:
        return ""
    return " → ".join(current().decimal(rank.position) if rank else "–" for rank in ranks)


def _why(cause: Cause) -> str:
    return f"{_metric(cause.metric)} {change_text(current(), cause.change, 2)}"


def _metric(key: str) -> str:
    code, _bracket, inside = key.partition("(")
    params = dict(part.split("=", 1) for part in inside.rstrip(")").split(",") if part)
    return METRICS[code].named(params)


def _gate(scheme: Scheme, code: str, sign: str) -> str:
    reasons = {gate.code: gate.reason.in_language(current().code) for gate in scheme.gates}
    return f"{sign} {reasons[code]}"


def _summary(found: WhatIf) -> dict[str, Any]:
    reading, moves = current(), found.outcome.moves
    counts = {code: sum(move.direction == code for move in moves) for code in _DIRECTIONS}
    changed = sorted((move for move in moves if move.change), key=lambda move: move.change or Decimal(0))
    means = [_mean([m.before for m in moves]), _mean([m.after for m in moves])]
    return {
        "quarter": quarter_text(found.run.period),
        "against": f"{name_of(found.run.kept.scheme)} {found.run.kept.scheme.version}",
        "facts": [
            {"label": _("Sites"), "value": reading.decimal(len(moves))},
            {"label": _("Higher standing"), "value": reading.decimal(counts["up"])},
            {"label": _("Lower standing"), "value": reading.decimal(counts["down"])},
            {
                "label": _("Mean score of the rated sites"),
                "value": " → ".join(points_text(reading, each, 2) if each is not None else "–" for each in means),
            },
        ],
        "anew": [_metric(key) for key in found.anew],
        "losers": [_row(found, move) for move in changed[:_WINNERS] if (move.change or 0) < 0],
        "winners": [_row(found, move) for move in reversed(changed[-_WINNERS:]) if (move.change or 0) > 0],
    }


def _mean(cards: Sequence[SiteScore]) -> Decimal | None:
    rated = [card.overall for card in cards if card.standing is not None and card.overall is not None]
    return sum(rated, Decimal(0)) / len(rated) if rated else None


def _matrix(found: WhatIf) -> dict[str, Any]:
    """Rows: the standing as published; columns: what it would have been."""
    rows = [*(each.code for each in found.run.kept.scheme.standings), None]
    columns = [*(each.code for each in found.scheme.standings), None]
    counts = found.outcome.matrix
    return {
        "columns": [_standing(found.scheme, code) for code in columns],
        "rows": [
            {
                "standing": _standing(found.run.kept.scheme, row),
                "cells": [
                    {
                        "count": current().decimal(counts[row, column]) if counts[row, column] else "",
                        "same": row == column,
                    }
                    for column in columns
                ],
            }
            for row in rows
        ],
    }


def _period(period: Quarter, path: str, chosen: Quarter) -> dict[str, Any]:
    return {"label": quarter_text(period), "href": f"{path}?period={period}", "active": period == chosen}


async def _file(found: WhatIf, moves: Sequence[Move], kind: Format) -> Response[bytes]:
    """Every row that matches, in the order shown."""
    keys = list(dict.fromkeys(cause.metric for move in found.outcome.moves for cause in move.causes))
    header = [
        _("Site code"),
        _("Site"),
        _("Published"),
        _("What if"),
        _("Change"),
        _("Standing, published"),
        _("Standing, what if"),
        *(_metric(key) for key in keys),
    ]
    rows = [
        [
            found.sites[move.site].code,
            found.sites[move.site].name,
            move.before.overall,
            move.after.overall,
            move.change,
            _standing(found.run.kept.scheme, move.before.standing)["label"],
            _standing(found.scheme, move.after.standing)["label"],
            *(_part(move, key) for key in keys),
        ]
        for move in moves
    ]
    return await table_download(_("What if") + f" {found.run.period}", header, rows, kind)


def _part(move: Move, key: str) -> Decimal | None:
    return next((round(each.change, 4) for each in move.causes if each.metric == key), None)
