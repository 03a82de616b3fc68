"""Page: taking note of an edition: what is new in it since one last did, its questions, one button."""

from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import gettext as _
from network.manuals.commands.acknowledging import acknowledge
from network.manuals.errors.acknowledgements import (
    EditionSuperseded,
    NoPerson,
    NotAddressed,
    PersonLeft,
    QuizWrong,
)
from network.manuals.pages.manual_words import PATH, brief, day_words, local, manual_path
from network.manuals.queries.editions import read_edition
from network.manuals.queries.own_duties import last_taken, own_duties
from network.manuals.rules.duties import DUTY_STATE_LABELS
from network.manuals.rules.edition_comparison import Became, compared
from network.manuals.schemas.acknowledgements import OwnDuty
from network.manuals.schemas.editions import Edition
from network.web.forms import wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page


class AcknowledgePages(Controller):
    path = PATH + "/{manual_key:str}/editions/{number:int}/acknowledge"
    guards = [allows(Permission.LEARN)]

    @get()
    async def form(self, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]) -> Page:
        return await _form(actor, await read_edition(actor, manual_key, number), {}, None)

    @post()
    async def acknowledge(
        self, request: HouseRequest, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]
    ) -> Response[Any]:
        edition, form = await read_edition(actor, manual_key, number), await request.form()
        answers = {question.key: str(form.get(question.key, ""))[:60] for question in edition.quiz}
        try:
            await acknowledge(actor, manual_key, number, answers, now())
        except (QuizWrong, NoPerson, NotAddressed, PersonLeft, EditionSuperseded) as refusal:
            return await _form(actor, edition, answers, refusal)
        return Redirect(manual_path(manual_key, number, "acknowledge"), status_code=303)


async def _form(actor: Actor, edition: Edition, answers: dict[str, str], refusal: ServicemarkError | None) -> Page:
    wrong = wrong_fields(refusal)
    duties = [
        duty
        for duty in await own_duties(actor, now())
        if duty.manual_key == edition.key and edition.number in duty.numbers
    ]
    former = await last_taken(actor, edition.key, edition.number)
    taken = next((duty.taken_on for duty in duties if duty.taken_on), None)
    return page(
        "acknowledge.html",
        status=refusal.status if refusal else 200,
        **brief(edition),
        summary=local(edition.document.summary),
        news=_news(edition, former) if former else [],
        former=former.number if former else None,
        chapters=[] if former else [local(chapter.title) for chapter in edition.document.chapters],
        quiz=_quiz(edition, answers),
        duties=[_duty(duty) for duty in duties],
        taken=day_words(taken),
        errors=[{"field": name, "message": text} for name, text in wrong.items()],
        wrong=wrong,
        breadcrumbs=[
            {"label": _("Manuals"), "href": PATH},
            {"label": local(edition.title), "href": manual_path(edition.key, edition.number)},
            {"label": _("Take note"), "href": ""},
        ],
    )


def _news(edition: Edition, former: Edition) -> list[dict[str, str]]:
    """Each clause that says something else than in the edition that one took note of last, and what is new."""
    removed = dict(edition.document.removed)
    found = []
    for difference in compared(former.document, edition.document):
        number, clause = difference.after or difference.before or ("", None)
        if clause is None or difference.became is Became.MOVED:
            continue
        change = clause.change if difference.after else removed.get(difference.key)
        gone = difference.became is Became.REMOVED
        found.append(
            {
                "label": f"{number} {local(clause.title)}",
                "href": "" if gone else f"{manual_path(edition.key, edition.number)}#{clause.key}",
                "note": local(change.note) if change else "",
                "gone": _("no longer in it") if gone else "",
            }
        )
    return found


def _quiz(edition: Edition, answers: dict[str, str]) -> list[dict[str, Any]]:
    return [
        {
            "key": question.key,
            "question": local(question.question),
            "options": [{"value": option.key, "label": local(option.text)} for option in question.options],
            "value": answers.get(question.key, ""),
        }
        for question in edition.quiz
    ]


def _duty(duty: OwnDuty) -> dict[str, str]:
    return {
        "site": duty.site,
        "due_on": day_words(duty.due_on),
        "state": str(DUTY_STATE_LABELS[duty.state]),
        "tone": {"overdue": "bad", "due": "warn"}.get(duty.state, "good"),
    }
