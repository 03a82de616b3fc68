"""Findings come up, each with the corrective action that it asks of its site; and fall away with what they stand on.

Both are called from within the transaction of whoever publishes, voids or changes an audit.
"""

import json
from collections.abc import Sequence
from datetime import date, datetime
from uuid import UUID, uuid4

from network.foundation.access import Actor
from network.foundation.database import execute, fetch, fetch_value
from network.foundation.trail import record as trail
from network.improvement.rules.actions import WITHDRAWABLE, ActionState, Step
from network.improvement.rules.findings import (
    VISITS_LOOKED_BACK,
    Failure,
    FindingState,
    Grade,
    Source,
    due_on,
    grade,
)

# $1: the audit, $2: how many visits by the same checklist, whatever its version, are looked back at.
_FAILED_BEFORE = """
with this as (
    select a.id, a.site, a.visited_on, c.key from audit a join checklist c on c.id = a.checklist where a.id = $1
),
before as (
    select a.id
    from this join audit a on a.site = this.site and a.id <> this.id and a.visited_on <= this.visited_on
    join checklist c on c.id = a.checklist and c.key = this.key
    where a.state = 'published'
    order by a.visited_on desc, a.published_at desc limit $2
)
select distinct f.question from finding f join before on before.id = f.audit where f.state <> 'withdrawn'
"""


async def raise_findings(actor: Actor, site: int, audit: UUID, failures: Sequence[Failure], at: datetime) -> list[UUID]:
    """Raise a finding with an open action for each failure of a published audit; the ids of those that are new.

    Saying the same again raises nothing again, nor what was withdrawn since.
    """
    visited_on = await fetch_value("select visited_on from audit where id = $1", audit)
    before = {row["question"] for row in await fetch(_FAILED_BEFORE, audit, VISITS_LOOKED_BACK)}
    raised: list[UUID] = []
    for failure in failures:
        repeated = failure.question in before
        found = grade(failure.effect, repeated=repeated)
        made = await fetch_value(
            "insert into finding (id, site, source, audit, question, title, detail, grade, repeated, found_on, "
            "raised_at, raised_by, state) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, 'open') "
            "on conflict (audit, question) where audit is not null do nothing returning id",
            uuid4(),
            site,
            Source.AUDIT,
            audit,
            failure.question,
            json.dumps(dict(failure.title)),
            failure.detail,
            found,
            repeated,
            visited_on,
            at,
            actor.name,
        )
        if made is not None:
            facts = {"audit": audit, "question": failure.question, "grade": found, "repeated": repeated}
            await trail.record(actor, "finding.raised", f"finding:{made}", facts, site=site)
            await open_action(actor, site, made, found, at)
            raised.append(made)
    return raised


async def open_action(
    actor: Actor, site: int, finding: UUID, found: Grade, at: datetime, note: str = "", due: date | None = None
) -> UUID:
    """Ask the site for an action about a finding; its id. Due by its grade from today on the site's calendar, unless a
    day is given."""
    made = uuid4()
    due = due or due_on(found, await site_day(site, at))
    await execute(
        "insert into corrective_action (id, finding, site, state, containment, root_cause, remedy, owner, due_on, "
        "first_due_on) values ($1, $2, $3, 'open', '', '', '', '', $4, $4)",
        made,
        finding,
        site,
        due,
    )
    await add_step(actor, site, made, Step.RAISED, note, at)
    await trail.record(actor, "action.opened", f"action:{made}", {"finding": finding, "due_on": due}, site=site)
    return made


async def withdraw_findings(
    actor: Actor, audit: UUID, reason: str, at: datetime, questions: Sequence[str] | None = None
) -> list[UUID]:
    """An audit was voided, or an appeal was upheld about these `questions`: its findings and what they ask for fall
    away, but for actions whose effect has been judged; the ids of the findings withdrawn now."""
    rows = await fetch(
        "select id, site from finding where audit = $1 and state <> 'withdrawn' "
        "and ($2::text[] is null or question = any ($2)) order by question for update",
        audit,
        None if questions is None else list(questions),
    )
    for row in rows:
        await withdraw(actor, row["site"], row["id"], reason, at)
    return [row["id"] for row in rows]


async def withdraw(actor: Actor, site: int, finding: UUID, reason: str, at: datetime) -> None:
    """One finding, locked by the caller, falls away with what it asks for."""
    await execute(
        "update finding set state = $2, closed_at = $3, closed_reason = $4 where id = $1",
        finding,
        FindingState.WITHDRAWN,
        at,
        reason,
    )
    await trail.record(actor, "finding.withdrawn", f"finding:{finding}", {"reason": reason}, site=site)
    ended = await fetch(
        "update corrective_action set state = $2 where finding = $1 and state = any ($3) returning id",
        finding,
        ActionState.WITHDRAWN,
        sorted(WITHDRAWABLE),
    )
    for row in ended:
        await add_step(actor, site, row["id"], Step.WITHDRAWN, reason, at)
        await trail.record(actor, "action.withdrawn", f"action:{row['id']}", {"finding": finding}, site=site)


async def add_step(actor: Actor, site: int, action: UUID, what: Step, note: str, at: datetime) -> None:
    """Keep what happened to an action; a site's own people are the only ones who act for it."""
    side = "site" if actor.database_role == "servicemark_site" else "hq"
    await execute(
        "insert into action_step (id, action, site, what, note, side, by, who, at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
        uuid4(),
        action,
        site,
        what,
        note,
        side,
        actor.account,
        actor.name,
        at,
    )


async def site_day(site: int, at: datetime) -> date:
    """Which day it is on the site's calendar."""
    sql = "select ($2::timestamptz at time zone time_zone)::date from site where id = $1"
    day: date = await fetch_value(sql, site, at)
    return day
