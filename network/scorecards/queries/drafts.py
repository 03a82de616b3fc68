"""Reading drafts of schemes: of those who write or approve them only."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.documents.problems import Problem
from network.foundation.periods import Quarter
from network.scorecards.errors import DraftNotFound
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.queries.schemes import KeptScheme, by_id
from network.scorecards.rules.drafts import DraftState, draft_problems, earliest
from network.scorecards.rules.scheme import Scheme

_DRAFTS = """
select d.*, v.version as became_version from scheme_draft d left join scheme_version v on v.id = d.became
"""


@dataclass(frozen=True, slots=True)
class Draft:
    """`writers`: the accounts of all who ever wrote in it; `became`: the number of the version, once approved."""

    id: UUID
    scheme: Scheme
    state: DraftState
    row_version: int
    began_from: UUID | None
    writers: frozenset[UUID]
    writer: str
    created_at: datetime
    submitted_at: datetime | None
    decider: str | None
    decided_at: datetime | None
    reason: str | None
    became: int | None

    @property
    def is_open(self) -> bool:
        """Whether it may still be written in."""
        return self.state is DraftState.DRAFT

    def may_be_approved_by(self, actor: Actor) -> bool:
        """By a person who never wrote in it; the command line is nobody."""
        return actor.may(Permission.APPROVE_SCHEMES) and actor.account is not None and actor.account not in self.writers


async def list_drafts(actor: Actor) -> list[Draft]:
    """Every draft, the unfinished ones first, then the newest."""
    actor.require(Permission.CHANGE_SCHEMES)
    async with transaction(actor, read_only=True):
        return [_draft(row) for row in await fetch(_DRAFTS + _ORDER)]


async def read_draft(actor: Actor, draft_id: UUID) -> Draft:
    """One draft. DraftNotFound."""
    actor.require(Permission.CHANGE_SCHEMES)
    async with transaction(actor, read_only=True):
        return await find_draft(draft_id)


async def draft_with_problems(actor: Actor, draft_id: UUID, at: datetime) -> tuple[Draft, list[Problem], Quarter]:
    """One draft, all that keeps it from being sent in, and the first quarter it may judge. DraftNotFound."""
    actor.require(Permission.CHANGE_SCHEMES)
    async with transaction(actor, read_only=True):
        found = await find_draft(draft_id)
        first = await first_quarter(at)
        return found, draft_problems(found.scheme, FACTS, first), first


async def find_draft(draft_id: UUID) -> Draft:
    """Inside a transaction: one draft. DraftNotFound."""
    row = await fetch_row(_DRAFTS + "where d.id = $1", draft_id)
    if row is None:
        raise DraftNotFound()
    return _draft(row)


async def first_quarter(at: datetime) -> Quarter:
    """Inside a transaction: the earliest quarter that a new version may judge."""
    today = await fetch_value("select max(($1::timestamptz at time zone time_zone)::date) from site", at)
    judged = await fetch("select distinct period from scorecard_run where computed_at is not null")
    return earliest(Quarter.of(max(today or at.date(), at.date())), [Quarter.parse(row["period"]) for row in judged])


async def version_before(actor: Actor, draft: Draft) -> KeptScheme | None:
    """The version that the draft was begun from, if there is one."""
    actor.require(Permission.CHANGE_SCHEMES)
    if draft.began_from is None:
        return None
    async with transaction(actor, read_only=True):
        return await by_id(draft.began_from)


_ORDER = "order by d.state in ('approved', 'rejected'), d.created_at desc, d.id"


def _draft(row: Record) -> Draft:
    return Draft(
        id=row["id"],
        scheme=Scheme.model_validate_json(row["document"]),
        state=DraftState(row["state"]),
        row_version=row["row_version"],
        began_from=row["began_from"],
        writers=frozenset(row["writers"]),
        writer=row["writer"],
        created_at=row["created_at"],
        submitted_at=row["submitted_at"],
        decider=row["decider"],
        decided_at=row["decided_at"],
        reason=row["reason"],
        became=row["became_version"],
    )
