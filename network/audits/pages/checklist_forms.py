"""The forms of the checklist editor: a heading, a section, a question."""

from collections.abc import Mapping
from typing import Any

from litestar.datastructures import FormMultiDict

from network.audits.pages.checklist_labels import LINE_LABELS
from network.audits.pages.checklist_words import PATH, brief, local, trail_to
from network.audits.rules.checklists import EFFECT_LABELS, EVIDENCE_LABELS, KIND_LABELS, TYPE_LABELS
from network.audits.schemas.checklist_lines import QUESTION_FIELDS
from network.audits.schemas.checklist_versions import ChecklistVersion
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import Text
from network.foundation.i18n import gettext as _
from network.web.forms import summary, typed_values, wrong_fields
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed

# A box that is not ticked is not sent.
_BOXES = ("required", "not_applicable", "decoy")
_NEW_QUESTION = {"type": "yes_no", "points": "0", "required": "yes", "expected": "yes", "fails_below": "0.5"}
_NEW_SECTION = {"most_not_applicable": "0.5"}


def question_values(form: FormMultiDict) -> dict[str, str]:
    """What was typed, by field of `QUESTION_FIELDS` and `section`."""
    boxes = {name: "yes" if form.get(name) == "yes" else "no" for name in _BOXES}
    return {**typed_values(form, (*QUESTION_FIELDS, "section")), **boxes}


def heading_form(
    draft: ChecklistVersion, typed: Mapping[str, str], version: int, refusal: ServicemarkError | None = None
) -> Page:
    return _form("checklist_heading.html", draft, typed, version, _("Heading"), refusal, kinds=_options(KIND_LABELS))


def section_form(
    draft: ChecklistVersion,
    former: str,
    typed: Mapping[str, str],
    version: int,
    refusal: ServicemarkError | None = None,
) -> Page:
    title = _("Change section") if former else _("New section")
    return _form("checklist_section.html", draft, typed or _NEW_SECTION, version, title, refusal, former=former)


def question_form(
    draft: ChecklistVersion,
    former: str,
    typed: Mapping[str, str],
    version: int,
    refusal: ServicemarkError | None = None,
) -> Page:
    fresh = "key" not in typed
    known = [question for question in draft.document.questions if question.key != former]
    return _form(
        "checklist_question.html",
        draft,
        {**_NEW_QUESTION, **typed} if fresh else typed,
        version,
        _("Change question") if former else _("New question"),
        refusal,
        former=former,
        types=_options(TYPE_LABELS),
        evidences=_options(EVIDENCE_LABELS),
        effects=_options(EFFECT_LABELS),
        sections=[{"value": each.key, "label": local(each.label) or each.key} for each in draft.document.sections],
        earlier=[{"key": each.key, "label": local(each.label)} for each in known],
        photo_href=f"{PATH}/photos/{typed['photo']}" if typed.get("photo") else "",
    )


def _options(labels: Mapping[str, Text]) -> list[dict[str, str]]:
    return [{"value": str(value), "label": str(label)} for value, label in labels.items()]


def _form(
    template: str,
    draft: ChecklistVersion,
    typed: Mapping[str, str],
    version: int,
    title: str,
    refusal: ServicemarkError | None,
    **more: Any,
) -> Page:
    wrong = wrong_fields(refusal)
    current = refusal.current if isinstance(refusal, PreconditionFailed) else version
    return page(
        template,
        status=refusal.status if refusal else 200,
        **brief(draft),
        heading=title,
        typed={name: typed.get(name, "") for name in LINE_LABELS},
        wrong={name: wrong.get(name, "") for name in LINE_LABELS},
        errors=summary(wrong),
        labels={name: str(label) for name, label in LINE_LABELS.items()},
        form_version=current,
        breadcrumbs=trail_to(draft, title),
        **more,
    )
