"""Pages: what customers answered, of all sites in reach and of one; declaring an answer void."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.feedback.commands.answers import void_answer
from network.feedback.errors.answers import VoidWrong
from network.feedback.lists import ANSWERS, COUNTS
from network.feedback.queries.answers import list_answers, read_answer
from network.feedback.rules.answers import CHANNEL_LABELS, SATISFACTION_LABELS, SATISFIED, Channel, grade_tone
from network.feedback.schemas.answers import AnswerLine, AnswersOut, VoidIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Conflict, Invalid, ServicemarkError
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.foundation.wilson import wilson
from network.sites.pages.sites import site_path, site_tabs, trail_to
from network.sites.queries.sites import site
from network.web.downloads import MOST_ROWS, Cell, Format, check_rows, format_of, table_download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.listing import ListPage, ListState, options
from network.web.requests import HouseRequest
from network.web.tables import Empty, list_card
from network.web.templating import Page, page

PATH = ANSWERS.path
READS = [allows(Permission.READ_FEEDBACK)]
QUARTERS = 6
GRADES = {str(grade): text for grade, text in SATISFACTION_LABELS.items()}


class AnswerPages(Controller):
    path = PATH
    guards = READS

    @get()
    async def answers(
        self, request: HouseRequest, actor: NamedDependency[Actor], done: FromQuery[str] = ""
    ) -> Response[Any]:
        """The answers in reach, the newest month first; what is shown of them as a file (`?format=csv`)."""
        state = ListState.read(request.query_params, ANSWERS)
        if kind := format_of(request):
            return await _file(await list_answers(actor, state, limit=MOST_ROWS), state, kind)
        flashes = [{"tone": "good", "text": _("The answer is void: it counts nowhere any more.")}]
        crumbs = [{"label": _("Customer feedback"), "href": ""}]
        return _shown(actor, await list_answers(actor, state), state, crumbs, flashes if done == "void" else [])


class VoidPages(Controller):
    path = f"{PATH}/{{answer_id:uuid}}/void"
    guards = [allows(Permission.RUN_SURVEYS)]

    @get()
    async def form(self, actor: NamedDependency[Actor], answer_id: FromPath[UUID]) -> Page:
        return _void_form(await read_answer(actor, answer_id))

    @post()
    async def void(
        self, request: HouseRequest, actor: NamedDependency[Actor], answer_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("reason",))
        try:
            await void_answer(actor, answer_id, read_as(VoidIn, typed, VoidWrong), now())
        except (Invalid, Conflict) as refusal:
            return _void_form(await read_answer(actor, answer_id), typed["reason"], refusal)
        return Redirect(f"{PATH}?done=void", status_code=303)


class SiteAnswerPages(Controller):
    path = "/sites/{code:str}/feedback"
    guards = READS

    @get()
    async def answers(self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[Any]:
        """What customers answered about this site: neither who, nor on which day."""
        shop = await site(actor, code)
        columns = tuple(column for column in ANSWERS.columns if column.key != "site")
        listed = ListPage(site_path(code, "feedback"), columns, ANSWERS.sort, "descending", ANSWERS.filters)
        state = ListState.read(request.query_params, listed)
        if kind := format_of(request):
            return await _file(await list_answers(actor, state, code, limit=MOST_ROWS), state, kind)
        crumbs = trail_to(shop, current(), _("Customer feedback"), "")
        found = await list_answers(actor, state, code)
        return _shown(actor, found, state, crumbs, [], tabs=site_tabs(actor, code, "feedback"), code=code)


def _shown(
    actor: Actor,
    found: AnswersOut,
    state: ListState,
    crumbs: list[dict[str, str]],
    flashes: list[dict[str, str]],
    tabs: list[dict[str, Any]] | None = None,
    code: str = "",
) -> Page:
    language = current()
    count = ngettext("%(count)s answer", "%(count)s answers", found.total) % {"count": language.decimal(found.total)}
    table = list_card(
        state.within(found.total),
        found.total,
        [_row(line) for line in found.items],
        title=_("Answers of customers"),
        count=count,
        search_label=_("Code or name of a site"),
        groups=[
            options(state, "quarter", _("Quarter"), _quarters()),
            options(
                state, "grade", _("Satisfaction"), {str(grade): text for grade, text in SATISFACTION_LABELS.items()}
            ),
            options(state, "channel", _("Channel"), CHANNEL_LABELS),
            options(state, "counts", _("State"), COUNTS),
        ],
        empty=Empty(
            _("No customer has answered"),
            _("Each receipt of the order desk carries a code with which the customer grades the repair, once."),
        ),
    )
    return page(
        "answers.html",
        table=table,
        figures=_figures(found),
        grades=_grades(found),
        poster_href=site_path(code, "poster") if code and actor.may(Permission.HANG_POSTERS) else "",
        may_void=actor.may(Permission.RUN_SURVEYS),
        tabs=tabs or [],
        flashes=flashes,
        breadcrumbs=crumbs,
    )


def _quarters() -> dict[str, str]:
    today = Quarter.of(now().date())
    past = [today.shift(-back) for back in range(QUARTERS)]
    return {str(each): current().quarter(each.year, each.number) for each in past}


def _figures(found: AnswersOut) -> list[dict[str, Any]]:
    """What the macro `figure` takes: how many count, and how many of them are satisfied."""
    language, total = current(), sum(found.grades)
    satisfied = sum(found.grades[SATISFIED - 1 :])
    figures: list[dict[str, Any]] = [{"label": _("Answers that count"), "value": language.decimal(total)}]
    share: dict[str, Any] = {
        "label": _("Satisfied customers"),
        "value": None,
        "reason": _("Nobody has answered yet in what is shown."),
    }
    if total:
        low, high = wilson(Decimal(satisfied), Decimal(total))
        share["value"] = language.percent(Decimal(satisfied) / total)
        share["sample"] = language.decimal(total)
        share["interval"] = f"{language.percent(low)} – {language.percent(high)}"
    # Apart, and only where there is one: anybody can say anything there.
    voices: list[dict[str, Any]] = [
        {
            "label": _("Open voices"),
            "value": language.decimal(found.open_voices),
            "facts": [{"label": _("State"), "text": _("Does not count")}],
        }
    ]
    return [*figures, share, *(voices if found.open_voices else [])]


def _grades(found: AnswersOut) -> list[dict[str, str]]:
    """How many gave each grade, the best first, with the share of the longest bar."""
    most = max(max(found.grades), 1)
    return [
        {
            "label": str(SATISFACTION_LABELS[grade]),
            "count": current().decimal(found.grades[grade - 1]),
            "width": f"{Decimal(100) * found.grades[grade - 1] / most:.2f}",
        }
        for grade in sorted(SATISFACTION_LABELS, reverse=True)
    ]


def _void_form(line: AnswerLine, reason: str = "", refusal: ServicemarkError | None = None) -> Page:
    wrong = wrong_fields(refusal)
    return page(
        "answer_void.html",
        status=refusal.status if refusal else 200,
        answer=_row(line),
        path=f"{PATH}/{line.id}/void",
        reason=reason,
        wrong=wrong,
        errors=summary(wrong),
        flashes=[{"tone": "bad", "text": refusal.text()}] if refusal and not wrong else [],
        breadcrumbs=[{"label": _("Customer feedback"), "href": PATH}, {"label": _("Declare void"), "href": ""}],
    )


def _state(line: AnswerLine) -> tuple[str, str, str]:
    if line.void is not None:
        return _("Void: %(reason)s") % {"reason": line.void}, "neutral", "x"
    if line.channel == Channel.POSTER:
        return _("Does not count"), "neutral", "info-circle"
    return _("Counts"), "good", "check"


def _row(line: AnswerLine) -> dict[str, Any]:
    zh = current().code == "zh_CN"
    return {
        "id": str(line.id),
        "month": current().month(*map(int, line.month.split("-"))),
        "href": site_path(line.site, "feedback"),
        "site": line.site,
        "site_name": (line.site_name_zh if zh else line.site_name) or line.site_name,
        "grade": str(SATISFACTION_LABELS[line.grade]),
        "tone": grade_tone(line.grade),
        "comment": line.comment,
        "channel": str(CHANNEL_LABELS[line.channel]),
        "state": _state(line),
        "void_href": "" if line.void is not None else f"{PATH}/{line.id}/void",
    }


async def _file(found: AnswersOut, state: ListState, kind: Format) -> Response[bytes]:
    """Every answer that matches, in the columns and the order shown."""
    check_rows(found.total)
    shown = state.visible()
    rows: list[list[Cell]] = []
    for line in found.items:
        cells = {**_row(line), "state": _state(line)[0]}
        rows.append([str(cells[column.key]) for column in shown])
    return await table_download(_("Answers of customers"), [str(column.label) for column in shown], rows, kind)
