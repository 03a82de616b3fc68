"""Keeping how a call to a customer ended; what was answered counts like any other answer about an order."""

import json
from datetime import datetime
from uuid import UUID, uuid4

from network.feedback.errors.calls import CallOver, CallWrong
from network.feedback.queries.calls import call_row
from network.feedback.rules.answers import Channel
from network.feedback.rules.calls import CallState, Outcome
from network.feedback.rules.forms import unknown_blocks
from network.feedback.schemas.calls import CallIn
from network.feedback.schemas.surveys import CUSTOMER, shipped_form
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_value, transaction
from network.foundation.i18n import Text, current
from network.foundation.i18n import lazy as _
from network.foundation.trail.record import record

_ANSWER = """
insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, blocks, comment, language,
                           answered_at, entered_by)
select gen_random_uuid(), i.site, i.repair_order, $2, $3, $4, $5, $6, $7, $8, $9, $10
from survey_invitation i where i.id = $1
on conflict (repair_order) where repair_order is not null do nothing
returning id
"""
_CALL = """
insert into call_back (id, site, repair_order, outcome, note, called_at, called_by, caller)
select $2, i.site, i.repair_order, $3, $4, $5, $6, $7 from survey_invitation i where i.id = $1
"""


async def keep_call(actor: Actor, call: UUID, given: CallIn, now: datetime) -> None:
    """Keep one call, and what was answered. CallNotFound, CallOver, CallWrong.

    It is told to the chain of the network: a site is not to learn who was called, nor when.
    """
    actor.require(Permission.RUN_SURVEYS)
    async with transaction(actor):
        # Two who call the same customer wait for each other.
        await fetch_value("select pg_advisory_xact_lock(hashtextextended($1, 0))", str(call))
        row = await call_row(call)
        _check(given)
        if row["state"] != CallState.DUE:
            raise CallOver()
        if given.outcome is Outcome.ANSWERED:
            await _answered(actor, row, given, now)
        await execute(_CALL, call, uuid4(), given.outcome, given.note, now, actor.account, actor.name)
        facts = {"outcome": given.outcome, "site": row["site"], "order": row["order_no"]}
        await record(actor, "survey.called", f"call:{call}", facts)


async def _answered(actor: Actor, row: Record, given: CallIn, now: datetime) -> None:
    form = shipped_form(CUSTOMER)
    said = (given.grade, json.dumps(given.blocks), given.comment, current().code, now, actor.account)
    made = await fetch_value(_ANSWER, row["id"], Channel.CALL_BACK, form.key, form.version, *said)
    if made is None:
        raise CallOver()
    facts = {"grade": given.grade, "channel": Channel.CALL_BACK}
    await record(actor, "survey.answered", f"answer:{made}", facts)


def _check(given: CallIn) -> None:
    answered = given.outcome is Outcome.ANSWERED
    wrong: dict[str, str | Text] = {
        name: _("The form does not ask this.") for name in unknown_blocks(shipped_form(CUSTOMER), given.blocks)
    }
    if answered and given.grade is None:
        wrong["grade"] = _("Choose the grade that the customer gave.")
    if not answered and (given.grade is not None or given.blocks or given.comment):
        wrong["outcome"] = _(
            "Who did not answer gave no grade and no words. Choose “The customer answered”, or empty them."
        )
    if wrong:
        raise CallWrong(wrong)
