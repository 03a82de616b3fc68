"""Pages: a draft of an edition, chapter by chapter and clause by clause. They work without scripts."""

from collections.abc import Callable
from typing import Any

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.i18n import gettext as _
from network.manuals.commands.editions import write_edition
from network.manuals.errors.editions import (
    BadManualForm,
    ChapterNotEmpty,
    ClauseKeyTaken,
    ClauseNotFound,
    EditionApproved,
    EditionSubmitted,
)
from network.manuals.pages.edition_forms import chapter_form, clause_form, clause_values, summary_form
from network.manuals.pages.manual_words import PATH, brief, document_view, manual_path, problem_lines, trail_to
from network.manuals.queries.audiences import standard_choices
from network.manuals.queries.editions import edition_with_problems, former_edition, read_edition
from network.manuals.rules import document_editing as editing
from network.manuals.rules.documents import Chapter, ManualDocument
from network.manuals.schemas.edition_lines import ChangeIn, ChapterIn, ClauseIn, SummaryIn, flat_chapter, flat_clause
from network.manuals.schemas.editions import Edition
from network.sites.rules.criteria import LocalText
from network.web.forms import read_as, typed_values
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

Edit = Callable[[ManualDocument], ManualDocument]


class EditorPages(Controller):
    path = PATH + "/{manual_key:str}/editions/{number:int}/edit"
    guards = [allows(Permission.WRITE_MANUALS)]

    @get()
    async def outline(self, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]) -> Page:
        """All chapters and clauses, with what keeps the draft from being approved."""
        await draft_of(actor, manual_key, number)
        draft, problems = await edition_with_problems(actor, manual_key, number)
        return page(
            "manual_edit.html",
            **brief(draft),
            **document_view(draft.document, await standard_choices(actor)),
            problems=problem_lines(problems),
            breadcrumbs=trail_to(draft, _("Change draft")),
        )

    @post("/move")
    async def move(
        self, request: HouseRequest, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]
    ) -> Redirect:
        """Move a clause or a chapter one place; the button that was pressed says which, and where to."""
        form = await request.form()
        draft = await draft_of(actor, manual_key, number)
        what, _colon, key = next((str(form[name]) for name in ("up", "down") if name in form), "").partition(":")
        moved = editing.moved_chapter if what == "chapter" else editing.moved_clause
        await _written(actor, draft, form, lambda whole: moved(whole, key, -1 if "up" in form else 1))
        return _back(draft, what, key)

    @get("/summary")
    async def summary(self, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]) -> Page:
        draft = await draft_of(actor, manual_key, number)
        said = draft.document.summary
        return summary_form(draft, {"summary_en": said.en, "summary_zh": said.zh_CN}, draft.row_version)

    @post("/summary")
    async def write_summary(
        self, request: HouseRequest, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]
    ) -> Response[Any]:
        """What the manual is about, in a few sentences."""
        form = await request.form()
        draft, typed = await draft_of(actor, manual_key, number), typed_values(form, SummaryIn.model_fields)
        try:
            said = read_as(SummaryIn, typed, BadManualForm)
            text = LocalText(en=said.summary_en, zh_CN=said.summary_zh)
            await _written(actor, draft, form, lambda whole: editing.with_summary(whole, text))
        except (BadManualForm, PreconditionFailed) as refusal:
            return summary_form(draft, typed, version_of(form), refusal)
        return _back(draft)

    @get("/chapter")
    async def chapter(
        self,
        actor: NamedDependency[Actor],
        manual_key: FromPath[str],
        number: FromPath[int],
        former: FromQuery[str] = "",
    ) -> Page:
        """A chapter to be changed (`former`), or a new one."""
        draft = await draft_of(actor, manual_key, number)
        typed = flat_chapter(_found(editing.chapter_of, draft, former)) if former else {}
        return chapter_form(draft, former, typed, draft.row_version)

    @post("/chapter")
    async def write_chapter(
        self, request: HouseRequest, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]
    ) -> Response[Any]:
        form = await request.form()
        draft, former = await draft_of(actor, manual_key, number), str(form.get("former", ""))
        typed = typed_values(form, ChapterIn.model_fields)
        try:
            if "remove" in form:
                if _found(editing.chapter_of, draft, former).clauses:
                    raise ChapterNotEmpty()
                await _written(actor, draft, form, lambda whole: editing.without_chapter(whole, former))
                return _back(draft)
            said = read_as(ChapterIn, typed, BadManualForm)
            _free(said.key, former, (each.key for each in draft.document.chapters))
            made = Chapter(key=said.key, title=LocalText(en=said.title_en, zh_CN=said.title_zh), clauses=())
            await _written(actor, draft, form, lambda whole: editing.with_chapter(whole, made, former))
        except (BadManualForm, ClauseKeyTaken, ChapterNotEmpty, PreconditionFailed) as refusal:
            return chapter_form(draft, former, typed, version_of(form), refusal)
        return _back(draft, "chapter", said.key)

    @get("/clause")
    async def clause(
        self,
        actor: NamedDependency[Actor],
        manual_key: FromPath[str],
        number: FromPath[int],
        former: FromQuery[str] = "",
        chapter: FromQuery[str] = "",
    ) -> Page:
        """A clause to be changed (`former`), or a new one of a chapter."""
        draft = await draft_of(actor, manual_key, number)
        if not former:
            return await clause_form(actor, draft, "", {"chapter": chapter}, (), draft.row_version)
        home = _found(editing.home_of, draft, former)
        found = next(each for each in home.clauses if each.key == former)
        return await clause_form(actor, draft, former, flat_clause(found, home.key), found.standards, draft.row_version)

    @post("/clause")
    async def write_clause(
        self, request: HouseRequest, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]
    ) -> Response[Any]:
        """Save a clause, or (`preview`) show how it reads, or (`remove`) take it out."""
        form = await request.form()
        draft, former = await draft_of(actor, manual_key, number), str(form.get("former", ""))
        typed, standards = clause_values(form)
        refusal: BadManualForm | ClauseKeyTaken | PreconditionFailed | None = None
        try:
            if "remove" in form:
                await _removed(actor, draft, former, form)
                return _back(draft)
            said = read_as(ClauseIn, {**typed, "materiality": typed["materiality"] or None, "standards": standards},
                           BadManualForm)  # fmt: skip
            _free(said.key, former, (each.key for _number, each in draft.document.numbered()))
            if "preview" not in form:
                made = said.clause()
                await _written(actor, draft, form, lambda whole: editing.with_clause(whole, said.chapter, made, former))
                return _back(draft, "clause", said.key)
        except (BadManualForm, ClauseKeyTaken, PreconditionFailed) as refused:
            refusal = refused
        return await clause_form(actor, draft, former, typed, standards, version_of(form), refusal, preview=True)


async def draft_of(actor: Actor, manual_key: str, number: int) -> Edition:
    """ManualNotFound; EditionApproved, EditionSubmitted for what is no draft."""
    found = await read_edition(actor, manual_key, number)
    if found.is_approved:
        raise EditionApproved()
    if not found.is_draft:
        raise EditionSubmitted()
    return found


async def _removed(actor: Actor, draft: Edition, key: str, form: FormMultiDict) -> None:
    """Without the clause; what the edition before has goes with a note. BadManualForm without one."""
    before = await former_edition(actor, draft)
    said = read_as(ChangeIn, {name: str(form.get(name, "")) or None if name == "materiality" else
                              str(form.get(name, "")) for name in ChangeIn.model_fields}, BadManualForm)  # fmt: skip
    known = before is not None and before.document.clause(key) is not None
    change = said.change() if known else None
    if known and (change is None or not (said.note_en and said.note_zh)):
        raise BadManualForm({"": _("Say why the clause goes, in both languages, and how much it matters.")})
    await _written(actor, draft, form, lambda whole: editing.without_clause(whole, key, change))


async def _written(actor: Actor, draft: Edition, form: FormMultiDict, edit: Edit) -> None:
    """The draft with this change, when nobody has changed it since the form was made. ClauseNotFound."""
    try:
        changed = edit(draft.document)
    except KeyError as error:
        raise ClauseNotFound() from error
    await write_edition(actor, draft.key, draft.number, changed, version_of(form))


def _found(find: Callable[[ManualDocument, str], Chapter], draft: Edition, key: str) -> Chapter:
    try:
        return find(draft.document, key)
    except KeyError as error:
        raise ClauseNotFound() from error


def _free(key: str, former: str, taken: Any) -> None:
    if key != former and key in taken:
        raise ClauseKeyTaken(key)


def _back(draft: Edition, what: str = "", key: str = "") -> Redirect:
    """To the outline, at the thing that was changed."""
    place = f"#{what}-{key}" if key else ""
    return Redirect(manual_path(draft.key, draft.number, "edit") + place, status_code=303)
