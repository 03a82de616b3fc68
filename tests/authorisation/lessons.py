"""What people at a site have read and learnt, and the manuals and courses that they have it from. Put in as the
superuser.

At each site two people: one whom only the site and headquarters know about, and a learner, who at A1 and B1 has an
account. What is about the learner has the mark of the site, what is about the other the mark of its records.
"""

import json
from datetime import timedelta
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from network.manuals.rules.standards import ControlPoint
from network.training.rules.courses import Topic
from tests.authorisation.cast import DRAFTED, NOW, Shop
from tests.authorisation.evidence import file_columns, insert, keep_pdf

DAY = NOW.date()
SHA = "b" * 64


def _both(words: str) -> dict[str, str]:
    return {"en": words, "zh_CN": words}


def _manual(words: str) -> str:
    clause = {"key": "rings", "title": _both(words), "text": _both(words), "standards": ["three-rings"], "change": None}
    chapter = {"key": "service", "title": _both(words), "clauses": [clause]}
    return json.dumps({"summary": _both(words), "chapters": [chapter], "removed": []})


def _course(words: str) -> str:
    question = {
        "key": "q1",
        "question": _both(words),
        "options": [{"key": key, "text": _both(key)} for key in ("yes", "no")],
        "right": ["yes"],
        "explanation": None,
    }
    exam = {"questions": [question], "draw": 1, "pass_percent": "80", "minutes": 20, "attempts": 3, "wait_days": 7}
    return json.dumps(
        {
            "summary": _both(words),
            "objectives": [],
            "hours": "1",
            "validity_months": 12,
            "validity_rule": "from_decision",
            "window_days": 60,
            "prerequisites": [],
            "standards": ["three-rings"],
            "clauses": [{"manual": "operating-manual", "clause": "rings"}],
            "exam": exam,
        }
    )


async def add_documents(root: asyncpg.Connection, folder: Path) -> None:
    """What is not a site's: a standard, a manual in force and its next edition, a course and its next version. Once."""
    if await root.fetchval("select exists (select from manual)"):
        return
    words = json.dumps(_both("Answer within three rings"))
    await insert(
        root, "standard", key="three-rings", control_point=ControlPoint.TELEPHONE.value, indicator=words, target=words,
        created_by="",
    )  # fmt: skip
    manual, course = uuid4(), uuid4()
    await insert(root, "manual", id=manual, key="operating-manual", title=words, created_by="")
    for number, state in ((1, "approved"), (2, "draft")):
        whole = {"effective_on": DAY, "approved_at": NOW, "sha256": SHA} if state == "approved" else {}
        await insert(
            root, "manual_edition", manual=manual, number=number, state=state, material=True, writer="", **whole,
            document=_manual("Rings" if state == "approved" else DRAFTED), audience="{}", quiz="[]",
        )  # fmt: skip
    picture = await keep_pdf(folder, "picture")
    await root.execute(
        "insert into manual_image (sha256, width, height, size, added_by) values ($1, 1, 1, 1, '')", picture.sha256
    )
    await insert(root, "course", id=course, key="telephone", title=words, topic=Topic.TELEPHONE.value, created_by="")
    for number, state in ((1, "published"), (2, "draft")):
        version = uuid4()
        await insert(
            root, "course_version", id=version, course=course, number=number, state=state, written_by="",
            document=_course("Rings" if state == "published" else DRAFTED),
            published_at=NOW if state == "published" else None,
        )  # fmt: skip
        kept = await keep_pdf(folder, state if state == "published" else DRAFTED)
        await insert(root, "course_file", version=version, added_by="", **file_columns(f"{state}.pdf", kept))
    await insert(root, "course_requirement", course=course, role="technician", from_on=DAY, added_by="")
    for region in (1, 2, None):
        await insert(
            root, "training_session", version=await _in_force(root), region=region, place="Hall", trainer="Trainer",
            time_zone="Asia/Shanghai", starts_at=NOW + timedelta(days=9000), ends_at=NOW + timedelta(days=9001),
            seats=20, cost=1, currency="CNY", state="planned", attendance_token=SHA, planned_by="",
        )  # fmt: skip


async def _in_force(root: asyncpg.Connection) -> UUID:
    found: UUID = await root.fetchval("select id from course_version where state = 'published'")
    return found


# Of each session another site's people are the trainers; the first site teaches the whole network.
_TEACHES = """
insert into session_mentor (session, site)
select s.id, $1 from training_session s where not exists (select from session_mentor m where m.session = s.id)
order by s.region nulls first limit 1
"""


async def add_lessons(root: asyncpg.Connection, shop: Shop, operator: UUID, folder: Path) -> None:
    """`operator`: the account of the site's operator, who hands in sheets."""
    await add_documents(root, folder)
    site = await root.fetchval("select id from site where code = $1", shop.code)
    learner = await _learner(root, shop, site)
    other = await root.fetchval(
        "select person from staff_member where site = $1 and person <> $2 limit 1", site, learner
    )
    account = await root.fetchval("select account from person where id = $1", learner)
    sheet = await _sheet(root, shop, site, folder)
    edition = await root.fetchval("select id from manual_edition where state = 'approved'")
    for person, words, recorder, paper in ((learner, shop.mark, account, None), (other, shop.private, operator, sheet)):
        await insert(
            root, "acknowledgement", edition=edition, person=person, site=site, account=recorder, recorder=words,
            sheet=paper, at=NOW,
        )  # fmt: skip
        await root.execute(
            "insert into acknowledgement_reminder (edition, person, site, step) values ($1, $2, $3, 'd+1')",
            *(edition, person, site),
        )
        await _learns(root, site, person, words)
    await root.execute(_TEACHES, site)
    await _claims(root, shop, site, other, folder)
    for handed_in in (NOW, None):
        await insert(
            root, "self_assessment", site=site, questionnaire="1", answers="{}", assessed_on=DAY, note=shop.private,
            handed_in_at=handed_in,
        )  # fmt: skip


async def _learner(root: asyncpg.Connection, shop: Shop, site: int) -> UUID:
    account = await root.fetchval(
        "select m.account from membership m join membership_site s on s.membership = m.id "
        "where m.role = 'site_staff' and s.site = $1",
        site,
    )
    person = uuid4()
    await root.execute("insert into person (id, account) values ($1, $2)", person, account)
    await insert(
        root, "staff_member", site=site, name=f"{shop.mark} learner", role="technician", from_on=DAY, person=person
    )
    return person


async def _sheet(root: asyncpg.Connection, shop: Shop, site: int, folder: Path) -> UUID:
    sheet, said = uuid4(), f"{shop.private} sheet"
    edition = await root.fetchval("select id from manual_edition where state = 'approved'")
    await insert(
        root, "acknowledgement_sheet", id=sheet, edition=edition, site=site, added_by=said,
        **file_columns(f"{said}.pdf", await keep_pdf(folder, said)),
    )  # fmt: skip
    return sheet


async def _learns(root: asyncpg.Connection, site: int, person: UUID, words: str) -> None:
    """A seat, an exam that was passed, and what came of it, which is revoked."""
    version, attempt, record = await _in_force(root), uuid4(), uuid4()
    session = await root.fetchval("select id from training_session where region is null")
    taken = await root.fetchval("select count(*) from enrolment where session = $1", session)
    await insert(
        root, "enrolment", session=session, person=person, site=site, seat=taken + 1, state="enrolled",
        enrolled_by=words,
    )  # fmt: skip
    await insert(
        root, "exam_attempt", id=attempt, version=version, person=person, site=site, number=1,
        questions=json.dumps([{"key": "q1", "options": ["yes", "no"]}]), answers=json.dumps({words: ["yes"]}),
        started_at=NOW, ends_at=NOW + timedelta(minutes=20), handed_in_at=NOW, percent=100, passed=True,
    )  # fmt: skip
    course = await root.fetchval("select course from course_version where id = $1", version)
    await insert(
        root, "training_record", id=record, person=person, course=course, version=version, site=site, source="exam",
        passed_on=DAY, valid_from=DAY, valid_to=DAY + timedelta(days=365), number=f"T-2025-{record.hex[:6].upper()}",
        issuer=words, attempt=attempt, recorded_by=words,
    )  # fmt: skip
    await insert(
        root, "training_record", person=person, course=course, site=site, source="imported", passed_on=DAY,
        valid_from=DAY, valid_to=DAY + timedelta(days=365), number=f"T-2025-{uuid4().hex[:6].upper()}", issuer=words,
        recorded_by=words,
    )  # fmt: skip
    await root.execute("insert into record_revocation (record, reason, revoked_by) values ($1, $2, '')", record, words)
    await root.execute("insert into record_reminder (record, site, days) values ($1, $2, 90)", record, site)


async def _claims(root: asyncpg.Connection, shop: Shop, site: int, person: UUID, folder: Path) -> None:
    said, course = f"{shop.private} claim", await root.fetchval("select id from course limit 1")
    await insert(
        root, "certificate_claim", person=person, course=course, site=site, issuer=said, passed_on=DAY,
        state="open", claimed_by=said,
        **file_columns(f"{said}.pdf", await keep_pdf(folder, said)),
    )  # fmt: skip
