"""Calibration rounds: a case is written down, opened to all auditors, answered by each of them once, and closed."""

import json
from collections.abc import Mapping
from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from asyncpg import UniqueViolationError

from network.audits.commands.myself import myself
from network.audits.errors.calibrations import (
    AnsweredAlready,
    RoundIncomplete,
    RoundNotDraft,
    RoundNotFound,
    RoundNotOpen,
    RoundOver,
)
from network.audits.rules.answer_problems import AnswersUnreadable
from network.audits.rules.answers import Answers, Lack, asked
from network.audits.rules.checklists import ChecklistDocument
from network.audits.rules.scoring import score
from network.audits.schemas.answers import answers_of, json_of_answers
from network.audits.schemas.calibrations import RoundIn, RoundState
from network.audits.schemas.checklists import kept_checklist
from network.audits.telling import tell_of_case
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.web.versions import check_version

_S = RoundState
_LACKS: Mapping[Lack, Text] = {
    Lack.ANSWER: _("Answer this question."),
    Lack.RANGE: _("This answer lies outside of what can be."),
    Lack.REASON: _("Say why this does not apply."),
}
_NO_CHECKLIST = _("Choose a published version of a checklist.")
_PAST = _("Choose a time that lies ahead.")
_ROUND = """
select r.id, r.name, r.state, r.closes_at, r.checklist, r.version, c.document
from calibration_round r join checklist c on c.id = r.checklist where r.id = $1
"""


async def begin_round(actor: Actor, wanted: RoundIn, at: datetime) -> UUID:
    """A draft of a round; its id. RoundIncomplete."""
    actor.require(Permission.JUDGE_AUDITORS)
    async with transaction(actor):
        await _check(wanted, at)
        made = uuid4()
        await execute(
            "insert into calibration_round (id, name, checklist, case_text, closes_at, state, created_by, created_at) "
            "values ($1, $2, $3, $4, $5, 'draft', $6, $7)",
            made,
            *_values(wanted),
            actor.name,
            at,
        )
        await trail.record(actor, "calibration.begun", f"calibration:{made}", {"name": wanted.name})
    return made


async def change_round(actor: Actor, round_id: UUID, wanted: RoundIn, version: int | None, at: datetime) -> None:
    """Write a draft anew. With another checklist the reference is gone.

    RoundNotFound, RoundNotDraft, RoundIncomplete, PreconditionFailed.
    """
    actor.require(Permission.JUDGE_AUDITORS)
    async with transaction(actor):
        row = await _draft(round_id, version)
        await _check(wanted, at)
        await execute(
            "update calibration_round set name = $2, checklist = $3, case_text = $4, closes_at = $5, "
            "reference = case when checklist = $3 then reference end where id = $1",
            row["id"],
            *_values(wanted),
        )
        await trail.record(actor, "calibration.changed", f"calibration:{round_id}", {"name": wanted.name})


async def set_reference(actor: Actor, round_id: UUID, said: Mapping[str, Any], version: int | None) -> None:
    """What is held to be right, before anybody has answered. RoundNotFound, RoundNotDraft, RoundIncomplete,
    PreconditionFailed."""
    actor.require(Permission.JUDGE_AUDITORS)
    async with transaction(actor):
        row = await _draft(round_id, version)
        answers = read_case(kept_checklist(row["document"]), said)
        kept = json.dumps(json_of_answers(answers))
        await execute("update calibration_round set reference = $2 where id = $1", round_id, kept)
        await trail.record(actor, "calibration.reference_set", f"calibration:{round_id}", {"name": row["name"]})


async def open_round(actor: Actor, round_id: UUID, at: datetime) -> None:
    """From now on auditors answer it, of which each of them is told, and it stays as it is.

    RoundNotFound, RoundNotDraft, RoundOver.
    """
    actor.require(Permission.JUDGE_AUDITORS)
    async with transaction(actor):
        row = await _draft(round_id, None)
        if row["closes_at"] is not None and row["closes_at"] <= at:
            raise RoundOver()
        await _move(row, _S.OPEN)
        await tell_of_case(round_id)
        await trail.record(actor, "calibration.opened", f"calibration:{round_id}", {"name": row["name"]})


async def close_round(actor: Actor, round_id: UUID) -> None:
    """Nobody answers it any more. RoundNotFound, RoundNotOpen."""
    actor.require(Permission.JUDGE_AUDITORS)
    async with transaction(actor):
        row = await _locked(round_id)
        if row["state"] != _S.OPEN:
            raise RoundNotOpen()
        await _move(row, _S.CLOSED)
        await trail.record(actor, "calibration.closed", f"calibration:{round_id}", {"name": row["name"]})


async def answer_case(actor: Actor, round_id: UUID, said: Mapping[str, Any], at: datetime) -> None:
    """How the auditor who acts would have answered on the visit. Once.

    RoundNotFound for one that is not open, RoundOver, RoundIncomplete, AnsweredAlready.
    """
    actor.require(Permission.MAKE_VISITS)
    try:
        await _answer(actor, round_id, said, at)
    except UniqueViolationError as error:
        raise AnsweredAlready() from error


async def _answer(actor: Actor, round_id: UUID, said: Mapping[str, Any], at: datetime) -> None:
    async with transaction(actor):
        me, row = await myself(actor), await fetch_row(_ROUND, round_id)
        if row is None:
            raise RoundNotFound()
        if row["closes_at"] is not None and row["closes_at"] <= at:
            raise RoundOver()
        if await fetch_value("select exists (select from calibration_answer where round = $1)", round_id):
            raise AnsweredAlready()
        document = kept_checklist(row["document"])
        answers = read_case(document, said)
        await execute(
            "insert into calibration_answer (id, round, auditor, answers, score, answered_at) "
            "values ($1, $2, $3, $4, $5, $6)",
            uuid4(),
            round_id,
            me.id,
            json.dumps(json_of_answers(answers)),
            score(document, answers).total,
            at,
        )
        facts = {"name": row["name"]}
        await trail.record(me.stand_in, "calibration.answered", f"calibration:{round_id}", facts)


def read_case(document: ChecklistDocument, said: Mapping[str, Any]) -> Answers:
    """Answers to a case: whole, but for photos, which nobody can take of it. RoundIncomplete names each question."""
    try:
        answers = answers_of(document, said)
    except AnswersUnreadable as refused:
        raise RoundIncomplete({f"answers.{place}": text for place, text in refused.fields.items()}) from refused
    pictured = [question.key for question in document.questions]
    missing = asked(document, answers, pictured).missing
    if missing:
        raise RoundIncomplete({f"answers.{key}": _LACKS[lack] for key, lack in missing.items()})
    return answers


async def _check(wanted: RoundIn, at: datetime) -> None:
    wrong: dict[str, str | Text] = {}
    if not await fetch_value(
        "select exists (select from checklist where id = $1 and state = 'published')", wanted.checklist
    ):
        wrong["checklist"] = _NO_CHECKLIST
    if wanted.closes_at is not None and wanted.closes_at <= at:
        wrong["closes_at"] = _PAST
    if wrong:
        raise RoundIncomplete(wrong)


def _values(wanted: RoundIn) -> tuple[Any, ...]:
    return wanted.name, wanted.checklist, wanted.case_text, wanted.closes_at


async def _locked(round_id: UUID) -> Record:
    row = await fetch_row(f"{_ROUND} for update of r", round_id)
    if row is None:
        raise RoundNotFound()
    return row


async def _draft(round_id: UUID, version: int | None) -> Record:
    row = await _locked(round_id)
    if row["state"] != _S.DRAFT:
        raise RoundNotDraft()
    check_version(version, row["version"])
    return row


async def _move(row: Record, to: RoundState) -> None:
    await execute("update calibration_round set state = $2 where id = $1", row["id"], to)
