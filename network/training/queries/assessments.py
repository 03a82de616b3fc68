"""Reading what sites say of themselves. A draft is its site's alone: row security leaves it out for headquarters."""

import json
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.sites.queries.sites import site_row
from network.training.errors.assessments import AssessmentNotFound
from network.training.rules.assessments import scores, total
from network.training.schemas.assessments import AssessmentOut, PartScoreOut, questionnaire

_SELECT = """
select a.id, s.code as site, a.questionnaire, a.answers::text as answers, a.note, a.assessed_on, a.handed_in_by,
       a.handed_in_at, a.row_version as version
from self_assessment a join site s on s.id = a.site
"""


async def self_assessments(actor: Actor, code: str) -> list[AssessmentOut]:
    """Those of a site, a draft first, then the newest. SiteNotFound."""
    actor.require(Permission.READ_SELF_ASSESSMENTS)
    async with transaction(actor, read_only=True):
        site = (await site_row(code))["id"]
        rows = await fetch(f"{_SELECT} where a.site = $1 order by a.handed_in_at desc nulls first", site)
    return [_read(row) for row in rows]


async def self_assessment(actor: Actor, code: str, assessment_id: UUID) -> AssessmentOut:
    """SiteNotFound, AssessmentNotFound."""
    actor.require(Permission.READ_SELF_ASSESSMENTS)
    async with transaction(actor, read_only=True):
        site = (await site_row(code))["id"]
        row = await fetch_row(f"{_SELECT} where a.site = $1 and a.id = $2", site, assessment_id)
    if row is None:
        raise AssessmentNotFound()
    return _read(row)


def _read(row: Record) -> AssessmentOut:
    answers = json.loads(row["answers"])
    parts = scores(questionnaire(), answers)
    return AssessmentOut(
        **{**dict(row), "answers": answers},
        parts=[PartScoreOut.model_validate(part, from_attributes=True) for part in parts],
        total=PartScoreOut.model_validate(total(parts), from_attributes=True),
    )
