"""Headquarters' list of challenges, and deciding on one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, NotFound, ServicemarkError
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.scorecards.commands.challenges import decide_challenge
from network.scorecards.errors import ChallengeWrong
from network.scorecards.lists import CHALLENGES, CHALLENGES_PATH
from network.scorecards.pages.criteria import one_criterion
from network.scorecards.pages.process_words import challenge_view
from network.scorecards.pages.texts import evidence_href, scorecard_href, whole
from network.scorecards.queries.challenges import challenge, list_challenges
from network.scorecards.queries.sheets import Card, card
from network.scorecards.rules.challenges import CHALLENGE_LABELS, GROUND_LABELS
from network.scorecards.rules.curve import points_on
from network.scorecards.rules.results import State
from network.scorecards.schemas.challenges import ChallengeDecisionIn, ChallengeOut, ChallengesOut
from network.web.downloads import MOST_ROWS, check_rows, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of
from reports.wording import points_text

_TYPED = ("outcome", "reason")


class ChallengePages(Controller):
    path = CHALLENGES_PATH
    guards = [allows(Permission.DECIDE_CHALLENGES)]

    @get()
    async def challenges(
        self, request: HouseRequest, actor: NamedDependency[Actor], done: FromQuery[str] = ""
    ) -> Response[Any]:
        """The challenges in reach, the oldest first, or what is shown of them as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, CHALLENGES)
        if kind := format_of(request):
            return await _file(state, await list_challenges(actor, state, limit=MOST_ROWS), kind)
        return _list(state, await list_challenges(actor, state), done)

    @get("/{challenge_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], challenge_id: FromPath[UUID]) -> Page:
        return await _case(actor, challenge_id)

    @post("/{challenge_id:uuid}")
    async def decide(
        self, request: HouseRequest, actor: NamedDependency[Actor], challenge_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, _TYPED)
        try:
            given = read_as(ChallengeDecisionIn, typed, ChallengeWrong)
            await decide_challenge(actor, challenge_id, given, now(), version_of(form))
        except (Invalid, Conflict, PreconditionFailed) as refusal:
            return await _case(actor, challenge_id, typed, refusal)
        return Redirect(f"{CHALLENGES_PATH}?state=open&done=decided", status_code=303)


def _row(found: Any) -> dict[str, Any]:
    view = challenge_view(found)
    return {**view, "href": f"{CHALLENGES_PATH}/{found.id}"}


async def _file(state: ListState, found: ChallengesOut, kind: Any) -> Response[Any]:
    check_rows(found.total)
    shown, rows = state.visible(), []
    for each in found.items:
        cells = _row(each)
        rows.append([cells["state"]["label"] if column.key == "state" else cells[column.key] for column in shown])
    return await table_download(_("Challenges"), [str(column.label) for column in shown], rows, kind)


def _list(state: ListState, found: ChallengesOut, done: str) -> Page:
    flashes = [{"tone": "good", "text": _("The challenge is decided. Compute the quarter again to take it in.")}]
    table = list_card(
        state.within(found.total),
        found.total,
        [_row(each) for each in found.items],
        title=_("Challenges"),
        count=ngettext("%(count)s challenge", "%(count)s challenges", found.total) % {"count": whole(found.total)},
        search_label=_("Code or name of a site"),
        groups=[
            options(state, "state", _("State"), CHALLENGE_LABELS),
            options(state, "ground", _("Ground"), GROUND_LABELS),
        ],
        empty=Empty(
            _("No challenge has been lodged"),
            _("While a quarter is in preview, sites may challenge each criterion of their cards."),
        ),
    )
    crumbs = [{"label": _("Challenges"), "href": ""}]
    return page("challenges.html", table=table, flashes=flashes if done == "decided" else [], breadcrumbs=crumbs)


async def _figures(actor: Actor, made: ChallengeOut) -> dict[str, Any] | None:
    """What the newest card says of the criterion, with the way to its records and its arithmetic; none without one."""
    period = Quarter.parse(made.period)
    try:
        found = await card(actor, period, made.site, "")
    except NotFound:
        return None
    told = one_criterion(found, made.criterion, links=actor.may(Permission.READ_RECORDS))
    links = {"explanation": scorecard_href(made.site, period, tab="explanation")}
    return told and {**told, **links, "held_points": _held_points(found, made.criterion)}


def _held_points(found: Card, criterion: str) -> str:
    """What a criterion that is held would earn as it stands; empty for any other."""
    kept = next(each for each in found.run.kept.scheme.criteria if each.code == criterion)
    result = next(each for each in found.score.criteria if each.criterion == criterion)
    if result.state is not State.HELD or result.adjusted is None:
        return ""
    return points_text(current(), points_on(kept.curve, result.adjusted)[0])


async def _case(
    actor: Actor, challenge_id: UUID, typed: Mapping[str, str] | None = None, refusal: ServicemarkError | None = None
) -> Page:
    found = await challenge(actor, challenge_id)
    made, wrong = found.challenge, wrong_fields(refusal)
    view, period = challenge_view(made), Quarter.parse(found.challenge.period)
    return page(
        "challenge.html",
        status=refusal.status if refusal else 200,
        challenge=view,
        figures=await _figures(actor, made),
        card_href=scorecard_href(made.site, period),
        evidence_href=evidence_href(made.site, made.metric, period) if made.metric else "",
        part_of_matter=found.part_of_matter,
        typed={**dict.fromkeys(_TYPED, ""), **(typed or {})},
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "bad", "text": refusal.text()}] if refusal and not wrong else [],
        breadcrumbs=[{"label": _("Challenges"), "href": CHALLENGES_PATH}, {"label": view["criterion"], "href": ""}],
    )
