"""Planning a programme: visits are drawn, looked through, and offered to the auditors."""

import json
import secrets
from collections.abc import Iterable
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.audits.commands.programmes import locked_programme
from network.audits.errors.assignments import (
    AssignmentNotFound,
    AuditorGone,
    AuditorRefused,
    ProposalsOnly,
    WindowOver,
)
from network.audits.errors.auditors import AuditorNotFound
from network.audits.errors.programmes import NoSuchChecklist, ProgrammeNotActive
from network.audits.queries.plan_inputs import plan_auditors, plan_sites
from network.audits.rules.assignments import AssignmentState
from network.audits.rules.plan_auditors import refusal
from network.audits.rules.plan_days import Calendar, calendar
from network.audits.rules.planner import Gap, Proposal, propose
from network.audits.rules.planning import AUDITOR_RULE_LABELS, DaySpan, ProgrammeState
from network.audits.schemas.programmes import PlanOut, kept_rules
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, insert_many, transaction
from network.foundation.trail import record as trail
from network.web.versions import check_version

_VISIT = (
    "id",
    "programme",
    "site",
    "checklist",
    "auditor",
    "kind",
    "state",
    "announced",
    "scored",
    "window_from",
    "window_to",
    "proposed_at",
    "persona",
    "version",
)
_GAP = ("id", "programme", "site", "missing", "rule", "refused", "planned_at")


async def plan_programme(actor: Actor, programme: UUID, at: datetime, seed: int | None = None) -> PlanOut:
    """Draw the visits that are still wanted, in place of what was proposed before and not offered. The same seed draws
    the same again as long as sites, auditors and visits are the same.

    ProgrammeNotFound, ProgrammeOfOthers, ProgrammeNotActive, NoSuchChecklist.
    """
    actor.require(Permission.PLAN_VISITS)
    drawn = secrets.randbelow(2**31) if seed is None else seed
    async with transaction(actor):
        row = await active_programme(programme)
        checklist = await _checklist(row["checklist_key"])
        await execute("delete from assignment where programme = $1 and state = 'proposed'", programme)
        await execute("delete from plan_gap where programme = $1", programme)
        days = days_of(row, at)
        sites, auditors = await plan_sites(programme, days.first), await plan_auditors()
        plan = propose(sites, auditors, days, kept_rules(row["rules"]).window_days, drawn)
        await insert_many("assignment", _VISIT, (_visit(each, row, checklist, at) for each in plan.proposals))
        await insert_many("plan_gap", _GAP, _gaps(plan.gaps, programme, at))
        made = PlanOut(seed=drawn, proposed=len(plan.proposals), missing=sum(gap.missing for gap in plan.gaps))
        facts = {"programme": row["name"], **made.model_dump()}
        await trail.record(actor, "programme.planned", f"programme:{programme}", facts)
    return made


async def choose_auditor(actor: Actor, assignment: UUID, code: str, version: int | None, at: datetime) -> None:
    """Another auditor for a visit that is only proposed, by the same hard rules.

    AssignmentNotFound, ProposalsOnly, AuditorNotFound, AuditorGone, AuditorRefused, PreconditionFailed.
    """
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor):
        row = await locked_proposal(assignment)
        check_version(version, row["version"])
        auditor = await fit_auditor(row, code, at)
        await execute("update assignment set auditor = $2 where id = $1", assignment, auditor)
        await trail.record(actor, "visit.auditor_chosen", f"visit:{assignment}", {"auditor": code}, site=-row["site"])


async def remove_proposal(actor: Actor, assignment: UUID) -> UUID:
    """Leave a proposed visit out; its programme. AssignmentNotFound, ProposalsOnly."""
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor):
        row = await locked_proposal(assignment)
        await execute("delete from assignment where id = $1", assignment)
        await trail.record(actor, "visit.left_out", f"visit:{assignment}", {}, site=-row["site"])
    programme: UUID = row["programme"]
    return programme


async def active_programme(programme: UUID) -> Record:
    """Inside a transaction. ProgrammeNotFound, ProgrammeOfOthers, ProgrammeNotActive."""
    row = await locked_programme(programme)
    if row["state"] != ProgrammeState.ACTIVE:
        raise ProgrammeNotActive()
    return row


async def locked_proposal(assignment: UUID) -> Record:
    """Inside a transaction: a visit that is only proposed. AssignmentNotFound, ProposalsOnly."""
    row = await locked_assignment(assignment)
    if row["state"] != AssignmentState.PROPOSED:
        raise ProposalsOnly()
    return row


async def locked_assignment(assignment: UUID) -> Record:
    """Inside a transaction: an assignment with the zone of its site. AssignmentNotFound."""
    row = await fetch_row(
        "select a.*, s.time_zone, s.code from assignment a join site s on s.id = a.site where a.id = $1"
        " for update of a",
        assignment,
    )
    if row is None:
        raise AssignmentNotFound()
    return row


async def fit_auditor(row: Record, code: str, at: datetime) -> UUID:
    """Inside a transaction: the auditor of this code, when every hard rule lets them make this visit.

    AuditorNotFound, AuditorGone, AuditorRefused, WindowOver.
    """
    known = await fetch_row("select id, active from auditor where code = $1", code)
    if known is None:
        raise AuditorNotFound()
    if not known["active"]:
        raise AuditorGone()
    if row["window_to"] <= at:
        raise WindowOver()
    first, last = _span(row)
    site = (await plan_sites(row["programme"], first, only=[row["site"]], without=row["id"]))[0]
    rule = refusal(site, await plan_auditors(known["id"]), DaySpan(first, last), scored=row["scored"])
    if rule is not None:
        raise AuditorRefused(auditor=code, rule=AUDITOR_RULE_LABELS[rule])
    auditor: UUID = known["id"]
    return auditor


def days_of(row: Record, at: datetime) -> Calendar:
    """The days of a programme from which an auditor still hears in time."""
    return calendar(row["from_on"], row["to_on"], kept_rules(row["rules"]), at.date(), scored=row["scored"])


async def _checklist(key: str) -> Record:
    row = await fetch_row("select id, kind from checklist where key = $1 and state = 'published' and not pilot", key)
    if row is None:
        raise NoSuchChecklist()
    return row


def _span(row: Record) -> tuple[date, date]:
    """The days of an assignment's window, on the clock of its site."""
    zone = ZoneInfo(row["time_zone"])
    first, last = (row[name].astimezone(zone) for name in ("window_from", "window_to"))
    return first.date(), (last - timedelta(microseconds=1)).date()


def _visit(each: Proposal, programme: Record, checklist: Record, at: datetime) -> tuple[object, ...]:
    """The values of `_VISIT`."""
    window_from, window_to = each.window.moments(each.site.zone)
    return (
        uuid4(),
        programme["id"],
        each.site.id,
        checklist["id"],
        each.auditor,
        checklist["kind"],
        AssignmentState.PROPOSED.value,
        programme["announced"],
        programme["scored"],
        window_from,
        window_to,
        at,
        "",
        1,
    )


def _gaps(gaps: Iterable[Gap], programme: UUID, at: datetime) -> Iterable[tuple[object, ...]]:
    """The values of `_GAP`."""
    for gap in gaps:
        refused = json.dumps({rule.value: count for rule, count in gap.refused.items()})
        yield uuid4(), programme, gap.site.id, gap.missing, gap.rule and gap.rule.value, refused, at
