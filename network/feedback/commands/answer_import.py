"""Taking in a file of answers: read, checked and added in SQL, all or nothing; handed in again it adds nothing."""

from datetime import datetime
from pathlib import Path

import asyncpg

from network.feedback.answer_files import ANSWER_CHECKS, ANSWERS_LAYOUT, ARRIVED, MOST_ANSWERS
from network.feedback.errors.answers import AnswersOverlapped
from network.feedback.rules.answers import Channel
from network.feedback.schemas.surveys import CUSTOMER, shipped_form
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_value, transaction
from network.foundation.intake.small import small_file, stage_whole
from network.foundation.trail.record import record
from network.web.uploads import SentFile

_ADD = """
with made as (
    insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, blocks, comment, language,
                               answered_at, entered_by)
    select gen_random_uuid(), site, repair_order, $1, $2, $3, grade, blocks, comment, '', answered_at, $4
    from arrived where not known order by row_number
    returning 1
)
select count(*)::int from made
"""


async def import_answers(actor: Actor, sent: SentFile, folder: Path, at: datetime) -> int:
    """Add the answers of a file; how many were new. RowsFaulty, FileTooLarge, FileRefused, AnswersOverlapped.

    It is told to the chain of the network: a site is not to learn when its customers answered.
    """
    actor.require(Permission.RUN_SURVEYS)
    form = shipped_form(CUSTOMER)
    async with small_file(folder, sent.blocks, ANSWERS_LAYOUT, MOST_ANSWERS) as (_kept, parsed):
        try:
            async with transaction(actor):
                await stage_whole(parsed, ANSWERS_LAYOUT, ARRIVED, ANSWER_CHECKS, at)
                made: int = await fetch_value(_ADD, Channel.IMPORT, form.key, form.version, actor.account)
                if made:
                    facts = {"file": sent.name, "count": made}
                    await record(actor, "survey.imported", f"file:{parsed.sha256}", facts)
        except asyncpg.UniqueViolationError as error:
            raise AnswersOverlapped() from error
    return made
