"""Pages: from which day an edition holds, for whom, and what is asked when note is taken."""

from collections.abc import Mapping
from typing import Any

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import Redirect

from network.foundation.access import Actor, Permission
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import gettext as _
from network.manuals.commands.editions import write_settings
from network.manuals.errors.editions import BadManualForm
from network.manuals.pages.edition_forms import choice_name
from network.manuals.pages.editor import draft_of
from network.manuals.pages.manual_words import PATH, brief, local, manual_path, trail_to
from network.manuals.queries.audiences import audience_choices
from network.manuals.rules.document_problems import ManualUnreadable
from network.manuals.rules.document_validation import MOST_QUESTIONS
from network.manuals.schemas.documents import audience_json
from network.manuals.schemas.edition_lines import OPTION_KEYS, QUIZ_FIELDS, flat_quiz, quiz_from
from network.manuals.schemas.editions import Edition, EditionSettings
from network.sites.rules.sites import KIND_LABELS
from network.sites.rules.staff import STAFF_ROLE_LABELS
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, version_of

_AUDIENCE = ("roles", "kinds", "regions", "lines")
_PLAIN = ("effective_on", "due_days")
Chosen = Mapping[str, list[str]]


class EditionSettingsPages(Controller):
    path = PATH + "/{manual_key:str}/editions/{number:int}/edit/settings"
    guards = [allows(Permission.WRITE_MANUALS)]

    @get()
    async def settings(self, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]) -> Page:
        draft = await draft_of(actor, manual_key, number)
        typed = {
            "effective_on": draft.effective_on.isoformat() if draft.effective_on else "",
            "due_days": str(draft.due_days),
            **flat_quiz(draft.quiz),
        }
        return await _form(actor, draft, typed, audience_json(draft.audience), draft.row_version)

    @post()
    async def write(
        self, request: HouseRequest, actor: NamedDependency[Actor], manual_key: FromPath[str], number: FromPath[int]
    ) -> Response[Any]:
        form = await request.form()
        draft = await draft_of(actor, manual_key, number)
        typed = typed_values(form, (*_PLAIN, *QUIZ_FIELDS))
        chosen = {name: [str(each) for each in form.getall(name, [])] for name in _AUDIENCE}
        try:
            sent = {
                "effective_on": typed["effective_on"] or None,
                "due_days": typed["due_days"],
                "audience": chosen,
                "quiz": quiz_from(typed),
            }
            wanted = read_as(EditionSettings, sent, BadManualForm)
            await write_settings(actor, manual_key, number, wanted, version_of(form))
        except (BadManualForm, ManualUnreadable, PreconditionFailed) as refusal:
            return await _form(actor, draft, typed, chosen, version_of(form), refusal)
        return Redirect(manual_path(draft.key, draft.number, "edit"), status_code=303)


async def _form(
    actor: Actor,
    draft: Edition,
    typed: Mapping[str, str],
    chosen: Chosen,
    version: int,
    refusal: ServicemarkError | None = None,
) -> Page:
    wrong = wrong_fields(refusal)
    return page(
        "manual_settings.html",
        status=refusal.status if refusal else 200,
        **brief(draft),
        typed={name: typed.get(name, "") for name in (*_PLAIN, *QUIZ_FIELDS)},
        wrong={name: wrong.get(name, "") for name in _PLAIN},
        errors=summary(wrong),
        groups=await _groups(actor, chosen),
        questions=range(1, MOST_QUESTIONS + 1),
        options=[{"value": each, "label": each.upper()} for each in OPTION_KEYS],
        clauses=[
            {"value": clause.key, "label": f"{number} {local(clause.title)}"}
            for number, clause in draft.document.numbered()
        ],
        form_version=refusal.current if isinstance(refusal, PreconditionFailed) else version,
        breadcrumbs=trail_to(draft, _("First day, audience, questions")),
    )


async def _groups(actor: Actor, chosen: Chosen) -> list[dict[str, Any]]:
    """What can be ticked, by field of the audience."""
    regions, lines = await audience_choices(actor)
    choices = {
        "roles": (_("Roles"), [(str(role), str(label)) for role, label in STAFF_ROLE_LABELS.items()]),
        "kinds": (_("Kinds of site"), [(str(kind), str(label)) for kind, label in KIND_LABELS.items()]),
        "regions": (_("Regions, with all below them"), [(each.code, choice_name(each)) for each in regions]),
        "lines": (_("Product lines with a valid certificate"), [(each.code, choice_name(each)) for each in lines]),
    }
    return [
        {
            "name": name,
            "label": label,
            "options": [
                {"value": value, "label": words, "ticked": value in chosen.get(name, [])} for value, words in options
            ],
        }
        for name, (label, options) in choices.items()
        if options
    ]
