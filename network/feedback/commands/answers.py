"""Declaring an answer void: it stays readable, and counts nowhere any more."""

from datetime import datetime
from uuid import UUID, uuid4

import asyncpg

from network.feedback.errors.answers import AnswerNotFound, AnswerVoid
from network.feedback.schemas.answers import VoidIn
from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, transaction
from network.foundation.trail.record import record


async def void_answer(actor: Actor, answer: UUID, given: VoidIn, now: datetime) -> None:
    """Let an answer not count, for a reason that the site reads; never undone. AnswerNotFound, AnswerVoid."""
    actor.require(Permission.RUN_SURVEYS)
    try:
        async with transaction(actor):
            row = await fetch_row("select site from survey_answer where id = $1", answer)
            if row is None or not actor.sees(row["site"]):
                raise AnswerNotFound()
            await execute(
                "insert into survey_void (id, answer, site, reason, voided_at, voided_by, voider) "
                "values ($1, $2, $3, $4, $5, $6, $7)",
                *(uuid4(), answer, row["site"], given.reason, now, actor.account, actor.name),
            )
            facts = {"reason": given.reason}
            await record(actor, "survey.voided", f"answer:{answer}", facts, site=row["site"])
    except asyncpg.UniqueViolationError as twice:
        raise AnswerVoid() from twice
