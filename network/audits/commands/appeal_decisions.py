"""Headquarters decides on an appeal: somebody who had no part in the visit, with a reason that the site reads."""

from datetime import datetime
from typing import Any
from uuid import UUID, uuid4

from network.audits.errors.appeals import AppealIsOver, AppealNotFound, AppealWrong, AuditRevised, PartOfVisit
from network.audits.queries.appeals import is_apart, question_asked
from network.audits.rules.answer_problems import AnswersUnreadable
from network.audits.rules.answers import Answer, share
from network.audits.rules.appeals import AppealState, answered, left_out, upheld
from network.audits.rules.checklists import ChecklistDocument, Question, QuestionType, Section, VisitKind
from network.audits.rules.published import PublishedDocument, PublishedQuestion
from network.audits.schemas.answers import answers_of
from network.audits.schemas.audits import DecisionIn
from network.audits.schemas.published import keep_published, kept_published
from network.audits.telling_audits import tell_of_decision
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, transaction
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.improvement.commands.raising import withdraw_findings
from network.web.versions import check_version

_WHOLE = frozenset({QuestionType.SCALE, QuestionType.COUNT})

_REVISE = """
insert into audit_revision (id, audit, site, number, score, critical_failures, document, reason, made_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9)
"""
_OPEN = """
select p.audit, p.site, p.question, p.version, p.state, s.code, a.revision, a.scored, a.score, a.visited_on, r.document
from audit_appeal p
join audit a on a.id = p.audit
join site s on s.id = p.site
join audit_revision r on r.audit = a.id and r.number = a.revision
where p.id = $1
"""


async def decide_appeal(
    actor: Actor, appeal_id: UUID, given: DecisionIn, at: datetime, version: int | None = None
) -> None:
    """Uphold an appeal, so that its question is answered otherwise or left out and the audit has one more revision; or
    reject it. `version`: of the appeal that was read.

    AppealNotFound, AppealIsOver, PreconditionFailed, PartOfVisit, AuditRevised, AppealWrong.
    """
    actor.require(Permission.DECIDE_APPEALS)
    async with transaction(actor):
        row = await _locked_appeal(appeal_id)
        if row["state"] != AppealState.OPEN:
            raise AppealIsOver()
        check_version(version, row["version"])
        if not await is_apart(actor, row["audit"]):
            raise PartOfVisit()
        if given.revision != row["revision"]:
            raise AuditRevised(current=row["revision"])
        facts: dict[str, Any] = {"audit": row["audit"], "question": row["question"], "reason": given.reason}
        if given.outcome == "upheld":
            facts |= await _revise(actor, row, given, at)
        await execute(
            "update audit_appeal set state = $2, decided_by = $3, decider = $4, decided_at = $5, decision = $6, "
            "version = version + 1 where id = $1",
            appeal_id,
            given.outcome,
            actor.account,
            actor.name,
            at,
            given.reason,
        )
        await trail.record(actor, f"appeal.{given.outcome}", f"appeal:{appeal_id}", facts, site=row["site"])
        about = (row["code"], row["audit"], row["visited_on"])
        await tell_of_decision(row["site"], appeal_id, *about, upheld=given.outcome == "upheld")


async def _locked_appeal(appeal_id: UUID) -> Record:
    """An appeal with the audit in force, both locked. AppealNotFound."""
    locked = await fetch_row(
        "select a.id from audit_appeal p join audit a on a.id = p.audit where p.id = $1 for update of a", appeal_id
    )
    row = await fetch_row(_OPEN, appeal_id) if locked else None
    if row is None:
        raise AppealNotFound()
    return row


async def _revise(actor: Actor, row: Record, given: DecisionIn, at: datetime) -> dict[str, Any]:
    """A further revision in which the question reads as was decided; what changed, for the trail."""
    before = kept_published(row["document"])
    changed = await _changed(row, before, given)
    after = upheld(before, changed)
    if after is None:
        raise AppealWrong(
            {"change": _("That is no better for the site than what stands. Choose otherwise, or reject.")}
        )
    number, score = row["revision"] + 1, after.total if row["scored"] else None
    values = (number, score, after.critical_failures, keep_published(after), given.reason, at)
    await execute(_REVISE, uuid4(), row["audit"], row["site"], *values)
    await execute(
        "update audit set revision = $2, score = $3, critical_failures = $4 where id = $1",
        row["audit"],
        number,
        score,
        after.critical_failures,
    )
    if not changed.failed:
        await withdraw_findings(actor, row["audit"], given.reason, at, [row["question"]])
    return {"revision": number, "before": {"score": row["score"]}, "after": {"score": score}}


async def _changed(row: Record, before: PublishedDocument, given: DecisionIn) -> PublishedQuestion:
    found = before.question(row["question"])
    if found is None or given.change is None:
        raise AppealWrong({"change": _("Say what becomes of the question.")})
    if given.change == "left_out":
        return left_out(found)
    question = await question_asked(row["audit"], row["question"])
    answer = _answer(question, given.answer) if question else None
    if question is None or answer is None:
        raise AppealWrong({"answer": _("Enter an answer that the question can have.")})
    return answered(found, question, answer)


def _answer(question: Question, typed: str) -> Answer | None:
    """What was typed as an answer; none when the question cannot have it."""
    said: Any = typed
    if question.type is QuestionType.YES_NO:
        said = {"yes": True, "no": False}.get(typed)
    elif question.type in _WHOLE:
        said = int(typed) if typed.isascii() and typed.isdigit() else None
    try:
        answer = answers_of(_asking(question), {question.key: {"value": said}})[question.key]
    except AnswersUnreadable:
        return None
    return None if share(question, answer) is None else answer


def _asking(question: Question) -> ChecklistDocument:
    """A checklist of this question alone, which reads an answer as the whole one does."""
    section = Section(key=question.key, label=question.label, questions=(question,))
    return ChecklistDocument(key=question.key, kind=VisitKind.ANNOUNCED, title=question.label, sections=(section,))
