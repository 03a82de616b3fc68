"""Taking in a file of complaints: read, checked and added in SQL, all or nothing."""

from datetime import datetime
from pathlib import Path

import asyncpg

from network.feedback.commands.complaints import locked_complaint
from network.feedback.commands.overcharges import suspect_by_complaint
from network.feedback.complaint_files import ARRIVED, COMPLAINT_CHECKS, COMPLAINTS_LAYOUT, MOST_COMPLAINTS
from network.feedback.errors.complaints import ComplaintsOverlapped
from network.feedback.queries.complaints import order_of
from network.feedback.queries.problems import NEWEST, problem_tree
from network.feedback.rules.complaints import masked
from network.feedback.rules.problems import OVERCHARGING
from network.foundation.access import Actor, Permission
from network.foundation.clock import HEADQUARTERS
from network.foundation.database import execute, fetch, transaction
from network.foundation.intake.small import small_file, stage_whole
from network.foundation.tabular.read import Parsed
from network.foundation.trail.record import NETWORK
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind
from network.web.uploads import SentFile

# $1: version of the tree, $2: account, $3: now, $4: SHA-256 of the file. What is answered already was read by its site
# as it came in; the clock of what is not begins now.
_COMPLAINTS = """
insert into complaint (id, complaint_no, site, channel, received_at, told_at, order_no, repair_order, product, problem,
    tree_version, severity, customer, words, state, hold_hours, acknowledged_at, answered_at, answerer, answer_side,
    answer, entered_by, entered_at, file_sha256)
select id, complaint_no, site, channel, received_at,
       case when site is not null then case when answered_at is null then $3 else received_at end end,
       order_no, repair_order, product, problem, $1, severity, customer, words,
       case when answered_at is null then 'received' else 'answered' end, 0, answered_at, answered_at,
       case when answered_at is not null then 'file' end, case when answered_at is not null then 'hq' end, answer,
       $2, $3, $4
from arrived order by row_number
"""
_STEPS = """
insert into complaint_step (id, complaint, site, what, note, side, by, who, at)
select gen_random_uuid(), id, site, 'entered', '', 'hq', $1, $2, $3 from arrived
"""
_EVENTS = """
insert into trail_event (site, actor, account, action, subject, body)
select coalesce(site, $5), $1, $2, 'complaints.imported', 'file:' || $3, json_build_object('file', $4::text,
       'records', count(*))::text
from arrived group by site order by site
"""
_TELL = """
select tell_site(site, $1, id || ' ' || site, '/complaints/' || id, jsonb_build_object('number', complaint_no), $2)
from arrived where site is not null and answered_at is null
"""


async def import_complaints(actor: Actor, sent: SentFile, folder: Path, at: datetime) -> int:
    """Add the complaints of a file; how many. RowsFaulty, FileTooLarge, FileRefused, ComplaintsOverlapped."""
    actor.require(Permission.HANDLE_COMPLAINTS)
    async with small_file(folder, sent.blocks, COMPLAINTS_LAYOUT, MOST_COMPLAINTS) as (_kept, parsed):
        try:
            async with transaction(actor):
                await _taken(actor, parsed, sent.name, at)
        except asyncpg.UniqueViolationError as error:
            raise ComplaintsOverlapped() from error
    return parsed.rows


async def _taken(actor: Actor, parsed: Parsed, name: str, at: datetime) -> None:
    await execute(
        "select set_config('app.zone', $1, true), set_config('app.problems', $2, true)",
        *(HEADQUARTERS.key, ",".join(problem_tree().keys)),
    )
    await stage_whole(parsed, COMPLAINTS_LAYOUT, ARRIVED, COMPLAINT_CHECKS, at)
    await _mask()
    await execute(_COMPLAINTS, NEWEST, actor.account, at, parsed.sha256)
    await execute(
        "insert into complaint_customer (complaint, site, name, phone) "
        "select id, site, customer_name, customer_phone from arrived where customer_name <> '' or customer_phone <> ''"
    )
    await execute(_STEPS, actor.account, actor.name, at)
    await execute(_EVENTS, actor.name, actor.account, parsed.sha256, name, NETWORK)
    kind = NoticeKind.COMPLAINT_RECEIVED
    await fetch(_TELL, kind.value, mail_after(kind))
    await _suspect(actor, at)


async def _mask() -> None:
    rows = await fetch("select id, customer_name, customer_phone from arrived")
    await execute("alter table arrived add column customer text not null default ''")
    await execute(
        "update arrived a set customer = m.customer from unnest($1::uuid[], $2::text[]) m (id, customer) "
        "where a.id = m.id",
        *([row["id"] for row in rows], [masked(row["customer_name"], row["customer_phone"]) for row in rows]),
    )


async def _suspect(actor: Actor, at: datetime) -> None:
    """Complaints of prices are few."""
    rows = await fetch(
        "select id, site, order_no from arrived where site is not null and split_part(problem, '.', 1) = $1 "
        "order by row_number",
        OVERCHARGING,
    )
    for row in rows:
        order = await order_of(row["site"], row["order_no"]) if row["order_no"] else None
        await suspect_by_complaint(actor, await locked_complaint(row["id"]), order, at)
