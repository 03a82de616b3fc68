"""Pages: a draft of a course: what it teaches, and the questions of its exam. They work without scripts."""

from collections.abc import Callable, Mapping
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import gettext as _
from network.sites.rules.validity import VALIDITY_LABELS, ValidityRule
from network.training.commands.courses import write_version
from network.training.errors.courses import BadCourseForm, CoursePublished, ExamQuestionNotFound
from network.training.pages.course_words import (
    brief,
    file_rows,
    local,
    problem_lines,
    questions_view,
    trail_to,
    version_path,
)
from network.training.queries.courses import files_of, read_version, titles, version_with_problems
from network.training.rules.courses import CourseDocument
from network.training.schemas.course_lines import (
    OPTION_KEYS,
    QUESTION_FIELDS,
    SETTINGS_FIELDS,
    flat_question,
    flat_settings,
    question_of,
    with_question,
    with_settings,
    without_question,
)
from network.training.schemas.course_versions import CourseVersion
from network.web.forms import summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

Edit = Callable[[CourseDocument], CourseDocument]
_RULES = (ValidityRule.FROM_DECISION, ValidityRule.FROM_PREVIOUS_EXPIRY)


class CourseEditPages(Controller):
    path = "/courses/{course_key:str}/versions/{number:int}"
    guards = [allows(Permission.CHANGE_COURSES)]

    @get("/edit")
    async def edit(self, actor: NamedDependency[Actor], course_key: FromPath[str], number: FromPath[int]) -> Page:
        """What the draft teaches, its files, and what keeps it from being published."""
        draft = await draft_of(actor, course_key, number)
        return await _settings_form(actor, draft, flat_settings(draft.document), draft.row_version)

    @post("/edit")
    async def write(
        self, request: HouseRequest, actor: NamedDependency[Actor], course_key: FromPath[str], number: FromPath[int]
    ) -> Response[Any]:
        form, draft = await request.form(), await draft_of(actor, course_key, number)
        typed = {**typed_values(form, SETTINGS_FIELDS), "examined": "yes" if "examined" in form else "no"}
        try:
            await _written(actor, draft, form, lambda whole: with_settings(whole, typed))
        except (BadCourseForm, PreconditionFailed) as refusal:
            return await _settings_form(actor, draft, typed, version_of(form), refusal)
        return Redirect(version_path(draft), status_code=303)

    @get("/questions")
    async def question(
        self,
        actor: NamedDependency[Actor],
        course_key: FromPath[str],
        number: FromPath[int],
        former: FromQuery[str] = "",
    ) -> Page:
        """A question of the exam to be changed (`former`), or a new one."""
        draft = await draft_of(actor, course_key, number)
        asked = draft.document.exam.questions if draft.document.exam else ()
        found = next((each for each in asked if each.key == former), None)
        if former and found is None:
            raise ExamQuestionNotFound()
        typed = flat_question(found) if found else {"key": f"q{len(asked) + 1}"}
        return _question_form(draft, former, typed, draft.row_version)

    @post("/questions")
    async def write_question(
        self, request: HouseRequest, actor: NamedDependency[Actor], course_key: FromPath[str], number: FromPath[int]
    ) -> Response[Any]:
        form, draft = await request.form(), await draft_of(actor, course_key, number)
        former, typed = str(form.get("former", "")), typed_values(form, QUESTION_FIELDS)
        try:
            if "remove" in form:
                await _written(actor, draft, form, lambda whole: without_question(whole, former))
            else:
                wanted = question_of(typed)
                await _written(actor, draft, form, lambda whole: with_question(whole, wanted, former))
        except (BadCourseForm, PreconditionFailed) as refusal:
            return _question_form(draft, former, typed, version_of(form), refusal)
        return Redirect(version_path(draft, "edit") + "#questions", status_code=303)

    @get("/exam")
    async def preview(self, actor: NamedDependency[Actor], course_key: FromPath[str], number: FromPath[int]) -> Page:
        """Every question of the exam as it is asked, with what is right marked."""
        found = await read_version(actor, course_key, number)
        return page(
            "course_exam.html",
            **brief(found),
            questions=questions_view(found.document.exam),
            breadcrumbs=trail_to(found, _("Preview of the exam")),
        )


async def draft_of(actor: Actor, key: str, number: int) -> CourseVersion:
    """CourseNotFound; CoursePublished for what is no draft."""
    found = await read_version(actor, key, number)
    if not found.is_draft:
        raise CoursePublished()
    return found


async def _written(actor: Actor, draft: CourseVersion, form: FormMultiDict, edit: Edit) -> None:
    """The draft with this change, when nobody has changed it since the form was made. ExamQuestionNotFound."""
    try:
        changed = edit(draft.document)
    except KeyError as error:
        raise ExamQuestionNotFound() from error
    await write_version(actor, draft.key, draft.number, changed, version_of(form))


async def _settings_form(
    actor: Actor,
    draft: CourseVersion,
    typed: Mapping[str, str],
    version: int,
    refusal: ServicemarkError | None = None,
) -> Page:
    wrong = wrong_fields(refusal)
    _same, problems = await version_with_problems(actor, draft.key, draft.number)
    return page(
        "course_edit.html",
        status=refusal.status if refusal else 200,
        **brief(draft),
        typed=typed,
        wrong={name: wrong.get(name, "") for name in SETTINGS_FIELDS},
        errors=summary(wrong),
        form_version=refusal.current if isinstance(refusal, PreconditionFailed) else version,
        rules=[{"value": rule.value, "label": str(VALIDITY_LABELS[rule])} for rule in _RULES],
        others=[
            {"key": key, "label": local(title)} for key, title in (await titles(actor)).items() if key != draft.key
        ],
        problems=problem_lines(problems),
        questions=questions_view(draft.document.exam),
        files=file_rows(draft, await files_of(actor, draft.id)),
        breadcrumbs=trail_to(draft, _("Change draft")),
    )


def _question_form(
    draft: CourseVersion,
    former: str,
    typed: Mapping[str, str],
    version: int,
    refusal: ServicemarkError | None = None,
) -> Page:
    wrong = wrong_fields(refusal)
    heading = _("Change question") if former else _("New question")
    return page(
        "course_question.html",
        status=refusal.status if refusal else 200,
        **brief(draft),
        heading=heading,
        former=former,
        typed={name: typed.get(name, "") for name in QUESTION_FIELDS},
        errors=summary(wrong),
        form_version=refusal.current if isinstance(refusal, PreconditionFailed) else version,
        letters=list(OPTION_KEYS),
        breadcrumbs=trail_to(draft, heading),
    )
