"""What a run was scored from, as it was kept with it: figures and circumstances. Inside the transaction."""

import json
from collections.abc import Mapping
from uuid import UUID

from network.foundation.database import Record, fetch
from network.scorecards.queries.measuring import stored_measurements
from network.scorecards.rules.measurement import Measurement, SiteInput


async def frozen_inputs(run: UUID) -> list[SiteInput]:
    """One for each site of the run, in the order in which a computation scores them."""
    measured = await stored_measurements(run)
    return [frozen_input(row, measured.get(row["site"], {})) for row in await frozen_circumstances(run)]


async def frozen_circumstances(run: UUID) -> list[Record]:
    return await fetch(
        "select x.* from scorecard_circumstance x join site s on s.id = x.site where x.run = $1 order by s.code", run
    )


def frozen_input(row: Record, measured: Mapping[str, Measurement]) -> SiteInput:
    return SiteInput(
        site=row["site"],
        kind=row["kind"],
        peer_group=row["peer_group"],
        measurements=measured,
        not_applicable=frozenset(json.loads(row["not_applicable"])),
        held=frozenset(json.loads(row["held"])),
        missing_reports=row["missing_reports"],
        quarters_certified=row["quarters_certified"],
        certification_valid=row["certification_valid"],
    )
