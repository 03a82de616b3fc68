"""Charges that may have been too much: found in the orders or told by a customer, spoken for, decided."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.feedback.commands.steps import add_case_step
from network.feedback.errors.overcharges import CaseDecided, CaseNotFound, StaterDecides
from network.feedback.queries.overcharges import case_row
from network.feedback.rules.overcharges import DAYS_LOOKED_BACK, CaseState, CaseStep, Ground, may_decide
from network.feedback.schemas.overcharges import VerdictIn
from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.trail import record as trail
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind
from network.identity.telling import tell_site

# $1, $2: first and last day of the charge; $3: now; $4: who looks; $5: the account; $6: the notice and $7 its delay.
# What a customer complained of without a figure gets the figures of the order, until it is decided.
_FIND = """
with suspicious as (
    select * from checked_charges($1, $2) where verdict in ('warranty', 'above_list')
),
found as (
    insert into overcharge_case (id, site, ground, repair_order, order_no, product, service, charged_on, charge,
                                 currency, highest, price_list, state, found_at)
    select gen_random_uuid(), site, verdict, repair_order, order_no, product, service, charged_on, charge, currency,
           case verdict when 'above_list' then highest end, case verdict when 'above_list' then price_list end,
           'suspected', $3
    from suspicious
    on conflict (repair_order) where repair_order is not null do update
        set ground = excluded.ground, product = excluded.product, service = excluded.service,
            charged_on = excluded.charged_on, charge = excluded.charge, currency = excluded.currency,
            highest = excluded.highest, price_list = excluded.price_list
        where overcharge_case.ground = 'complaint' and overcharge_case.state = 'suspected'
    returning id, site, order_no
),
steps as (
    insert into overcharge_step (id, overcharge, site, what, note, side, by, who, at)
    select gen_random_uuid(), id, site, 'found', '', 'hq', $5, $4, $3 from found
),
told as (
    insert into trail_event (site, actor, account, action, subject, body)
    select site, $4, $5, 'overcharge.found', 'overcharges:' || $1::date || '/' || $2::date,
           json_build_object('count', count(*), 'first_day', $1::date, 'last_day', $2::date)::text
    from found group by site order by site
    returning site
)
select count(*)::int from found, (select count(*) from told) as kept
"""
# Apart, because who is told is asked for by a function of its own.
_TELL = """
select tell_site(site, $2, 'overcharges ' || $1::timestamptz::date, '/overcharges?state=suspected',
                 jsonb_build_object('count', count(*)::text), $3)
from overcharge_case where found_at = $1 and ground <> 'complaint' group by site
"""

# Kept with the case, as any reason that people write.
_ELSEWHERE = "The complaint is about another site or order. 该投诉涉及其他网点或工单。"


async def find_overcharges(actor: Actor, first_day: date, last_day: date, at: datetime) -> int:
    """Hold every charge of these days against the price list in force; how many cases are new. Again is safe."""
    actor.require(Permission.DECIDE_OVERCHARGES)
    async with transaction(actor):
        found = await fetch_value(_FIND, first_day, last_day, at, actor.name, actor.account)
        if found:
            await fetch(_TELL, at, NoticeKind.OVERCHARGE_SUSPECTED.value, mail_after(NoticeKind.OVERCHARGE_SUSPECTED))
    return int(found)


async def find_late_overcharges(actor: Actor, at: datetime) -> int:
    """The same of the days in which files still come: the work of each day."""
    today = headquarters_day(at)
    return await find_overcharges(actor, today - timedelta(days=DAYS_LOOKED_BACK), today, at)


async def suspect_by_complaint(actor: Actor, complaint: Record, order: Record | None, at: datetime) -> UUID:
    """Inside a transaction: a customer complains of a price. The case of the order that it is about, if there is one;
    otherwise a new one; its id."""
    await _let_go(actor, complaint, order, at)
    known = await _known(order, complaint["id"])
    if known is None:
        known = await _kept(complaint, order, at)
    elif known.complaint is None:
        await execute("update overcharge_case set complaint = $2 where id = $1", known.id, complaint["id"])
    site = complaint["site"]
    await add_case_step(actor, known.id, site, CaseStep.TOLD, complaint["complaint_no"], at)
    facts = {"number": complaint["complaint_no"], "order_no": complaint["order_no"] or ""}
    await trail.record(actor, "overcharge.told", f"overcharge:{known.id}", facts, site=site)
    return known.id


async def state_case(actor: Actor, case_id: UUID, statement: str, at: datetime) -> None:
    """The site says what happened, until it is decided; the newest statement stands. CaseNotFound, CaseDecided."""
    actor.require(Permission.ANSWER_COMPLAINTS)
    async with transaction(actor):
        row = await _open(case_id)
        await execute(
            "update overcharge_case set stated_by = $2, stated_at = $3, statement = $4 where id = $1",
            *(case_id, actor.account, at, statement),
        )
        await add_case_step(actor, case_id, row["site"], CaseStep.STATED, statement, at)
        facts = {"number": row["order_no"], "statement": statement}
        await trail.record(actor, "overcharge.stated", f"overcharge:{case_id}", facts, site=row["site"])


async def decide_case(actor: Actor, case_id: UUID, given: VerdictIn, at: datetime) -> None:
    """Substantiate or dismiss it, once and for all. CaseNotFound, CaseDecided, StaterDecides."""
    actor.require(Permission.DECIDE_OVERCHARGES)
    async with transaction(actor):
        row = await _open(case_id)
        if not may_decide(actor.account, row["stated_by"]):
            raise StaterDecides()
        await _decide(actor, row, given, at)


async def _decide(actor: Actor, row: Record, given: VerdictIn, at: datetime) -> None:
    case_id: UUID = row["id"]
    state = CaseState.SUBSTANTIATED if given.substantiated else CaseState.DISMISSED
    await execute(
        "update overcharge_case set state = $2, decided_by = $3, decider = $4, decided_at = $5, decision = $6 "
        "where id = $1",
        *(case_id, state, actor.account, actor.name, at, given.reason),
    )
    await add_case_step(actor, case_id, row["site"], CaseStep(state.value), given.reason, at)
    facts = {"number": row["order_no"], "substantiated": given.substantiated, "reason": given.reason}
    await trail.record(actor, f"overcharge.{state}", f"overcharge:{case_id}", facts, site=row["site"])
    link, told = f"/overcharges/{case_id}", {"number": row["order_no"] or "–"}
    await tell_site(row["site"], NoticeKind.OVERCHARGE_DECIDED, str(case_id), link, told)


async def _let_go(actor: Actor, complaint: Record, order: Record | None, at: datetime) -> None:
    """It was thought to be about another site, or its order was not known: a case that rests on it alone falls away."""
    sql = (
        "select * from overcharge_case where complaint = $1 and (site <> $2 or repair_order is distinct from $3) "
        "for update"
    )
    row = await fetch_row(sql, complaint["id"], complaint["site"], order["id"] if order else None)
    if row is None:
        return
    await execute("update overcharge_case set complaint = null where id = $1", row["id"])
    if row["state"] == CaseState.SUSPECTED and row["ground"] == Ground.COMPLAINT:
        await _decide(actor, row, VerdictIn(substantiated=False, reason=_ELSEWHERE), at)


@dataclass(frozen=True, slots=True)
class _Known:
    id: UUID
    complaint: UUID | None


async def _known(order: Record | None, complaint: UUID) -> _Known | None:
    row = await fetch_row(
        "select id, complaint from overcharge_case where repair_order = $1 or complaint = $2",
        *(order["id"] if order else None, complaint),
    )
    return _Known(row["id"], row["complaint"]) if row else None


async def _kept(complaint: Record, order: Record | None, at: datetime) -> _Known:
    zone = ZoneInfo(await fetch_value("select time_zone from site where id = $1", complaint["site"]))
    charged = order if order and order["charge"] else None
    made = uuid4()
    await execute(
        "insert into overcharge_case (id, site, ground, repair_order, order_no, complaint, product, service, "
        "charged_on, charge, currency, state, found_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, 'suspected', $12)",
        *(made, complaint["site"], Ground.COMPLAINT, order["id"] if order else None, complaint["order_no"] or ""),
        *(complaint["id"], order["product"] if order else complaint["product"] or ""),
        *(order["service"] if order else "", order["charged_on"] if order else _day(complaint, zone)),
        *(charged["charge"] if charged else None, charged["currency"] if charged else None, at),
    )
    return _Known(made, complaint["id"])


def _day(complaint: Record, zone: ZoneInfo) -> date:
    received: datetime = complaint["received_at"]
    return received.astimezone(zone).date()


async def _open(case_id: UUID) -> Record:
    """A case in reach that is not decided, locked. CaseNotFound, CaseDecided."""
    row = await fetch_row("select * from overcharge_case where id = $1 for update", case_id)
    row = row or await case_row(case_id)
    if row is None:
        raise CaseNotFound()
    if row["state"] != CaseState.SUSPECTED:
        raise CaseDecided()
    return row
