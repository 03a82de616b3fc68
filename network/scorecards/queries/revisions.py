"""The revisions of one site's card: each stays readable for ever, and says which one took its place."""

from dataclasses import dataclass
from datetime import datetime

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.foundation.periods import Quarter
from network.scorecards.queries.runs import Run
from network.scorecards.rules.runs import RunState

# What a row's policy hides is not there: an operator's list has what was released to the site, and no more.
_REVISIONS = """
select r.revision, r.published_at, r.reason
from scorecard c join scorecard_run r on r.id = c.run join site s on s.id = c.site
where r.period = $1 and s.code = $2 and r.state in ('published', 'restated') order by r.revision desc
"""


@dataclass(frozen=True, slots=True)
class CardRevision:
    """`reason`: why it took the place of the one before; None for the first."""

    number: int
    published_at: datetime
    reason: str | None


async def revisions(actor: Actor, period: Quarter, code: str) -> list[CardRevision]:
    """Of this site's published card, as far as the actor may see them, the newest first."""
    actor.require(Permission.READ_SCORECARDS)
    async with transaction(actor, read_only=True):
        # PostgreSQL takes no zero byte, and an address may hold one.
        rows = await fetch(_REVISIONS, str(period), code.replace("\0", ""))
    return [CardRevision(row["revision"], row["published_at"], row["reason"]) for row in rows]


def kept_in_links(run: Run) -> dict[str, str]:
    """What a link from a card must hold beside the quarter, so that it stays with this revision; nothing for the
    newest."""
    return {"revision": str(run.revision)} if run.state is RunState.RESTATED else {}
