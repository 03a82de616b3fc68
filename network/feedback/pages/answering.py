"""The public page on which a customer grades a repair, with the code on its receipt. It works without a script."""

from typing import Any, TypeVar

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromQuery
from litestar.response import Redirect

from network.feedback.commands.surveys import answer_by_code, asked_by_code
from network.feedback.errors.surveys import AnswerWrong, CodeExpired, CodeUnknown, CodeUsed, OrderCancelled
from network.feedback.rules.answers import SATISFACTION_LABELS
from network.feedback.rules.forms import MOST_LETTERS
from network.feedback.schemas.surveys import CUSTOMER, AskedOut, CustomerAnswerIn, shipped_form
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import current
from network.foundation.settings import Settings
from network.identity.errors.accounts import TooManyAttempts
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import public
from network.web.requests import HouseRequest, sender_of
from network.web.templating import Page, page

# A code that is good for nothing: why, on a page of its own.
CLOSED = (CodeUsed, CodeExpired, OrderCancelled, TooManyAttempts)
BLOCK = "block-"
Model = TypeVar("Model", bound=CustomerAnswerIn)


class AnsweringPages(Controller):
    path = "/rate"
    guards = [public]

    @get()
    async def ask(self, request: HouseRequest, settings: NamedDependency[Settings], code: FromQuery[str] = "") -> Page:
        """The form of a code; without one, where to type it."""
        if not code.strip():
            return page("rate_code.html", code="", errors=[])
        try:
            found = await asked_by_code(code[:40], sender_of(request, settings).address, now())
        except (CodeUnknown, *CLOSED) as refusal:
            return _refused(refusal, code)
        return answer_form(found, code, {})

    @post(opt={"csrf": "origin"})
    async def answer(self, request: HouseRequest, settings: NamedDependency[Settings]) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, fields())
        code, address = typed["code"][:40], sender_of(request, settings).address
        try:
            await answer_by_code(code, given(CustomerAnswerIn, typed), current().code, address, now())
        except (CodeUnknown, *CLOSED) as refusal:
            return _refused(refusal, code)
        except AnswerWrong as refusal:
            return await _again(code, typed, address, refusal)
        return Redirect("/rate/thanks", status_code=303)

    @get("/thanks")
    async def thanks(self) -> Page:
        return page("rate_thanks.html")


def _blocks() -> dict[str, str]:
    """Field of the form -> key of the block."""
    return {BLOCK + block.key: block.key for block in shipped_form(CUSTOMER).blocks}


def fields() -> tuple[str, ...]:
    """Of the form."""
    return ("code", "grade", "comment", *_blocks())


def given(model: type[Model], typed: dict[str, str]) -> Model:
    """What was typed into the form. AnswerWrong."""
    blocks = {key: typed[name] for name, key in _blocks().items() if typed[name]}
    return read_as(model, {"grade": typed["grade"], "comment": typed["comment"], "blocks": blocks}, AnswerWrong)


async def _again(code: str, typed: dict[str, str], address: str, refusal: ServicemarkError) -> Page:
    try:
        return answer_form(await asked_by_code(code, address, now()), code, typed, refusal)
    except (CodeUnknown, *CLOSED) as closed:
        return _refused(closed, code)


def _refused(refusal: ServicemarkError, code: str) -> Page:
    if isinstance(refusal, CodeUnknown):
        errors = summary({"code": refusal.text()})
        return page("rate_code.html", status=refusal.status, code=code[:40], errors=errors)
    return page("rate_closed.html", status=refusal.status, message=refusal.text())


def answer_form(
    found: AskedOut,
    code: str,
    typed: dict[str, str],
    refusal: ServicemarkError | None = None,
    *,
    action: str = "/rate",
    most: int = MOST_LETTERS,
) -> Page:
    """The form of customers, handed in to `action`, with a comment of so many letters at most."""
    spoken, form, wrong = current().code, shipped_form(CUSTOMER), wrong_fields(refusal)
    return page(
        "rate.html",
        status=refusal.status if refusal else 200,
        action=action,
        code=code,
        title=form.title.in_language(spoken),
        site=(found.name_zh or found.name) if spoken == "zh_CN" else (found.name or found.name_zh),
        product=found.product,
        overall=form.overall.in_language(spoken),
        grades=[{"value": str(grade), "label": str(label)} for grade, label in SATISFACTION_LABELS.items()],
        blocks=[{"name": BLOCK + each.key, "label": each.text.in_language(spoken)} for each in form.blocks],
        comment=form.comment.in_language(spoken),
        most=most,
        typed=typed,
        wrong=wrong,
        errors=summary(wrong),
    )
