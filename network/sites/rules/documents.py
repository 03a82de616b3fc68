"""Documents of a site's file: which holds, which has been replaced, which is about to end. Pure."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from enum import StrEnum
from types import MappingProxyType
from typing import Protocol, TypeVar

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _


class DocumentKind(StrEnum):
    CONTRACT = "contract"
    PRICE_LIST = "price_list"
    LICENCE = "licence"
    LEASE = "lease"
    INSURANCE = "insurance"
    OTHER = "other"


DOCUMENT_KIND_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        DocumentKind.CONTRACT: _("Contract"),
        DocumentKind.PRICE_LIST: _("Price list"),
        DocumentKind.LICENCE: _("Licence"),
        DocumentKind.LEASE: _("Lease"),
        DocumentKind.INSURANCE: _("Insurance"),
        DocumentKind.OTHER: _("Other document"),
    }
)

# What binds headquarters: it alone puts them into the file. A site has one of each, whatever its title says.
BINDING = frozenset({DocumentKind.CONTRACT, DocumentKind.PRICE_LIST})

# So long before its end a document is said to be ending: time to get another one.
ENDING_DAYS = 60


class DocumentStage(StrEnum):
    """`coming`: its first day is still to come; `replaced`: another of its kind and title holds."""

    COMING = "coming"
    IN_FORCE = "in_force"
    ENDING = "ending"
    EXPIRED = "expired"
    REPLACED = "replaced"


STAGE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        DocumentStage.COMING: _("Not yet in force"),
        DocumentStage.IN_FORCE: _("In force"),
        DocumentStage.ENDING: _("Ends soon"),
        DocumentStage.EXPIRED: _("Expired"),
        DocumentStage.REPLACED: _("Replaced by a newer one"),
    }
)


class Dated(Protocol):
    """What the rules need to know of a document. `added_on`: the day on which it came into the file."""

    @property
    def kind(self) -> DocumentKind: ...
    @property
    def title(self) -> str: ...
    @property
    def valid_from(self) -> date | None: ...
    @property
    def valid_to(self) -> date | None: ...
    @property
    def added_on(self) -> date: ...


Document = TypeVar("Document", bound=Dated)


def stages(documents: Iterable[Document], day: date) -> list[tuple[Document, DocumentStage]]:
    """Each document with its stage on that day, in the order given; that is the one in which they were added."""
    listed = list(documents)
    holding: dict[tuple[str, str], int] = {}
    for place, document in enumerate(listed):
        if start_of(document) <= day:
            rival = holding.get(_thread(document))
            if rival is None or start_of(document) >= start_of(listed[rival]):
                holding[_thread(document)] = place
    return [
        (document, _stage(document, day, holds=holding.get(_thread(document)) == place))
        for place, document in enumerate(listed)
    ]


def in_force(documents: Iterable[Document], day: date) -> list[Document]:
    """Those that hold on that day."""
    return [each for each, stage in stages(documents, day) if stage in (DocumentStage.IN_FORCE, DocumentStage.ENDING)]


def start_of(document: Dated) -> date:
    """One that does not say from when it holds does so from the day on which it was added."""
    return document.valid_from or document.added_on


def _thread(document: Dated) -> tuple[str, str]:
    """Documents that follow each other: of binding kinds all, of the others those of one title."""
    title = "" if document.kind in BINDING else " ".join(document.title.casefold().split())
    return document.kind, title


def _stage(document: Dated, day: date, *, holds: bool) -> DocumentStage:
    if start_of(document) > day:
        return DocumentStage.COMING
    if not holds:
        return DocumentStage.REPLACED
    if document.valid_to is None or document.valid_to >= day + timedelta(days=ENDING_DAYS):
        return DocumentStage.IN_FORCE
    return DocumentStage.EXPIRED if document.valid_to < day else DocumentStage.ENDING
