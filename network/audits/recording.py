"""Writing many events to the trail in one statement, each to the chain of its site or to the hidden one beside it."""

from collections.abc import Mapping, Sequence

from network.foundation.access import Actor
from network.foundation.database import execute
from network.foundation.trail.record import canonical

Subject = tuple[int, str]
"""A chain and what the event is about: the site's number, minus it for what the site must not see."""


async def record(actor: Actor, action: str, subjects: Sequence[Subject], facts: Sequence[Mapping[str, object]]) -> None:
    """Inside a transaction: the same action for each subject, with the facts in the same order."""
    await execute(
        "insert into trail_event (site, actor, account, action, subject, body) "
        "select told.site, $1, $2, $3, told.subject, told.body "
        "from unnest($4::int[], $5::text[], $6::text[]) as told(site, subject, body) order by told.site, told.subject",
        actor.name,
        actor.account,
        action,
        [chain for chain, _subject in subjects],
        [subject for _chain, subject in subjects],
        [canonical(each) for each in facts],
    )
