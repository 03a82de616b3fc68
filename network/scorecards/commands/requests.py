"""Having a quarter computed by whichever worker is free: asked for here, done as a job, with what came of it."""

import json
from datetime import datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import LANGUAGES, reading
from network.foundation.periods import Quarter
from network.foundation.trail.record import record
from network.scorecards.commands.runs import compute
from network.scorecards.errors import AlreadyPublished, NoSites
from network.scorecards.errors_requests import BeingComputed
from network.scorecards.queries import measuring, schemes
from network.scorecards.rules.runs import RunState, may_compute

JOB = "compute_quarter"

_WORKER = Actor.system("computing")


async def ask_to_compute(actor: Actor, period: Quarter, scheme: str, now: datetime, version: int | None = None) -> UUID:
    """Have the quarter computed; the request, by which to look what became of it. Asked for twice, it is done once.

    AlreadyPublished, SchemeNotFound, SchemeNotInForce, NoSites; BeingComputed when it is just being done with another
    scheme.
    """
    actor.require(Permission.COMPUTE_SCORECARDS)
    made = uuid4()
    async with transaction(actor):
        await _require_computable(period, scheme, version)
        added = await execute(
            "insert into run_request (id, period, scheme, version, asked_at, asked_by, account) "
            "values ($1, $2, $3, $4, $5, $6, $7) on conflict (period) where ended_at is null do nothing",
            *(made, str(period), scheme, version, now, actor.name, actor.account),
        )
        if added == "INSERT 0 0":
            return await _going_on(period, scheme, version)
        await fetch_value("select request_run($1)", made)
        await record(actor, "scorecards.computation_asked", f"quarter:{period}", {"scheme": scheme, "version": version})
    return made


async def compute_requested(request: UUID, now: datetime) -> None:
    """A job: compute what was asked for, and keep what came of it. May be done twice: computing replaces its results.

    A refusal ends the request, told in every language; what is unforeseen does not, and the job is tried again.
    """
    row = await _begun(request, now)
    if row is None:
        return
    asker = Actor(Role.HQ_ADMINISTRATOR, row["asked_by"], row["account"], None)
    try:
        done = await compute(asker, Quarter.parse(row["period"]), row["scheme"], now, row["version"])
    except ServicemarkError as refusal:
        await _end(request, now, refusal=_in_every_language(refusal))
    else:
        await _end(request, now, sites=done.sites, rated=done.rated, changed=done.changed)


async def _require_computable(period: Quarter, scheme: str, version: int | None) -> None:
    """What can be known before: it is refused to who asks, and makes no job."""
    state = await fetch_value(
        "select state from scorecard_run where period = $1 order by revision desc limit 1", str(period)
    )
    if state is not None and not may_compute(RunState(state)) and state != RunState.DRAFT:
        raise AlreadyPublished(period=period)
    await schemes.in_force(scheme, version, period)
    if not await measuring.sites_open_in(period):
        raise NoSites(period=period)


async def _going_on(period: Quarter, scheme: str, version: int | None) -> UUID:
    row = await fetch_row("select * from run_request where period = $1 and ended_at is null", str(period))
    if row is None or (row["scheme"], row["version"]) != (scheme, version):
        raise BeingComputed(period=period)
    found: UUID = row["id"]
    return found


async def _begun(request: UUID, now: datetime) -> Record | None:
    async with transaction(_WORKER):
        return await fetch_row(
            "update run_request set started_at = $2 where id = $1 and ended_at is null returning *", request, now
        )


async def _end(
    request: UUID,
    now: datetime,
    *,
    sites: int | None = None,
    rated: int | None = None,
    changed: int | None = None,
    refusal: str = "",
) -> None:
    async with transaction(_WORKER):
        await execute(
            "update run_request set ended_at = $2, sites = $3, rated = $4, changed = $5, refusal = $6 "
            "where id = $1 and ended_at is null",
            *(request, now, sites, rated, changed, refusal),
        )


def _in_every_language(refusal: ServicemarkError) -> str:
    texts = {}
    for code in LANGUAGES:
        with reading(code):
            texts[code] = refusal.text()
    return json.dumps(texts, ensure_ascii=False)
