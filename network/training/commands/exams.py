"""Sitting exams. Time is the server's alone; what was handed in, or has run out, is graded once and never again."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import current
from network.foundation.trail import record as trail
from network.training.commands.giving import give_record, validity_of
from network.training.errors.courses import CourseNotFound, CourseNotInForce
from network.training.errors.exams import (
    AttemptsUsed,
    BadAnswers,
    ExamNotFound,
    ExamOver,
    NoExam,
    NotEmployed,
    OtherExamOpen,
    PassedAlready,
    PassedForGood,
    PrerequisiteMissing,
)
from network.training.errors.sessions import NoPersonOfYours
from network.training.queries.exams import ATTEMPT, DRAWN, OWN_ATTEMPT, paper_of, sat
from network.training.rules.courses import CourseDocument
from network.training.rules.exams import (
    GRACE,
    Answers,
    draw,
    handed_in_at,
    is_over,
    opens_at,
    passes_again_from,
    unknown_answers,
)
from network.training.rules.giving import RecordSource
from network.training.schemas.courses import kept_course
from network.web.versions import check_version

# Of two clicks the second gets what the first has begun.
_TURN = "select pg_advisory_xact_lock(hashtextextended('exam ' || $1, 0))"
_WORK = """
select m.site, today.day
from staff_member m join site s on s.id = m.site
cross join lateral (select ($2::timestamptz at time zone s.time_zone)::date as day) today
where m.person = $1 and m.from_on <= today.day and (m.to_on is null or m.to_on >= today.day)
  and m.site = any ((select my_sites())::integer[])
order by m.from_on desc, m.site limit 1
"""
_IN_FORCE = """
select c.id as course, c.key, c.retired_at, v.id as version, v.outline
from course c left join course_version v on v.course = c.id and v.state = 'published'
where c.key = $1
"""
_OPEN = """
select a.id, c.key, c.title ->> 'en' as title, c.title ->> 'zh_CN' as title_zh
from exam_attempt a join course_version v on v.id = a.version join course c on c.id = v.course
where a.person = $1 and a.handed_in_at is null
"""
# What holds longest of what somebody holds on a day, by course; `valid_to` null: for good.
_HELD = """
select c.key, case when not bool_or(r.valid_to is null) then max(r.valid_to) end as valid_to
from training_record r join course c on c.id = r.course
where r.person = $1 and c.key = any ($2) and r.valid_from <= $3 and (r.valid_to is null or r.valid_to >= $3)
  and not exists (select from record_revocation v where v.record = r.id)
group by c.key
"""
_RUN_OUT = (
    "select id from exam_attempt where handed_in_at is null and ends_at < $1 and ($2::uuid is null or person = $2)"
)


@dataclass(frozen=True, slots=True)
class _Candidate:
    person: UUID
    site: int
    day: date


async def start_exam(actor: Actor, course_key: str, now: datetime) -> UUID:
    """Begin the exam of a course; the id of the attempt, or of the one that is open already.

    NoPersonOfYours, NotEmployed, CourseNotFound, CourseNotInForce, NoExam, OtherExamOpen, PrerequisiteMissing,
    PassedAlready, PassedForGood, AttemptsUsed.
    """
    actor.require(Permission.LEARN)
    async with transaction(actor):
        candidate = await _candidate(now)
        await execute(_TURN, str(candidate.person))
        await _close_all(actor, now, candidate.person)
        row = await fetch_row(_IN_FORCE, course_key)
        if row is None:
            raise CourseNotFound()
        if open_one := await fetch_row(_OPEN, candidate.person):
            return _same(open_one, course_key)
        if row["version"] is None or row["retired_at"] is not None:
            raise CourseNotInForce()
        return await _begin(actor, candidate, row, kept_course(row["outline"]), now)


async def save_answers(actor: Actor, attempt_id: UUID, version: int | None, answers: Answers, now: datetime) -> int:
    """Keep what was chosen so far, made from this version of it; the new version.

    ExamNotFound, ExamOver, PreconditionFailed, BadAnswers.
    """
    actor.require(Permission.LEARN)
    async with transaction(actor):
        row = await _own(attempt_id)
        over = await _close(actor, row, now)
        if not over:
            return await _keep(row, version, answers)
    # Outside: what ran out stays graded.
    raise ExamOver()


async def hand_in(actor: Actor, attempt_id: UUID, version: int | None, answers: Answers | None, now: datetime) -> None:
    """Hand an exam in, with these answers (None: those that are kept). Handed in again, nothing changes; after its end,
    what was kept by then is what is graded. ExamNotFound, PreconditionFailed, BadAnswers."""
    actor.require(Permission.LEARN)
    async with transaction(actor):
        row = await _own(attempt_id)
        if await _close(actor, row, now):
            return
        if answers is not None:
            await _keep(row, version, answers)
        await _grade(actor, await _own(attempt_id), now)


async def close_if_over(actor: Actor, attempt_id: UUID, now: datetime) -> None:
    """Grade an own attempt whose time has run out, before it is looked at. ExamNotFound."""
    actor.require(Permission.LEARN)
    async with transaction(actor):
        await _close(actor, await _own(attempt_id), now)


async def close_run_out(actor: Actor, now: datetime) -> int:
    """Grade every attempt whose time has run out; how many. Running it again is safe."""
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        return await _close_all(actor, now, None)


async def _candidate(now: datetime) -> _Candidate:
    """Who asks, where they work today, and which day that is there. NoPersonOfYours, NotEmployed."""
    person = await fetch_value("select my_person()")
    if person is None:
        raise NoPersonOfYours()
    work = await fetch_row(_WORK, person, now)
    if work is None:
        raise NotEmployed()
    return _Candidate(person, work["site"], work["day"])


def _same(open_one: Record, course_key: str) -> UUID:
    if open_one["key"] != course_key:
        raise OtherExamOpen(course=open_one["title_zh"] if current().code == "zh_CN" else open_one["title"])
    return UUID(str(open_one["id"]))


async def _begin(actor: Actor, candidate: _Candidate, row: Record, document: CourseDocument, now: datetime) -> UUID:
    exam = document.exam
    if exam is None:
        raise NoExam()
    await _check_held(candidate, row["key"], document)
    opens = opens_at(exam, await sat(candidate.person, row["course"]))
    if opens is not None and opens > now:
        zone = await fetch_value("select time_zone from site where id = $1", candidate.site)
        raise AttemptsUsed(day=opens.astimezone(ZoneInfo(zone)).date().isoformat())
    made = uuid4()
    number = await fetch_value(
        "insert into exam_attempt (id, version, person, site, number, questions, started_at, ends_at) "
        "select $1, $2, $3, $4, 1 + count(*), $5, $6, $7 from exam_attempt where version = $2 and person = $3 "
        "returning number",
        made,
        row["version"],
        candidate.person,
        candidate.site,
        DRAWN.dump_json(draw(exam, str(made))).decode(),
        now,
        now + timedelta(minutes=exam.minutes),
    )
    facts = {"course": row["key"], "attempt": number}
    await trail.record(actor, "exam.started", f"exam:{made}", facts, site=candidate.site)
    return made


async def _check_held(candidate: _Candidate, course_key: str, document: CourseDocument) -> None:
    """PrerequisiteMissing, PassedAlready, PassedForGood."""
    keys = [course_key, *document.prerequisites]
    held = {row["key"]: row["valid_to"] for row in await fetch(_HELD, candidate.person, keys, candidate.day)}
    missing = [key for key in document.prerequisites if key not in held]
    if missing:
        name = "title ->> 'zh_CN'" if current().code == "zh_CN" else "title ->> 'en'"
        rows = await fetch(f"select {name} as title from course where key = any ($1) order by key", missing)
        raise PrerequisiteMissing(courses=", ".join(row["title"] for row in rows))
    if course_key in held:
        again = passes_again_from(held[course_key], document.window_days)
        if again is None:
            raise PassedForGood()
        if again > candidate.day:
            raise PassedAlready(day=again.isoformat())


async def _own(attempt_id: UUID) -> Record:
    """An own attempt, locked. ExamNotFound."""
    row = await fetch_row(OWN_ATTEMPT + " for update of a", attempt_id)
    if row is None:
        raise ExamNotFound()
    return row


async def _keep(row: Record, version: int | None, answers: Answers) -> int:
    check_version(version, row["row_version"], {"answers": json.loads(row["answers"])})
    if wrong := unknown_answers(DRAWN.validate_json(row["questions"]), answers):
        raise BadAnswers(dict.fromkeys(wrong, BadAnswers.message))
    kept = json.dumps({key: list(chosen) for key, chosen in answers.items() if chosen})
    changed = "update exam_attempt set answers = $2, row_version = row_version + 1 where id = $1 returning row_version"
    return int(await fetch_value(changed, row["id"], kept))


async def _close(actor: Actor, row: Record, now: datetime) -> bool:
    """Whether it is over; one that has just run out is graded by what was kept."""
    if row["handed_in_at"] is not None:
        return True
    if not is_over(row["ends_at"], now):
        return False
    await _grade(actor, row, now)
    return True


async def _close_all(actor: Actor, now: datetime, person: UUID | None) -> int:
    rows = await fetch(_RUN_OUT, now - GRACE, person)
    for row in rows:
        found = await fetch_row(ATTEMPT + " for update of a", row["id"])
        if found is not None:
            await _close(actor, found, now)
    return len(rows)


async def _grade(actor: Actor, row: Record, now: datetime) -> None:
    """Say what the kept answers come to; who has passed gets the record at once."""
    document, _exam = paper_of(row)
    at = handed_in_at(row["ends_at"], now)
    outcome = await fetch_row("select percent, passed from mark_attempt($1, $2)", row["id"], at)
    if outcome is None:
        raise ExamNotFound()
    facts = {"course": row["key"], "percent": outcome["percent"], "passed": outcome["passed"]}
    await trail.record(actor, "exam.handed_in", f"exam:{row['id']}", facts, site=row["site"])
    if outcome["passed"]:
        await _give(actor, row, document, at)


async def _give(actor: Actor, row: Record, document: CourseDocument, at: datetime) -> None:
    passed_on = at.astimezone(ZoneInfo(row["time_zone"])).date()
    first, last = await validity_of(row["person"], row["course"], document, passed_on)
    await give_record(
        actor,
        person=row["person"],
        course=row["course"],
        version=row["version"],
        site=row["site"],
        source=RecordSource.EXAM,
        passed_on=passed_on,
        valid_from=first,
        valid_to=last,
        at=at,
        attempt=row["id"],
    )
