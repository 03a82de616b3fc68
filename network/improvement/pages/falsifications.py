"""Pages: cases of falsification, one of them with what may be done about it, and opening one."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.i18n import current, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.improvement.commands.falsifications import (
    answer_falsification,
    appeal_falsification,
    decide_falsification,
    open_falsification,
    review_falsification,
)
from network.improvement.errors.falsifications import FalsificationWrong
from network.improvement.lists import FALSIFICATION_STAGES, FALSIFICATIONS
from network.improvement.pages.falsification_words import PATH, case_cells, case_row, case_step, case_view
from network.improvement.queries.falsifications import falsification, list_falsifications
from network.improvement.rules.falsifications import (
    ANSWER_DAYS,
    APPEAL_DAYS,
    FALSIFIED_LABELS,
    FEWEST_DAYS,
    MOST_DAYS,
    FalsificationState,
    is_heard,
)
from network.improvement.schemas.falsifications import (
    FalsificationAnswerIn,
    FalsificationAppealIn,
    FalsificationDecisionIn,
    FalsificationIn,
    FalsificationOut,
    FalsificationReviewIn,
    FalsificationsOut,
)
from network.web.downloads import MOST_ROWS, check_rows, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

ENTRY = ("site", "kind", "reference", "link", "happened_on", "grounds", "answer_days")
ANSWER, DECISION, APPEAL, REVIEW = ("answer",), ("confirmed", "reason"), ("appeal",), ("upheld", "reason")
SPEAKS = [allows(Permission.ANSWER_FALSIFICATIONS)]
DECIDES = [allows(Permission.DECIDE_FALSIFICATIONS)]
DONE = {
    "opened": lazy("The case is opened; the site has been told and may answer."),
    "answered": lazy("Your answer is kept. Somebody who did not open the case reads it and decides."),
    "decided": lazy("The case is decided; the site has been told."),
    "appealed": lazy("Your appeal is kept. Somebody who had no part in the case decides."),
    "reviewed": lazy("The appeal is decided; the site has been told."),
}


class FalsificationPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_FALSIFICATIONS)]

    @get()
    async def cases(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Every case in reach; what is shown of them as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, FALSIFICATIONS)
        if kind := format_of(request):
            found = await list_falsifications(actor, state, now(), limit=MOST_ROWS)
            check_rows(found.total)
            shown = state.visible()
            rows = [[case_cells(line)[column.key] for column in shown] for line in found.items]
            return await table_download(_("Falsification"), [str(column.label) for column in shown], rows, kind)
        return page(
            "falsifications.html",
            table=_table(await list_falsifications(actor, state, now()), state),
            new_href=f"{PATH}/new" if actor.may(Permission.OPEN_FALSIFICATIONS) else "",
            breadcrumbs=[{"label": _("Falsification"), "href": ""}],
        )

    @get("/new", guards=[allows(Permission.OPEN_FALSIFICATIONS)])
    async def form(self, site: FromQuery[str] = "") -> Page:
        """Open a case; `?site=` fills in its code."""
        return _form({"site": site, "answer_days": str(ANSWER_DAYS)})

    @post(guards=[allows(Permission.OPEN_FALSIFICATIONS)])
    async def open(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        typed = typed_values(await request.form(), ENTRY)
        try:
            made = await open_falsification(actor, read_as(FalsificationIn, typed, FalsificationWrong), now())
        except Invalid as refusal:
            return _form(typed, refusal)
        return _back(made, "opened")

    @get("/{case_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], case_id: FromPath[UUID], done: FromQuery[str] = "") -> Page:
        """What is said to be falsified, what the site says, and what is decided."""
        return await _shown(actor, case_id, done=done)

    @post("/{case_id:uuid}/answer", guards=SPEAKS)
    async def answer(
        self, request: HouseRequest, actor: NamedDependency[Actor], case_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ANSWER)
        try:
            given = read_as(FalsificationAnswerIn, typed, FalsificationWrong)
            await answer_falsification(actor, case_id, given.answer, now())
        except Invalid as refusal:
            return await _shown(actor, case_id, typed, refusal)
        return _back(case_id, "answered")

    @post("/{case_id:uuid}/decide", guards=DECIDES)
    async def decide(
        self, request: HouseRequest, actor: NamedDependency[Actor], case_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), DECISION)
        try:
            given = read_as(FalsificationDecisionIn, typed, FalsificationWrong)
            await decide_falsification(actor, case_id, given, now())
        except Invalid as refusal:
            return await _shown(actor, case_id, typed, refusal)
        return _back(case_id, "decided")

    @post("/{case_id:uuid}/appeal", guards=SPEAKS)
    async def appeal(
        self, request: HouseRequest, actor: NamedDependency[Actor], case_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), APPEAL)
        try:
            given = read_as(FalsificationAppealIn, typed, FalsificationWrong)
            await appeal_falsification(actor, case_id, given.appeal, now())
        except Invalid as refusal:
            return await _shown(actor, case_id, typed, refusal)
        return _back(case_id, "appealed")

    @post("/{case_id:uuid}/review", guards=DECIDES)
    async def review(
        self, request: HouseRequest, actor: NamedDependency[Actor], case_id: FromPath[UUID]
    ) -> Response[Any]:
        """Decide the appeal."""
        typed = typed_values(await request.form(), REVIEW)
        try:
            given = read_as(FalsificationReviewIn, typed, FalsificationWrong)
            await review_falsification(actor, case_id, given, now())
        except Invalid as refusal:
            return await _shown(actor, case_id, typed, refusal)
        return _back(case_id, "reviewed")


def _back(case_id: UUID, done: str) -> Redirect:
    return Redirect(f"{PATH}/{case_id}?done={done}", status_code=303)


def _table(found: FalsificationsOut, state: ListState) -> dict[str, Any]:
    language = current()
    count = ngettext("%(count)s case", "%(count)s cases", found.total)
    return list_card(
        state.within(found.total),
        found.total,
        [case_row(line, language, now()) for line in found.items],
        title=_("Falsification"),
        count=count % {"count": language.decimal(found.total)},
        search_label=_("Site or what was falsified"),
        groups=[
            options(state, "stage", _("Stage"), FALSIFICATION_STAGES),
            options(state, "kind", _("Kind of record"), FALSIFIED_LABELS),
        ],
        empty=Empty(
            _("Nothing is said to be falsified"),
            _("When headquarters finds that a report or a piece of evidence is not genuine, it opens a case here, and "
              "hears the site before anybody decides."),
        ),
    )  # fmt: skip


def _form(typed: Mapping[str, str], refusal: Invalid | None = None) -> Page:
    wrong = wrong_fields(refusal)
    return page(
        "falsification_new.html",
        status=422 if wrong else 200,
        action=PATH,
        kinds=[{"value": str(key), "label": str(label)} for key, label in FALSIFIED_LABELS.items()],
        fewest=FEWEST_DAYS,
        most=MOST_DAYS,
        typed=dict.fromkeys(ENTRY, "") | dict(typed),
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=[{"label": _("Falsification"), "href": PATH}, {"label": _("Open a case"), "href": ""}],
    )


async def _shown(
    actor: Actor,
    case_id: UUID,
    typed: Mapping[str, str] | None = None,
    refusal: Invalid | None = None,
    done: str = "",
) -> Page:
    found, language, wrong = await falsification(actor, case_id, now()), current(), wrong_fields(refusal)
    return page(
        "falsification.html",
        status=422 if wrong else 200,
        case=case_view(found, language, now()),
        path=f"{PATH}/{case_id}",
        appeal_days=APPEAL_DAYS,
        **_offers(actor, found),
        timeline=[case_step(each, language, ZoneInfo(found.time_zone)) for each in found.steps],
        typed=dict.fromkeys((*ANSWER, *DECISION, *APPEAL, *REVIEW), "") | dict(typed or {}),
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=[{"label": _("Falsification"), "href": PATH}, {"label": found.reference, "href": ""}],
    )


def _offers(actor: Actor, found: FalsificationOut) -> dict[str, bool]:
    """Which forms there are: what this reader may do now, and why there is none."""
    at, speaks, decides = (
        now(),
        actor.may(Permission.ANSWER_FALSIFICATIONS),
        actor.may(Permission.DECIDE_FALSIFICATIONS),
    )
    is_open = found.state is FalsificationState.OPEN
    heard, judged = is_heard(found.answered_at, found.answer_until, at), found.opened_by_me or found.decided_by_me
    appealed = decides and found.state is FalsificationState.APPEALED
    in_window = found.appeal_until is not None and at < found.appeal_until
    return {
        "may_answer": speaks and is_open and not heard,
        "may_decide": decides and is_open and heard and not found.opened_by_me,
        "waits_for_site": decides and is_open and not heard,
        "another_decides": decides and is_open and heard and found.opened_by_me,
        "may_appeal": speaks and found.state is FalsificationState.CONFIRMED and in_window,
        "may_review": appealed and not judged,
        "third_reviews": appealed and judged,
    }
