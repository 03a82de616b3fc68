"""Reading calibration rounds: for headquarters with all answers, for an auditor what is asked."""

import json
from typing import Any
from uuid import UUID

from network.audits.errors.calibrations import RoundNotFound
from network.audits.rules.answers import Answers
from network.audits.rules.checklists import ChecklistDocument
from network.audits.rules.quality import by_auditor, by_question, compared
from network.audits.rules.scoring import score
from network.audits.schemas.answers import answers_of
from network.audits.schemas.calibrations import (
    AgreementOut,
    AuditorAnswer,
    Case,
    CaseOut,
    RoundDetail,
    RoundOut,
)
from network.audits.schemas.checklists import json_of, kept_checklist
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction

_ROUNDS = """
select r.id, r.name, r.checklist, c.key as checklist_key, c.version as checklist_version, r.state, r.closes_at,
       r.created_by, r.created_at, (select count(*) from auditor where active)::int as auditors,
       (select count(*) from calibration_answer a where a.round = r.id)::int as answered,
       r.reference is not null as has_reference, r.version, r.case_text, r.reference, c.document
from calibration_round r join checklist c on c.id = r.checklist
"""
_ANSWERS = """
select a.auditor as auditor_id, who.code as auditor, a.answered_at, a.score, a.answers
from calibration_answer a join auditor who on who.id = a.auditor
where a.round = $1 order by length(who.code), who.code
"""
# Of an auditor row security leaves the open rounds, and of the answers its own.
_CASES = """
select r.id, r.name, r.checklist, r.case_text, r.closes_at, a.answered_at, c.document
from calibration_round r join checklist c on c.id = r.checklist
left join calibration_answer a on a.round = r.id
"""


async def calibration_rounds(actor: Actor) -> list[RoundOut]:
    """All of them, the latest first."""
    actor.require(Permission.JUDGE_AUDITORS)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_ROUNDS} order by r.created_at desc, r.id")
    return [RoundOut(**_known(row, RoundOut)) for row in rows]


async def calibration_round(actor: Actor, round_id: UUID) -> RoundDetail:
    """One round with what everybody has answered, and how far they agree. RoundNotFound."""
    actor.require(Permission.JUDGE_AUDITORS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_ROUNDS} where r.id = $1", round_id)
        if row is None:
            raise RoundNotFound()
        given = await fetch(_ANSWERS, round_id)
    return _detail(row, given)


async def open_cases(actor: Actor) -> list[CaseOut]:
    """The cases that the auditor who asks may answer, or has answered while they are open; the oldest first."""
    actor.require(Permission.MAKE_VISITS)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_CASES} order by r.closes_at nulls last, r.name, r.id")
    return [CaseOut(**_known(row, CaseOut)) for row in rows]


async def open_case(actor: Actor, round_id: UUID) -> Case:
    """One of them, with its checklist. RoundNotFound."""
    actor.require(Permission.MAKE_VISITS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_CASES} where r.id = $1", round_id)
    if row is None:
        raise RoundNotFound()
    return Case(out=CaseOut(**_known(row, CaseOut)), document=kept_checklist(row["document"]))


def kept_answers(document: ChecklistDocument, kept: str) -> Answers:
    return answers_of(document, json.loads(kept))


def _detail(row: Record, given: list[Record]) -> RoundDetail:
    document = kept_checklist(row["document"])
    reference = None if row["reference"] is None else kept_answers(document, row["reference"])
    said = {each["auditor_id"]: kept_answers(document, each["answers"]) for each in given}
    found = compared(document, said, reference)
    auditors = {auditor: AgreementOut.of(each) for auditor, each in by_auditor(found).items()}
    return RoundDetail(
        **_known(row, RoundOut),
        case_text=row["case_text"],
        document=json_of(document),
        reference=None if row["reference"] is None else json.loads(row["reference"]),
        reference_score=None if reference is None else score(document, reference).total,
        given=[
            AuditorAnswer(
                **{**dict(each), "answers": json.loads(each["answers"])}, agreement=auditors.get(each["auditor_id"])
            )
            for each in given
        ],
        questions={question: AgreementOut.of(each) for question, each in by_question(found).items()},
    )


def _known(row: Record, model: type[RoundOut] | type[CaseOut]) -> dict[str, Any]:
    return {name: value for name, value in row.items() if name in model.model_fields}
