"""What the pages of imports show: the list, the progress, and what a file holds and would change."""

from typing import Any
from zoneinfo import ZoneInfo

from network.foundation.desk import WAITING
from network.foundation.i18n import Language, lazy, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.repairs.rules.orders import IMPORT_STATE_LABELS, ImportState
from network.repairs.schemas.records import FILE_KIND_LABELS, ChangeOut, ImportBriefOut, ImportOut, ImportsOut
from network.repairs.wording import Wording, label
from network.web.listing import ListState, options
from network.web.tables import Empty, list_card

_STAGES = {
    WAITING: lazy("Waiting for another import to end"),
    "reading": lazy("Reading the file"),
    "checking": lazy("Checking the rows"),
    "merging": lazy("Comparing with what is recorded"),
}
_DELIMITERS = {",": lazy("comma"), ";": lazy("semicolon"), "\t": lazy("tab"), "|": lazy("vertical bar")}
_SUBJECTS = {
    "order": lazy("Order %(number)s"),
    "return": lazy("Return %(number)s"),
    "site": lazy("Site %(number)s"),
    "city": lazy("City %(number)s"),
}
_UTC = ZoneInfo("UTC")


def imports_table(state: ListState, found: ImportsOut, language: Language) -> dict[str, Any]:
    """What `list_card` draws."""
    count = ngettext("%(count)s file", "%(count)s files", found.total) % {"count": language.decimal(found.total)}
    return list_card(
        state,
        found.total,
        [_row(each, language) for each in found.items],
        title=_("Imports"),
        count=count,
        search_label=_("Name of the file"),
        groups=[options(state, "kind", _("Holds"), FILE_KIND_LABELS)],
        empty=Empty(
            _("Nothing has been imported yet"),
            _("Hand in a CSV or XLSX file. You see what it would change before anything is changed."),
            _("Import a file"),
            "/imports/new",
        ),
        exports=False,
    )


def _row(found: ImportBriefOut, language: Language) -> dict[str, Any]:
    return {
        "href": f"/imports/{found.id}",
        "name": found.name,
        "kind": str(FILE_KIND_LABELS[found.kind]),
        "state": found.state,
        "state_label": str(IMPORT_STATE_LABELS[found.state]),
        "rows": language.decimal(found.rows) if found.rows else None,
        "result": _result(found, language),
        "actor": found.actor,
        "created_at": Wording(language, _UTC).parts(found.created_at, offset=True),
    }


def _result(found: ImportBriefOut, language: Language) -> str | None:
    if found.error_count:
        text = ngettext("%(count)s error", "%(count)s errors", found.error_count)
        return text % {"count": language.decimal(found.error_count)}
    if found.new is None or found.changed is None or found.unchanged is None:
        return None
    return " / ".join(language.decimal(count) for count in (found.new, found.changed, found.unchanged))


def is_running(found: ImportBriefOut) -> bool:
    return found.state in (ImportState.WORKING, ImportState.IMPORTING)


def progress_context(found: ImportOut, language: Language) -> dict[str, Any]:
    """The names that import_progress.html needs."""
    stage = found.progress.stage if found.progress else WAITING
    rows = found.progress.rows if found.progress else 0
    importing = found.state is ImportState.IMPORTING
    text = ngettext("%(count)s row read", "%(count)s rows read", rows) % {"count": language.decimal(rows)}
    return {
        "label": _("Importing the file") if importing else str(_STAGES.get(stage, stage)),
        "told": text if rows else "",
        "poll_href": f"/imports/{found.id}/progress" if is_running(found) else "",
    }


def import_context(found: ImportOut, language: Language) -> dict[str, Any]:
    """The names that import.html needs."""
    return {
        "found": found,
        "state_label": str(IMPORT_STATE_LABELS[found.state]),
        "facts": _facts(found, language),
        "figures": _figures(found, language),
        "changes": _changes(found, language),
        "texts": _texts(found, language),
        "progress": progress_context(found, language) if is_running(found) else None,
        "breadcrumbs": [{"label": _("Imports"), "href": "/imports"}, {"label": found.name, "href": ""}],
    }


def _facts(found: ImportOut, language: Language) -> list[dict[str, Any]]:
    facts: list[dict[str, Any]] = [
        {"label": _("Holds"), "value": str(FILE_KIND_LABELS[found.kind])},
        {"label": _("Rows"), "value": language.decimal(found.rows) if found.rows else None, "reason": _NOT_READ},
        {"label": _("Size"), "value": _size(found.size, language)},
        {"label": _("Encoding"), "value": _encoding(found), "reason": _NOT_READ},
        {"label": _("By"), "value": found.actor},
        {"label": _("Handed in"), "value": language.moment(found.created_at, _UTC)},
    ]
    if found.month:
        month = Month.parse(found.month)
        facts.insert(1, {"label": _("Month of the orders"), "value": language.month(month.year, month.number)})
    if found.unread_columns:
        facts.append({"label": _("Columns not read"), "value": ", ".join(found.unread_columns)})
    return facts


_NOT_READ = lazy("The file has not been read to its end.")


def _encoding(found: ImportOut) -> str | None:
    if not found.encoding:
        return "XLSX" if found.rows else None
    delimiter = _DELIMITERS.get(found.delimiter)
    return f"{found.encoding.upper()}, {delimiter}" if delimiter else found.encoding.upper()


def _size(size: int, language: Language) -> str:
    return (
        f"{language.decimal(max(1, round(size / 1000)))} kB"
        if size < 10**6
        else f"{language.decimal(size // 10**6)} MB"
    )


def _figures(found: ImportOut, language: Language) -> list[dict[str, Any]]:
    if found.new is None or found.changed is None or found.unchanged is None or found.error_count:
        return []
    figures = [
        {"label": _("New"), "value": language.decimal(found.new)},
        {"label": _("Changed"), "value": language.decimal(found.changed)},
        {"label": _("Unchanged"), "value": language.decimal(found.unchanged)},
    ]
    if found.create_sites:
        figures.append({"label": _("Sites added"), "value": language.decimal(found.created_sites)})
    return figures


def _changes(found: ImportOut, language: Language) -> list[dict[str, str]]:
    """Examples of changed records, one line a column. Several sites may be among them, so times are in UTC."""
    spoken, nothing = Wording(language, _UTC), _("nothing")
    return [
        {"subject": _subject(each.subject), **_line(change, spoken, nothing)}
        for each in found.changes
        for change in each.changes
    ]


def _subject(subject: str) -> str:
    noun, _colon, number = subject.partition(":")
    return str(_SUBJECTS[noun]) % {"number": number} if noun in _SUBJECTS else subject


def _line(change: ChangeOut, spoken: Wording, nothing: str) -> dict[str, str]:
    return {
        "column": label(change.column),
        "before": spoken.value(change.column, change.before) or nothing,
        "after": spoken.value(change.column, change.after) or nothing,
    }


def _texts(found: ImportOut, language: Language) -> dict[str, str]:
    """The sentences of each state."""
    errors = ngettext("The file has %(count)s error.", "The file has %(count)s errors.", found.error_count)
    before = ""
    if found.imported_before:
        before = _("This file was imported on %(at)s.") % {"at": language.moment(found.imported_before, _UTC)}
    imported = _("Imported on %(at)s.") % {"at": language.moment(found.imported_at, _UTC)} if found.imported_at else ""
    return {
        "errors": errors % {"count": language.decimal(found.error_count)},
        "before": before,
        "imported": imported,
        "shown": _("The first %(count)s are shown.") % {"count": len(found.errors)}
        if found.error_count > len(found.errors)
        else "",
        "consequence": _consequence(found, language),
    }


def _consequence(found: ImportOut, language: Language) -> str:
    text = _("%(new)s records are added and %(changed)s changed. Each change stays in the trail with before and after.")
    return text % {"new": language.decimal(found.new or 0), "changed": language.decimal(found.changed or 0)}
