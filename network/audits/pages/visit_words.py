"""How visits in review are written on pages."""

from collections.abc import Mapping
from datetime import datetime
from types import MappingProxyType
from typing import Any
from zoneinfo import ZoneInfo

from network.audits.rules.assignments import FILING_LABELS, FilingState
from network.audits.rules.checklists import KIND_LABELS
from network.audits.schemas.visits import VisitOut
from network.foundation.i18n import Language, Text, lazy
from network.foundation.i18n import gettext as _

_TONES: Mapping[str, tuple[str, str]] = MappingProxyType(
    {
        FilingState.QUARANTINED: ("warn", "hourglass"),
        FilingState.RECEIVED: ("info", "inbox"),
        FilingState.IN_REVIEW: ("info", "eye"),
        FilingState.NEEDS_CLARIFICATION: ("warn", "message-report"),
        FilingState.APPROVED: ("good", "circle-check"),
        FilingState.APPROVED_EXCLUDED: ("neutral", "minus"),
        FilingState.REJECTED: ("bad", "circle-x"),
        FilingState.VOIDED: ("bad", "ban"),
    }
)
VISIBILITIES: Mapping[str, Text] = MappingProxyType(
    {
        "hq": lazy("Headquarters only"),
        "auditor": lazy("Headquarters and the auditor"),
        "all": lazy("The site too, once the visit is published"),
    }
)


def state_tag(state: str, *, published: bool = False) -> dict[str, str]:
    """The arguments of the macro `tag`."""
    if published and state == FilingState.APPROVED:
        return {"label": _("Published to its site"), "tone": "good", "symbol": "clipboard-check"}
    tone, symbol = _TONES[state]
    return {"label": str(FILING_LABELS[state]), "tone": tone, "symbol": symbol}


def visit_row(visit: VisitOut, spoken: Language) -> dict[str, Any]:
    """A row of the list. Times on the clock of the site."""
    return {
        "href": f"/visits/{visit.id}",
        "site": visit.site,
        "site_name": visit.name_in(spoken.code),
        "state": state_tag(visit.state, published=visit.published),
        "late": visit.late,
        "overdue": visit.overdue,
        "kind": str(KIND_LABELS[visit.kind]),
        "auditor": visit.auditor,
        "visited_at": local(visit, visit.visited_at, spoken),
        "received_at": local(visit, visit.received_at, spoken),
        "signals": spoken.decimal(visit.signals) if visit.signals else "",
        "score": score_text(visit, spoken),
        "programme": visit.programme,
        "region": visit.region or "",
        "reviewer": visit.reviewer_name or "",
    }


def visit_cells(visit: VisitOut, spoken: Language) -> dict[str, Any]:
    """The same for a file: what stands in words there."""
    row = visit_row(visit, spoken)
    return row | {
        "site": f"{row['site']} {row['site_name']}",
        "state": row["state"]["label"],
        "signals": visit.signals,
        "score": visit.score,
    }


def local(visit: VisitOut, at: datetime, spoken: Language) -> str:
    return spoken.moment(at, ZoneInfo(visit.time_zone))


def score_text(visit: VisitOut, spoken: Language) -> str:
    return "" if visit.score is None else spoken.decimal(visit.score, 1)
