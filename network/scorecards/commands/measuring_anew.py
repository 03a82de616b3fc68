"""The next revision of a published run, up to its publication: copied, but for some sites. Inside the transaction."""

import json
from collections.abc import Sequence
from typing import Any
from uuid import UUID, uuid4

from network.foundation.database import Record, execute, fetch
from network.foundation.periods import Quarter
from network.scorecards.commands import freezing, judging
from network.scorecards.queries import measuring, schemes
from network.scorecards.queries.circumstances import circumstances, inputs
from network.scorecards.queries.frozen import frozen_circumstances, frozen_input
from network.scorecards.queries.measuring import Moment
from network.scorecards.queries.runs import pools_of
from network.scorecards.rules.measurement import Measurement, SiteInput
from network.scorecards.rules.runs import RunState
from network.scorecards.rules.scheme import Scheme

_BEGIN = """
insert into scorecard_run (id, period, revision, scheme, state, restates, reason)
select $1, period, revision + 1, scheme, 'draft', id, $3 from scorecard_run where id = $2
"""
_COPY = """
insert into metric_result (run, site, metric, numerator, denominator, value, sample_size, fingerprint)
select $1, site, metric, numerator, denominator, value, sample_size, fingerprint
from metric_result where run = $2 and site <> all ($3::int[])
"""


async def measured_anew(run: Record, sites: Sequence[int], reason: str) -> UUID:
    """The run that restates this one, computed and fingerprinted, not published. Of the sites that are not named,
    figures and circumstances are those that were frozen."""
    made, period = uuid4(), Quarter.parse(run["period"])
    moment = Moment(period, run["computed_at"])
    scheme = (await schemes.by_id(run["scheme"])).scheme
    await execute(_BEGIN, made, run["id"], reason)
    await execute(_COPY, made, run["id"], sites)
    asked = measuring.calls(scheme)
    await measuring.store_measurements(made, asked, moment, sites)
    await freezing.fingerprint_evidence(made, asked, moment, sites)
    given = await given_anew(run["id"], made, scheme, moment, sites)
    network = json.loads(run["network"])
    judged = await judging.scored(
        scheme, given, await _months(run["id"], period, moment, sites), network["months"], pools_of(network)
    )
    await judging.keep(made, judged)
    await execute(
        "update scorecard c set identity = b.identity from scorecard b where b.run = $2 and c.run = $1 "
        "and b.site = c.site",
        made,
        run["id"],
    )
    await execute(
        "update scorecard_run n set state = $3, computed_at = b.computed_at, computed_by = b.computed_by, "
        "computer = b.computer, network = $4 from scorecard_run b where n.id = $1 and b.id = $2",
        made,
        run["id"],
        RunState.COMPUTED,
        json.dumps(judged.network),
    )
    return made


async def given_anew(
    frozen: UUID, measured: UUID, scheme: Scheme, moment: Moment, sites: Sequence[int]
) -> list[SiteInput]:
    """What scoring is given: of these sites anew, of the others as it was frozen. A change of kind or peer group takes
    effect from the next quarter only, so both stay."""
    figures = await measuring.stored_measurements(measured)
    kept = await frozen_circumstances(frozen)
    renewed = await renewed_inputs(scheme, moment, kept, sites, figures)
    return [renewed.get(row["site"]) or frozen_input(row, figures.get(row["site"], {})) for row in kept]


async def renewed_inputs(
    scheme: Scheme,
    moment: Moment,
    kept: Sequence[Record],
    sites: Sequence[int],
    figures: dict[int, dict[str, Measurement]],
) -> dict[int, SiteInput]:
    """By site, what is known of it now about that quarter; a site that counts as closed by now keeps what was known."""
    wanted, was = set(sites), {row["site"]: row for row in kept}
    rows = [row for row in await measuring.sites_open_in(moment.period) if row["id"] in wanted and row["id"] in was]
    found = inputs(scheme, rows, figures, await circumstances(moment, [row["id"] for row in rows]))
    return {row["id"]: _in_its_group(each, was[row["id"]]) for row, each in zip(rows, found, strict=True)}


def _in_its_group(site: SiteInput, was: Record) -> SiteInput:
    return SiteInput(
        site=site.site,
        kind=was["kind"],
        peer_group=was["peer_group"],
        measurements=site.measurements,
        not_applicable=site.not_applicable,
        held=site.held,
        missing_reports=site.missing_reports,
        quarters_certified=site.quarters_certified,
        certification_valid=site.certification_valid,
    )


async def _months(run: UUID, period: Quarter, moment: Moment, sites: Sequence[int]) -> dict[int, list[Any]]:
    """By site, its turnaround by month: anew of these, as it was of the others."""
    rows = await fetch("select site, months from scorecard where run = $1", run)
    found = {row["site"]: json.loads(row["months"]) for row in rows}
    renewed, _network = await measuring.months(period, moment.as_of, sites)
    return {**found, **renewed}
