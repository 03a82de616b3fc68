"""A site assesses itself: a draft that is kept as it grows, handed in once."""

import json
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.queries.sites import site_row
from network.training.errors.assessments import AssessmentHandedIn, AssessmentIncomplete, AssessmentNotFound
from network.training.rules.assessments import scores, total, unanswered
from network.training.schemas.assessments import AssessmentIn, questionnaire
from network.web.versions import check_version


async def begin_assessment(actor: Actor, code: str, at: datetime) -> UUID:
    """The draft of a site, begun when there is none; its id. SiteNotFound."""
    actor.require(Permission.ASSESS_SELF)
    async with transaction(actor):
        site = await site_row(code)
        made: UUID | None = await fetch_value(
            "insert into self_assessment (id, site, questionnaire, answers, assessed_on, note, handed_in_by) "
            "values ($1, $2, $3, '{}', $4, '', '') "
            "on conflict (site) where handed_in_at is null do nothing returning id",
            uuid4(),
            site["id"],
            questionnaire().version,
            _day(site, at),
        )
        if made is not None:
            await trail.record(actor, "assessment.begun", f"assessment:{made}", {}, site=site["id"])
            return made
        drafted: UUID = await fetch_value(
            "select id from self_assessment where site = $1 and handed_in_at is null", site["id"]
        )
    return drafted


async def keep_assessment(
    actor: Actor, code: str, assessment_id: UUID, given: AssessmentIn, version: int | None
) -> int:
    """Keep a draft as it stands; its new version. SiteNotFound, AssessmentNotFound, AssessmentHandedIn,
    AssessmentIncomplete for items that nobody asks, PreconditionFailed."""
    actor.require(Permission.ASSESS_SELF)
    async with transaction(actor):
        await _draft((await site_row(code))["id"], assessment_id, version)
        return await _keep(assessment_id, given)


async def hand_in_assessment(
    actor: Actor, code: str, assessment_id: UUID, given: AssessmentIn, version: int | None, at: datetime
) -> None:
    """Keep it and hand it in: from now on headquarters reads it and nobody changes it. As above; AssessmentIncomplete
    also names the items that are not answered."""
    actor.require(Permission.ASSESS_SELF)
    async with transaction(actor):
        site = await site_row(code)
        await _draft(site["id"], assessment_id, version)
        if missing := unanswered(questionnaire(), given.answers):
            raise AssessmentIncomplete({item.key: _("Choose an answer from 1 to 5.") for item in missing})
        await _keep(assessment_id, given)
        await execute(
            "update self_assessment set handed_in_at = $2, handed_in_by = $3, assessed_on = $4 where id = $1",
            assessment_id,
            at,
            actor.name,
            _day(site, at),
        )
        percent = total(scores(questionnaire(), given.answers)).percent
        await trail.record(
            actor, "assessment.handed_in", f"assessment:{assessment_id}", {"percent": percent}, site=site["id"]
        )


def _day(site: Record, at: datetime) -> date:
    return at.astimezone(ZoneInfo(site["time_zone"])).date()


async def _draft(site: int, assessment_id: UUID, version: int | None) -> None:
    row = await fetch_row(
        "select handed_in_at, row_version from self_assessment where id = $1 and site = $2 for update",
        assessment_id,
        site,
    )
    if row is None:
        raise AssessmentNotFound()
    if row["handed_in_at"] is not None:
        raise AssessmentHandedIn()
    check_version(version, row["row_version"])


async def _keep(assessment_id: UUID, given: AssessmentIn) -> int:
    known = {item.key for item in questionnaire().items}
    if unknown := set(given.answers) - known:
        raise AssessmentIncomplete({key: _("The questionnaire does not ask this.") for key in sorted(unknown)})
    kept: int = await fetch_value(
        "update self_assessment set answers = $2, note = $3, row_version = row_version + 1 where id = $1 "
        "returning row_version",
        assessment_id,
        json.dumps(given.answers),
        given.note,
    )
    return kept
