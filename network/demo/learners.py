"""What the people of one site of the demo network do about learning these days: a technician with an account of their
own who has failed one exam and passed another, sessions that come, run and were, and how the site sees itself."""

from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import datetime, timedelta
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID
from zoneinfo import ZoneInfo

from network.demo.pictures import paper
from network.foundation.access import Actor
from network.foundation.database import fetch, fetch_value, transaction
from network.identity.commands.linking import link_person
from network.sites.commands.staff import add_staff
from network.sites.rules.staff import StaffRole
from network.sites.schemas.staff import StaffIn
from network.training.commands.assessments import begin_assessment, hand_in_assessment, keep_assessment
from network.training.commands.enrolments import enrol_people, mark_attendance
from network.training.commands.exams import hand_in, start_exam
from network.training.commands.records import claim_certificate
from network.training.commands.sessions import close_session, plan_session
from network.training.queries.courses import course_versions
from network.training.queries.exams import read_exam
from network.training.queries.sessions import read_session
from network.training.rules.assessments import HIGHEST, LOWEST
from network.training.rules.courses import CourseState
from network.training.schemas.assessments import AssessmentIn, questionnaire
from network.training.schemas.records import ClaimIn
from network.training.schemas.sessions import AttendanceIn, EnrolIn, SessionIn, SessionOut
from network.web.uploads import SentFile

TECHNICIAN, NAME, EMAIL = "technician", "唐伟", "technician@example.com"
EMPLOYED = timedelta(days=24)
ZONE = "Asia/Shanghai"
_AHEAD = timedelta(days=10)
MOST_MEGABYTES = 1

# Those who had passed what comes before every other course, long before the first of the sessions below.
_PEOPLE = """
select m.person from staff_member m join site s on s.id = m.site
where s.code = $1 and m.to_on is null and m.from_on < $2
  and exists (select from training_record r join course c on c.id = r.course
              where r.person = m.person and c.key = 'welcome' and r.valid_from < $2 - 30 and r.valid_to is null)
order by m.name
"""


async def learn_lately(people: Mapping[str, Actor], codes: Sequence[str], folder: Path, now: datetime) -> None:
    """Once; the courses are there. `people`: by mailbox; `codes`: the sites of `chain`, the technician's first."""
    async with transaction(people["chain"], read_only=True):
        if await fetch_value("select exists (select from person where account is not null)"):
            return
    await _take_on(people["admin"], people["chain"], codes[0], now)
    await _sit_exams(people[TECHNICIAN], people["admin"], now)
    async with transaction(people["chain"], read_only=True):
        team = [row["person"] for row in await fetch(_PEOPLE, codes[0], (now - EMPLOYED).date())]
    await _hold_sessions(people, codes[0], team, now)
    await _hand_in_certificate(people["chain"], codes[0], team[0], folder, now)
    await _look_at_themselves(people["chain"], codes, now)


async def _take_on(headquarters: Actor, operator: Actor, code: str, now: datetime) -> None:
    """A technician, whose account is there already. Only headquarters enters a first day this long ago."""
    entry = StaffIn(name=NAME, role=StaffRole.TECHNICIAN, from_on=(now - EMPLOYED).date())
    made = await add_staff(headquarters, code, entry, now)
    await link_person(operator, code, made, EMAIL, now)


async def _sit_exams(technician: Actor, author: Actor, now: datetime) -> None:
    """The first passed, the second failed for want of answers."""
    right = await _right(author, "welcome")
    await _sit(technician, "welcome", now - timedelta(days=6), right)
    await _sit(technician, "customer-service", now - timedelta(days=2), {})


async def _sit(technician: Actor, course: str, at: datetime, right: Mapping[str, list[str]]) -> None:
    attempt = await start_exam(technician, course, at)
    asked = {question.key for question in (await read_exam(technician, attempt, at)).questions}
    answers = {key: options for key, options in right.items() if key in asked}
    await hand_in(technician, attempt, None, answers, at + timedelta(minutes=9))


async def _right(author: Actor, course: str) -> dict[str, list[str]]:
    """The right options of every question, as those who write courses see them."""
    version = next(each for each in await course_versions(author, course) if each.state is CourseState.PUBLISHED)
    if version.document.exam is None:
        raise LookupError(f"the course {course} that ships has no exam")
    return {each.key: list(each.right) for each in version.document.exam.questions}


async def _hold_sessions(people: Mapping[str, Actor], code: str, team: Sequence[UUID], now: datetime) -> None:
    """One that was held, one that has just begun, one to come; all with people of this site."""
    trainer, operator = people["manager"], people["chain"]
    held = await _plan(trainer, "static-electricity", now - timedelta(days=30), timedelta(hours=3))
    running = await _plan(trainer, "no-fault-filtering", now - timedelta(minutes=40), timedelta(days=1))
    coming = await _plan(trainer, "prices-and-warranty", now + timedelta(days=9), timedelta(hours=8))
    for session in (held, running, coming):
        await enrol_people(operator, session.id, EnrolIn(site=code, people=list(team[:3])), session.starts_at - _AHEAD)
    for session in (running, coming):
        await enrol_people(people[TECHNICIAN], session.id, EnrolIn(), now - timedelta(hours=12))
    await _close(trainer, held, now)


async def _plan(trainer: Actor, course: str, begins: datetime, length: timedelta) -> SessionOut:
    """In the morning, unless it lasts the whole day; well ahead."""
    starts = begins.astimezone(ZoneInfo(ZONE)).replace(minute=0, second=0, microsecond=0, tzinfo=None)
    if length < timedelta(days=1):
        starts = starts.replace(hour=9)
    wanted = SessionIn(
        course=course,
        place="成都市青羊区人民中路 18 号培训室",
        time_zone=ZONE,
        starts=starts,
        ends=starts + length,
        trainer="何静",
        seats=12,
        cost=Decimal(200),
    )
    return await plan_session(trainer, wanted, begins - 2 * _AHEAD)


async def _close(trainer: Actor, session: SessionOut, now: datetime) -> None:
    """All but the last who had a seat were there."""
    found = (await read_session(trainer, session.id)).people
    present = {each.id: number < len(found) - 1 for number, each in enumerate(found)}
    await mark_attendance(trainer, session.id, AttendanceIn(present=present), session.ends_at)
    await close_session(trainer, session.id, None, min(session.ends_at + timedelta(hours=1), now))


async def _hand_in_certificate(operator: Actor, code: str, person: UUID, folder: Path, now: datetime) -> None:
    """Of a school nearby, which headquarters has yet to look at."""
    passed = now.date() - timedelta(days=50)
    claim = ClaimIn(
        person=person,
        course="static-electricity",
        issuer="成都职业技术学校",
        passed_on=passed,
        valid_to=passed + timedelta(days=364),
    )
    file = SentFile("certificate.pdf", _once(paper("Certificate", "Safe work with static electricity")))
    await claim_certificate(operator, code, claim, file, folder, MOST_MEGABYTES, now - timedelta(days=1))


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _look_at_themselves(operator: Actor, codes: Sequence[str], now: datetime) -> None:
    """Half a year ago and lately at the first site, a little better each time; begun at the second."""
    for days, level in ((190, 3.1), (15, 3.7)):
        at = now - timedelta(days=days)
        made = await begin_assessment(operator, codes[0], at)
        given = AssessmentIn(answers=_answers(Random(f"{codes[0]}/{days}"), level))
        await hand_in_assessment(operator, codes[0], made, given, None, at)
    begun = await begin_assessment(operator, codes[1], now)
    answers = dict(list(_answers(Random(codes[1]), 4).items())[:9])
    await keep_assessment(operator, codes[1], begun, AssessmentIn(answers=answers), None)


def _answers(rng: Random, level: float) -> dict[str, int]:
    return {
        item.key: max(LOWEST, min(HIGHEST, round(level + rng.uniform(-1.4, 1.4)))) for item in questionnaire().items
    }
