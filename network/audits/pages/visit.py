"""Pages: one visit in review, and what headquarters does with it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.audits.commands.redacting import decide_texts
from network.audits.commands.reviewing import move_visit, say
from network.audits.errors.reviews import (
    NoSuchMove,
    NotInReview,
    OwnVisitReviewed,
    ReviewChanged,
    ReviewWrong,
    TalkClosed,
    Undecided,
)
from network.audits.pages.visit_view import Reading
from network.audits.pages.visit_words import VISIBILITIES, state_tag
from network.audits.queries.visit import visit_detail
from network.audits.rules.assignments import FilingState
from network.audits.rules.review import asks_reason
from network.audits.schemas.visits import MoveIn, VisitDetail, VisitMessageIn, VisitTextsIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import Text, lazy
from network.foundation.i18n import gettext as _
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of

PATH = "/visits"
REFUSALS = (NoSuchMove, NotInReview, OwnVisitReviewed, ReviewChanged, ReviewWrong, TalkClosed, Undecided)
DONE: Mapping[str, Text] = {
    "moved": lazy("Done. Below is how the visit stands now."),
    "said": lazy("The message was added."),
    "texts": lazy("Kept what the site reads."),
    "photo": lazy("Kept what the site sees of the photo."),
}
# What each step is called, what follows from it, and its icon.
_MOVES: Mapping[FilingState, tuple[Text, Text, str]] = {
    FilingState.IN_REVIEW: (
        lazy("Take up the review"),
        lazy("You are named as its reviewer. Nothing is told to anybody."),
        "eye",
    ),
    FilingState.APPROVED: (
        lazy("Approve the visit"),
        lazy("It goes out to its site by itself with what you have cleared, some days from now, drawn at random."),
        "circle-check",
    ),
    FilingState.NEEDS_CLARIFICATION: (
        lazy("Ask the auditor"),
        lazy("The auditor is told, reads your question, and answers or corrects the visit."),
        "message-report",
    ),
    FilingState.APPROVED_EXCLUDED: (
        lazy("Approve without counting"),
        lazy("It is kept and does not count. Its site never learns of it."),
        "minus",
    ),
    FilingState.REJECTED: (
        lazy("Reject the visit"),
        lazy("It does not count, and its site never learns of it. All of it stays readable here."),
        "circle-x",
    ),
    FilingState.VOIDED: (
        lazy("Void the visit"),
        lazy("It does not count any more. Where it was published its site reads that, with your reason."),
        "ban",
    ),
}
_DANGEROUS = frozenset({FilingState.REJECTED, FilingState.VOIDED})


class VisitPages(Controller):
    path = PATH + "/{filing_id:uuid}"
    guards = [allows(Permission.REVIEW_VISITS)]

    @get()
    async def show(
        self, request: HouseRequest, actor: NamedDependency[Actor], filing_id: FromPath[UUID], done: FromQuery[str] = ""
    ) -> Page:
        return await _page(request, actor, filing_id, done=done)

    @post("/move")
    async def move(
        self, request: HouseRequest, actor: NamedDependency[Actor], filing_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, ("to", "version", *(f"reason_{state}" for state in FilingState)))
        reason = typed.get(f"reason_{typed['to']}", "")
        try:
            given = {"to": typed["to"], "version": typed["version"], "reason": reason}
            await move_visit(actor, filing_id, read_as(MoveIn, given, ReviewWrong), now())
        except REFUSALS as refusal:
            wrong = {f"reason_{typed['to']}" if name == "reason" else "": text for name, text in _wrong(refusal)}
            return await _page(request, actor, filing_id, typed, wrong, refusal.status)
        return _back(filing_id, "moved")

    @post("/messages")
    async def say(
        self, request: HouseRequest, actor: NamedDependency[Actor], filing_id: FromPath[UUID]
    ) -> Response[Any]:
        typed = typed_values(await request.form(), ("question", "visibility", "body"))
        try:
            given = {**typed, "question": typed["question"] or None}
            await say(actor, filing_id, read_as(VisitMessageIn, given, ReviewWrong), now())
        except REFUSALS as refusal:
            return await _page(request, actor, filing_id, typed, dict(_wrong(refusal)), refusal.status)
        return _back(filing_id, "said")

    @post("/texts")
    async def texts(
        self, request: HouseRequest, actor: NamedDependency[Actor], filing_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, [name for name in form if name.startswith("text-")])
        try:
            texts = {name.removeprefix("text-"): text for name, text in typed.items()}
            given = {"number": form.get("number", ""), "texts": texts}
            await decide_texts(actor, filing_id, read_as(VisitTextsIn, given, ReviewWrong))
        except REFUSALS as refusal:
            wrong = {f"text-{name}" if name in texts else "": text for name, text in _wrong(refusal)}
            return await _page(request, actor, filing_id, typed, wrong, refusal.status)
        return _back(filing_id, "texts")


def _wrong(refusal: ServicemarkError) -> list[tuple[str, str]]:
    return list(wrong_fields(refusal).items())


def _back(filing_id: UUID, done: str) -> Redirect:
    return Redirect(f"{PATH}/{filing_id}?done={done}", status_code=303)


async def _page(
    request: HouseRequest,
    actor: Actor,
    filing_id: UUID,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
    done: str = "",
) -> Page:
    found, spoken = await visit_detail(actor, filing_id, now()), visit_of(request).language
    read, said = Reading(found, spoken), typed or {}
    return page(
        "visit.html",
        status=status,
        visit=found,
        here=f"{PATH}/{filing_id}",
        name=found.name_in(spoken.code),
        state=state_tag(found.state, published=found.published),
        moves=_moves(found),
        waiting={"photos": sum(photo.redaction == "waiting" for photo in found.photos), "texts": len(found.undecided)},
        embargo=spoken.moment(found.embargo_until) if found.embargo_until else "",
        figures=read.figures(),
        sections=read.sections(),
        signals=read.signals(),
        doubts=read.doubts(),
        facts=read.facts(),
        minutes=read.minutes(),
        texts=read.texts(said),
        versions=read.versions(),
        steps=read.steps(),
        messages=read.messages(),
        questions=read.questions(),
        visibilities=[{"value": key, "label": str(label)} for key, label in VISIBILITIES.items()],
        typed=said,
        wrong=wrong or {},
        errors=summary(wrong or {}),
        flashes=[{"tone": "good", "text": str(DONE[done])}] if done in DONE else [],
        breadcrumbs=[{"label": _("Visits"), "href": PATH}, {"label": found.name_in(spoken.code), "href": ""}],
    )


def _moves(found: VisitDetail) -> list[dict[str, Any]]:
    """What may be done now, the way forward first."""
    return [
        {
            "to": to.value,
            "label": str(_MOVES[to][0]),
            "consequence": str(_MOVES[to][1]),
            "icon": _MOVES[to][2],
            "reasoned": asks_reason(FilingState(found.state), to),
            "danger": to in _DANGEROUS,
        }
        for to in sorted(found.moves, key=list(_MOVES).index)
    ]
