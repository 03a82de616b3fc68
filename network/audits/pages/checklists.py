"""Pages: the checklists with their versions, and how a draft comes into force and goes out of it."""

from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.audits.commands.checklists import (
    delete_draft,
    new_checklist,
    publish_draft,
    retire_checklist,
    start_draft,
)
from network.audits.errors.checklists import BadChecklistForm, ChecklistKeyTaken
from network.audits.pages.checklist_words import PATH, brief, checklist_path, document_view, problem_lines, trail_to
from network.audits.queries.checklists import (
    earlier_version,
    list_checklists,
    read_checklist_version,
    version_with_problems,
)
from network.audits.rules.checklists import KIND_LABELS, ChecklistState, VisitKind
from network.audits.schemas.checklist_versions import ChecklistVersion, NewIn, PublishIn, RetireIn, StartIn
from network.audits.schemas.checklists import write_checklist
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import gettext as _
from network.web.downloads import download
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import version_of

YAML = "application/yaml; charset=utf-8"
CHANGES = [allows(Permission.CHANGE_CHECKLISTS)]


class ChecklistPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_CHECKLISTS)]

    @get()
    async def checklists(self, actor: NamedDependency[Actor]) -> Page:
        """Every version of every checklist."""
        return page(
            "checklists.html",
            groups=_groups(await list_checklists(actor)),
            changes=actor.may(Permission.CHANGE_CHECKLISTS),
            breadcrumbs=[{"label": _("Checklists"), "href": ""}],
        )

    @get("/new", guards=CHANGES)
    async def new(self) -> Page:
        return _new_form({}, None)

    @post("/new", guards=CHANGES)
    async def make(self, request: HouseRequest, actor: NamedDependency[Actor]) -> Response[Any]:
        """Start a checklist with a draft that has no question yet."""
        typed = typed_values(await request.form(), NewIn.model_fields)
        try:
            made = await new_checklist(actor, read_as(NewIn, typed, BadChecklistForm), now())
        except (BadChecklistForm, ChecklistKeyTaken) as refusal:
            return _new_form(typed, refusal)
        return Redirect(checklist_path(made, "edit"), status_code=303)

    @get("/{checklist_id:uuid}")
    async def show(self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]) -> Page:
        """One version, as the tablet shows it, with points, caps and conditions beside the questions."""
        kept, problems = await version_with_problems(actor, checklist_id)
        former = await earlier_version(actor, kept)
        changes = actor.may(Permission.CHANGE_CHECKLISTS)
        return page(
            "checklist.html",
            **brief(kept),
            **document_view(kept.document),
            problems=problem_lines(problems),
            compare_href=checklist_path(kept, "changes") if former else "",
            changes=changes and kept.is_draft,
            copies=changes and not kept.is_draft,
            retires=changes and kept.state is ChecklistState.PUBLISHED,
            breadcrumbs=trail_to(kept),
        )

    @get("/{checklist_id:uuid}/document")
    async def document(self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]) -> Response[bytes]:
        """The same as a YAML file, to take away."""
        kept = await read_checklist_version(actor, checklist_id)
        return download(f"{kept.key}-{kept.version}.yaml", write_checklist(kept.document).encode(), YAML)

    @post("/{checklist_id:uuid}/drafts", guards=CHANGES)
    async def draft(
        self, request: HouseRequest, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]
    ) -> Redirect:
        """Start a draft that says what this version says, of the same checklist or of a new one."""
        typed = typed_values(await request.form(), StartIn.model_fields)
        made = await start_draft(actor, checklist_id, now(), read_as(StartIn, typed, BadChecklistForm).key)
        return Redirect(checklist_path(made, "edit"), status_code=303)

    @post("/{checklist_id:uuid}/publish", guards=CHANGES)
    async def publish(
        self, request: HouseRequest, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]
    ) -> Redirect:
        """Publish a draft for good, as it was read."""
        form = await request.form()
        typed = {**typed_values(form, ["note"]), "pilot": "pilot" in form}
        made = await publish_draft(
            actor, checklist_id, read_as(PublishIn, typed, BadChecklistForm), version_of(form), now()
        )
        return Redirect(checklist_path(made), status_code=303)

    @post("/{checklist_id:uuid}/retire", guards=CHANGES)
    async def retire(
        self, request: HouseRequest, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]
    ) -> Redirect:
        """Take the version in force out of it."""
        form = await request.form()
        said = read_as(RetireIn, typed_values(form, RetireIn.model_fields), BadChecklistForm)
        kept = await retire_checklist(actor, checklist_id, said, version_of(form), now())
        return Redirect(checklist_path(kept), status_code=303)

    @post("/{checklist_id:uuid}/delete", guards=CHANGES)
    async def delete(self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID]) -> Redirect:
        """Delete a draft."""
        await delete_draft(actor, checklist_id)
        return Redirect(PATH, status_code=303)


def _groups(kept: list[ChecklistVersion]) -> list[dict[str, Any]]:
    """A group a checklist: its versions, the newest first, called by the one in force if there is one."""
    groups: dict[str, list[ChecklistVersion]] = {}
    for each in kept:
        groups.setdefault(each.key, []).append(each)
    return [
        {
            **brief(next((each for each in versions if each.state is ChecklistState.PUBLISHED), versions[0])),
            "lines": [brief(each) for each in versions],
        }
        for versions in groups.values()
    ]


def _new_form(typed: dict[str, str], refusal: ServicemarkError | None) -> Page:
    wrong = {"key": refusal.text()} if isinstance(refusal, ChecklistKeyTaken) else wrong_fields(refusal)
    return page(
        "checklist_new.html",
        status=refusal.status if refusal else 200,
        typed={name: typed.get(name, "") for name in NewIn.model_fields},
        wrong={name: wrong.get(name, "") for name in NewIn.model_fields},
        errors=summary(wrong),
        kinds=[{"value": kind.value, "label": str(KIND_LABELS[kind])} for kind in VisitKind],
        breadcrumbs=[{"label": _("Checklists"), "href": PATH}, {"label": _("New checklist"), "href": ""}],
    )
