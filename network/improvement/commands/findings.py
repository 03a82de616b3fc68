"""Somebody at HQ writes a finding down, or takes one back."""

import json
from datetime import datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.identity.rules.notices import NoticeKind
from network.improvement.commands.raising import open_action, site_day, withdraw
from network.improvement.errors.actions import FindingIsOver, FindingNotFound, FindingWrong
from network.improvement.rules.findings import FindingState, Source
from network.improvement.schemas.findings import FindingIn
from network.improvement.telling import tell_of_action
from network.sites.queries.sites import site_row


async def write_finding_down(actor: Actor, code: str, given: FindingIn, at: datetime) -> UUID:
    """Keep what was found at a site, which is told and has to answer; its id. SiteNotFound, FindingWrong."""
    actor.require(Permission.VERIFY_ACTIONS)
    async with transaction(actor):
        return await keep_finding(actor, (await site_row(code))["id"], given, at)


async def keep_finding(actor: Actor, site: int, given: FindingIn, at: datetime) -> UUID:
    """The same inside a transaction, as for a complaint that is substantiated. FindingWrong."""
    actor.require(Permission.VERIFY_ACTIONS)
    if given.found_on > await site_day(site, at):
        raise FindingWrong({"found_on": _("This day is still to come. Enter the day on which it was found.")})
    made = uuid4()
    await execute(
        "insert into finding (id, site, source, title, detail, grade, found_on, raised_at, raised_by, state) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, 'open')",
        made,
        site,
        Source.HQ,
        json.dumps({"en": given.title, "zh_CN": given.title}),
        given.detail,
        given.grade,
        given.found_on,
        at,
        actor.name,
    )
    facts = {"title": given.title, "grade": given.grade, "found_on": given.found_on}
    await trail.record(actor, "finding.written", f"finding:{made}", facts, site=site)
    action = await open_action(actor, site, made, given.grade, at)
    due_on = await fetch_value("select due_on from corrective_action where id = $1", action)
    await tell_of_action(site, NoticeKind.FINDING_RAISED, action, str(made), due_on)
    return made


async def withdraw_finding(actor: Actor, code: str, finding_id: UUID, reason: str, at: datetime) -> None:
    """Take an open finding back with what it asks for. SiteNotFound, FindingNotFound, FindingIsOver."""
    actor.require(Permission.VERIFY_ACTIONS)
    async with transaction(actor):
        site = (await site_row(code))["id"]
        row = await fetch_row("select state from finding where site = $1 and id = $2 for update", site, finding_id)
        if row is None:
            raise FindingNotFound()
        if row["state"] != FindingState.OPEN:
            raise FindingIsOver()
        await withdraw(actor, site, finding_id, reason, at)
