"""The code on the poster of a site is made anew; whoever stands before the poster answers, and it never counts."""

import json
from datetime import datetime
from uuid import UUID, uuid4

import asyncpg

from network.feedback.errors.posters import (
    PosterBusy,
    PosterMadeMeanwhile,
    PosterReplaced,
    PosterSiteClosed,
    PosterUnknown,
)
from network.feedback.errors.surveys import AnswerWrong
from network.feedback.rules import posters as rules
from network.feedback.rules.answers import Channel
from network.feedback.rules.forms import tidy_code, unknown_blocks
from network.feedback.schemas.posters import VoiceIn
from network.feedback.schemas.surveys import CUSTOMER, AskedOut, shipped_form
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, gate, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.identity.commands.attempts import count
from network.identity.errors.accounts import TooManyAttempts
from network.identity.rules.throttling import Counter
from network.sites.queries.sites import site_row

_ANSWER = """
insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, blocks, comment, language,
                           answered_at)
values ($1, $2, null, $3, $4, $5, $6, $7, $8, $9, $10)
"""


async def make_poster(actor: Actor, code: str, now: datetime) -> str:
    """A new code for a site, which is the first or takes the place of the one before: that one is good for nothing
    from now on. SiteNotFound, PosterSiteClosed, PosterMadeMeanwhile."""
    actor.require(Permission.HANG_POSTERS)
    made, written = uuid4(), rules.new_code()
    try:
        async with transaction(actor):
            site = await site_row(code)
            if site["status"] == "closed":
                raise PosterSiteClosed()
            ended = await fetch_value(
                "update survey_poster set ended_at = $2 where site = $1 and ended_at is null returning id",
                *(site["id"], now),
            )
            await execute(
                "insert into survey_poster (id, site, code, made_at) values ($1, $2, $3, $4)",
                *(made, site["id"], written, now),
            )
            facts = {"replaced": ended is not None}
            await trail.record(actor, "poster.made", f"poster:{made}", facts, site=site["id"])
    except asyncpg.UniqueViolationError as twice:
        raise PosterMadeMeanwhile() from twice
    return written


async def asked_by_poster(code: str, address: str, at: datetime) -> AskedOut:
    """At which site a poster hangs. PosterBusy, PosterUnknown, PosterReplaced, PosterSiteClosed."""
    row = await _asked(code, at, rules.of_looks(address))
    return AskedOut(site=row["code"], name=row["name"], name_zh=row["name_zh"], product="")


async def answer_by_poster(code: str, given: VoiceIn, language: str, address: str, at: datetime) -> UUID:
    """Keep an open voice; its id. As above, and AnswerWrong. Neither the address nor anything else of the person is
    kept with it."""
    form = shipped_form(CUSTOMER)
    if wrong := unknown_blocks(form, given.blocks):
        raise AnswerWrong({name: _("The form does not ask this.") for name in wrong})
    row = await _asked(code, at, rules.of_address(address), rules.of_poster(tidy_code(code)))
    actor, made = Actor.system("survey"), uuid4()
    said = (given.grade, json.dumps(given.blocks), given.comment, language, at)
    async with transaction(actor):
        await execute(_ANSWER, made, row["site"], Channel.POSTER, form.key, form.version, *said)
        facts = {"grade": given.grade, "channel": Channel.POSTER}
        # In the chain of the network, as other answers: the site is not to learn when somebody stood at its counter.
        await trail.record(actor, "survey.answered", f"answer:{made}", facts)
    return made


async def _asked(code: str, at: datetime, of_sender: Counter, of_poster: Counter | None = None) -> Record:
    try:
        async with gate():
            await count(at, of_sender)
            row = await fetch_row("select * from poster_asked($1)", tidy_code(code))
            if row and of_poster:
                await count(at, of_poster)
    except TooManyAttempts as full:
        raise PosterBusy(full.retry_after) from full
    if row is None:
        raise PosterUnknown()
    if row["closed"]:
        raise PosterSiteClosed()
    if row["replaced"]:
        raise PosterReplaced()
    return row
