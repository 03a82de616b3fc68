"""Manuals and editions in words and addresses, for their pages."""

from collections.abc import Iterable, Mapping
from datetime import date
from typing import Any

from markupsafe import Markup

from network.foundation.access import Actor, Permission
from network.foundation.documents.problems import Problem
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.manuals.markdown import to_html
from network.manuals.queries.audiences import Choice
from network.manuals.rules.documents import (
    EDITION_STATE_LABELS,
    MATERIALITY_LABELS,
    Clause,
    EditionState,
    ManualDocument,
    Materiality,
)
from network.manuals.schemas.editions import Edition, EditionLine
from network.sites.rules.criteria import LocalText

PATH = "/manuals"
_TONES = {
    EditionState.DRAFT: ("neutral", "circle-dashed"),
    EditionState.SUBMITTED: ("warn", "hourglass"),
    EditionState.APPROVED: ("good", "lock"),
}
_MATERIALITY_TONES = {Materiality.EDITORIAL: "neutral", Materiality.MINOR: "info", Materiality.MATERIAL: "warn"}


def manual_path(key: str, number: int | None = None, *parts: str) -> str:
    """Of the manual as it is in force, of an edition, or of a page below it."""
    edition = () if number is None else ("editions", str(number))
    return "/".join((PATH, key, *edition, *parts))


def local(text: LocalText) -> str:
    """In the reader's language, or in the other one when it is not written yet."""
    code = current().code
    return text.in_language(code) or text.in_language("en" if code == "zh_CN" else "zh_CN")


def day_words(day: date | None) -> str:
    return current().date(day) if day else ""


def state_words(state: EditionState) -> dict[str, str]:
    tone, symbol = _TONES[state]
    return {"label": str(EDITION_STATE_LABELS[state]), "tone": tone, "symbol": symbol}


def materiality_words(materiality: Materiality) -> dict[str, str]:
    return {"label": str(MATERIALITY_LABELS[materiality]), "tone": _MATERIALITY_TONES[materiality]}


def brief(found: Edition) -> dict[str, Any]:
    """What every page of an edition shows on top."""
    return {
        "key": found.key,
        "title": local(found.title) or found.key,
        "number": found.number,
        "state": state_words(found.state),
        "href": manual_path(found.key, found.number),
        "manual_href": manual_path(found.key),
        "effective_on": day_words(found.effective_on),
        "row_version": found.row_version,
    }


def line_view(line: EditionLine, day: date) -> dict[str, Any]:
    """An edition in a list."""
    return {
        "number": line.number,
        "href": manual_path(line.key, line.number),
        "state": state_words(line.state),
        "in_force": line.holds_on(day),
        "from_on": day_words(line.effective_on),
        "ends_on": day_words(line.ends_on),
        "material": line.material,
        "writer": line.writer,
        "approver": line.approver or "",
    }


def document_view(document: ManualDocument, standards: Iterable[Choice]) -> dict[str, Any]:
    """The chapters as a page shows them, each clause with its number, its standards and what is new in it."""
    numbers = {clause.key: number for number, clause in document.numbered()}
    known = {each.code: each for each in standards}
    return {
        "summary": local(document.summary),
        "chapters": [
            {
                "key": chapter.key,
                "number": place,
                "title": local(chapter.title) or chapter.key,
                "clauses": [clause_view(clause, numbers[clause.key], known) for clause in chapter.clauses],
            }
            for place, chapter in enumerate(document.chapters, start=1)
        ],
        "removed": [
            {"key": key, "note": local(change.note), "materiality": materiality_words(change.materiality)}
            for key, change in document.removed
        ],
    }


def clause_view(clause: Clause, number: str, standards: Mapping[str, Choice]) -> dict[str, Any]:
    change = clause.change
    return {
        "key": clause.key,
        "number": number,
        "title": local(clause.title) or clause.key,
        "html": clause_html(local(clause.text)),
        "standards": [
            {"href": f"/standards/{key}", "label": _named(standards[key]) if key in standards else key}
            for key in clause.standards
        ],
        "change": change and {"note": local(change.note), **materiality_words(change.materiality)},
    }


def clause_html(text: str) -> Markup:
    """A clause's text for a page: nothing in it but what `network.manuals.markdown` lets through."""
    return Markup(to_html(text, lambda sha256: f"{PATH}/images/{sha256}", lambda key: f"#clause-{key}"))  # noqa: S704


def problem_lines(problems: Iterable[Problem]) -> list[str]:
    return [f"{problem.path}: {problem}" for problem in problems]


def trail_to(found: Edition, *last: str) -> list[dict[str, str]]:
    """Breadcrumbs: manuals, the manual, the edition, the page."""
    number = _("Edition %(number)s") % {"number": found.number}
    crumbs = [(_("Manuals"), PATH), (local(found.title) or found.key, manual_path(found.key))]
    pages = [(number, manual_path(found.key, found.number)), *((each, "") for each in last)]
    return [{"label": label, "href": href} for label, href in (*crumbs, *pages)]


def writes(actor: Actor) -> bool:
    return actor.may(Permission.WRITE_MANUALS)


def _named(standard: Choice) -> str:
    return standard.name_zh if current().code == "zh_CN" else standard.name
