"""Reading selection criteria. Row security hides drafts from all but those who answer for the whole network."""

from importlib.resources import files
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.sites.errors.criteria import CriteriaNotFound
from network.sites.schemas.criteria import CriteriaSet, kept_criteria

AUTHORIZED_SITE = "authorized-site"

# The largest number that the column can hold.
LAST_VERSION = 2**31 - 1

_SETS = """
select id, code, version, state, revision, document, made_by, made_at, published_by, published_at from criteria_set
"""


def shipped() -> list[str]:
    """The criteria that ship with the program, as YAML."""
    folder = files("network.sites") / "criteria"
    return sorted(entry.read_text(encoding="utf-8") for entry in folder.iterdir() if entry.name.endswith(".yaml"))


async def list_sets(actor: Actor) -> list[CriteriaSet]:
    """Every version in reach, the newest first within its code."""
    actor.require(Permission.READ_CRITERIA)
    async with transaction(actor, read_only=True):
        rows = await fetch(_SETS + "order by code, version desc")
    return [criteria_set(row) for row in rows]


async def read_set(actor: Actor, code: str, version: int) -> CriteriaSet:
    """One version of a set. CriteriaNotFound."""
    actor.require(Permission.READ_CRITERIA)
    async with transaction(actor, read_only=True):
        return await find_set(code, version)


async def find_set(code: str, version: int) -> CriteriaSet:
    """Inside a transaction: one version of a set. CriteriaNotFound."""
    # PostgreSQL takes no zero byte, and an address may hold one.
    known = "\0" not in code and version <= LAST_VERSION
    row = await fetch_row(_SETS + "where code = $1 and version = $2", code, version) if known else None
    if row is None:
        raise CriteriaNotFound()
    return criteria_set(row)


async def set_of(criteria_set_id: UUID) -> CriteriaSet:
    """Inside a transaction: the version that an application was submitted under."""
    row = await fetch_row(_SETS + "where id = $1", criteria_set_id)
    if row is None:
        raise CriteriaNotFound()
    return criteria_set(row)


async def current_set(code: str = AUTHORIZED_SITE) -> CriteriaSet:
    """Inside a transaction: the newest published version: what is submitted now is judged by it. CriteriaNotFound."""
    row = await fetch_row(
        _SETS + "where code = $1 and state = 'published' order by version desc limit 1",
        code,
    )
    if row is None:
        raise CriteriaNotFound()
    return criteria_set(row)


def criteria_set(row: Record) -> CriteriaSet:
    return CriteriaSet(**{**dict(row), "document": kept_criteria(row["document"])})
