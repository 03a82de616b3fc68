"""Visits to a site of which nothing is published: in every state, with photos, talk and decisions, by the commands."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import asyncpg

from network.audits.commands.answers import accept_visit, decline_visit, hand_back_visit
from network.audits.commands.assignments import cancel_visit
from network.audits.commands.offering import offer_visits
from network.audits.commands.planning import plan_programme
from network.audits.commands.publishing import publish_due
from network.audits.commands.redacting import decide_photo
from network.audits.commands.review_reminders import remind_of_reviews
from network.audits.commands.reviewing import say
from network.audits.commands.visit_reminders import expire_and_remind
from network.audits.rules.assignments import FilingState
from network.audits.rules.redaction import Redaction
from network.audits.schemas.assignments import AnswerIn
from network.audits.schemas.visits import PhotoDecisionIn, VisitMessageIn
from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.settings import Settings
from tests.audits.reviewing import FAILED, REVIEWER, Desk
from tests.audits.tablet import scene
from tests.audits.visiting import Visitor, assigned, auditor, programme
from tests.factory import Store

WHY = AnswerIn(reason="Somebody told the site")
BLACK = PhotoDecisionIn.model_validate(
    {"decision": Redaction.REDACTED, "boxes": [{"left": 10, "top": 10, "width": 40, "height": 40}]}
)


_OFFERED = "select id, auditor from assignment where programme = $1 and site = any ($2) and auditor = any ($3)"
_STATES = (
    "select distinct f.state, s.audit is not null as published from filing f left join audit_source s on "
    "s.filing = f.id where f.auditor = $1"
)


async def visit_in_secret(root: asyncpg.Connection, codes: Sequence[str], folder: Path) -> None:
    """Visits to these sites, planned and answered; to the first of them, in each state that there is but published."""
    store, at = Store(root), now()
    desk = Desk(store, Settings(data_dir=folder).files, at=at)
    visitor = await auditor(store, "A-9")
    sites = [await store.value("select id from site where code = $1", code) for code in codes]
    await _plan(store, sites, at)
    await _file(desk, sites[0], visitor)
    await desk.photo(visitor, scene(90))  # of a visit that is not filed yet
    await _wait(at)
    found = await store.rows(_STATES, visitor.id)
    assert {(row["state"], row["published"]) for row in found} == {(state, False) for state in FilingState}


async def _plan(store: Store, sites: Sequence[int], at: datetime) -> None:
    """A programme's visits to these sites: drawn, offered, and answered in each of the ways there are."""
    visitors = {each.id: each for each in [await auditor(store, f"A-{number}") for number in range(10, 16)]}
    days = {"from_on": at.date() + timedelta(days=1), "to_on": at.date() + timedelta(days=180)}
    made = await programme(store, "Secret", quota=4, **days)
    await plan_programme(Actor.system(), made, at)
    await offer_visits(Actor.system(), made, at)
    offered = [
        (row["id"], visitors[row["auditor"]].actor)
        for row in await store.rows(_OFFERED, made, list(sites), list(visitors))
    ]
    answered = dict(zip(("accepted", "declined", "handed back", "cancelled", "offered"), offered, strict=False))
    assert len(answered) == 5
    for answer in ("accepted", "handed back", "cancelled"):
        await accept_visit(answered[answer][1], answered[answer][0], at)
    await decline_visit(answered["declined"][1], answered["declined"][0], WHY, at)
    await hand_back_visit(answered["handed back"][1], answered["handed back"][0], WHY, at)
    await cancel_visit(Actor.system(), answered["cancelled"][0], WHY, at)


async def _file(desk: Desk, site: int, visitor: Visitor) -> None:
    """A visit in each state of its review, the first ones with photos; the site failed in all of them."""
    await _filed(desk, site, visitor, [scene(1)], state="cancelled")
    await _filed(desk, site, visitor, [scene(2)])
    moved: Sequence[tuple[FilingState, ...]] = (
        (FilingState.IN_REVIEW, FilingState.APPROVED),
        (FilingState.IN_REVIEW,),
        (FilingState.IN_REVIEW, FilingState.NEEDS_CLARIFICATION),
        (FilingState.IN_REVIEW, FilingState.APPROVED_EXCLUDED),
        (FilingState.IN_REVIEW, FilingState.REJECTED),
        (FilingState.IN_REVIEW, FilingState.APPROVED, FilingState.VOIDED),
    )
    for number, path in enumerate(moved):
        filing = await _filed(desk, site, visitor, [] if number else [scene(3)])
        for state in path:
            await desk.move(filing, state, "It was so")
            if state is FilingState.IN_REVIEW:
                await _decide(desk, filing)


async def _filed(desk: Desk, site: int, visitor: Visitor, photos: Sequence[bytes], **columns: Any) -> UUID:
    window = desk.at - timedelta(days=1)
    assignment = await assigned(desk.store, site, visitor, window_from=window, **columns)
    return await desk.filed(site, visitor, photos, assignment, answers=FAILED)


async def _decide(desk: Desk, filing: UUID) -> None:
    await desk.cleared(filing, "As the site may read it")
    for photo in (await desk.seen(filing)).photos:
        await decide_photo(desk.actor, filing, photo.id, BLACK, desk.folder)
    for visibility in ("hq", "auditor", "all"):
        await say(REVIEWER, filing, VisitMessageIn(visibility=visibility, body="About the price"), desk.at)


async def _wait(at: datetime) -> None:
    """What a server does on the day after, while the embargo of all of them runs."""
    tomorrow = at + timedelta(days=1)
    await expire_and_remind(Actor.system(), tomorrow)
    await remind_of_reviews(Actor.system(), tomorrow)
    assert await publish_due(Actor.system(), tomorrow) == 0
