"""Pages: what is new in a version of a checklist, against the one before it or another one."""

from collections.abc import Mapping
from decimal import Decimal
from typing import Any
from uuid import UUID

from litestar import Controller, get
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery

from network.audits.errors.checklists import ChecklistNotFound
from network.audits.pages.checklist_labels import FIELD_LABELS
from network.audits.pages.checklist_words import PATH, brief, checklist_path, critical_words, local, number, trail_to
from network.audits.queries.checklists import earlier_version, list_checklists, read_checklist_version
from network.audits.rules.checklist_comparison import Change, Difference, compared
from network.audits.rules.checklists import (
    EVIDENCE_LABELS,
    KIND_LABELS,
    TYPE_LABELS,
    ChecklistDocument,
    Choice,
    Condition,
    Question,
    Section,
)
from network.audits.schemas.checklist_versions import ChecklistVersion
from network.foundation.access import Actor, Permission
from network.foundation.i18n import gettext as _
from network.foundation.i18n import lazy
from network.sites.rules.criteria import LocalText
from network.web.guards import allows
from network.web.templating import Page, page

CHANGE_WORDS = {
    Change.ADDED: (lazy("New"), "good", "plus"),
    Change.REMOVED: (lazy("Removed"), "bad", "trash"),
    Change.CHANGED: (lazy("Changed"), "warn", "edit"),
    Change.MOVED: (lazy("Moved"), "neutral", "arrow-right"),
}
_LABELS: Mapping[str, Mapping[Any, Any]] = {"kind": KIND_LABELS, "type": TYPE_LABELS, "evidence": EVIDENCE_LABELS}


class ChecklistChangesPages(Controller):
    path = PATH + "/{checklist_id:uuid}/changes"
    guards = [allows(Permission.READ_CHECKLISTS)]

    @get()
    async def changes(
        self, actor: NamedDependency[Actor], checklist_id: FromPath[UUID], since: FromQuery[UUID | None] = None
    ) -> Page:
        """What differs from the version `since`; without one, from the last that was in force before."""
        kept = await read_checklist_version(actor, checklist_id)
        former = await read_checklist_version(actor, since) if since else await earlier_version(actor, kept)
        if former is None:
            raise ChecklistNotFound()
        others = [each for each in await list_checklists(actor) if each.key == kept.key and each.id != kept.id]
        return page(
            "checklist_changes.html",
            **brief(kept),
            former=brief(former),
            others=[_other(kept, each, former) for each in others],
            lines=[_line(each) for each in compared(former.document, kept.document)],
            breadcrumbs=trail_to(kept, _("What is new")),
        )


def _other(kept: ChecklistVersion, other: ChecklistVersion, former: ChecklistVersion) -> dict[str, Any]:
    """A tab that compares with another version."""
    href = f"{checklist_path(kept, 'changes')}?since={other.id}"
    label = _("Since version %(number)s") % {"number": other.version}
    return {"label": label, "href": href, "active": other.id == former.id}


def _line(found: Difference) -> dict[str, Any]:
    label, tone, symbol = CHANGE_WORDS[found.change]
    return {
        "change": {"label": str(label), "tone": tone, "symbol": symbol},
        "key": found.key,
        "title": _title(found.after or found.before),
        "what": _("Question") if isinstance(found.after or found.before, Question) else _("Section"),
        "fields": [
            {
                "label": str(FIELD_LABELS[name]),
                "before": _shown(name, found.before),
                "after": _shown(name, found.after),
            }
            for name in found.fields
        ],
    }


def _title(found: ChecklistDocument | Section | Question | None) -> str:
    if isinstance(found, Section | Question):
        return local(found.label) or found.key
    return _("The checklist as a whole")


def _shown(name: str, holder: object) -> str:
    """A field of a question, a section or the whole, in words."""
    value = getattr(holder, name)
    if name == "critical" and isinstance(holder, Question):
        return critical_words(holder)
    if name in _LABELS:
        return str(_LABELS[name][value])
    return _words(value)


def _words(value: object) -> str:
    match value:
        case None:
            return ""
        case bool():
            return _("Yes") if value else _("No")
        case Decimal():
            return number(value)
        case LocalText():
            return f"{value.en} / {value.zh_CN}"
        case Choice():
            return f"{local(value.label)} ({number(value.share)})"
        case Condition():
            return f"{value.question}: {', '.join(value.values)}"
        case tuple():
            return "; ".join(map(_words, value))
    return str(value)
