"""Which quarters there are, as far as an actor may see them."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.foundation.periods import Quarter
from network.scorecards.errors import RunNotFound
from network.scorecards.queries.schemes import KeptScheme, by_id
from network.scorecards.rules.measurement import Pool
from network.scorecards.rules.runs import RunState

FINAL = frozenset({RunState.PUBLISHED, RunState.RESTATED})


@dataclass(frozen=True)
class Run:
    """One quarter as judged: its scheme, its state, and what is kept of the network as a whole."""

    id: UUID
    period: Quarter
    revision: int
    state: RunState
    kept: KeptScheme
    computed_at: datetime
    published_at: datetime | None
    fingerprint: bytes | None
    network: Mapping[str, Any]
    reason: str | None = None

    @property
    def is_final(self) -> bool:
        return self.state in FINAL

    @property
    def stood_until(self) -> datetime | None:
        """When it was published, for a revision that was replaced: what it is compared with is as it stood then."""
        return self.published_at if self.state is RunState.RESTATED else None

    @cached_property
    def pools(self) -> Mapping[str, Pool]:
        """Pooled rates by metric key, exactly as they were used."""
        return pools_of(self.network)

    @property
    def mean(self) -> Decimal | None:
        """Mean score of the rated sites."""
        return Decimal(self.network["mean"]) if self.network["mean"] else None


def pools_of(network: Mapping[str, Any]) -> dict[str, Pool]:
    """Pooled rates by metric key, from what is kept of the network as a whole."""
    pools: Mapping[str, list[str]] = network["pools"]
    return {key: Pool(Decimal(numerator), Decimal(denominator)) for key, (numerator, denominator) in pools.items()}


@dataclass(frozen=True, slots=True)
class RunLine:
    """A quarter in a list."""

    period: Quarter
    revision: int
    state: RunState
    scheme: str
    scheme_version: int
    computed_at: datetime
    computed_by: str
    published_at: datetime | None
    published_by: str | None
    fingerprint: str
    rated: int
    mean: Decimal | None

    @property
    def is_final(self) -> bool:
        return self.state in FINAL


async def list_runs(actor: Actor) -> list[RunLine]:
    """Every quarter that the actor may see, newest first, in its newest revision."""
    actor.require(Permission.READ_SCORECARDS)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select distinct on (r.period) r.*, v.code as scheme_code, v.version as scheme_version "
            "from scorecard_run r join scheme_version v on v.id = r.scheme "
            "where r.computed_at is not null order by r.period desc, r.revision desc"
        )
    return [_line(row) for row in rows]


async def read_run(actor: Actor, period: Quarter | None) -> Run:
    """One quarter, the newest that the actor may see for None. RunNotFound."""
    actor.require(Permission.READ_SCORECARDS)
    async with transaction(actor, read_only=True):
        return await run_of(period)


async def run_of(period: Quarter | None, revision: int | None = None, *, stood_until: datetime | None = None) -> Run:
    """Inside a transaction: this revision of the quarter, the newest when none is named (of the newest quarter for
    None); with `stood_until`, rather one that was published by then. RunNotFound."""
    row = await fetch_row(
        "select * from scorecard_run where computed_at is not null and ($1::text is null or period = $1) "
        "and ($2::int is null or revision = $2) "
        "order by period desc, published_at <= $3 desc nulls last, revision desc limit 1",
        str(period) if period else None,
        revision,
        stood_until,
    )
    if row is None:
        raise RunNotFound(period=period or "")
    return await _run(row)


async def _run(row: Record) -> Run:
    return Run(
        id=row["id"],
        period=Quarter.parse(row["period"]),
        revision=row["revision"],
        state=RunState(row["state"]),
        kept=await by_id(row["scheme"]),
        computed_at=row["computed_at"],
        published_at=row["published_at"],
        fingerprint=row["fingerprint"],
        network=json.loads(row["network"]),
        reason=row["reason"],
    )


def _line(row: Record) -> RunLine:
    network = json.loads(row["network"])
    return RunLine(
        period=Quarter.parse(row["period"]),
        revision=row["revision"],
        state=RunState(row["state"]),
        scheme=row["scheme_code"],
        scheme_version=row["scheme_version"],
        computed_at=row["computed_at"],
        computed_by=row["computed_by"] or "",
        published_at=row["published_at"],
        published_by=row["published_by"],
        fingerprint=row["fingerprint"].hex() if row["fingerprint"] else "",
        rated=network["rated"],
        mean=Decimal(network["mean"]) if network["mean"] else None,
    )
