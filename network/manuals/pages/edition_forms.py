"""The forms of the editor of editions: a summary, a chapter, a clause."""

from collections.abc import Mapping, Sequence
from typing import Any

from litestar.datastructures import FormMultiDict

from network.foundation.access import Actor
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.manuals.pages.manual_words import brief, clause_html, local, trail_to
from network.manuals.queries.audiences import Choice, standard_choices
from network.manuals.queries.editions import former_edition
from network.manuals.rules.documents import MATERIALITY_LABELS
from network.manuals.schemas.edition_lines import CLAUSE_LABELS, flat_clause
from network.manuals.schemas.editions import Edition
from network.web.forms import summary, typed_values, wrong_fields
from network.web.templating import Page, page
from network.web.versions import PreconditionFailed, differences


def clause_values(form: FormMultiDict) -> tuple[dict[str, str], tuple[str, ...]]:
    """What was typed, by field of `CLAUSE_LABELS`, with line ends as a document has them; and the ticked standards."""
    typed = {name: value.replace("\r\n", "\n") for name, value in typed_values(form, CLAUSE_LABELS).items()}
    return typed, tuple(str(each) for each in form.getall("standards", []))


def summary_form(
    draft: Edition, typed: Mapping[str, str], version: int, refusal: ServicemarkError | None = None
) -> Page:
    return _form("manual_summary.html", draft, typed, version, _("Summary"), refusal, ("summary_en", "summary_zh"))


def chapter_form(
    draft: Edition, former: str, typed: Mapping[str, str], version: int, refusal: ServicemarkError | None = None
) -> Page:
    title = _("Change chapter") if former else _("New chapter")
    names = ("key", "title_en", "title_zh")
    return _form("manual_chapter.html", draft, typed, version, title, refusal, names, former=former)


async def clause_form(
    actor: Actor,
    draft: Edition,
    former: str,
    typed: Mapping[str, str],
    standards: Sequence[str],
    version: int,
    refusal: ServicemarkError | None = None,
    *,
    preview: bool = False,
) -> Page:
    """`preview`: with the two texts as they will be read."""
    before = await former_edition(actor, draft)
    texts = [typed.get("text_en", ""), typed.get("text_zh", "")]
    return _form(
        "manual_clause.html",
        draft,
        typed,
        version,
        _("Change clause") if former else _("New clause"),
        refusal,
        tuple(CLAUSE_LABELS),
        former=former,
        compares=before is not None,
        known=before is not None and before.document.clause(former) is not None,
        chapters=[{"value": each.key, "label": local(each.title) or each.key} for each in draft.document.chapters],
        materialities=[{"value": each, "label": str(label)} for each, label in MATERIALITY_LABELS.items()],
        standards=[
            {"value": each.code, "label": choice_name(each), "ticked": each.code in standards}
            for each in await standard_choices(actor)
        ],
        preview=[clause_html(text) for text in texts] if preview and any(texts) else [],
        theirs=_theirs(draft, former, typed) if isinstance(refusal, PreconditionFailed) else [],
    )


def choice_name(choice: Choice) -> str:
    return choice.name_zh if current().code == "zh_CN" else choice.name


def _theirs(draft: Edition, former: str, typed: Mapping[str, str]) -> list[dict[str, Any]]:
    """What somebody else has written meanwhile, beside what was typed."""
    for chapter in draft.document.chapters:
        for clause in chapter.clauses:
            if clause.key == former:
                return differences(CLAUSE_LABELS, typed, flat_clause(clause, chapter.key))
    return []


def _form(
    template: str,
    draft: Edition,
    typed: Mapping[str, str],
    version: int,
    heading: str,
    refusal: ServicemarkError | None,
    names: Sequence[str],
    **more: Any,
) -> Page:
    wrong = wrong_fields(refusal)
    current_version = refusal.current if isinstance(refusal, PreconditionFailed) else version
    return page(
        template,
        status=refusal.status if refusal else 200,
        **brief(draft),
        heading=heading,
        typed={name: typed.get(name, "") for name in names},
        wrong={name: wrong.get(name, "") for name in names},
        labels={name: str(label) for name, label in CLAUSE_LABELS.items()},
        errors=summary(wrong),
        form_version=current_version,
        breadcrumbs=trail_to(draft, heading),
        **more,
    )
