"""Reading schemes."""

from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.foundation.periods import Quarter
from network.scorecards.errors import SchemeNotFound, SchemeNotInForce
from network.scorecards.rules.scheme import Scheme

# The largest number that the column can hold.
LAST_VERSION = 2**31 - 1


@dataclass(frozen=True, slots=True)
class KeptScheme:
    id: UUID
    scheme: Scheme
    sha256: str
    added_at: datetime


def shipped() -> dict[str, str]:
    """The schemes that ship with the program, as YAML: by code, later versions by `code-version`."""
    folder = files("network.scorecards") / "schemes"
    entries = {entry.name.removesuffix(".yaml"): entry for entry in folder.iterdir() if entry.name.endswith(".yaml")}
    return {name: entries[name].read_text(encoding="utf-8") for name in sorted(entries)}


async def list_schemes(actor: Actor) -> list[KeptScheme]:
    """Every scheme version that was added, newest first within its code."""
    actor.require(Permission.READ_SCHEMES)
    async with transaction(actor, read_only=True):
        rows = await fetch("select * from scheme_version order by code, version desc")
    return [_kept(row) for row in rows]


async def read_scheme(actor: Actor, code: str, version: int) -> KeptScheme:
    """One version of a scheme. SchemeNotFound."""
    actor.require(Permission.READ_SCHEMES)
    async with transaction(actor, read_only=True):
        return await newest(code, min(version, LAST_VERSION))


async def newest(code: str, version: int | None = None) -> KeptScheme:
    """Inside a transaction: this version, or the newest. Raises SchemeNotFound."""
    row = await fetch_row(
        "select * from scheme_version where code = $1 and version = coalesce($2, version) "
        "order by version desc limit 1",
        code,
        version,
    )
    if row is None:
        raise SchemeNotFound(scheme=code if version is None else f"{code} {version}")
    return _kept(row)


async def by_id(scheme: UUID) -> KeptScheme:
    """Inside a transaction: the scheme of a run."""
    row = await fetch_row("select * from scheme_version where id = $1", scheme)
    if row is None:
        raise SchemeNotFound(scheme=scheme)
    return _kept(row)


async def in_force(code: str, version: int | None, period: Quarter) -> KeptScheme:
    """Inside a transaction: what judges this quarter: the newest version that has taken effect by then, or the one that
    is asked for. Raises SchemeNotFound, SchemeNotInForce."""
    if version is not None:
        asked = await newest(code, version)
        if not asked.scheme.covers(period):
            since = asked.scheme.effective_from
            raise SchemeNotInForce(scheme=code, version=version, since=since, period=period)
        return asked
    rows = await fetch("select * from scheme_version where code = $1 order by version desc", code)
    found = next((kept for kept in map(_kept, rows) if kept.scheme.covers(period)), None)
    if found is None:
        raise SchemeNotFound(scheme=code)
    return found


def _kept(row: Record) -> KeptScheme:
    return KeptScheme(row["id"], Scheme.model_validate_json(row["document"]), row["sha256"], row["added_at"])
