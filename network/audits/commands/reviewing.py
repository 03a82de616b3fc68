"""Reviewing visits: from one state to the next, by somebody who did not make the visit; and what is said about them.

Nothing is ever approved by waiting. Until it is published all of it stands in the hidden chain of its site.
"""

import secrets
from datetime import datetime
from uuid import UUID, uuid4

from network.audits.commands.publishing import void_audit
from network.audits.errors.filings import FilingNotFound
from network.audits.errors.reviews import (
    NoSuchMove,
    OwnVisitReviewed,
    ReviewChanged,
    ReviewWrong,
    TalkClosed,
    Undecided,
)
from network.audits.queries.visit_texts import undecided_of
from network.audits.rules.assignments import FilingState
from network.audits.rules.review import Draw, asks_reason, embargo_until, moves_of
from network.audits.schemas.programmes import kept_rules
from network.audits.schemas.visits import MoveIn, VisitMessageIn
from network.audits.telling import tell_asked
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail

_ROW = """
select f.id, f.assignment, f.site, f.auditor, f.state, f.current, f.version, f.visited_at, f.embargo_until,
       (f.visited_at at time zone s.time_zone)::date as visited_on,
       am_auditor(f.auditor) as is_own,
       (select audit from audit_source where filing = f.id) as audit
from filing f join site s on s.id = f.site
where f.id = $1 for update of f
"""
_RULES = "select p.rules from assignment a join audit_programme p on p.id = a.programme where a.id = $1"
_SET = """
update filing set state = $2, embargo_until = $3, reviewer = $4, reviewer_name = $5 where id = $1
"""

_HAPPENED = {
    FilingState.IN_REVIEW: "taken_up",
    FilingState.NEEDS_CLARIFICATION: "questioned",
    FilingState.APPROVED: "approved",
    FilingState.APPROVED_EXCLUDED: "excluded",
    FilingState.REJECTED: "rejected",
    FilingState.VOIDED: "voided",
}
_CLOSED = frozenset({FilingState.REJECTED, FilingState.VOIDED})
_REASON_NEEDED = _("Say why. Whoever looks at this visit later reads it.")


async def move_visit(actor: Actor, filing: UUID, move: MoveIn, at: datetime, draw: Draw = secrets.randbelow) -> None:
    """Take a visit up, ask its auditor, approve, exclude, reject or void it; `draw` decides on the days of the embargo.

    What was published is voided there, too: its site reads that, and why. FilingNotFound, OwnVisitReviewed, NoSuchMove,
    ReviewChanged, ReviewWrong without a needed reason, Undecided.
    """
    async with transaction(actor):
        row = await locked_visit(actor, filing)
        state = FilingState(row["state"])
        if move.to not in moves_of(state, published=row["audit"] is not None):
            raise NoSuchMove()
        if move.version != row["version"]:
            raise ReviewChanged(version=row["version"])
        if asks_reason(state, move.to) and not move.reason:
            raise ReviewWrong({"reason": _REASON_NEEDED})
        until = await _embargo(row, move.to, at, draw)
        await execute(_SET, filing, move.to, until, actor.account, actor.name)
        await add_step(actor, row, move.to, move.reason, at)
        if move.to is FilingState.NEEDS_CLARIFICATION:
            await _ask(actor, row, move.reason, at)
        if row["audit"] is not None:
            await void_audit(actor, row["site"], row["audit"], move.reason, at)
        facts = {"filing": filing, "reason": move.reason}
        await trail.record(actor, f"visit.{_HAPPENED[move.to]}", f"visit:{row['assignment']}", facts, site=-row["site"])


async def say(actor: Actor, filing: UUID, message: VisitMessageIn, at: datetime) -> None:
    """Add a line to the talk about a visit. The auditor is told of what it may read. FilingNotFound, OwnVisitReviewed,
    ReviewWrong for a question that its checklist does not have, TalkClosed."""
    async with transaction(actor):
        row = await locked_visit(actor, filing)
        published = row["audit"] is not None
        if FilingState(row["state"]) in _CLOSED or (published and message.visibility == "all"):
            raise TalkClosed()
        if message.question is not None and not await has_question(filing, message.question):
            raise ReviewWrong({"question": _("The checklist has no such question.")})
        made = await add_message(actor, row, message, at)
        if message.visibility != "hq":
            await tell_asked(row["auditor"], str(made), row["visited_on"])
        facts = {"filing": filing, "question": message.question, "visibility": message.visibility}
        await trail.record(actor, "visit.said", f"visit:{row['assignment']}", facts, site=-row["site"])


async def locked_visit(actor: Actor, filing: UUID) -> Record:
    """Inside a transaction: the filing, for somebody who may decide about it. FilingNotFound, OwnVisitReviewed."""
    actor.require(Permission.REVIEW_VISITS)
    row = await fetch_row(_ROW, filing)
    if row is None:
        raise FilingNotFound()
    if row["is_own"]:
        raise OwnVisitReviewed()
    return row


async def add_step(actor: Actor, row: Record, to: FilingState, reason: str, at: datetime) -> None:
    """Keep who moved a filing (the row as it was before) where, and why."""
    await execute(
        "insert into filing_step (id, filing, site, from_state, to_state, reason, by, who, at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        uuid4(),
        row["id"],
        row["site"],
        row["state"],
        to,
        reason,
        actor.account,
        actor.name,
        at,
    )


async def add_message(
    actor: Actor, row: Record, message: VisitMessageIn, at: datetime, *, from_auditor: bool = False
) -> UUID:
    """Keep a line of the talk; its id."""
    made = uuid4()
    await execute(
        "insert into filing_message (id, filing, site, question, visibility, body, from_auditor, by, who, at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
        made,
        row["id"],
        row["site"],
        message.question,
        message.visibility,
        message.body,
        from_auditor,
        actor.account,
        actor.name,
        at,
    )
    return made


async def has_question(filing: UUID, question: str) -> bool:
    return bool(
        await fetch_value(
            "select exists (select from filing f join checklist c on c.id = f.checklist, "
            "jsonb_array_elements(c.document -> 'sections') section, jsonb_array_elements(section -> 'questions') each "
            "where f.id = $1 and each ->> 'key' = $2)",
            filing,
            question,
        )
    )


async def _embargo(row: Record, to: FilingState, at: datetime, draw: Draw) -> datetime | None:
    """Until when an approved visit stays secret; that of a published one stays. Undecided."""
    if row["audit"] is not None:
        until: datetime = row["embargo_until"]
        return until
    if to is not FilingState.APPROVED:
        return None
    photos, texts = await undecided_of(row["id"])
    if photos or texts:
        raise Undecided(photos=photos, texts=texts)
    rules = kept_rules(await fetch_value(_RULES, row["assignment"]))
    return embargo_until(at, rules.least_embargo_days, rules.most_embargo_days, draw)


async def _ask(actor: Actor, row: Record, body: str, at: datetime) -> None:
    """What needs clarification is the first line of the talk about it, and the auditor is told that there is one."""
    made = await add_message(actor, row, VisitMessageIn(visibility="auditor", body=body), at)
    await tell_asked(row["auditor"], str(made), row["visited_on"])
