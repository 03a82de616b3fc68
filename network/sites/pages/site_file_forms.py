"""The forms of a site's file, a section each: what they show, and reading them back without losing what was typed."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from zoneinfo import available_timezones

from litestar.datastructures import FormMultiDict
from pydantic import ValidationError

from network.foundation.errors import Invalid
from network.foundation.i18n import Text, current, lazy
from network.foundation.i18n import gettext as _
from network.sites.pages.site_file_words import degrees
from network.sites.rules.site_files import FIELDS, Section, fields_of
from network.sites.rules.sites import KIND_LABELS, STATUS_LABELS
from network.sites.schemas.site_files import MOST_ROWS, SiteChangesIn, SiteFileOut
from network.sites.schemas.sites import RegionOut
from network.web.validation import field_errors

NULLABLE = frozenset(
    {"city_tier", "region", "operator", "operator_zh", "opened_on", "closed_on", "latitude", "longitude"}
)
NEEDED = frozenset({"name", "name_zh", "kind", "status", "time_zone"})
DATES = frozenset({"opened_on", "closed_on"})
DAYS = frozenset({"holidays", "make_up_days"})
# Empty rows below those that are there; the button for another one gives as many again.
SPARE_ROWS = 2

HELP: Mapping[str, Text] = {
    "region": lazy("Whoever answers for the new region sees the site from then on; whoever does not, no longer."),
    "operator": lazy("The legal entity that runs the site. One that is not known yet is added."),
    "operator_zh": lazy("Taken for an operator that is not known yet."),
    "time_zone": lazy("Deadlines are counted on the site’s own clock. Such as Asia/Shanghai."),
    "closed_on": lazy("The last day of service."),
    "latitude": lazy("In degrees, north is positive; such as 31.2304."),
    "longitude": lazy("In degrees, east is positive; such as 121.4737."),
    "opening_hours": lazy("Write them as Mo-Fr 09:00-18:00; Sa 10:00-16:00. A break is Mo-Fr 09:00-12:00,13:00-18:00."),
    "holidays": lazy("Days on which the site is closed. Write them as 2026-10-01 2026-10-02."),
    "make_up_days": lazy(
        "Days on which the site is open although it is closed on that weekday. Written like holidays."
    ),
}
ROWS: Mapping[Section, Mapping[str, Text]] = {
    Section.CONTACTS: {
        "name": lazy("Full name"),
        "role": lazy("What they do"),
        "phone": lazy("Phone"),
        "email": lazy("Email"),
    },
    Section.EQUIPMENT: {
        "name": lazy("Name"),
        "model": lazy("Model"),
        "serial_no": lazy("Serial number"),
        "acquired_on": lazy("Acquired on"),
        "next_check_on": lazy("Next check on"),
    },
}


class FormWrong(Invalid):
    """`fields`: the name of the control -> what is wrong with what was typed into it."""


@dataclass(frozen=True, slots=True)
class Typed:
    """What a form holds: texts by field, rows of texts of a list."""

    texts: Mapping[str, str] = field(default_factory=dict)
    rows: Sequence[Mapping[str, str]] = ()


def typed_from(file: SiteFileOut, section: Section) -> Typed:
    """What the form holds when it is opened."""
    values = file.values()
    if section in ROWS:
        return Typed(rows=[{name: row[name] or "" for name in ROWS[section]} for row in values[section]])
    return Typed({name: _written(name, values[name]) for name in fields_of(section)})


def read_form(form: FormMultiDict, section: Section, *, open_only: bool) -> Typed:
    """What was typed; fields that this person is not shown are left out, whatever was sent."""
    if section in ROWS:
        return Typed(rows=_typed_rows(form, section))
    names = [name for name in fields_of(section, open_only=open_only) if name in form]
    return Typed({name: str(form.get(name, "")).strip() for name in names})


def changes_of(typed: Typed, section: Section) -> SiteChangesIn:
    """Raises FormWrong with the controls named."""
    filled = {place: row for place, row in enumerate(typed.rows) if any(row.values())}
    raw: dict[str, Any] = {name: _raw(name, text) for name, text in typed.texts.items()}
    if section in ROWS:
        raw[section] = [{name: _raw(name, text) for name, text in row.items()} for row in filled.values()]
    try:
        return SiteChangesIn.model_validate(raw)
    except ValidationError as error:
        told = field_errors([dict(each) for each in error.errors()])
        raise FormWrong({_control(name, list(filled)): message for name, message in told.items()}) from error


def controls(
    section: Section, typed: Typed, wrong: Mapping[str, str], regions: Sequence[RegionOut], *, open_only: bool
) -> list[dict[str, Any]]:
    """The controls of a section without rows, in order, in the words of `macros/forms.html`."""
    shown = [] if section in ROWS else fields_of(section, open_only=open_only)
    return [
        {
            "name": name,
            "label": str(FIELDS[name].label),
            "value": typed.texts.get(name, ""),
            "help": str(HELP.get(name, "")),
            "error": wrong.get(name, ""),
            "required": name in NEEDED,
            "type": "date" if name in DATES else "textarea" if name in DAYS else "text",
            "options": _options(name, typed.texts.get(name, ""), regions),
            "list": name if name == "operator" else "",
        }
        for name in shown
    ]


def rows(section: Section, typed: Typed, wrong: Mapping[str, str]) -> list[dict[str, Any]]:
    """The rows of a section with a list: each with its fields, and empty ones at the end."""
    empty = dict.fromkeys(ROWS.get(section, ()), "")
    every = [*typed.rows, *([empty] * SPARE_ROWS)] if section in ROWS else []
    return [
        {
            "number": place + 1,
            "filled": any(row.values()),
            "remove": f"{section}-{place}-remove",
            "fields": [_cell(section, place, name, text, wrong) for name, text in row.items()],
        }
        for place, row in enumerate(every)
    ]


def error_lines(wrong: Mapping[str, str]) -> list[dict[str, str]]:
    """The `errors` of `error_summary`: what is wrong, with the name of the control in front."""
    return [{"field": name, "message": _labelled(name, message)} for name, message in wrong.items()]


def _labelled(name: str, message: str) -> str:
    parts = name.split("-")
    if name in FIELDS:
        known = FIELDS[name].label
    elif parts[0] in ROWS:
        known = ROWS[Section(parts[0])][parts[-1]]
    else:
        return message
    return _("%(label)s: %(message)s") % {"label": known, "message": message}


def _cell(section: Section, place: int, name: str, text: str, wrong: Mapping[str, str]) -> dict[str, Any]:
    control = f"{section}-{place}-{name}"
    return {
        "name": control,
        "label": str(ROWS[section][name]),
        "value": text,
        "type": "date" if name.endswith("_on") else {"email": "email", "phone": "tel"}.get(name, "text"),
        "error": wrong.get(control, ""),
        "required": name == "name",
    }


def _options(name: str, chosen: str, regions: Sequence[RegionOut]) -> list[dict[str, str]]:
    """The choices of a field with few; none for one that is typed."""
    if name in ("kind", "status"):
        labels = KIND_LABELS if name == "kind" else STATUS_LABELS
        return [{"value": value, "label": str(label)} for value, label in labels.items()]
    if name == "time_zone":
        return [{"value": zone, "label": zone} for zone in _zones()]
    if name == "region":
        known = {region.path: region_words(region, regions) for region in regions}
        return [{"value": path, "label": label} for path, label in ({chosen: chosen} | known).items() if path]
    return []


@cache
def _zones() -> list[str]:
    return sorted(available_timezones())


def region_words(region: RegionOut, regions: Sequence[RegionOut]) -> str:
    """`East China / Shanghai`, in the reader's language as far as the regions above are known."""
    known = {each.path: each for each in regions}
    parts = region.path.split("/")
    above = ("/".join(parts[: depth + 1]) for depth in range(len(parts)))
    spoken = current().code
    return " / ".join(known[path].name_in(spoken) if path in known else path.rpartition("/")[2] for path in above)


def _typed_rows(form: FormMultiDict, section: Section) -> list[dict[str, str]]:
    """Every row that was sent and is not to be removed, in order, until the first that was not."""
    found = []
    names = list(ROWS[section])
    for place in range(MOST_ROWS + SPARE_ROWS):
        if f"{section}-{place}-{names[0]}" not in form:
            break
        if not form.get(f"{section}-{place}-remove"):
            found.append({name: str(form.get(f"{section}-{place}-{name}", "")).strip() for name in names})
    return found


def _raw(name: str, text: str) -> Any:
    if name in DAYS:
        return text.replace(",", " ").split()
    return None if not text and (name in NULLABLE or name.endswith("_on")) else text


def _written(name: str, value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, list):
        return " ".join(value)
    return degrees(value) if name in ("latitude", "longitude") else str(value)


def _control(name: str, places: Sequence[int]) -> str:
    """The control of what pydantic calls `contacts.0.email` or `holidays.3`."""
    parts = name.split(".")
    if parts[0] in ROWS and len(parts) == 3:
        return f"{parts[0]}-{places[int(parts[1])]}-{parts[2]}"
    return parts[0]
