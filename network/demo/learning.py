"""What the people of the demo network have read and learnt in three years: a manual that they signed for, courses that
most have passed and some have let run out, a second edition that many have yet to read.

Months and years back it is put in set by set, as it would come over from lists on paper, with an event for each set.
"""

import json
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from typing import Any
from uuid import uuid4

from network.demo.pictures import paper
from network.foundation.access import Actor
from network.foundation.database import Record, execute, fetch, fetch_value, transaction
from network.foundation.evidence.kinds import Evidence
from network.foundation.evidence.taking import take
from network.foundation.trail import record as trail
from network.manuals.commands.editions import (
    approve_edition,
    start_edition,
    submit_edition,
    write_edition,
    write_settings,
)
from network.manuals.commands.shipped import add_shipped_manuals
from network.manuals.queries.duties import duties
from network.manuals.rules.document_editing import home_of, with_clause
from network.manuals.rules.documents import ClauseChange, ManualDocument, Materiality
from network.manuals.schemas.documents import audience_json, quiz_json
from network.manuals.schemas.editions import EditionSettings
from network.sites.rules.criteria import LocalText
from network.training.commands.shipped_courses import add_shipped_courses
from network.training.rules.courses import CourseDocument
from network.training.rules.giving import RecordSource, new_record_number, record_validity
from network.training.schemas.courses import kept_course

MANUAL, CLAUSE = "operating-manual", "telephone"
YEARS = timedelta(days=3 * 365)
# So long ago the second edition came into force.
SECOND_EDITION = timedelta(days=40)
MOST_MEGABYTES = 1

_NOTE = LocalText(
    en="Whoever cannot help within five minutes calls back the same day.",
    zh_CN="五分钟内解决不了的，当天回电。",
)
_ADDED = LocalText(
    en="\n\n**New:** a call that cannot be settled within five minutes is called back the same day, at an hour that "
    "the customer names.",
    zh_CN="\n\n**新增：**五分钟内解决不了的来电，按客户约定的时间当天回电。",
)

_SHEETS = """
insert into acknowledgement_sheet (id, edition, site, file_name, file_sha256, file_kind, file_type, file_size, added_by,
                                   added_at)
select x.id, x.edition, x.site, 'signatures.pdf', $2, $3, $4, $5, $6, x.at
from jsonb_to_recordset($1::jsonb) x (id uuid, edition uuid, site int, at timestamptz)
"""
_NOTED = """
insert into acknowledgement (id, edition, person, site, at, recorder, sheet)
select gen_random_uuid(), x.edition, x.person, x.site, x.at, $2, x.sheet
from jsonb_to_recordset($1::jsonb) x (edition uuid, person uuid, site int, at timestamptz, sheet uuid)
on conflict (edition, person) do nothing
"""
_REQUIRED = """
select m.person, m.name, m.site, s.code, m.from_on, m.to_on, r.course, c.key, v.document
from staff_member m
join site s on s.id = m.site
join course_requirement r on r.role = m.role and r.to_on is null
join course c on c.id = r.course
join course_version v on v.course = c.id and v.state = 'published'
left join lateral (
    select max(t.repair_level) as level from certificate k join certificate_type t on t.id = k.type
    where k.site = m.site and k.valid_to >= current_date and k.ended_on is null
) certified on true
where r.least_level is null or certified.level >= r.least_level
order by s.code, m.name, c.key
"""
_RECORDS = f"""
insert into training_record (id, person, course, site, source, passed_on, valid_from, valid_to, number, issuer,
                             recorded_by, recorded_at)
select gen_random_uuid(), x.person, x.course, x.site, '{RecordSource.IMPORTED}', x.passed_on, x.valid_from, x.valid_to,
       x.number, $2, $3, $4
from jsonb_to_recordset($1::jsonb) x
     (person uuid, course uuid, site int, passed_on date, valid_from date, valid_to date, number text)
"""


async def learn(system: Actor, people: Mapping[str, Actor], folder: Path, now: datetime) -> None:
    """Once; sites and their staff are there. `people`: by mailbox; `folder` takes the evidence."""
    async with transaction(system, read_only=True):
        if await fetch_value("select exists (select from training_record)"):
            return
    await add_shipped_manuals(system, now - YEARS)
    await add_shipped_courses(system, now - YEARS)
    await _second_edition(people["manager"], people["admin"], now - SECOND_EDITION)
    signed = await take(_once(paper("Signed for the manual", "All")), folder, most_megabytes=MOST_MEGABYTES)
    await _take_note(system, signed, now)
    await _pass(system, now)


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _second_edition(writer: Actor, approver: Actor, effective: datetime) -> None:
    """A material change of one clause, written by one and approved by another a week before it holds."""
    at = effective - timedelta(days=7)
    draft = await start_edition(writer, MANUAL, at)
    draft = await write_edition(writer, MANUAL, draft.number, _changed(draft.document), None)
    settings = EditionSettings(
        effective_on=effective.date(),
        due_days=draft.due_days,
        audience=audience_json(draft.audience),
        quiz=quiz_json(draft.quiz),
    )
    await write_settings(writer, MANUAL, draft.number, settings, None)
    await submit_edition(writer, MANUAL, draft.number, None, at)
    await approve_edition(approver, MANUAL, draft.number, None, at)


def _changed(document: ManualDocument) -> ManualDocument:
    found = document.clause(CLAUSE)
    if found is None:
        raise LookupError(f"the manual that ships has no clause {CLAUSE}")
    clause = found[1]
    text = LocalText(en=clause.text.en + _ADDED.en, zh_CN=clause.text.zh_CN + _ADDED.zh_CN)
    changed = replace(clause, text=text, change=ClauseChange(materiality=Materiality.MATERIAL, note=_NOTE))
    return with_clause(document, home_of(document, CLAUSE).key, changed, former=CLAUSE)


async def _take_note(system: Actor, signed: Evidence, now: datetime) -> None:
    """Sheets of nearly all sites for what holds since long, of two in three for what is new; a few late."""
    async with transaction(system):
        owed = await fetch(
            f"select d.*, s.code, m.key from ({duties()}) d join site s on s.id = d.site "
            "join manual m on m.id = d.manual order by s.code, m.key, d.starts, d.name"
        )
        sheets, noted = _signatures(owed, now)
        file = (signed.sha256, signed.kind, signed.media_type, signed.size)
        await execute(_SHEETS, json.dumps(sheets, default=str), *file, system.name)
        await execute(_NOTED, json.dumps(noted, default=str), system.name)
        await trail.record(
            system, "acknowledgement.taken_over", "manuals", {"sheets": len(sheets), "people": len(noted)}
        )


def _signatures(owed: Sequence[Record], now: datetime) -> tuple[list[dict[str, Any]], list[dict[str, Any]]]:
    sheets: dict[tuple[int, Any, datetime], dict[str, Any]] = {}
    noted = []
    for duty in owed:
        at = _signs(duty, now)
        if at is not None and (duty["to_on"] is None or at.date() <= duty["to_on"]):
            key = (duty["site"], duty["edition"], at)
            sheet = sheets.setdefault(key, {"id": uuid4(), "site": duty["site"], "edition": duty["edition"], "at": at})
            names = {name: duty[name] for name in ("person", "site", "edition")}
            noted.append({**names, "at": at, "sheet": sheet["id"]})
    return list(sheets.values()), noted


def _signs(duty: Record, now: datetime) -> datetime | None:
    """When this person signed: a site's people on one day as a rule; None for who has not."""
    site = Random(f"{duty['code']}/{duty['key']}/{duty['starts']}")
    recent = duty["starts"] > (now - 2 * SECOND_EDITION).date()
    keen = site.random() < (0.66 if recent else 0.94)
    late = site.random() < 0.08
    alone = Random(f"{duty['code']}/{duty['name']}/{duty['starts']}").random() < 0.05
    if not keen or alone:
        return None
    day: date = duty["begins"] + timedelta(days=site.randrange(20, 30) if late else site.randrange(2, 12))
    at = datetime.combine(day, time(3), UTC)
    return at if at < now else None


async def _pass(system: Actor, now: datetime) -> None:
    """Records as a training centre's lists have them: first within weeks, and again before the end, or too late."""
    async with transaction(system):
        rows = await fetch(_REQUIRED)
        made = [record for row in rows for record in _passes(row, kept_course(row["document"]), now.date())]
        issuer = "Training centre of headquarters"
        await execute(_RECORDS, json.dumps(made, default=str), issuer, system.name, now)
        await trail.record(system, "record.taken_over", "training", {"records": len(made), "issuer": issuer})


def _passes(row: Record, terms: CourseDocument, today: date) -> Iterator[dict[str, Any]]:
    site, rng = Random(f"{row['code']}/training"), Random(f"{row['code']}/{row['name']}/{row['key']}")
    diligence = 0.84 + 0.15 * site.random()
    if rng.random() > diligence:
        return
    day: date = row["from_on"] + timedelta(days=rng.randrange(5, 45))
    last = min(row["to_on"] or today, today)
    running: date | None = None
    while day <= last:
        first, until = record_validity(terms.validity_rule, terms.validity_months, terms.window_days, day, running)
        kept = {name: row[name] for name in ("person", "course", "site")}
        number = new_record_number(day.year)
        yield {**kept, "passed_on": day, "valid_from": first, "valid_to": until, "number": number}
        if until is None or rng.random() > diligence:
            return
        running = until
        day = until + timedelta(days=rng.randrange(-terms.window_days, 25))
