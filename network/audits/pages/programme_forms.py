"""The form of a programme: what was typed becomes what a command takes, and a programme becomes what is typed."""

from collections.abc import Sequence
from datetime import date, timedelta
from typing import Any

from network.audits.errors.programmes import ProgrammeIncomplete
from network.audits.pages.planning_words import kind_text
from network.audits.rules.planning import ProgrammeRules
from network.audits.schemas.programmes import ChecklistChoice, ProgrammeOut
from network.foundation.access import Actor
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.sites.rules.sites import opening_hours_notation
from network.sites.schemas.sites import RegionOut

_PLAIN = ("name", "checklist_key", "from_on", "to_on", "quota")
FIELDS = (
    *_PLAIN,
    "region",
    "announced",
    "scored",
    "hours",
    "black_out",
    "window_days",
    "least_embargo_days",
    "most_embargo_days",
)


def given(typed: dict[str, str]) -> dict[str, Any]:
    """What `ProgrammeIn` takes; an empty field is as if it had not been there. ProgrammeIncomplete."""
    said: dict[str, Any] = {name: text for name, text in typed.items() if text.strip()}
    flags = {name: bool(typed[name]) for name in ("announced", "scored")}
    return said | flags | {"black_out": _spans(typed["black_out"])}


def _spans(typed: str) -> list[dict[str, date]]:
    """One span a line, such as `2026-10-01 2026-10-07`, or a single day. ProgrammeIncomplete."""
    try:
        lines = [[date.fromisoformat(part) for part in line.split()] for line in typed.splitlines() if line.strip()]
    except ValueError:
        lines = [[]]
    if not all(1 <= len(days) <= 2 for days in lines):
        text = _("Write one span a line, first and last day, such as 2026-10-01 2026-10-07.")
        raise ProgrammeIncomplete({"black_out": text})
    return [{"from_on": days[0], "to_on": days[-1]} for days in lines]


def written(found: ProgrammeOut | None, today: date) -> dict[str, str]:
    """A programme as it is typed; a new one is for the next quarter."""
    rules = found.rules if found else ProgrammeRules()
    said: dict[str, object] = {
        "hours": opening_hours_notation(rules.hours),
        "black_out": "\n".join(f"{each.from_on} {each.to_on}" for each in rules.black_out),
        "window_days": rules.window_days,
        "least_embargo_days": rules.least_embargo_days,
        "most_embargo_days": rules.most_embargo_days,
    }
    if found:
        said |= {name: getattr(found, name) for name in _PLAIN} | {
            "region": found.region or "",
            "announced": "yes" if found.announced else "",
            "scored": "yes" if found.scored else "",
        }
    else:
        first, last = _next_quarter(today)
        said |= {"name": "", "checklist_key": "", "region": "", "quota": 1, "announced": "", "scored": "yes"}
        said |= {"from_on": first, "to_on": last}
    return {name: str(value) for name, value in said.items()}


def chosen(actor: Actor, checklists: Sequence[ChecklistChoice], places: Sequence[RegionOut]) -> dict[str, Any]:
    """The choices of the form: checklists, and the regions that the actor plans for."""
    chinese = current().code == "zh_CN"
    titles = [(each, each.title_zh if chinese else each.title) for each in checklists]
    return {
        "checklists": [{"value": each.key, "label": f"{title} · {kind_text(each.kind)}"} for each, title in titles],
        "regions": [{"value": each.path, "label": _path(each, places, current().code)} for each in places],
        "whole": _("The whole network") if actor.sites is None else "",
    }


def _path(region: RegionOut, places: Sequence[RegionOut], language: str) -> str:
    """A region with those above it, in a language."""
    above = [each for each in places if region.path == each.path or region.path.startswith(each.path + "/")]
    return "/".join(each.name_in(language) for each in above)


def _next_quarter(today: date) -> tuple[date, date]:
    quarter = Quarter.of(today).shift(1)
    return quarter.first, quarter.end - timedelta(days=1)
