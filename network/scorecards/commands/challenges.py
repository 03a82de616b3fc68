"""A site challenges a criterion of its previewed card; headquarters decides, by somebody who had no part in it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

import asyncpg

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.evidence.kinds import Evidence
from network.foundation.i18n import current
from network.foundation.i18n import lazy as _
from network.foundation.periods import Quarter
from network.foundation.trail.record import record
from network.scorecards.errors import (
    ChallengedAlready,
    ChallengeFull,
    ChallengeIsOver,
    ChallengeNotFound,
    ChallengeWrong,
    NotInPreview,
    PartOfMatter,
    TooLateToChallenge,
)
from network.scorecards.queries.challenges import is_apart
from network.scorecards.queries.process import site_with_card
from network.scorecards.rules.challenges import MOST_FILES, ChallengeState, may_challenge
from network.scorecards.schemas.challenges import ChallengeDecisionIn, ChallengeIn
from network.scorecards.telling import tell_of_challenge
from network.web.versions import check_version

# What the database's own checks raise.
_REFUSED = "SM001"
# Two devices wait here for each other.
_PREVIEW = """
select p.run, p.site, p.opened_at, p.challenge_until, $3::text as time_zone
from scorecard_preview p join scorecard_run r on r.id = p.run and r.state = 'preview'
where r.period = $1 and p.site = $2 for update of p
"""
_LODGE = """
insert into scorecard_challenge (id, run, site, criterion, ground, body, state, lodged_by, lodger, lodged_at)
values ($1, $2, $3, $4, $5, $6, 'open', $7, $8, $9)
"""
_FILE = """
insert into challenge_file (id, challenge, site, name, kind, media_type, sha256, thumbnail, size, added_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""


@dataclass(frozen=True, slots=True)
class SentEvidence:
    """A file that was taken as evidence, and what its sender calls it."""

    name: str
    file: Evidence


async def lodge_challenge(
    actor: Actor, code: str, period: Quarter, given: ChallengeIn, files: Sequence[SentEvidence], at: datetime
) -> UUID:
    """Challenge a criterion of the previewed card, before the window closes; the id of the challenge. From the next
    computation on the criterion is held until it is decided.

    SiteNotFound, NotInPreview, TooLateToChallenge, ChallengeWrong, ChallengedAlready, ChallengeFull.
    """
    actor.require(Permission.CHALLENGE_SCORECARDS)
    if len(files) > MOST_FILES:
        raise ChallengeFull()
    async with transaction(actor):
        row = await _locked_preview(code, period, at)
        await _check_criterion(row, given.criterion)
        made = uuid4()
        values = (given.criterion, given.ground, given.body, actor.account, actor.name, at)
        try:
            await execute(_LODGE, made, row["run"], row["site"], *values)
        except asyncpg.PostgresError as refusal:
            if refusal.sqlstate != _REFUSED:
                raise
            # It was published meanwhile, or the window closed: the database has the last word.
            raise NotInPreview(period=period) from refusal
        for sent in files:
            kept = sent.file
            about = (sent.name, kept.kind, kept.media_type, kept.sha256, kept.thumbnail, kept.size)
            await execute(_FILE, uuid4(), made, row["site"], *about, at)
        facts = {"criterion": given.criterion, "ground": given.ground, "files": len(files)}
        await record(actor, "challenge.lodged", f"scorecard:{period}", {**facts, "challenge": made}, site=row["site"])
    return made


async def decide_challenge(
    actor: Actor, challenge_id: UUID, given: ChallengeDecisionIn, at: datetime, version: int | None = None
) -> None:
    """Accept a challenge, since the records were corrected or so that its criterion is held; or reject it.

    ChallengeNotFound, ChallengeIsOver, PreconditionFailed, PartOfMatter.
    """
    actor.require(Permission.DECIDE_CHALLENGES)
    async with transaction(actor):
        row = await _locked_challenge(challenge_id)
        if row["state"] != ChallengeState.OPEN:
            raise ChallengeIsOver()
        check_version(version, row["version"])
        if not await is_apart(actor, challenge_id):
            raise PartOfMatter()
        accepted = given.outcome != "rejected"
        await execute(
            "update scorecard_challenge set state = $2, outcome = $3, decided_by = $4, decider = $5, decided_at = $6, "
            "decision = $7, version = version + 1 where id = $1",
            challenge_id,
            ChallengeState.ACCEPTED if accepted else ChallengeState.REJECTED,
            given.outcome if accepted else None,
            actor.account,
            actor.name,
            at,
            given.reason,
        )
        facts = {"criterion": row["criterion"], "reason": given.reason, "challenge": challenge_id}
        await record(actor, f"challenge.{given.outcome}", f"scorecard:{row['period']}", facts, site=row["site"])
        await tell_of_challenge(challenge_id, row, accepted=accepted)


async def _locked_preview(code: str, period: Quarter, at: datetime) -> Record:
    site = await site_with_card(code, period)
    row = await fetch_row(_PREVIEW, str(period), site["id"], site["time_zone"])
    if row is None:
        raise NotInPreview(period=period)
    if not may_challenge(row["opened_at"], row["challenge_until"], at):
        raise TooLateToChallenge(until=current().moment(row["challenge_until"], ZoneInfo(row["time_zone"])))
    await execute(
        "update scorecard_preview set delivered_at = greatest(opened_at, $3) "
        "where run = $1 and site = $2 and delivered_at is null",
        row["run"],
        row["site"],
        at,
    )
    return row


async def _check_criterion(row: Record, criterion: str) -> None:
    about = (row["run"], row["site"], criterion)
    known = "select exists (select from criterion_result where run = $1 and site = $2 and criterion = $3)"
    if not await fetch_value(known, *about):
        raise ChallengeWrong({"criterion": _("Choose a criterion of this scorecard.")})
    taken = "select exists (select from scorecard_challenge where run = $1 and site = $2 and criterion = $3)"
    if await fetch_value(taken, *about):
        raise ChallengedAlready()


async def _locked_challenge(challenge_id: UUID) -> Record:
    """ChallengeNotFound; ChallengeIsOver, since nobody may even lock one that is decided."""
    row = await fetch_row(
        "select h.site, h.criterion, h.state, h.version, r.period from scorecard_challenge h "
        "join scorecard_run r on r.id = h.run where h.id = $1 for update of h",
        challenge_id,
    )
    if row is None:
        known = await fetch_value("select exists (select from scorecard_challenge where id = $1)", challenge_id)
        raise ChallengeIsOver() if known else ChallengeNotFound()
    return row
