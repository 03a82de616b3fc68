"""The register of auditors: enrolling, what is kept of them, conflicts of interest, and looking up who one is."""

from datetime import date, datetime
from uuid import UUID, uuid4

from asyncpg import UniqueViolationError

from network.audits.commands.myself import myself
from network.audits.errors.auditors import (
    AlreadyEnrolled,
    AuditorIncomplete,
    AuditorNotFound,
    CodeTaken,
    ConflictIncomplete,
    ConflictNotFound,
    NoSuchAuditorAccount,
)
from network.audits.queries.auditors import auditor_row
from network.audits.schemas.auditors import AuditorChangeIn, AuditorIn, ConflictIn, IdentityOut, RevealIn
from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.web.versions import check_version

_ACCOUNT = """
select a.id from account a join membership m on m.account = a.id
where a.email = $1 and a.disabled_at is null and m.role = 'auditor' and (m.valid_to is null or m.valid_to > $2) limit 1
"""
_KEPT = ("qualified_until", "latitude", "longitude", "reach_km", "active")


async def enrol_auditor(actor: Actor, wanted: AuditorIn, at: datetime) -> UUID:
    """Put an account into the register under a code; the auditor's id. The trail knows the code alone.

    NoSuchAuditorAccount, AlreadyEnrolled, CodeTaken, AuditorIncomplete.
    """
    actor.require(Permission.MANAGE_AUDITORS)
    _check_place(wanted)
    async with transaction(actor):
        account = await fetch_value(_ACCOUNT, wanted.email, at)
        if account is None:
            raise NoSuchAuditorAccount()
        if await fetch_value("select id from auditor where code = $1", wanted.code):
            raise CodeTaken(code=wanted.code)
        made = uuid4()
        await execute(
            "insert into auditor (id, code, qualified_until, latitude, longitude, reach_km, active, created_at) "
            "values ($1, $2, $3, $4, $5, $6, $7, $8)",
            made,
            wanted.code,
            *(getattr(wanted, name) for name in _KEPT),
            at,
        )
        try:
            await execute("select enrol_auditor($1, $2, $3)", made, account, wanted.note)
        except UniqueViolationError as error:
            raise AlreadyEnrolled() from error
        await trail.record(actor, "auditor.enrolled", f"auditor:{wanted.code}", _facts(wanted))
    return made


async def change_auditor(actor: Actor, auditor: UUID, wanted: AuditorChangeIn, version: int | None) -> None:
    """What is kept of an auditor. AuditorNotFound, AuditorIncomplete, PreconditionFailed."""
    actor.require(Permission.MANAGE_AUDITORS)
    _check_place(wanted)
    async with transaction(actor):
        row = await fetch_row("select * from auditor where id = $1 for update", auditor)
        if row is None:
            raise AuditorNotFound()
        check_version(version, row["version"], {name: row[name] for name in _KEPT})
        await execute(
            "update auditor set qualified_until = $2, latitude = $3, longitude = $4, reach_km = $5, active = $6 "
            "where id = $1",
            auditor,
            *(getattr(wanted, name) for name in _KEPT),
        )
        before = {name: row[name] for name in _KEPT}
        facts = {"before": before, "after": _facts(wanted)}
        await trail.record(actor, "auditor.changed", f"auditor:{row['code']}", facts)


async def add_conflict(actor: Actor, auditor: UUID, wanted: ConflictIn, at: datetime) -> UUID:
    """HQ keeps that an auditor may not visit a site, or any of an operator. AuditorNotFound, ConflictIncomplete."""
    actor.require(Permission.JUDGE_AUDITORS)
    async with transaction(actor):
        code = (await auditor_row(auditor))["code"]
        made = await _keep_conflict(auditor, wanted, actor.name, at)
        await trail.record(actor, "auditor.conflict_added", f"auditor:{code}", _conflict_facts(wanted))
    return made


async def tell_own_conflict(actor: Actor, wanted: ConflictIn, at: datetime) -> UUID:
    """The auditor who acts says so. NotEnrolled, ConflictIncomplete."""
    actor.require(Permission.MAKE_VISITS)
    async with transaction(actor):
        me = await myself(actor)
        made = await _keep_conflict(me.id, wanted, me.code, at)
        await trail.record(me.stand_in, "auditor.conflict_told", f"auditor:{me.code}", _conflict_facts(wanted))
    return made


async def end_conflict(actor: Actor, auditor: UUID, conflict: UUID, last_day: date) -> None:
    """A conflict lasts through this day and no longer. AuditorNotFound, ConflictNotFound, ConflictIncomplete."""
    actor.require(Permission.JUDGE_AUDITORS)
    async with transaction(actor):
        code = (await auditor_row(auditor))["code"]
        row = await fetch_row(
            "select from_on from auditor_conflict where id = $1 and auditor = $2 and to_on is null for update",
            conflict,
            auditor,
        )
        if row is None:
            raise ConflictNotFound()
        if last_day < row["from_on"]:
            raise ConflictIncomplete({"to_on": _("The last day lies before the first.")})
        await execute("update auditor_conflict set to_on = $2 where id = $1", conflict, last_day)
        await trail.record(actor, "auditor.conflict_ended", f"auditor:{code}", {"to_on": last_day})


async def reveal_identity(actor: Actor, auditor: UUID, given: RevealIn) -> IdentityOut:
    """Who an auditor is. That it was asked, by whom and why, is written down with it: in the list of looks and in the
    trail, which does not hold the answer. AuditorNotFound.
    """
    actor.require(Permission.REVEAL_AUDITORS)
    async with transaction(actor):
        code = (await auditor_row(auditor))["code"]
        row = await fetch_row("select * from reveal_auditor($1, $2, $3)", auditor, given.reason, actor.name)
        if row is None:
            raise AuditorNotFound()
        await trail.record(actor, "auditor.revealed", f"auditor:{code}", {"reason": given.reason})
    return IdentityOut(name=row["name"], email=row["email"], note=row["note"])


def _check_place(wanted: AuditorChangeIn) -> None:
    """AuditorIncomplete for half a place, and for a distance from nowhere."""
    if (wanted.latitude is None) != (wanted.longitude is None):
        missing = "latitude" if wanted.latitude is None else "longitude"
        raise AuditorIncomplete({missing: _("Enter both latitude and longitude, or neither.")})
    if wanted.reach_km is not None and wanted.latitude is None:
        raise AuditorIncomplete({"latitude": _("Enter the place that the distance is counted from.")})


def _check_conflict(wanted: ConflictIn) -> None:
    if bool(wanted.site) == bool(wanted.operator):
        raise ConflictIncomplete({"site": _("Name a site or an operator, one of the two.")})
    if wanted.to_on is not None and wanted.to_on < wanted.from_on:
        raise ConflictIncomplete({"to_on": _("The last day lies before the first.")})


async def _keep_conflict(auditor: UUID, wanted: ConflictIn, told_by: str, at: datetime) -> UUID:
    _check_conflict(wanted)
    site = await fetch_value("select site_called($1)", wanted.site) if wanted.site else None
    operator = await fetch_value("select operator_called($1)", wanted.operator) if wanted.operator else None
    if wanted.site and site is None:
        raise ConflictIncomplete({"site": _("There is no site with this code.")})
    if wanted.operator and operator is None:
        raise ConflictIncomplete({"operator": _("There is no operator with this name.")})
    made = uuid4()
    await execute(
        "insert into auditor_conflict (id, auditor, site, operator, reason, from_on, to_on, told_by, told_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        made,
        auditor,
        site,
        operator,
        wanted.reason,
        wanted.from_on,
        wanted.to_on,
        told_by,
        at,
    )
    return made


def _facts(wanted: AuditorChangeIn) -> dict[str, object]:
    return {name: getattr(wanted, name) for name in _KEPT}


def _conflict_facts(wanted: ConflictIn) -> dict[str, object]:
    return {"with": wanted.site or wanted.operator, "from_on": wanted.from_on, "to_on": wanted.to_on}
