"""Pages: trying a checklist: what a visit with these answers would come to. Nothing is kept."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath

from network.audits.pages.checklist_words import PATH, brief, document_view, local, number, trail_to
from network.audits.queries.checklists import read_checklist_version
from network.audits.rules.answer_problems import AnswersUnreadable
from network.audits.rules.answers import Answers, Lack, asked
from network.audits.rules.checklists import ChecklistDocument, Question, QuestionType
from network.audits.rules.scoring import AuditScore, score
from network.audits.schemas.answers import answers_of
from network.audits.schemas.checklist_versions import ChecklistVersion
from network.foundation.access import Actor, Permission
from network.foundation.i18n import current, lazy
from network.foundation.i18n import gettext as _
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page

LACK_WORDS = {
    Lack.ANSWER: lazy("An answer is missing."),
    Lack.RANGE: lazy("This cannot be: it is outside what the question allows."),
    Lack.PHOTO: lazy("A photo is missing."),
    Lack.REASON: lazy("Say why it does not apply."),
}


class ChecklistTrialPages(Controller):
    path = PATH + "/{checklist_id:uuid}/trial"
    guards = [allows(Permission.READ_CHECKLISTS)]

    @get()
    async def form(self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]) -> Page:
        """The checklist with fields to fill in."""
        return _page(await read_checklist_version(actor, checklist_id), {}, {}, None)

    @post(status_code=200)
    async def reckon(self, request: HouseRequest, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]) -> Page:
        """What these answers come to, with what is missing, at their questions."""
        kept = await read_checklist_version(actor, checklist_id)
        form = await request.form()
        said = {name: value for name, value in form.items() if isinstance(value, str)}
        try:
            answers = answers_of(kept.document, answers_in_form(kept.document, form))
        except AnswersUnreadable as refused:
            wrong = {each.path.partition(".")[0]: str(each) for each in refused.problems}
            return _page(kept, said, wrong, None, status=422)
        return _page(kept, said, _lacks(kept.document, answers, form), answers)


def answers_in_form(document: ChecklistDocument, form: FormMultiDict) -> dict[str, Any]:
    """What was filled in, as a tablet would send it."""
    found = {}
    for question in document.questions:
        reason = str(form.get(f"n.{question.key}", "")).strip() or None
        value = None if reason else _value(question, form)
        if value is not None or reason:
            found[question.key] = {"value": value, "not_applicable": reason}
    return found


def _value(question: Question, form: FormMultiDict) -> object:
    """A number is sent as it was typed: what is none, the reader of answers refuses."""
    name = f"a.{question.key}"
    typed = str(form.get(name, "")).strip()
    if not typed:
        return None
    match question.type:
        case QuestionType.YES_NO:
            return {"yes": True, "no": False}.get(typed, typed)
        case QuestionType.SCALE | QuestionType.COUNT:
            return _whole(typed)
        case QuestionType.RINGS:
            rings, seconds = (str(form.get(f"{name}.{part}", "")).strip() or "0" for part in ("rings", "seconds"))
            return {"rings": _whole(rings), "seconds": seconds, "outcome": typed}
    return typed


def _whole(typed: str) -> int | str:
    return int(typed) if typed.isascii() and typed.isdigit() and len(typed) < 10 else typed


def _photos(form: FormMultiDict) -> list[str]:
    return [name.removeprefix("p.") for name in form if name.startswith("p.")]


def _lacks(document: ChecklistDocument, answers: Answers, form: FormMultiDict) -> dict[str, str]:
    found = asked(document, answers, _photos(form))
    return {key: str(LACK_WORDS[lack]) for key, lack in found.missing.items()}


def _page(
    kept: ChecklistVersion,
    said: Mapping[str, str],
    wrong: Mapping[str, str],
    answers: Answers | None,
    status: int = 200,
) -> Page:
    document = kept.document
    shown = None if answers is None else asked(document, answers, ()).visible
    return page(
        "checklist_trial.html",
        status=status,
        **brief(kept),
        whole=document_view(document),
        trial={"said": said, "wrong": wrong, "asked": shown, "case": False},
        lacks=[{"field": f"a.{key}", "message": f"{_label(document, key)} – {text}"} for key, text in wrong.items()],
        result=None if answers is None else _result(document, score(document, answers)),
        breadcrumbs=trail_to(kept, _("Try it")),
    )


def _label(document: ChecklistDocument, key: str) -> str:
    found = document.question(key)
    return local(found.label) if found else key


def _result(document: ChecklistDocument, result: AuditScore) -> dict[str, Any]:
    labels = {section.key: local(section.label) for section in document.sections}
    return {
        "total": None if result.total is None else current().decimal(result.total, 2),
        "cap": number(result.cap),
        "critical": result.critical_failures,
        "failed": [_label(document, key) for key in result.failed],
        "sections": [
            {
                "label": labels[each.key],
                "earned": current().decimal(each.earned, 2),
                "possible": number(each.possible),
                "cap": number(each.cap),
                "incomplete": each.incomplete,
            }
            for each in result.sections
        ],
    }
