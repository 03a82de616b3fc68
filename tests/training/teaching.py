"""Courses that are taught, people who work at sites, and sessions to which they come."""

from dataclasses import replace
from datetime import date, datetime, timedelta
from decimal import Decimal
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission, Role
from network.sites.rules.criteria import LocalText
from network.training.commands.courses import make_course, publish_version, write_version
from network.training.commands.sessions import plan_session
from network.training.rules.courses import CourseDocument, Exam, ExamQuestion, Option, Topic
from network.training.schemas.course_versions import CourseVersion, NewCourseIn
from network.training.schemas.sessions import SessionIn, SessionOut
from tests.factory import HQ, NOW, Store


def text(english: str) -> LocalText:
    return LocalText(en=english, zh_CN=f"中文 {english}")


def question(key: str, right: tuple[str, ...] = ("a",)) -> ExamQuestion:
    options = tuple(Option(key=each, text=text(f"Answer {each}")) for each in "abc")
    return ExamQuestion(key=key, question=text(f"Question {key}?"), options=options, right=right)


def exam(questions: int = 4) -> Exam:
    """Three of the questions are asked; two right ones pass."""
    asked = tuple(question(f"q{number}") for number in range(1, questions + 1))
    return Exam(questions=asked, draw=3, pass_percent=Decimal(60), minutes=20)


BASIC = CourseDocument(summary=text("What everybody should know."), validity_months=12)


async def course(key: str, document: CourseDocument = BASIC, at: datetime = NOW) -> CourseVersion:
    """A course with this document in force."""
    wanted = NewCourseIn(key=key, topic=Topic.REPAIR, title=f"Course {key}", title_zh=f"课程 {key}")
    made = await make_course(HQ, wanted, at)
    await write_version(HQ, key, made.number, document, None)
    return await publish_version(HQ, key, made.number, None, at)


async def examined(key: str, **changes: object) -> CourseVersion:
    """A course that ends in an exam."""
    return await course(key, replace(BASIC, exam=replace(exam(), **changes)))  # type: ignore[arg-type]


async def worker(
    store: Store,
    site: int,
    name: str = "Li Na",
    role: str = "technician",
    from_on: date = date(2026, 1, 1),
    to_on: date | None = None,
    person: UUID | None = None,
) -> UUID:
    """Somebody on the staff list of a site; the person."""
    if person is None:
        person = UUID(str(await store.value("insert into person (id) values ($1) returning id", uuid4())))
    await store.root.execute(
        "insert into staff_member (id, site, name, role, from_on, to_on, phone, email, person) "
        "values ($1, $2, $3, $4, $5, $6, '', '', $7)",
        uuid4(),
        site,
        name,
        role,
        from_on,
        to_on,
        person,
    )
    return person


async def passed(
    store: Store,
    person: UUID,
    key: str,
    site: int,
    valid_from: date,
    valid_to: date | None,
    passed_on: date | None = None,
) -> UUID:
    """A record as it was imported; passed on its first day if not said otherwise."""
    made = uuid4()
    await store.root.execute(
        "insert into training_record (id, person, course, site, source, passed_on, valid_from, valid_to, number, "
        "issuer, recorded_by) "
        "values ($1, $2, (select id from course where key = $3), $4, 'imported', $8, $5, $6, $7, '', '')",
        made,
        person,
        key,
        site,
        valid_from,
        valid_to,
        f"T-{made.hex[:20].upper()}",
        passed_on or valid_from,
    )
    return made


def learner(account: UUID, *sites: int) -> Actor:
    """Somebody who works at these sites and has an account of their own."""
    return Actor(Role.SITE_STAFF, "Li Na", account, frozenset(sites))


def trainer(account: UUID, regions: set[int], *sites: int) -> Actor:
    """A manager of regions who trains them."""
    rights = {Permission.TRAIN_SITES: frozenset(regions)}
    return Actor(Role.HQ_MANAGER, "Ma", account, frozenset(sites), frozenset(regions), rights)


def local(written: str) -> datetime:
    """A time as clocks at the place show it."""
    return datetime.fromisoformat(written)


async def session(
    key: str, seats: int = 2, starts: datetime | None = None, hours: int = 4, **more: object
) -> SessionOut:
    """A session of the version in force, a week after `NOW` if not said otherwise. `starts`: as clocks show it."""
    first = starts or local("2026-11-27 09:00")
    given = {"place": "Shanghai, hall 2", "time_zone": "Asia/Shanghai", "trainer": "Wu Gang", "cost": "200", **more}
    wanted = SessionIn.model_validate(
        {"course": key, "starts": first, "ends": first + timedelta(hours=hours), "seats": seats, **given}
    )
    return await plan_session(HQ, wanted, NOW)
