"""Programmes: begun as a draft, made active, closed. Planning is in `commands.planning`."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

from network.audits.errors.programmes import (
    NoSuchChecklist,
    NotForScores,
    ProgrammeClosed,
    ProgrammeIncomplete,
    ProgrammeNotDraft,
    ProgrammeNotFound,
    ProgrammeOfOthers,
    RegionNeeded,
    VisitsWaiting,
)
from network.audits.rules.checklists import SCORED_KINDS
from network.audits.rules.planning import MOST_DAYS, ProgrammeState
from network.audits.schemas.programmes import ProgrammeIn, keep_rules
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.rules.sites import opening_hours
from network.web.versions import check_version

_S = ProgrammeState


async def begin_programme(actor: Actor, wanted: ProgrammeIn, at: datetime) -> UUID:
    """A draft of a programme; its id. NoSuchChecklist, NotForScores, RegionNeeded, ProgrammeIncomplete."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor):
        await _check(wanted)
        made = uuid4()
        await execute(
            "insert into audit_programme (id, name, checklist_key, region, from_on, to_on, quota, announced, scored, "
            "rules, state, created_by, created_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, 'draft', $11, $12)",
            made,
            *await _values(actor, wanted),
            actor.name,
            at,
        )
        await trail.record(actor, "programme.begun", f"programme:{made}", _facts(wanted))
    return made


async def change_programme(actor: Actor, programme: UUID, wanted: ProgrammeIn, version: int | None) -> None:
    """Write a draft anew. ProgrammeNotFound, ProgrammeOfOthers, ProgrammeNotDraft, PreconditionFailed, and as
    `begin_programme`."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor):
        row = await locked_programme(programme)
        check_version(version, row["version"])
        if row["state"] != _S.DRAFT:
            raise ProgrammeNotDraft()
        await _check(wanted)
        await execute(
            "update audit_programme set name = $2, checklist_key = $3, region = $4, from_on = $5, to_on = $6, "
            "quota = $7, announced = $8, scored = $9, rules = $10 where id = $1",
            programme,
            *await _values(actor, wanted),
        )
        await trail.record(actor, "programme.changed", f"programme:{programme}", _facts(wanted))


async def activate_programme(actor: Actor, programme: UUID) -> None:
    """Visits may be planned from now on, and its rules stay as they are. ProgrammeNotFound, ProgrammeOfOthers,
    ProgrammeNotDraft."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor):
        row = await locked_programme(programme)
        if row["state"] != _S.DRAFT:
            raise ProgrammeNotDraft()
        await _move(actor, row, _S.ACTIVE)


async def close_programme(actor: Actor, programme: UUID) -> None:
    """No more visits; proposals that were not offered are gone. ProgrammeNotFound, ProgrammeOfOthers,
    ProgrammeClosed, VisitsWaiting."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor):
        row = await locked_programme(programme)
        if row["state"] == _S.CLOSED:
            raise ProgrammeClosed()
        waiting = await fetch_value(
            "select count(*) from assignment where programme = $1 and state in ('offered', 'accepted')", programme
        )
        if waiting:
            raise VisitsWaiting(count=waiting)
        await execute("delete from assignment where programme = $1 and state = 'proposed'", programme)
        await execute("delete from plan_gap where programme = $1", programme)
        await _move(actor, row, _S.CLOSED)


async def locked_programme(programme: UUID) -> Record:
    """Inside a transaction: a programme that is the actor's to change, held until the end. ProgrammeNotFound,
    ProgrammeOfOthers: all that plan may read it."""
    row = await fetch_row("select * from audit_programme where id = $1 for update", programme)
    if row is not None:
        return row
    known = await fetch_value("select exists (select from audit_programme where id = $1)", programme)
    raise ProgrammeOfOthers() if known else ProgrammeNotFound()


async def _move(actor: Actor, row: Record, state: ProgrammeState) -> None:
    await execute("update audit_programme set state = $2 where id = $1", row["id"], state.value)
    done = "activated" if state is _S.ACTIVE else "closed"
    await trail.record(actor, f"programme.{done}", f"programme:{row['id']}", {"programme": row["name"]})


def programme_problems(wanted: ProgrammeIn) -> dict[str, Text]:
    """What is wrong with it, by field."""
    wrong: dict[str, Text] = {}
    if not _readable(wanted.hours):
        wrong["hours"] = _("Write the hours as Mo-Fr 09:00-18:00; Sa 10:00-16:00.")
    if wanted.to_on < wanted.from_on:
        wrong["to_on"] = _("The last day lies before the first.")
    elif wanted.to_on - wanted.from_on > timedelta(days=MOST_DAYS):
        wrong["to_on"] = _("A programme lasts for a year at most.")
    if any(span.to_on < span.from_on for span in wanted.black_out):
        wrong["black_out"] = _("Black-out days end before they begin.")
    if wanted.most_embargo_days < wanted.least_embargo_days:
        wrong["most_embargo_days"] = _("The longest embargo is shorter than the shortest.")
    return wrong


def _readable(hours: str) -> bool:
    try:
        return bool(opening_hours(hours))
    except ValueError:
        return False


async def _check(wanted: ProgrammeIn) -> None:
    if wrong := programme_problems(wanted):
        raise ProgrammeIncomplete(wrong)
    kind = await fetch_value(
        "select kind from checklist where key = $1 and state = 'published' and not pilot", wanted.checklist_key
    )
    if kind is None:
        raise NoSuchChecklist()
    if wanted.scored and kind not in SCORED_KINDS:
        raise NotForScores()


async def _values(actor: Actor, wanted: ProgrammeIn) -> tuple[object, ...]:
    """From the name to the rules, in the order of the columns."""
    region = await _region(actor, wanted.region)
    return (
        wanted.name,
        wanted.checklist_key,
        region,
        wanted.from_on,
        wanted.to_on,
        wanted.quota,
        wanted.announced,
        wanted.scored,
        keep_rules(wanted.rules),
    )


async def _region(actor: Actor, path: str) -> int | None:
    if not path:
        if actor.sites is not None:
            raise RegionNeeded()
        return None
    found: int | None = await fetch_value("select id from region where path = $1", path)
    if found is None:
        raise ProgrammeIncomplete({"region": _("There is no such region.")})
    if actor.sites is not None and found not in actor.regions:
        raise RegionNeeded()
    return found


def _facts(wanted: ProgrammeIn) -> dict[str, object]:
    return {
        "programme": wanted.name,
        "checklist": wanted.checklist_key,
        "region": wanted.region,
        "from_on": wanted.from_on,
        "to_on": wanted.to_on,
        "quota": wanted.quota,
    }
