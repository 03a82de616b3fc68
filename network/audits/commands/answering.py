"""An auditor answers what headquarters asks about its visit; then that is reviewed again."""

from datetime import datetime
from uuid import UUID, uuid4

from network.audits.commands.myself import myself
from network.audits.commands.reviewing import has_question
from network.audits.errors.filings import FilingNotFound
from network.audits.errors.reviews import ReviewWrong, TalkClosed
from network.audits.rules.assignments import FilingState
from network.audits.rules.review import MAY_ANSWER
from network.audits.schemas.visits import ReplyIn
from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail

# Row security leaves the auditor's own.
_ROW = "select id, assignment, site, state from filing where id = $1 for update"


async def answer_headquarters(actor: Actor, filing: UUID, answer: ReplyIn, at: datetime) -> None:
    """Add a line to the talk about an own visit; one that needed clarification is in review again.

    NotEnrolled, FilingNotFound, TalkClosed when it was decided on, ReviewWrong for a question that there is not.
    """
    actor.require(Permission.MAKE_VISITS)
    async with transaction(actor):
        me = await myself(actor)
        row = await fetch_row(_ROW, filing)
        if row is None:
            raise FilingNotFound()
        if row["state"] not in MAY_ANSWER:
            raise TalkClosed()
        if answer.question is not None and not await has_question(filing, answer.question):
            raise ReviewWrong({"question": _("The checklist has no such question.")})
        await execute(
            "insert into filing_message (id, filing, site, question, visibility, body, from_auditor, who, at) "
            "values ($1, $2, $3, $4, 'auditor', $5, true, $6, $7)",
            uuid4(),
            filing,
            row["site"],
            answer.question,
            answer.body,
            me.code,
            at,
        )
        if row["state"] == FilingState.NEEDS_CLARIFICATION:
            await _back_to_review(filing, row["site"], me.code, at)
        facts = {"filing": filing, "question": answer.question}
        await trail.record(me.stand_in, "visit.answered", f"visit:{row['assignment']}", facts, site=-row["site"])


async def _back_to_review(filing: UUID, site: int, code: str, at: datetime) -> None:
    await execute("update filing set state = 'in_review' where id = $1", filing)
    await execute(
        "insert into filing_step (id, filing, site, from_state, to_state, reason, who, at) "
        "values ($1, $2, $3, 'needs_clarification', 'in_review', '', $4, $5)",
        uuid4(),
        filing,
        site,
        code,
        at,
    )
