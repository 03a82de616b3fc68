"""Documents that were issued: for those who may see them, and what anybody may know who holds a code."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, gate, transaction
from network.foundation.periods import Quarter
from network.scorecards.errors import ScorecardNotFound
from network.scorecards.rules.documents import DocumentKind, normalised


@dataclass(frozen=True, slots=True)
class Issued:
    """A document without its bytes."""

    id: UUID
    code: str
    name: str
    site: int | None
    sha256: str
    size: int
    issued_at: datetime
    issued_by: str


@dataclass(frozen=True, slots=True)
class Verified:
    """What the public learns of a document: what it is and its hash; of a site no more than code and name. `scope`:
    the part of the network that a report is about, in words of its language."""

    kind: DocumentKind
    period: Quarter
    revision: int
    newest: int
    scope: str
    site: str
    name: str
    name_zh: str
    language: str
    sha256: str
    size: int
    issued_at: datetime

    @property
    def is_newest(self) -> bool:
        return self.revision >= self.newest


ISSUED = "id, code, name, site, sha256, size, issued_at, issued_by"


async def issued_in(run: UUID, language: str, sites: Sequence[int]) -> dict[int, Issued]:
    """Inside a transaction: the scorecards of these sites that were issued in this language."""
    rows = await fetch(
        f"select {ISSUED} from issued_document "
        "where run = $1 and kind = $2 and language = $3 and coalesce(site, 0) = any ($4::int[])",
        *(run, DocumentKind.SCORECARD, language, sites),
    )
    return {row["site"]: issued(row) for row in rows}


async def issued_report(run: UUID, language: str, part: str) -> Issued | None:
    """Inside a transaction: the report about this part of the network that was issued in this language."""
    row = await fetch_row(
        f"select {ISSUED} from issued_document "
        "where run = $1 and kind = $2 and language = $3 and site is null and part = $4",
        *(run, DocumentKind.NETWORK_REPORT, language, part),
    )
    return issued(row) if row else None


def issued(row: Record) -> Issued:
    values: dict[str, Any] = {name: row[name] for name in ISSUED.split(", ")}
    return Issued(**{**values, "sha256": row["sha256"].hex()})


async def content(actor: Actor, document: UUID) -> bytes:
    """The document byte by byte as it was issued. ScorecardNotFound."""
    actor.require(Permission.READ_SCORECARDS)
    async with transaction(actor, read_only=True):
        found = await fetch_value("select content from issued_document where id = $1", document)
    if found is None:
        raise ScorecardNotFound()
    return cast(bytes, found)


async def verified_document(typed: str) -> Verified | None:
    """What there is to say of a code, however it was typed; None for one that never was. Nobody need be known."""
    # What cannot be a code is looked up as well, so that every question takes the same way.
    async with gate():
        row = await fetch_row("select * from document_of($1)", normalised(typed) or "")
    if row is None:
        return None
    values = {name: row[name] or "" for name in ("scope", "site", "name", "name_zh", "language")}
    return Verified(
        kind=DocumentKind(row["kind"]),
        period=Quarter.parse(row["period"]),
        revision=row["revision"],
        newest=row["newest"],
        sha256=row["sha256"].hex(),
        size=row["size"],
        issued_at=row["issued_at"],
        **values,
    )
