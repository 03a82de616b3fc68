"""Visits to the sites of the demo: auditors, programmes, visits at every step of their way, and what came of them."""

from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256
from pathlib import Path
from random import Random
from secrets import token_urlsafe
from typing import Any
from uuid import UUID, uuid5

from network.audits.commands.answers import accept_visit
from network.audits.commands.appeal_decisions import decide_appeal
from network.audits.commands.appeals import lodge_appeal
from network.audits.commands.auditors import enrol_auditor
from network.audits.commands.calibrations import answer_case, begin_round, open_round, set_reference
from network.audits.commands.checklists import add_shipped_checklists
from network.audits.commands.filing import file_visit
from network.audits.commands.offering import offer_visits
from network.audits.commands.photos import receive_piece
from network.audits.commands.planning import plan_programme, remove_proposal
from network.audits.commands.programmes import activate_programme, begin_programme
from network.audits.commands.publishing import publish_due
from network.audits.commands.redacting import decide_photo, decide_texts
from network.audits.commands.reviewing import move_visit
from network.audits.queries.visit import visit_detail
from network.audits.rules.appeals import Ground
from network.audits.rules.assignments import FilingState
from network.audits.rules.redaction import Redaction
from network.audits.schemas.auditors import AuditorIn
from network.audits.schemas.audits import AppealIn, DecisionIn
from network.audits.schemas.calibrations import RoundIn
from network.audits.schemas.filings import FilingIn
from network.audits.schemas.photos import Piece
from network.audits.schemas.programmes import ProgrammeIn
from network.audits.schemas.visits import MoveIn, PhotoDecisionIn, VisitTextsIn
from network.demo.pictures import shop_front
from network.demo.visited import CASE, CHECKLIST, LAST_WEEKS, PICTURED, THESE_DAYS, Course, Stage
from network.foundation.access import Actor, Role
from network.foundation.database import Record, fetch, fetch_value, transaction
from network.identity.commands.accounts import create_account
from network.identity.errors.accounts import AccountExists
from network.identity.schemas.accounts import AccountIn
from network.improvement.commands.actions import answer_action
from network.improvement.schemas.findings import AnswerIn

SEED = 1
OTHER_REGION = "North China/Beijing"
# Nobody who tries the demo: with a password that is kept nowhere one cannot sign in.
THIRD = "auditor3"
_CODES: Mapping[str, str] = {"auditor": "V-17", "auditor2": "V-23", THIRD: "V-31"}
_EMBARGO = 3
# A clock that no wrong time zone explains.
_WRONG_CLOCK = timedelta(hours=40)
_HOURS = "Mo-Su 09:00-18:00"

_PROPOSED = """
select a.id, a.auditor, a.window_from, a.checklist, s.code, s.latitude, s.longitude
from assignment a join site s on s.id = a.site where a.programme = $1 order by s.code
"""


@dataclass(frozen=True, slots=True)
class Office:
    """Who does what: `planner` plans and reviews, `chief` decides on appeals, `visitors` are the auditors by their
    ids; `folder` takes the photos."""

    system: Actor
    planner: Actor
    chief: Actor
    operator: Actor
    visitors: Mapping[UUID, Actor]
    folder: Path


async def visit_sites(
    system: Actor, people: Mapping[str, Actor], operated: Sequence[str], folder: Path, now: datetime
) -> None:
    """Everything below, once. `operated`: the sites of the operator `chain`."""
    await add_shipped_checklists(system, now)
    async with transaction(system, read_only=True):
        if await fetch_value("select exists (select from auditor)"):
            return
        region = await fetch_value(
            "select r.path from site s join region r on r.id = s.region where s.code = $1", operated[0]
        )
    visitors = await _enrol(system, people, now)
    office = Office(system, people["manager"], people["admin"], people["chain"], visitors, folder)
    autumn = _programme("Mystery visits of the autumn", region, now - timedelta(days=26), 14)
    await _visit(office, autumn, operated, LAST_WEEKS, now)
    await publish_due(system, now - timedelta(days=7))
    await _respond(office, operated, now)
    these_days = _programme("Mystery visits in Beijing", OTHER_REGION, now - timedelta(days=6), 4)
    await _visit(office, these_days, None, THESE_DAYS, now)
    await _announce(office, region, now)
    await _calibrate(office, people["auditor"], now)


async def _enrol(system: Actor, people: Mapping[str, Actor], now: datetime) -> dict[UUID, Actor]:
    """The auditors by their ids."""
    third = AccountIn.model_validate(
        {"email": f"{THIRD}@example.com", "name": "Tang Wei", "password": token_urlsafe(24), "role": Role.AUDITOR}
    )
    with suppress(AccountExists):
        await create_account(system, third)
    async with transaction(system, read_only=True):
        account = await fetch_value("select id from account where email = $1", third.email)
    actors = {name: people[name] for name in _CODES if name != THIRD} | {
        THIRD: Actor(Role.AUDITOR, third.name, account)
    }
    until = now.date() + timedelta(days=300)
    return {
        await enrol_auditor(
            people["admin"], AuditorIn(email=f"{name}@example.com", code=code, qualified_until=until), now
        ): actors[name]
        for name, code in _CODES.items()
    }


def _programme(name: str, region: str, first: datetime, days: int, **more: Any) -> ProgrammeIn:
    return ProgrammeIn.model_validate(
        {
            "name": name,
            "checklist_key": CHECKLIST,
            "region": region,
            "from_on": first.date(),
            "to_on": first.date() + timedelta(days=days),
            "hours": _HOURS,
            "least_embargo_days": _EMBARGO,
            "most_embargo_days": _EMBARGO,
            **more,
        }
    )


async def _visit(
    office: Office, wanted: ProgrammeIn, sites: Sequence[str] | None, courses: Sequence[Course], now: datetime
) -> None:
    """A programme whose visits to these sites, or to the first ones, were made as the courses say."""
    planned_at = datetime.combine(wanted.from_on, time(1), UTC) - timedelta(days=5)
    programme = await _plan(office, wanted, planned_at)
    proposed = await _visits(office, programme)
    kept = [row for row in proposed if sites is None or row["code"] in sites][: len(courses)]
    for row in proposed:
        if row not in kept:
            await remove_proposal(office.planner, row["id"])
    if kept:
        await offer_visits(office.planner, programme, planned_at)
    for row, course in zip(kept, courses, strict=False):
        await accept_visit(office.visitors[row["auditor"]], row["id"], planned_at + timedelta(hours=5))
        await _make(office, row, course, now)


async def _plan(office: Office, wanted: ProgrammeIn, at: datetime) -> UUID:
    """A programme under way, with proposals; its id."""
    programme = await begin_programme(office.planner, wanted, at)
    await activate_programme(office.planner, programme)
    await plan_programme(office.planner, programme, at, SEED)
    return programme


async def _visits(office: Office, programme: UUID) -> list[Record]:
    async with transaction(office.planner, read_only=True):
        return await fetch(_PROPOSED, programme)


async def _make(office: Office, row: Record, course: Course, now: datetime) -> None:
    """A visit as far as it has come."""
    filing, filed_at = await _file(office, row, course)
    if course.stage is Stage.QUARANTINED:
        return
    decided_at = filed_at + timedelta(days=1) if course.stage is Stage.PUBLISHED else now
    await _move(office, filing, FilingState.IN_REVIEW, decided_at)
    if course.stage is not Stage.IN_REVIEW:
        await _clear(office, filing, decided_at)
        await _move(office, filing, FilingState.APPROVED, decided_at)


async def _file(office: Office, row: Record, course: Course) -> tuple[UUID, datetime]:
    """The id of the filing and when it came."""
    visitor, begun = office.visitors[row["auditor"]], row["window_from"] + timedelta(minutes=25)
    filing, at = uuid5(row["id"], "filing"), begun + timedelta(hours=1)
    off = _WRONG_CLOCK if course.stage is Stage.QUARANTINED else timedelta()
    sent = {
        "checklist": str(row["checklist"]),
        "started_at": (begun - off).isoformat(),
        "left_at": (begun + timedelta(minutes=35) - off).isoformat(),
        "submitted_at": (at - off).isoformat(),
        "client_now": (at - off).isoformat(),
        "answers": course.answers,
        "photos": await _photos(office, visitor, row, begun - off, at),
        "app": "1.0",
        "device": "demo",
    }
    await file_visit(visitor, row["id"], filing, FilingIn.model_validate(sent), None, at)
    return filing, at


async def _photos(office: Office, visitor: Actor, row: Record, begun: datetime, at: datetime) -> list[dict[str, Any]]:
    """One for each question that asks for one, as a visit lists them."""

    async def taken(place: int, question: str) -> dict[str, Any]:
        content = shop_front(Random(f"{row['code']}/{question}"))
        digest = sha256(content).hexdigest()
        await receive_piece(visitor, digest, Piece(0, len(content), content), office.folder, at)
        position = {name: str(row[name]) for name in ("latitude", "longitude") if row[name] is not None}
        known = {"question": question, "place": 1, "sha256": digest, "size": len(content), "mocked": False}
        return {**known, **position, "accuracy": 9, "taken_at": (begun + timedelta(minutes=place)).isoformat()}

    return [await taken(place, question) for place, question in enumerate(PICTURED, start=1)]


async def _move(office: Office, filing: UUID, to: FilingState, at: datetime) -> None:
    found = await visit_detail(office.planner, filing, at)
    await move_visit(office.planner, filing, MoveIn(to=to, version=found.version), at, lambda _most: 0)


async def _clear(office: Office, filing: UUID, at: datetime) -> None:
    """Nothing is hidden from the site but the auditor's own story."""
    found = await visit_detail(office.planner, filing, at)
    for photo in found.photos:
        shown = PhotoDecisionIn(decision=Redaction.CLEAR)
        await decide_photo(office.planner, filing, photo.id, shown, office.folder)
    said = found.versions[-1].content["answers"]
    texts = {key: "" if key.startswith("story") else _text(said, key) for key in found.undecided}
    await decide_texts(office.planner, filing, VisitTextsIn(number=found.current, texts=texts))


def _text(said: Mapping[str, Any], key: str) -> str:
    question, _dot, part = key.rpartition(".")
    return str(said[question][{"reason": "not_applicable", "answer": "value"}.get(part, part)])


async def _respond(office: Office, sites: Sequence[str], now: datetime) -> None:
    """The operator appeals twice, of which one is decided, and answers an action at another site."""
    async with transaction(office.operator, read_only=True):
        audit = await fetch_value("select a.id from audit a join site s on s.id = a.site where s.code = $1", sites[0])
        action = await fetch_value(
            "select a.id from corrective_action a join site s on s.id = a.site where s.code = $1 order by a.id limit 1",
            sites[1],
        )
    lodged_at = now - timedelta(days=5)
    decided = await _appeal(
        office, sites[0], audit, "promised", "The screen above the counter shows when each device is ready.", lodged_at
    )
    reason = "The photo of the counter shows the screen with the times; the question does not count."
    verdict = DecisionIn(outcome="upheld", change="left_out", reason=reason, revision=1)
    await decide_appeal(office.chief, decided, verdict, now - timedelta(days=3))
    again = "We look the warranty up by the serial number; nobody need be asked."
    await _appeal(office, sites[0], audit, "warranty-asked", again, now - timedelta(days=1), revision=2)
    done = AnswerIn(
        containment="A second person stands at the counter from 10 to 12.",
        root_cause="Only one of us was trained to take devices in.",
        remedy="Two more have learnt it, and the roster names two for each morning.",
        owner=office.operator.name,
    )
    await answer_action(office.operator, sites[1], action, done, now - timedelta(days=2))


async def _appeal(
    office: Office, site: str, audit: UUID, question: str, body: str, at: datetime, revision: int = 1
) -> UUID:
    wanted = AppealIn(question=question, ground=Ground.FACTUAL, body=body, revision=revision)
    return await lodge_appeal(office.operator, site, audit, wanted, (), at)


async def _announce(office: Office, region: str, now: datetime) -> None:
    """Visits that sites know of, one taken on by its auditor; gaps, for no site is visited twice so soon; a draft."""
    more = {"checklist_key": "announced-inspection", "announced": True, "quota": 2}
    programme = await _plan(office, _programme("Inspections before the year ends", region, now, 18, **more), now)
    visits = await _visits(office, programme)
    if visits:
        await offer_visits(office.planner, programme, now)
    for row in visits[:1]:
        await accept_visit(office.visitors[row["auditor"]], row["id"], now)
    calls = _programme("Calls in winter", "", now + timedelta(days=30), 60, checklist_key="mystery-call")
    await begin_programme(office.planner, calls, now)


async def _calibrate(office: Office, visitor: Actor, now: datetime) -> None:
    """A case that one auditor has answered, and one that is being written."""
    first, second = LAST_WEEKS[0], LAST_WEEKS[1]
    async with transaction(office.planner, read_only=True):
        checklist = await fetch_value("select id from checklist where key = $1 and state = 'published'", CHECKLIST)
    wanted = RoundIn(name="A crowded morning", checklist=checklist, case_text=CASE, closes_at=now + timedelta(days=20))
    opened = await begin_round(office.planner, wanted, now)
    await set_reference(office.planner, opened, second.answers, None)
    await open_round(office.planner, opened, now)
    await answer_case(visitor, opened, first.answers, now)
    draft = RoundIn(name="A device that was sent up", checklist=checklist, case_text=CASE)
    await begin_round(office.planner, draft, now)
