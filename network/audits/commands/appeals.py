"""What a site does about a published audit: talks about it, appeals against it, withdraws an appeal."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.audits.commands.appeal_files import SentEvidence, keep_appeal_file
from network.audits.commands.delivery import Way, deliver
from network.audits.errors.appeals import (
    AppealedAlready,
    AppealIsOver,
    AppealNotFound,
    AppealWrong,
    AuditNotFound,
    AuditRevised,
    AuditVoided,
    MessageWrong,
    TooLateToAppeal,
)
from network.audits.rules.appeals import AuditState, may_appeal
from network.audits.schemas.audits import AppealIn, MessageIn
from network.audits.schemas.published import kept_published
from network.audits.telling_audits import tell_of_message
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import current
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.queries.sites import site_row

_LODGE = """
insert into audit_appeal (id, audit, site, revision, question, ground, body, state, lodged_by, lodger, lodged_at)
values ($1, $2, $3, $4, $5, $6, $7, 'open', $8, $9, $10)
"""


async def lodge_appeal(
    actor: Actor, code: str, audit_id: UUID, given: AppealIn, files: Sequence[SentEvidence], at: datetime
) -> UUID:
    """Appeal against one question, before the window closes; the id of the appeal.

    SiteNotFound, AuditNotFound, AuditVoided, TooLateToAppeal, AuditRevised, AppealWrong, AppealedAlready.
    """
    actor.require(Permission.APPEAL_AUDITS)
    async with transaction(actor):
        row = await _locked_audit(code, audit_id)
        _check_window(row, at)
        await deliver(actor, audit_id, Way.OPENED, at)
        await _check_question(row, given)
        made = uuid4()
        values = (given.revision, given.question, given.ground, given.body, actor.account, actor.name, at)
        await execute(_LODGE, made, audit_id, row["site"], *values)
        for sent in files:
            await keep_appeal_file(made, row["site"], sent, at)
        facts = {"audit": audit_id, "question": given.question, "ground": given.ground, "revision": given.revision}
        await trail.record(actor, "appeal.lodged", f"appeal:{made}", facts, site=row["site"])
    return made


async def retract_appeal(actor: Actor, code: str, audit_id: UUID, appeal_id: UUID, at: datetime) -> None:
    """Withdraw an open appeal; before the window closes the question may be appealed again. SiteNotFound,
    AuditNotFound, AppealNotFound, AppealIsOver."""
    actor.require(Permission.APPEAL_AUDITS)
    async with transaction(actor):
        row = await _locked_audit(code, audit_id)
        if not await fetch_value("select id from audit_appeal where id = $1 and audit = $2", appeal_id, audit_id):
            raise AppealNotFound()
        done = await execute(
            "update audit_appeal set state = 'retracted', decided_by = $2, decider = $3, decided_at = $4, "
            "version = version + 1 where id = $1 and state = 'open'",
            appeal_id,
            actor.account,
            actor.name,
            at,
        )
        if done == "UPDATE 0":
            raise AppealIsOver()
        await trail.record(actor, "appeal.retracted", f"appeal:{appeal_id}", {"audit": audit_id}, site=row["site"])


async def write_message(actor: Actor, code: str, audit_id: UUID, given: MessageIn, at: datetime) -> UUID:
    """Write a line of the talk about an audit, for the site or for headquarters; its id. It is never changed.

    SiteNotFound, AuditNotFound, MessageWrong for a question that the audit does not have.
    """
    side = "site" if actor.may(Permission.APPEAL_AUDITS) else "hq"
    actor.require(Permission.APPEAL_AUDITS if side == "site" else Permission.DECIDE_APPEALS)
    async with transaction(actor):
        row = await _locked_audit(code, audit_id)
        if side == "site":
            await deliver(actor, audit_id, Way.OPENED, at)
        if given.question and kept_published(row["document"]).question(given.question) is None:
            raise MessageWrong({"question": _("Choose a question of this audit.")})
        made = uuid4()
        await execute(
            "insert into audit_message (id, audit, site, question, side, body, by, who, at)"
            " values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
            made,
            audit_id,
            row["site"],
            given.question,
            side,
            given.body,
            actor.account,
            actor.name,
            at,
        )
        facts = {"side": side, "question": given.question}
        await trail.record(actor, "audit.message", f"audit:{audit_id}", facts, site=row["site"])
        if side == "hq":
            await tell_of_message(row["site"], code, audit_id, made, row["visited_on"])
    return made


async def _locked_audit(code: str, audit_id: UUID) -> Record:
    """An audit of this site, locked, with the document in force. SiteNotFound, AuditNotFound."""
    site = await site_row(code)
    row = await fetch_row(
        "select a.id, a.site, a.state, a.published_at, a.appeal_until, a.revision, a.visited_on, $3::text as time_zone,"
        " (select r.document from audit_revision r where r.audit = a.id and r.number = a.revision) as document"
        " from audit a where a.id = $1 and a.site = $2 for update",
        audit_id,
        site["id"],
        site["time_zone"],
    )
    if row is None:
        raise AuditNotFound()
    return row


def _check_window(row: Record, at: datetime) -> None:
    state, until = AuditState(row["state"]), row["appeal_until"]
    if state is AuditState.VOIDED:
        raise AuditVoided()
    if until is not None and not may_appeal(state, row["published_at"], until, at):
        raise TooLateToAppeal(until=current().moment(until, ZoneInfo(row["time_zone"])))


async def _check_question(row: Record, given: AppealIn) -> None:
    """Each question is decided about once, in the revision that its site has read."""
    if given.revision != row["revision"]:
        raise AuditRevised(current=row["revision"])
    if kept_published(row["document"]).question(given.question) is None:
        raise AppealWrong({"question": _("Choose a question of this audit.")})
    sql = "select exists (select from audit_appeal where audit = $1 and question = $2 and state <> 'retracted')"
    if await fetch_value(sql, row["id"], given.question):
        raise AppealedAlready()
