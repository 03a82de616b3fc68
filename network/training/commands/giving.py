"""Giving somebody the record of what they have passed, within the transaction in which they pass it."""

from datetime import date, datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor
from network.foundation.database import execute, fetch_row, fetch_value
from network.foundation.trail import record as trail
from network.training.rules.courses import CourseDocument
from network.training.rules.giving import RecordSource, longest_end, new_record_number, record_validity

# The record that holds longest of those that hold on the day; one that holds for good is the last of all.
_RUNNING = """
select r.valid_to
from training_record r
left join record_revocation v on v.record = r.id
where r.person = $1 and r.course = $2 and v.record is null and r.valid_from <= $3
  and (r.valid_to is null or r.valid_to >= $3)
order by r.valid_to desc nulls first limit 1
"""
# Of the version in force, or the last that was: learners may read no more of it than its outline.
_MONTHS = """
select (outline ->> 'validity_months')::integer from course_version
where course = $1 and state <> 'draft' order by number desc limit 1
"""


async def validity_of(person: UUID, course: UUID, terms: CourseDocument, passed_on: date) -> tuple[date, date | None]:
    """From when to when a pass on this day holds, by the terms of the version and what the person holds already.

    Inside a transaction, whose actor sees the person's records.
    """
    running = await fetch_row(_RUNNING, person, course, passed_on)
    return record_validity(
        terms.validity_rule,
        terms.validity_months,
        terms.window_days,
        passed_on,
        running["valid_to"] if running else None,
    )


async def end_of_terms(course: UUID, passed_on: date) -> date | None:
    """The last day on which what was passed elsewhere on this day holds by the course's latest terms; None for good."""
    return longest_end(await fetch_value(_MONTHS, course), passed_on)


async def give_record(
    actor: Actor,
    *,
    person: UUID,
    course: UUID,
    version: UUID | None,
    site: int,
    source: RecordSource,
    passed_on: date,
    valid_from: date,
    valid_to: date | None,
    at: datetime,
    issuer: str = "",
    attempt: UUID | None = None,
    session: UUID | None = None,
) -> tuple[UUID, str]:
    """The record and the number of its certificate. Inside the caller's transaction, and for whoever it lets do this.

    `site`: that employs the person on that day. `valid_to`: the last day, None for good; see `validity_of`.
    """
    made, number = uuid4(), new_record_number(passed_on.year)
    await execute(
        "insert into training_record (id, person, course, version, site, source, passed_on, valid_from, valid_to, "
        "number, issuer, attempt, session, recorded_by, recorded_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        made,
        person,
        course,
        version,
        site,
        source.value,
        passed_on,
        valid_from,
        valid_to,
        number,
        issuer,
        attempt,
        session,
        actor.name,
        at,
    )
    facts = {"number": number, "person": person, "course": course, "source": source, "passed_on": passed_on}
    await trail.record(actor, "record.given", f"record:{made}", {**facts, "valid_to": valid_to}, site=site)
    return made, number
