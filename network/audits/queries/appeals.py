"""Reading appeals: for headquarters' desk, for whoever decides one, and what became of them auditor by auditor."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from network.audits.errors.appeals import AppealFileNotFound, AppealNotFound
from network.audits.queries.audits import audit_within
from network.audits.rules.answer_words import in_every_language
from network.audits.rules.answers import Answer
from network.audits.rules.appeals import decide_by, may_decide
from network.audits.rules.checklists import MEASURED, Question, QuestionType
from network.audits.schemas.audits import AnswerChoice, AppealCase, AppealLine, AppealOutcomes, AppealsOut
from network.audits.schemas.checklists import kept_checklist
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.sites.queries.sites import contains, site_row
from network.sites.schemas.certification import KeptEvidence
from network.web.listing import ListState

SORTS = {"site": "s.code", "kind": "a.kind", "visited_on": "a.visited_on", "lodged_at": "p.lodged_at"}

_LIST = """
select p.id, p.audit, s.code as site, s.name as site_name, s.name_zh as site_name_zh, s.time_zone, a.kind, a.visited_on,
       asked.label #>> '{en}' as question_label, asked.label #>> '{zh_CN}' as question_label_zh, p.ground, p.state,
       p.lodged_at, p.decided_at
"""
_FROM = """
from audit_appeal p
join audit a on a.id = p.audit
join site s on s.id = p.site
join audit_revision r on r.audit = p.audit and r.number = p.revision
cross join lateral (
    select each.value -> 'label' as label
    from jsonb_array_elements(r.document -> 'sections') part, jsonb_array_elements(part.value -> 'questions') each
    where each.value ->> 'key' = p.question limit 1
) asked
"""
_WANTED = """
where ($1 = '' or s.code ilike $1 or s.name ilike $1 or s.name_zh ilike $1)
  and ($2 = '' or p.state = $2)
  and ($3 = '' or p.ground = $3)
  and ($4 = '' or a.kind = $4)
  and ($5 = '' or s.code = $5)
"""
# Who had a hand in the visit: whoever took it into review, approved it or did anything else to it. Of its auditor
# no more is known than whether it is oneself.
_INVOLVED = """
select f.checklist, am_auditor(f.auditor) as made_visit,
       array_remove(array(select t.by from filing_step t where t.filing = f.id) || f.reviewer, null) as involved
from audit_source o join filing f on f.id = o.filing where o.audit = $1
"""
_OUTCOMES = """
select who.code as auditor, count(*) filter (where p.state = 'open') as open,
       count(*) filter (where p.state = 'upheld') as upheld, count(*) filter (where p.state = 'rejected') as rejected
from audit_appeal p
join audit_source o on o.audit = p.audit
join filing f on f.id = o.filing
join auditor who on who.id = f.auditor
where p.state <> 'retracted'
group by who.code order by who.code
"""


async def list_appeals(actor: Actor, state: ListState, *, limit: int | None = None) -> AppealsOut:
    """A page of the appeals in reach. Searches sites; filters `state`, `ground`, `kind`, `site`; keys are `SORTS`. With
    `limit` the first so many instead, for an export."""
    actor.require(Permission.DECIDE_APPEALS)
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'}, p.id"
    asked = {name: state.filters.get(name, "") for name in state.definition.filters}
    said = (contains(state.q), asked["state"], asked["ground"], asked["kind"], asked["site"])
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"select count(*) {_FROM} {_WANTED}", *said)
        shown = state.within(total)
        rows = await fetch(
            f"{_LIST} {_FROM} {_WANTED} order by {order} limit $6 offset $7",
            *said,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    return AppealsOut(items=[_line(row) for row in rows], total=total, page=shown.page, size=shown.size)


async def appeal(actor: Actor, appeal_id: UUID) -> AppealCase:
    """One appeal with the audit that it is about. AppealNotFound."""
    actor.require(Permission.DECIDE_APPEALS)
    async with transaction(actor, read_only=True):
        about = await fetch_value("select audit from audit_appeal where id = $1", appeal_id)
        if about is None:
            raise AppealNotFound()
        found = await audit_within(actor, about)
        this = next(each for each in found.appeals_made if each.id == appeal_id)
        question = await question_asked(about, this.question)
        apart = await is_apart(actor, about)
    typed = question is not None and question.type in MEASURED
    return AppealCase(
        appeal=this, audit=found, part_of_visit=not apart, choices=_choices(question) if question else [], typed=typed
    )


async def question_asked(audit_id: UUID, key: str) -> Question | None:
    """Inside a transaction of headquarters: the question as the checklist asks it."""
    kept = await fetch_value(
        "select c.document from audit a join checklist c on c.id = a.checklist where a.id = $1", audit_id
    )
    return kept_checklist(kept).question(key) if kept else None


async def is_apart(actor: Actor, audit_id: UUID) -> bool:
    """Inside a transaction of headquarters: whether this actor had no part in the visit, and so may decide about it."""
    row = await fetch_row(_INVOLVED, audit_id)
    if row is None:
        return may_decide(actor.account, (), made_visit=False)
    return may_decide(actor.account, row["involved"], made_visit=row["made_visit"])


async def appeal_file(actor: Actor, code: str, audit_id: UUID, file_id: UUID) -> KeptEvidence:
    """Where a file that a site added to an appeal is. SiteNotFound, AppealFileNotFound."""
    actor.require(Permission.READ_AUDITS)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        row = await fetch_row(
            "select f.name, f.sha256, f.media_type from appeal_file f join audit_appeal p on p.id = f.appeal"
            " where f.site = $1 and p.audit = $2 and f.id = $3",
            site["id"],
            audit_id,
            file_id,
        )
    if row is None:
        raise AppealFileNotFound()
    return KeptEvidence(**dict(row))


async def appeal_outcomes(actor: Actor) -> list[AppealOutcomes]:
    """What became of the appeals against the visits of each auditor, by code; those without an appeal are left out."""
    actor.require(Permission.JUDGE_AUDITORS)
    async with transaction(actor, read_only=True):
        rows = await fetch(_OUTCOMES)
    return [AppealOutcomes(**row) for row in rows]


def _choices(question: Question) -> list[AnswerChoice]:
    """The answers that a question can have, where they can be listed."""
    return [
        AnswerChoice(value=value, label=words.en, label_zh=words.zh_CN)
        for value, answer in _possible(question)
        if (words := in_every_language(question, answer))
    ]


def _possible(question: Question) -> Sequence[tuple[str, Answer]]:
    if question.type is QuestionType.YES_NO:
        return [("yes", Answer(True)), ("no", Answer(False))]
    if question.type is QuestionType.SCALE:
        return [(str(step), Answer(step)) for step in range(1, (question.steps or 1) + 1)]
    return [(choice.key, Answer(choice.key)) for choice in question.choices]


def _line(row: Record) -> AppealLine:
    fields: dict[str, Any] = dict(row)
    return AppealLine(**fields, decide_by=decide_by(row["lodged_at"]))
