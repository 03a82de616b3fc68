"""Pages: a draft of a checklist, section by section and question by question. They work without scripts."""

from collections.abc import Callable
from dataclasses import replace
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.audits.commands.checklists import write_draft
from network.audits.errors.checklists import BadChecklistForm, QuestionNotFound
from network.audits.pages.checklist_forms import heading_form, question_form, question_values, section_form
from network.audits.pages.checklist_texts import draft_of
from network.audits.pages.checklist_words import PATH, brief, checklist_path, document_view, problem_lines, trail_to
from network.audits.queries.checklists import version_with_problems
from network.audits.rules import checklist_editing as editing
from network.audits.rules.checklists import ChecklistDocument
from network.audits.schemas.checklist_lines import (
    HEADING_FIELDS,
    SECTION_FIELDS,
    flat_heading,
    flat_question,
    flat_section,
    heading_of,
    question_of,
    section_of,
)
from network.audits.schemas.checklist_versions import ChecklistVersion
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.i18n import gettext as _
from network.web.forms import typed_values
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

Edit = Callable[[ChecklistDocument], ChecklistDocument]


class ChecklistEditPages(Controller):
    path = PATH + "/{checklist_id:uuid}/edit"
    guards = [allows(Permission.CHANGE_CHECKLISTS)]

    @get()
    async def outline(self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]) -> Page:
        """All sections and questions, with what keeps the draft from being published."""
        draft = await draft_of(actor, checklist_id)
        _kept, problems = await version_with_problems(actor, checklist_id)
        return page(
            "checklist_edit.html",
            **brief(draft),
            **document_view(draft.document),
            problems=problem_lines(problems),
            breadcrumbs=trail_to(draft, _("Change draft")),
        )

    @post("/move")
    async def move(
        self, request: HouseRequest, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]
    ) -> Redirect:
        """Move a question or a section one place; the button that was pressed says which, and where to."""
        form = await request.form()
        draft = await draft_of(actor, checklist_id)
        what, _colon, key = next((str(form[name]) for name in ("up", "down") if name in form), "").partition(":")
        moved = editing.moved_section if what == "section" else editing.moved_question
        await _written(actor, draft, form, lambda whole: moved(whole, key, -1 if "up" in form else 1))
        return _back(draft, what, key)

    @get("/heading")
    async def heading(self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]) -> Page:
        """Kind, title, introduction and role."""
        draft = await draft_of(actor, checklist_id)
        return heading_form(draft, flat_heading(draft.document), draft.row_version)

    @post("/heading")
    async def write_heading(
        self, request: HouseRequest, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        draft, typed = await draft_of(actor, checklist_id), typed_values(form, HEADING_FIELDS)
        try:
            wanted = heading_of(typed)
            await _written(actor, draft, form, lambda whole: replace(whole, **wanted))
        except (BadChecklistForm, PreconditionFailed) as refusal:
            return heading_form(draft, typed, version_of(form), refusal)
        return _back(draft)

    @get("/section")
    async def section(
        self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID], former: FromQuery[str] = ""
    ) -> Page:
        """A section to be changed (`former`), or a new one."""
        draft = await draft_of(actor, checklist_id)
        typed = flat_section(_found(editing.section_of, draft, former)) if former else {}
        return section_form(draft, former, typed, draft.row_version)

    @post("/section")
    async def write_section(
        self, request: HouseRequest, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        draft, former = await draft_of(actor, checklist_id), str(form.get("former", ""))
        typed = typed_values(form, SECTION_FIELDS)
        try:
            if "remove" in form:
                await _written(actor, draft, form, lambda whole: editing.without_section(whole, former))
                return _back(draft)
            wanted = section_of(typed)
            await _written(actor, draft, form, lambda whole: editing.with_section(whole, wanted, former))
        except (BadChecklistForm, PreconditionFailed) as refusal:
            return section_form(draft, former, typed, version_of(form), refusal)
        return _back(draft, "section", wanted.key)

    @get("/question")
    async def question(
        self,
        actor: NamedDependency[Actor],
        checklist_id: FromPath[UUID],
        former: FromQuery[str] = "",
        section: FromQuery[str] = "",
    ) -> Page:
        """A question to be changed (`former`), or a new one of a section."""
        draft = await draft_of(actor, checklist_id)
        if not former:
            return question_form(draft, "", {"section": section}, draft.row_version)
        home = _found(editing.home_of, draft, former)
        asked = next(each for each in home.questions if each.key == former)
        return question_form(draft, former, {**flat_question(asked), "section": home.key}, draft.row_version)

    @post("/question")
    async def write_question(
        self, request: HouseRequest, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]
    ) -> Response[Any]:
        form = await request.form()
        draft, former = await draft_of(actor, checklist_id), str(form.get("former", ""))
        typed = question_values(form)
        try:
            if "remove" in form:
                await _written(actor, draft, form, lambda whole: editing.without_question(whole, former))
                return _back(draft)
            wanted = editing.fitting(question_of(typed))
            home = typed["section"]
            await _written(actor, draft, form, lambda whole: editing.with_question(whole, home, wanted, former))
        except (BadChecklistForm, PreconditionFailed) as refusal:
            return question_form(draft, former, typed, version_of(form), refusal)
        return _back(draft, "question", wanted.key)


async def _written(actor: Actor, draft: ChecklistVersion, form: FormMultiDict, edit: Edit) -> None:
    """The draft with this change, when nobody has changed it since the form was made. QuestionNotFound."""
    try:
        changed = edit(draft.document)
    except KeyError as error:
        raise QuestionNotFound() from error
    await write_draft(actor, draft.id, changed, version_of(form), now())


def _found(find: Callable[[ChecklistDocument, str], Any], draft: ChecklistVersion, key: str) -> Any:
    try:
        return find(draft.document, key)
    except KeyError as error:
        raise QuestionNotFound() from error


def _back(draft: ChecklistVersion, what: str = "", key: str = "") -> Redirect:
    """To the outline, at the thing that was changed."""
    place = f"#{what}-{key}" if key else ""
    return Redirect(checklist_path(draft, "edit") + place, status_code=303)
