"""Pages: sitting an exam, and what it came to. The time that is left is the server's; each answer is kept at once."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day, now
from network.foundation.errors import Conflict, ServicemarkError
from network.foundation.i18n import Language, current
from network.foundation.i18n import gettext as _
from network.training.commands.exams import close_if_over, hand_in, save_answers, start_exam
from network.training.errors.courses import CourseNotInForce
from network.training.errors.exams import BadAnswers, ExamOver, NoExam
from network.training.pages.reading import Link, clause_links
from network.training.queries.courses import course_versions
from network.training.queries.exams import read_exam
from network.training.rules.courses import CourseState
from network.training.schemas.exams import ExamOut, QuestionOut
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

MINE = "/my-training"


def exam_path(attempt_id: UUID) -> str:
    return f"{MINE}/exams/{attempt_id}"


class ExamStartPages(Controller):
    path = f"{MINE}/courses/{{course_key:str}}/exam"
    guards = [allows(Permission.LEARN)]

    @get()
    async def ask(self, actor: NamedDependency[Actor], course_key: FromPath[str]) -> Page:
        """What the exam asks for, before its time begins to run."""
        return await start_page(actor, course_key)

    @post()
    async def start(self, actor: NamedDependency[Actor], course_key: FromPath[str]) -> Response[Any]:
        """Begin it, or go on with the one that is open."""
        try:
            attempt = await start_exam(actor, course_key, now())
        except Conflict as refusal:
            return await start_page(actor, course_key, refusal)
        return Redirect(exam_path(attempt), status_code=303)


class ExamPages(Controller):
    path = f"{MINE}/exams/{{attempt_id:uuid}}"
    guards = [allows(Permission.LEARN)]

    @get()
    async def show(self, actor: NamedDependency[Actor], attempt_id: FromPath[UUID]) -> Page:
        """The paper while there is time; then what it came to."""
        await close_if_over(actor, attempt_id, now())
        found = await read_exam(actor, attempt_id, now())
        clauses = [(each.manual, each.clause) for each in found.read_again]
        return exam_page(found, read_again=await clause_links(actor, clauses, headquarters_day(now())))

    @post("/answers", status_code=200)
    async def keep(self, request: HouseRequest, actor: NamedDependency[Actor], attempt_id: FromPath[UUID]) -> Page:
        """Keep what was chosen so far without leaving the paper."""
        form = await request.form()
        try:
            version = await save_answers(actor, attempt_id, version_of(form), answers_of(form), now())
        except (PreconditionFailed, ExamOver, BadAnswers) as refusal:
            return page("exam_saved.html", refusal=_kept_words(refusal), saved="", version=None)
        return page("exam_saved.html", refusal="", saved=_("Your answers are kept."), version=version)

    @post()
    async def hand_in(
        self, request: HouseRequest, actor: NamedDependency[Actor], attempt_id: FromPath[UUID]
    ) -> Response[Any]:
        """Hand it in; the same again is the same."""
        form = await request.form()
        try:
            await hand_in(actor, attempt_id, version_of(form), answers_of(form), now())
        except (PreconditionFailed, BadAnswers) as refusal:
            return exam_page(await read_exam(actor, attempt_id, now()), answers_of(form), refusal)
        return Redirect(exam_path(attempt_id), status_code=303)


def answers_of(form: FormMultiDict) -> dict[str, list[str]]:
    """Fields `answer-{question}`, each as often as options are chosen."""
    marked = {name for name in form if name.startswith("answer-")}
    return {name.removeprefix("answer-"): [str(each) for each in form.getall(name)] for name in sorted(marked)}


def _kept_words(refusal: ServicemarkError) -> str:
    if isinstance(refusal, PreconditionFailed):
        return _("Not kept: you went on with this exam on another device. Reload this page to see what is kept.")
    return refusal.text()


def exam_page(
    found: ExamOut,
    typed: dict[str, list[str]] | None = None,
    refusal: ServicemarkError | None = None,
    read_again: Sequence[Link] = (),
) -> Page:
    """The paper, with what was chosen here, or the outcome."""
    spoken = current()
    title = found.title_zh if spoken.code == "zh_CN" else found.title
    common: dict[str, Any] = {
        "exam": found,
        "title": title,
        "path": exam_path(found.id),
        "breadcrumbs": [{"label": _("My training"), "href": MINE}, {"label": title}],
    }
    if found.handed_in_at is not None:
        return page("exam_result.html", **common, **_outcome(found, spoken), read_again=read_again)
    chosen = found.answers if typed is None else typed
    return page(
        "exam.html",
        status=refusal.status if refusal else 200,
        **common,
        questions=[_question(each, chosen.get(each.key, []), spoken) for each in found.questions],
        refusal=_taken_words(refusal) if refusal else "",
        minutes=-(-found.remaining // 60),
    )


def _taken_words(refusal: ServicemarkError) -> str:
    if isinstance(refusal, PreconditionFailed):
        return _(
            "Not handed in: you went on with this exam on another device. Below is what is chosen here. Look at it, "
            "then hand it in; or reload the page to go on with what is kept."
        )
    return refusal.text()


def _question(question: QuestionOut, chosen: list[str], spoken: Language) -> dict[str, Any]:
    chinese = spoken.code == "zh_CN"
    return {
        "key": question.key,
        "text": question.question_zh if chinese else question.question,
        "several": question.several,
        "options": [
            {
                "key": option.key,
                "text": option.text_zh if chinese else option.text,
                "chosen": option.key in chosen,
                "right": question.right is not None and option.key in question.right,
            }
            for option in question.options
        ],
        "explanation": (question.explanation_zh if chinese else question.explanation) or "",
    }


def _outcome(found: ExamOut, spoken: Language) -> dict[str, Any]:
    return {
        "percent": spoken.percent(found.percent / 100) if found.percent is not None else "",
        "pass_percent": spoken.percent(found.pass_percent / 100),
        "valid_to": spoken.date(found.valid_to) if found.valid_to else "",
        "again": spoken.date(found.again.astimezone(ZoneInfo(found.time_zone)).date()) if found.again else "",
        "certificate": f"{MINE}/certificates/{found.record}" if found.record else "",
        "questions": [_question(each, found.answers.get(each.key, []), spoken) for each in found.questions]
        if found.passed
        else [],
        "retry": f"{MINE}/courses/{found.course}/exam",
    }


async def start_page(actor: Actor, course_key: str, refusal: ServicemarkError | None = None) -> Page:
    """How much is asked and how long there is, and what stands against it. CourseNotFound, CourseNotInForce, NoExam."""
    versions = await course_versions(actor, course_key)
    found = next((each for each in versions if each.state is CourseState.PUBLISHED), None)
    if found is None:
        raise CourseNotInForce()
    exam = found.document.exam
    if exam is None:
        raise NoExam()
    spoken = current()
    return page(
        "exam_start.html",
        status=refusal.status if refusal else 200,
        title=found.title.in_language(spoken.code),
        summary=found.document.summary.in_language(spoken.code),
        path=f"{MINE}/courses/{course_key}/exam",
        course_href=f"/courses/{course_key}",
        draw=exam.draw,
        minutes=exam.minutes,
        attempts=exam.attempts,
        wait_days=exam.wait_days,
        pass_percent=spoken.percent(exam.pass_percent / 100),
        refusal=refusal.text() if refusal else "",
        breadcrumbs=[{"label": _("My training"), "href": MINE}, {"label": found.title.in_language(spoken.code)}],
    )
