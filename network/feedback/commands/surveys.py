"""A customer answers with the code on the receipt: once for an order, whoever comes first."""

import json
from datetime import datetime
from hashlib import sha256
from typing import Any
from uuid import UUID, uuid4

from network.feedback.errors.surveys import AnswerWrong, CodeExpired, CodeUnknown, CodeUsed, OrderCancelled
from network.feedback.rules.answers import Channel
from network.feedback.rules.forms import CodeStanding, code_standing, tidy_code, unknown_blocks
from network.feedback.schemas.surveys import CUSTOMER, AskedOut, CustomerAnswerIn, shipped_form
from network.foundation.access import Actor
from network.foundation.database import Record, fetch_row, fetch_value, gate, transaction
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.identity.commands.attempts import count
from network.identity.rules.throttling import Counter

# Of one network address within the window of `throttling`. Sixty bits of code are guessed by nobody, this many at once
# are a machine.
MOST_TRIES = 60

_REFUSALS: dict[CodeStanding, type[ServicemarkError]] = {
    CodeStanding.USED: CodeUsed,
    CodeStanding.EXPIRED: CodeExpired,
    CodeStanding.CANCELLED: OrderCancelled,
}
_ANSWER = """
insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, blocks, comment, language,
                           answered_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
on conflict (repair_order) where repair_order is not null do nothing
returning id
"""


async def asked_by_code(code: str, address: str, at: datetime) -> AskedOut:
    """What a code asks about. TooManyAttempts, CodeUnknown, CodeUsed, CodeExpired, OrderCancelled."""
    row = await _asked(code, address, at)
    return AskedOut(site=row["code"], name=row["name"], name_zh=row["name_zh"], product=row["product"] or "")


async def answer_by_code(code: str, given: CustomerAnswerIn, language: str, address: str, at: datetime) -> UUID:
    """Keep the answer; its id. As above, and AnswerWrong."""
    form = shipped_form(CUSTOMER)
    if wrong := unknown_blocks(form, given.blocks):
        raise AnswerWrong({name: _("The form does not ask this.") for name in wrong})
    row, actor = await _asked(code, address, at), Actor.system("survey")
    said: tuple[Any, ...] = (given.grade, json.dumps(given.blocks), given.comment, language, at)
    async with transaction(actor):
        made: UUID | None = await fetch_value(
            _ANSWER, uuid4(), row["site"], row["repair_order"], Channel.RECEIPT, form.key, form.version, *said
        )
        if made is None:
            raise CodeUsed()
        facts = {"grade": given.grade, "channel": Channel.RECEIPT}
        # In the chain of the network: the site reads its own, and is not to learn when somebody answered.
        await trail.record(actor, "survey.answered", f"answer:{made}", facts)
    return made


async def _asked(code: str, address: str, at: datetime) -> Record:
    async with gate():
        await count(at, Counter(f"survey:{address}", MOST_TRIES))
        kept = sha256(tidy_code(code).encode()).digest()
        row = await fetch_row("select * from survey_asked($1)", kept)
    if row is None:
        raise CodeUnknown()
    standing = code_standing(
        answered=row["answered"],
        cancelled=row["cancelled_at"] is not None,
        received_at=row["received_at"],
        ready_at=row["ready_at"],
        now=at,
    )
    if standing in _REFUSALS:
        raise _REFUSALS[standing]()
    return row
