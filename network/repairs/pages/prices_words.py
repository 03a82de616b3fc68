"""Price lists as their pages show them."""

from collections.abc import Mapping
from datetime import timedelta
from types import MappingProxyType
from typing import Any
from uuid import UUID

from network.foundation.errors import ServicemarkError
from network.foundation.i18n import Language, current
from network.foundation.i18n import gettext as _
from network.foundation.intake.small import RowsFaulty
from network.foundation.tabular.messages import message
from network.repairs.rules.prices import LIST_LABELS, ListState
from network.repairs.schemas.prices import PriceLineOut, PriceListLine

PATH = "/price-lists"

_TONES: Mapping[ListState, tuple[str, str]] = MappingProxyType(
    {
        ListState.COMING: ("info", "hourglass"),
        ListState.IN_FORCE: ("good", "circle-check"),
        ListState.PAST: ("neutral", "history"),
        ListState.WITHDRAWN: ("neutral", "arrow-back-up"),
    }
)


def list_path(list_id: UUID, *parts: str) -> str:
    return "/".join((PATH, str(list_id), *parts))


def region_text(name: str, name_zh: str) -> str:
    """The whole network where there is no name."""
    return ((name_zh or name) if current().code == "zh_CN" else name) or _("Whole network")


def heading(found: PriceListLine, language: Language) -> dict[str, Any]:
    """A list in one line; its last day is the day before the next one begins."""
    return {
        "href": list_path(found.id),
        "title": found.title,
        "region": region_text(found.region_name, found.region_name_zh),
        "from_on": language.date(found.from_on),
        "last_on": language.date(found.until - timedelta(days=1)) if found.until else "",
        "currency": found.currency,
        "lines": language.decimal(found.lines),
        "state": (str(LIST_LABELS[found.state]), *_TONES[found.state]),
        "uploaded": language.moment(found.uploaded_at),
    }


def price_cells(line: PriceLineOut, currency: str) -> dict[str, str]:
    return {
        "product": line.product or _("any product"),
        "service": line.service or _("any service"),
        "highest": current().money(line.highest, currency),
    }


def row_errors(refusal: ServicemarkError | None) -> list[dict[str, Any]]:
    """What is wrong with the rows of a file, in the reader's language."""
    if not isinstance(refusal, RowsFaulty):
        return []
    return [
        {"row": each.row, "column": each.column, "value": each.value, "message": message(each, _)}
        for each in refusal.errors
    ]
