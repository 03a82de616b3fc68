"""The life of a quarter's scorecards: compute, compute again, publish."""

import json
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.intake.turns import reading_records
from network.foundation.periods import Quarter
from network.foundation.trail.record import record
from network.scorecards.commands import differences, freezing, judging
from network.scorecards.commands.previewing import preview_new_sites, require_preview_over
from network.scorecards.commands.releasing import release_sites, sites_to_release
from network.scorecards.errors import (
    AlreadyPublished,
    ComputedTooEarly,
    NoSites,
    NotComputed,
    PeriodNotOver,
    RecordsChanged,
    ResultsChanged,
    RunNotFound,
    SitesChanged,
)
from network.scorecards.queries import measuring, schemes
from network.scorecards.queries.measuring import Moment
from network.scorecards.rules.runs import RunState, may_become, may_compute
from network.scorecards.rules.scheme import Scheme


@dataclass(frozen=True, slots=True)
class Computed:
    """What a computation gave: how many sites, how many of them rated, how many cards differ from the one before."""

    sites: int
    rated: int
    changed: int | None


async def compute(
    actor: Actor, period: Quarter, scheme_code: str, now: datetime, version: int | None = None
) -> Computed:
    """Measure and score every site that was open in the quarter; replaces an earlier unpublished computation. A run in
    preview stays so: what changed of a card is written down for headquarters and for its site.

    All sites are read at one instant. Raises AlreadyPublished, SchemeNotFound,
    SchemeNotInForce, NoSites.
    """
    actor.require(Permission.COMPUTE_SCORECARDS)
    async with transaction(actor):
        await alone(period)
        kept = await schemes.in_force(scheme_code, version, period)
        run, before = await _cleared_run(period, kept.id)
        sites = await measuring.sites_open_in(period)
        if not sites:
            raise NoSites(period=period)
        ids = [site["id"] for site in sites]
        moment = Moment(period, now)
        await measuring.store_measurements(run, measuring.calls(kept.scheme), moment, ids, helped=True)
        judged = await judging.judge(run, kept.scheme, period, moment, sites)
        await judging.keep(run, judged)
        await _finish(run, actor, now, judged.network)
        await _tell_preview(run, period, now)
        after = await _outcomes(run)
        changed = sum(before.get(site) != after.get(site) for site in before | after) if before else None
        facts = {"scheme": kept.scheme.code, "version": kept.scheme.version, "sites": len(ids), "changed": changed}
        await record(actor, "scorecards.computed", f"quarter:{period}", facts)
    rated = sum(card.standing is not None for card in judged.scores.sites.values())
    return Computed(len(ids), rated, changed)


async def publish(actor: Actor, period: Quarter, now: datetime, region: str | None = None) -> str:
    """Freeze the whole quarter: from now on the database refuses any change. The sites of the region read their cards
    from now on, all of them when none is named. Returns the run's fingerprint in hexadecimal.

    Raises ChallengesOpen, PreviewOpen, RegionNotFound; RunNotFound, NotComputed, AlreadyPublished, PeriodNotOver;
    ComputedTooEarly when the quarter was still running then; SitesChanged, and RecordsChanged when the records no
    longer give the computed numbers; ResultsChanged when the numbers, by the scheme, do not give the computed scores.
    """
    actor.require(Permission.PUBLISH_SCORECARDS)
    async with transaction(actor):
        await alone(period)
        run = await _locked_run(period)
        await require_preview_over(run, period, now)
        sites = await _complete_sites(run, period, now)
        kept = await schemes.by_id(run["scheme"])
        moment = Moment(period, run["computed_at"])
        await _require_true(run["id"], kept.scheme, period, moment, sites)
        ids = [site["id"] for site in sites]
        await freezing.fingerprint_evidence(run["id"], measuring.calls(kept.scheme), moment, ids, helped=True)
        await freezing.identify(run["id"])
        fingerprint = await freezing.close(actor, run["id"], now)
        facts = {"fingerprint": fingerprint.run.hex(), "inputs": fingerprint.inputs.hex(), "revision": run["revision"]}
        await record(actor, "scorecards.published", f"quarter:{period}", facts)
        await release_sites(actor, run["id"], period, await sites_to_release(run["id"], region), now)
    return fingerprint.run.hex()


async def _locked_run(period: Quarter) -> Record:
    """The run to publish. Locked before anything is checked: whoever changes a result holds a share of this lock."""
    sql = "select * from scorecard_run where period = $1 order by revision desc for update"
    run = await fetch_row(sql, str(period))
    if run is None:
        raise RunNotFound(period=period)
    _require_publishable(run, period)
    return run


async def _complete_sites(run: Record, period: Quarter, now: datetime) -> list[Record]:
    """The sites judged, when the quarter was over for each of them and they are still those that were open in it."""
    sites = [row["site"] for row in await fetch("select site from scorecard where run = $1", run["id"])]
    if not await measuring.ended_everywhere(period, now, sites):
        raise PeriodNotOver(period=period)
    if not await measuring.ended_everywhere(period, run["computed_at"], sites):
        raise ComputedTooEarly(period=period)
    open_sites = await measuring.sites_open_in(period)
    if {site["id"] for site in open_sites} != set(sites):
        raise SitesChanged(period=period)
    return open_sites


async def _require_true(run: UUID, scheme: Scheme, period: Quarter, moment: Moment, sites: list[Record]) -> None:
    """Measure and score once more: what is frozen is what records and scheme give, whatever was stored meanwhile."""
    ids = [site["id"] for site in sites]
    changed = await measuring.changed_measurements(run, measuring.calls(scheme), moment, ids, helped=True)
    if changed:
        raise RecordsChanged(period=period, count=changed)
    judged = await judging.judge(run, scheme, period, moment, sites)
    differing = await judging.differing_results(run, judged)
    if differing or await judging.network_differs(run, judged):
        raise ResultsChanged(period=period, count=differing)


async def alone(period: Quarter) -> None:
    """Two computations or publications of one quarter wait for each other, and records stand still meanwhile.

    Not a snapshot: the trail's chains are shared with everyone else, and a snapshot could not append to one that
    somebody has lengthened since.
    """
    await execute("select pg_advisory_xact_lock(hashtextextended('scorecards ' || $1, 0))", str(period))
    await reading_records()


def _require_publishable(run: Record, period: Quarter) -> None:
    state = RunState(run["state"])
    if state in (RunState.PUBLISHED, RunState.RESTATED):
        raise AlreadyPublished(period=period)
    if not may_become(state, RunState.PUBLISHED):
        raise NotComputed(period=period)


async def _cleared_run(period: Quarter, scheme: UUID) -> tuple[UUID, dict[int, Any]]:
    """The run to fill, and the outcomes it held until now."""
    run = await fetch_row("select id, state from scorecard_run where period = $1 order by revision desc", str(period))
    if run is None:
        made = uuid4()
        await execute(
            "insert into scorecard_run (id, period, revision, scheme, state) values ($1, $2, 1, $3, $4)",
            made,
            str(period),
            scheme,
            RunState.DRAFT,
        )
        return made, {}
    if not may_compute(RunState(run["state"])):
        raise AlreadyPublished(period=period)
    before = await _outcomes(run["id"])
    if run["state"] == RunState.PREVIEW:
        await differences.remember(run["id"])
    for table in ("criterion_result", "scorecard", "metric_result", "scorecard_circumstance"):
        await execute(f"delete from {table} where run = $1", run["id"])
    await execute("update scorecard_run set scheme = $2 where id = $1", run["id"], scheme)
    return run["id"], before


async def _outcomes(run: UUID) -> dict[int, Any]:
    rows = await fetch("select site, overall, standing, rank from scorecard where run = $1", run)
    return {row["site"]: (row["overall"], row["standing"], row["rank"]) for row in rows}


async def _finish(run: UUID, actor: Actor, now: datetime, network: dict[str, Any]) -> None:
    await execute(
        "update scorecard_run set state = case state when 'preview' then state else $2 end, computed_at = $3, "
        "computed_by = $4, computer = $5, network = $6 where id = $1",
        run,
        RunState.COMPUTED,
        now,
        actor.name,
        actor.account,
        json.dumps(network),
    )


async def _tell_preview(run: UUID, period: Quarter, now: datetime) -> None:
    """Sites that look at a preview see what became of their cards."""
    if await fetch_value("select state from scorecard_run where id = $1", run) == RunState.PREVIEW:
        await differences.keep_changes(run, now)
        await preview_new_sites(run, period, now)
