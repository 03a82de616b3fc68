"""What mystery visits found in the quarters of the demo network, and what its sites did about it, on time or late.

Like what comes over from an earlier system it is put in set by set. How many repairs a site had ready in time decides
how much was found there; the rest is drawn from its code and the quarter, so that one network always says the same.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from uuid import NAMESPACE_URL, UUID, uuid5

from network.audits.commands.delivery import Way
from network.audits.rules.checklists import ChecklistDocument, VisitKind
from network.audits.rules.published import PublishedDocument, published_document
from network.audits.rules.redaction import free_texts
from network.audits.rules.scoring import score
from network.audits.schemas.answers import answers_of
from network.audits.schemas.checklists import kept_checklist
from network.audits.schemas.published import keep_published
from network.demo.model import Order
from network.demo.righted import Event, Matter, events, put_right, raise_matters
from network.demo.visited import CHECKLIST, CRITICAL, FAULTS, Course, Stage
from network.foundation.access import Actor
from network.foundation.database import Record, fetch, fetch_row, fetch_value, insert_many, transaction
from network.foundation.periods import Quarter
from network.improvement.rules.findings import VISITS_LOOKED_BACK

QUARTERS, VISITED, MOST_FAULTS = 4, 0.8, 11
_EMBARGO, _DELIVERED = timedelta(days=9), timedelta(days=1)
_AUDIT = (
    *("id", "site", "checklist", "kind", "scored", "visited_on", "part_of_day", "state", "revision", "score"),
    *("critical_failures", "published_at", "version"),
)
_REVISION = ("id", "audit", "site", "number", "score", "critical_failures", "document", "reason", "made_at")
_THERE = "select exists (select from audit a where not exists (select from audit_source s where s.audit = a.id))"
# How good a site was in a quarter: 0 as the network was found, 1 as good as it gets.
_QUALITY = """
select s.id as site, s.code, (avg((o.turnaround_hours <= 24)::int) - 0.55) / 0.42 as quality
from site s join repair_order o on o.site = s.id
where o.ready_at >= $1::date and o.ready_at < $2::date and o.cancelled_at is null and s.opened_on < $1
  and (s.closed_on is null or s.closed_on >= $2)
group by s.id order by s.code
"""
_DELIVER = """
update audit set delivered_at = published_at + $2 where id = any ($1) returning id, site, appeal_until
"""


@dataclass(frozen=True, slots=True)
class _Visit:
    audit: UUID
    site: int
    code: str
    quality: float
    visited_on: date
    part: str
    document: PublishedDocument

    @property
    def published_at(self) -> datetime:
        return datetime.combine(self.visited_on, time(2), UTC) + _EMBARGO


async def look_back(system: Actor, verifier: Actor, orders: Sequence[Order], now: datetime) -> None:
    """Visits to most sites in each of the last quarters that the network has orders of. Once."""
    async with transaction(system, read_only=True):
        if not orders or await fetch_value(_THERE):
            return
        row = await fetch_row(
            "select id, document from checklist where key = $1 and state = 'published' order by version desc limit 1",
            CHECKLIST,
        )
    if row is None:
        return
    checklist, before = kept_checklist(row["document"]), dict[int, list[set[str]]]()
    last = Quarter.of(datetime.fromisoformat(max(order.received_at for order in orders)).date())
    for back in range(QUARTERS - 1, -1, -1):
        await _look(system, verifier, last.shift(-back), (row["id"], checklist), before, now)


async def _look(
    system: Actor,
    verifier: Actor,
    quarter: Quarter,
    checklist: tuple[UUID, ChecklistDocument],
    before: dict[int, list[set[str]]],
    now: datetime,
) -> None:
    async with transaction(system):
        rows = await fetch(_QUALITY, quarter.first, quarter.end)
        drawn = [(row, Random(f"visit/{row['code']}/{quarter}")) for row in rows]
        visits = [_visit(row, rng, quarter, checklist[1]) for row, rng in drawn if rng.random() < VISITED]
        await _publish(system, visits, checklist[0])
        matters = [matter for visit in visits for matter in _matters(visit, before.setdefault(visit.site, []))]
        await raise_matters(system, matters)
    await put_right(verifier, matters, now)


def _visit(row: Record, rng: Random, quarter: Quarter, checklist: ChecklistDocument) -> _Visit:
    quality = min(max(float(row["quality"]), 0.0), 1.0)
    count = min(max(round(MOST_FAULTS * (1 - quality) * 0.75 + rng.gauss(0.2, 1.2)), 0), MOST_FAULTS)
    otherwise = {key: FAULTS[key] for key in rng.sample(sorted(FAULTS), count)}
    if rng.random() < 0.07 * (1 - quality):
        key = rng.choice(sorted(CRITICAL))
        otherwise[key] = CRITICAL[key]
    answers = answers_of(checklist, Course(Stage.PUBLISHED, "", otherwise).answers)
    texts = free_texts(checklist, answers)
    day = quarter.first + timedelta(days=rng.randrange(4, 52))
    made = uuid5(NAMESPACE_URL, f"visit/{row['code']}/{quarter}")
    document = published_document(checklist, answers, score(checklist, answers), texts)
    return _Visit(made, row["site"], row["code"], quality, day, rng.choice(("morning", "afternoon")), document)


def _matters(visit: _Visit, before: list[set[str]]) -> list[Matter]:
    """What failed; a repeat where it failed in one of the visits before as well. `before` is told of this visit."""
    questions = [each for section in visit.document.sections for each in section.questions if each.failed]
    known = set[str]().union(*before[-VISITS_LOOKED_BACK:])
    before.append({each.key for each in questions})
    return [
        Matter(
            finding=uuid5(visit.audit, each.key),
            audit=visit.audit,
            site=visit.site,
            question=each.key,
            title={"en": each.label.en, "zh_CN": each.label.zh_CN},
            detail=each.note,
            effect=each.critical.effect.value if each.critical else None,
            repeated=each.key in known,
            quality=visit.quality,
            found_on=visit.visited_on,
            told_at=visit.published_at,
        )
        for each in questions
    ]


async def _publish(system: Actor, visits: Sequence[_Visit], checklist: UUID) -> None:
    audits, revisions = [], []
    for visit in visits:
        found = (visit.document.total, visit.document.critical_failures)
        told = (checklist, VisitKind.MYSTERY_VISIT.value, True, visit.visited_on, visit.part, "published", 1)
        audits.append((visit.audit, visit.site, *told, *found, visit.published_at, 1))
        kept = keep_published(visit.document)
        revision = uuid5(visit.audit, "revision")
        revisions.append((revision, visit.audit, visit.site, 1, *found, kept, "", visit.published_at))
    await insert_many("audit", _AUDIT, audits)
    await insert_many("audit_revision", _REVISION, revisions)
    rows = await fetch(_DELIVER, [visit.audit for visit in visits], _DELIVERED)
    until = {row["id"]: row["appeal_until"] for row in rows}
    await events(system, [event for visit in visits for event in _told(visit, until[visit.audit])])


def _told(visit: _Visit, until: datetime) -> list[Event]:
    subject = f"audit:{visit.audit}"
    facts = {"visited_on": visit.visited_on, "part_of_day": visit.part, "score": visit.document.total}
    delivered = {"way": Way.OPENED, "appeal_until": until}
    return [
        Event(visit.site, "audit.published", subject, facts),
        Event(visit.site, "audit.delivered", subject, delivered),
    ]
