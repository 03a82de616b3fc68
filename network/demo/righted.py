"""What sites of the demo network put right of what visits found: the better a site, the more of it, and the sooner."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from random import Random
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from network.foundation.access import Actor, Role
from network.foundation.database import execute, fetch, insert_many, transaction
from network.foundation.trail.record import canonical
from network.improvement.rules.actions import ActionState, Step, check_on
from network.improvement.rules.findings import FindingState, Grade, Source, due_on, grade

_FINDING = (
    *("id", "site", "source", "audit", "question", "title", "detail", "grade", "repeated", "found_on", "raised_at"),
    *("raised_by", "state", "version"),
)
_ACTION = (
    *("id", "finding", "site", "state", "containment", "root_cause", "remedy", "owner", "due_on", "first_due_on"),
    "version",
)
_STEP = ("id", "action", "site", "what", "note", "side", "by", "who", "at")
_EVENT = ("site", "actor", "account", "action", "subject", "body")
_SAID = (
    ("Put right on the day.", "Nobody had been told whose task it is.", "One person sees to it each morning."),
    ("Done, and shown to the whole team.", "Those who are new had not learnt it.", "It is part of the first week now."),
    ("Ordered and hung up.", "What was there had worn out.", "It is looked at on the first of each month."),
)
_ANSWER = """
update corrective_action a set state = 'answered', containment = g.containment, root_cause = g.root_cause,
       remedy = g.remedy, owner = $6, answered_at = g.at
from unnest($1::uuid[], $2::text[], $3::text[], $4::text[], $5::timestamptz[])
    as g (id, containment, root_cause, remedy, at)
where a.id = g.id
"""
_VERIFY = """
update corrective_action a set state = 'verified', done_on = g.done_on, verified_by = $5, verifier = $6,
       verified_at = g.at, check_on = g.check_on
from unnest($1::uuid[], $2::date[], $3::timestamptz[], $4::date[]) as g (id, done_on, at, check_on)
where a.id = g.id
"""

# So many of a hundred effects were looked at when their day came.
LOOKED_AT = 94
_HELPED = "Nothing of the kind was found since."
_CHECK = f"""
update corrective_action a set state = '{ActionState.EFFECTIVE}', effective = true, checked_at = g.at, checked_by = $3
from unnest($1::uuid[], $2::timestamptz[]) as g (id, at) where a.id = g.id
"""
_CLOSE = f"""
update finding f set state = '{FindingState.CLOSED}', closed_at = g.at, closed_reason = $3
from unnest($1::uuid[], $2::timestamptz[]) as g (id, at) where f.id = g.id
"""

_DUE = "select id, check_on from corrective_action where id = any ($1) and check_on < $2"


class Event(NamedTuple):
    site: int
    action: str
    subject: str
    facts: Mapping[str, Any]


@dataclass(frozen=True, slots=True, kw_only=True)
class Matter:
    """A finding to be, with the action that it asks for. `quality`: that of the site, 0 to 1."""

    finding: UUID
    audit: UUID
    site: int
    question: str
    title: Mapping[str, str]
    detail: str
    effect: str | None
    repeated: bool
    quality: float
    found_on: date
    told_at: datetime

    @property
    def action(self) -> UUID:
        return uuid5(self.finding, "action")

    @property
    def grade(self) -> Grade:
        return grade(self.effect, repeated=self.repeated)

    @property
    def due_on(self) -> date:
        return due_on(self.grade, self.told_at.date())

    def answered_at(self) -> datetime | None:
        """In the afternoon in China; None: never."""
        rng = Random(f"{self.finding}")
        if rng.random() > 0.90 + 0.09 * self.quality:
            return None
        days = (self.due_on - self.told_at.date()).days
        in_time = rng.random() < 0.70 + 0.29 * self.quality
        after = rng.randint(1, days) if in_time else days + rng.randint(1, 12)
        return self.told_at + timedelta(days=after, hours=5)


async def events(actor: Actor, told: Sequence[Event]) -> None:
    """Inside a transaction: append them to the chains of their sites, in this order."""
    rows = [(each.site, actor.name, actor.account, each.action, each.subject, canonical(each.facts)) for each in told]
    await insert_many("trail_event", _EVENT, rows)


async def raise_matters(actor: Actor, matters: Sequence[Matter]) -> None:
    """Inside a transaction: the findings, and an open action for each."""
    findings, actions, steps, told = [], [], [], []
    for each in matters:
        found = (each.audit, each.question, json.dumps(each.title), each.detail, each.grade, each.repeated)
        raised = (each.found_on, each.told_at, actor.name, "open", 1)
        findings.append((each.finding, each.site, Source.AUDIT, *found, *raised))
        said = ("", "", "", "", each.due_on, each.due_on, 1)
        actions.append((each.action, each.finding, each.site, "open", *said))
        steps.append(_step(each, Step.RAISED, "", "hq", actor, each.told_at))
        why = {"audit": each.audit, "question": each.question, "grade": each.grade, "repeated": each.repeated}
        told.append(Event(each.site, "finding.raised", f"finding:{each.finding}", why))
        asked = {"finding": each.finding, "due_on": each.due_on}
        told.append(Event(each.site, "action.opened", f"action:{each.action}", asked))
    await insert_many("finding", _FINDING, findings)
    await insert_many("corrective_action", _ACTION, actions)
    await insert_many("action_step", _STEP, steps)
    await events(actor, told)


async def put_right(verifier: Actor, matters: Sequence[Matter], now: datetime) -> None:
    """The sites answer; headquarters verifies it a few days later, and looks at the effect where its day has come."""
    answered = [(each, at) for each in matters if (at := each.answered_at()) is not None]
    sites = Actor(Role.SITE_OPERATOR, "网点负责人", None, frozenset(each.site for each in matters))
    async with transaction(sites):
        await _answer(sites, answered)
    async with transaction(verifier):
        await _verify(verifier, answered)
        await _check(verifier, [each for each, _at in answered], now)


async def _answer(actor: Actor, answered: Sequence[tuple[Matter, datetime]]) -> None:
    said = [_SAID[each.finding.int % len(_SAID)] for each, _at in answered]
    columns = ([words[part] for words in said] for part in range(3))
    await execute(_ANSWER, [each.action for each, _at in answered], *columns, [at for _e, at in answered], actor.name)
    steps = [
        _step(each, Step.ANSWERED, words[2], "site", actor, at)
        for (each, at), words in zip(answered, said, strict=True)
    ]
    await insert_many("action_step", _STEP, steps)
    owner = {"owner": actor.name}
    await events(actor, [Event(each.site, "action.answered", f"action:{each.action}", owner) for each, _at in answered])


async def _verify(actor: Actor, answered: Sequence[tuple[Matter, datetime]]) -> None:
    seen = [(each, at.date(), at + timedelta(days=4)) for each, at in answered]
    looked = [check_on(at.date()) for _each, _done, at in seen]
    ids, done, moments = (
        [each.action for each, _d, _at in seen],
        [day for _e, day, _at in seen],
        [at for *_e, at in seen],
    )
    await execute(_VERIFY, ids, done, moments, looked, actor.account, actor.name)
    await insert_many(
        "action_step",
        _STEP,
        [_step(each, Step.VERIFIED, "Seen on the photos.", "hq", actor, at) for each, _d, at in seen],
    )
    told = [
        Event(each.site, "action.verified", f"action:{each.action}", {"done_on": day, "check_on": check})
        for (each, day, _at), check in zip(seen, looked, strict=True)
    ]
    await events(actor, told)


async def _check(actor: Actor, verified: Sequence[Matter], now: datetime) -> None:
    due = {row["id"]: row["check_on"] for row in await fetch(_DUE, [each.action for each in verified], now.date())}
    seen = [(each, datetime.combine(due[each.action], time(6), UTC)) for each in verified if each.action in due]
    seen = [(each, at) for each, at in seen if each.finding.int % 100 < LOOKED_AT]
    moments = [at for _each, at in seen]
    await execute(_CHECK, [each.action for each, _at in seen], moments, actor.name)
    steps = [_step(each, Step.EFFECTIVE, _HELPED, "hq", actor, at) for each, at in seen]
    await insert_many("action_step", _STEP, steps)
    facts = {"effective": True, "reason": _HELPED}
    await events(actor, [Event(each.site, "action.checked", f"action:{each.action}", facts) for each, _at in seen])
    await execute(_CLOSE, [each.finding for each, _at in seen], moments, _HELPED)
    closed = {"reason": _HELPED}
    await events(actor, [Event(each.site, "finding.closed", f"finding:{each.finding}", closed) for each, _at in seen])


def _step(matter: Matter, what: Step, note: str, side: str, actor: Actor, at: datetime) -> tuple[Any, ...]:
    return (uuid5(matter.action, what), matter.action, matter.site, what, note, side, actor.account, actor.name, at)
