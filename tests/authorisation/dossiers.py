"""Applications in every state that matters, with evidence and assessments; and a draft of the criteria."""

from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.evidence.kinds import Evidence
from network.sites.commands.applications import create_application, submit_application
from network.sites.commands.applications_steps import reject, start_site_visit, take_into_review
from network.sites.commands.assessments import save_marks, submit_assessment
from network.sites.commands.criteria import add_shipped, start_draft
from network.sites.queries.applications import own_application
from network.sites.queries.assessments import my_assessments
from network.sites.queries.criteria import list_sets
from network.sites.schemas.applications import ApplicationIn, RejectionIn, ReviewIn, VisitIn
from network.sites.schemas.assessments import MarksIn
from tests.authorisation.cast import BY_NAME, CASES, DRAFTED, Case
from tests.authorisation.evidence import file_columns, insert, keep_pdf

HQ = Actor.system()
Accounts = Mapping[str, UUID]


async def add_cases(root: asyncpg.Connection, accounts: Accounts, folder: Path) -> None:
    await add_shipped(HQ, now())
    for case in CASES:
        await _add(root, case, accounts, folder)
    await _draft_criteria(root)


async def _add(root: asyncpg.Connection, case: Case, accounts: Accounts, folder: Path) -> None:
    applicant = Actor(Role.APPLICANT, case.applicant, accounts[case.applicant])
    made = await create_application(applicant, _form(case), now())
    await _hand_in_evidence(root, applicant, made, await keep_pdf(folder, case.mark), case)
    if case.state == "draft":
        return
    await submit_application(applicant, made, None, now())
    if case.state == "rejected":
        no = RejectionIn.model_validate({"reason": f"{case.mark} no", "reason_code": "other"})
        await reject(HQ, made, None, no, now())
    if case.assessors:
        asked = [accounts[name] for name in case.assessors]
        await take_into_review(HQ, made, None, ReviewIn.model_validate({"assessors": asked}), now())
        if case.state == "site_visit":
            visit = VisitIn.model_validate({"reason": f"{case.mark} visit"})
            await start_site_visit(HQ, made, None, visit, now())
        for number, name in enumerate(case.assessors):
            await _assess(root, case, made, name, accounts[name], done=number < case.handed_in)


def _form(case: Case) -> ApplicationIn:
    said = f"{case.mark} words"
    texts = (
        "operator_name",
        "operator_name_zh",
        "site_name",
        "site_name_zh",
        "city",
        "address",
        "contact",
        "statement",
    )
    return ApplicationIn(
        **dict.fromkeys(texts, said),
        region=case.region,
        phone="+86 21 5555 0101",
        email=f"{case.mark}@example.com",
        staff_count=12,
        premises_m2=85,
        wanted=["handheld-2"],
    )


async def _hand_in_evidence(
    root: asyncpg.Connection, applicant: Actor, application: UUID, evidence: Evidence, case: Case
) -> None:
    """One file for all that the criteria ask for, and as many rows."""
    for each in (await own_application(applicant, application)).requirements:
        file = file_columns(f"{case.mark}.pdf", evidence) | {
            "file_kind": "photo" if each.evidence == "photo" else "pdf"
        }
        columns = {"application": application, "criterion": each.criterion, "account": applicant.account}
        await insert(root, "application_document", **columns, **file)


async def _assess(
    root: asyncpg.Connection, case: Case, application: UUID, name: str, account: UUID, *, done: bool
) -> None:
    person = BY_NAME[name]
    rows = await root.fetch("select id from region where path = any($1)", list(person.regions))
    assessor = Actor(person.role, person.title, account, frozenset(), frozenset(row["id"] for row in rows))
    mine = next(line for line in await my_assessments(assessor) if line.application_id == application)
    scales = await root.fetch(
        "select c ->> 'key' as key from criteria_set s, jsonb_path_query(s.document, '$.groups[*].criteria[*]') c "
        "where s.state = 'published'"
    )
    said = case.sealed(name)
    given = MarksIn.model_validate(
        {
            "marks": {row["key"]: {"level": 3, "note": f"{said} note"} for row in scales},
            "visited_on": (now() - timedelta(days=2)).date(),
            "remarks": f"{said} remarks",
        }
    )
    await save_marks(assessor, mine.id, given, None, now())
    if done:
        await submit_assessment(assessor, mine.id, None, now())


async def _draft_criteria(root: asyncpg.Connection) -> None:
    [published] = await list_sets(HQ)
    draft = await start_draft(HQ, published.document.code, published.version, now())
    await root.execute("update criteria_set set title = $2, title_zh = $2 where id = $1", draft.id, DRAFTED)
    await root.execute(
        "update criteria_set set document = jsonb_set(document, '{title}', jsonb_build_object('en', $2::text, 'zh_CN', "
        "$2::text)) where id = $1",
        draft.id,
        DRAFTED,
    )
