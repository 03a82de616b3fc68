"""Pre-check lists in words of the reader's language, and what their pages have in common."""

from collections.abc import Mapping
from typing import Any

from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.repairs.rules.prechecks import PRECHECK_STATE_LABELS, PrecheckDocument, Ticks, validate_prechecks
from network.repairs.schemas.filters import Reason
from network.repairs.schemas.prechecks import PrecheckList

PATH = "/prechecks"
_TONES = {"draft": ("neutral", "circle-dashed"), "published": ("good", "lock"), "retired": ("neutral", "archive")}


def list_path(kept: PrecheckList) -> str:
    return f"{PATH}/{kept.id}"


def list_name(kept: PrecheckList) -> str:
    """Whose list it is: the product, or all of those without a list of their own."""
    return kept.product or _("Every other product")


def list_tabs(active: str) -> list[dict[str, Any]]:
    """The tabs of what is read about pre-checks: the lists, and what they caught."""
    every = (("lists", _("Lists"), PATH), ("effectiveness", _("What the steps catch"), f"{PATH}/effectiveness"))
    return [{"label": label, "href": href, "active": key == active} for key, label, href in every]


def trail_to(kept: PrecheckList, title: str = "") -> list[dict[str, str]]:
    """The breadcrumb of a version's page, or of one below it."""
    here = {"label": f"{list_name(kept)} {kept.version}", "href": list_path(kept) if title else ""}
    crumbs = [{"label": _("Pre-checks"), "href": PATH}, here]
    return [*crumbs, {"label": title, "href": ""}] if title else crumbs


def brief(kept: PrecheckList) -> dict[str, Any]:
    """A version in a list or at the head of its page."""
    reading = current()
    moment = kept.published_at or kept.created_at
    tone, symbol = _TONES[kept.state]
    return {
        "name": list_name(kept),
        "title": kept.document.title.in_language(reading.code),
        "version": kept.version,
        "row_version": kept.row_version,
        "state": {"label": str(PRECHECK_STATE_LABELS[kept.state]), "tone": tone, "symbol": symbol},
        "is_draft": kept.is_draft,
        "href": list_path(kept),
        "note": kept.note,
        "who": kept.published_by or kept.created_by,
        "on": reading.date(moment.date()),
        "count": len(kept.document.steps),
    }


def step_views(
    document: PrecheckDocument, ticks: Ticks | None = None, wrong: Mapping[str, str] | None = None
) -> list[dict[str, Any]]:
    """The steps as a site sees them: what was ticked, and what is wrong with it (by step)."""
    code = current().code
    said = ticks or {}
    return [
        {
            "key": step.key,
            "label": step.label.in_language(code),
            "help": step.help.in_language(code),
            "catches": step.catches.in_language(code),
            "optional": step.optional,
            "said": "" if step.key not in said else "done" if said[step.key].done else "left_out",
            "note": said[step.key].note if step.key in said else "",
            "error": (wrong or {}).get(step.key, ""),
        }
        for step in document.steps
    ]


def problem_lines(document: PrecheckDocument) -> list[dict[str, str]]:
    """What must be put right before it can be published."""
    return [{"place": each.path, "text": str(each)} for each in validate_prechecks(document)]


def reason_lines(reasons: list[Reason], document: PrecheckDocument) -> list[dict[str, Any]]:
    """The most frequent no-fault reasons, and whether the list has a step against each."""
    reading = current()
    return [
        {
            "label": each.step.catches.in_language(reading.code) if each.step else _("No step would have shown it"),
            "units": reading.decimal(each.units),
            "caught": each.step is not None and each.step.key in document.keys,
            "named": each.step is not None,
        }
        for each in reasons
    ]
