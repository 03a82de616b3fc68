"""The books of the made-up network: what each published quarter earned and cost its sites, and what was settled."""

from collections.abc import Iterable
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from network.foundation.access import Actor
from network.foundation.database import Record, fetch, fetch_value, transaction
from network.foundation.periods import Quarter
from network.ledger.commands.posting import post_all, reverse
from network.ledger.commands.settling import mark_paid, settle
from network.ledger.errors.settlements import NothingToSettle
from network.ledger.rules.postings import PENALTIES, REWARDS, Kind, Posting, transfer

# Place -> unit, amount and why. Three weeks after its end a quarter is published, and its consequences are posted.
_CONSEQUENCES = {
    "first": ("CNY", Decimal(3000), "Among the first ten of the network in %s"),
    "next": ("CNY", Decimal(1000), "Among the first forty of the network in %s"),
    "last": ("points", Decimal(-4), "Among the last twelve of the network in %s"),
}
_AFTER = timedelta(days=21)
_CARDS = """
with ranked as (
    select c.site, s.code, c.rank, row_number() over (order by c.overall, s.code) as from_below
    from scorecard c join scorecard_run r on r.id = c.run join site s on s.id = c.site
    where r.period = $1 and r.state = 'published' and s.status <> 'closed' and c.rank is not null
)
select site, case when rank <= 10 then 'first' when rank <= 40 then 'next' else 'last' end as place
from ranked where rank <= 40 or from_below <= 12 order by code
"""


async def keep_books(system: Actor, quarters: Iterable[Quarter], now: datetime) -> None:
    """Post, take one back, settle all but the newest quarter and mark that as paid. Done again, it adds nothing."""
    posted: list[date] = []
    for quarter in quarters:
        at = datetime(quarter.end.year, quarter.end.month, quarter.end.day, 4, tzinfo=UTC) + _AFTER
        if at < now and await _post(system, quarter, at):
            posted.append(at.date())
    if len(posted) > 1:
        await _settle(system, posted[-2], now)


async def _post(system: Actor, quarter: Quarter, at: datetime) -> bool:
    """Whether there was anything to post."""
    async with transaction(system):
        # Ranks may have changed since, as by a restatement; what was posted stays.
        if await fetch_value("select true from ledger_posting where key like $1 limit 1", f"demo:{quarter}:%"):
            return True
        cards = await fetch(_CARDS, str(quarter))
        postings = [_consequence(card, quarter) for card in cards]
        ids = await post_all(system, postings, at)
        if ids and await fetch_value("select kind from ledger_posting where id = $1", ids[0]) == Kind.REWARD:
            reason = "Posted to the wrong site of the same operator."
            await reverse(system, ids[0], reason, f"demo:{quarter}:reversal", at + timedelta(days=2))
    return bool(postings)


def _consequence(card: Record, quarter: Quarter) -> Posting:
    unit, amount, said = _CONSEQUENCES[card["place"]]
    kind, counterpart = (Kind.REWARD, REWARDS) if amount > 0 else (Kind.PENALTY, PENALTIES)
    facts = {"period": str(quarter)}
    lines = transfer(card["site"], unit, amount, counterpart)
    return Posting(f"demo:{quarter}:{card['site']}", kind, card["site"], said % quarter, lines, facts)


async def _settle(system: Actor, cut_off: date, now: datetime) -> None:
    try:
        made = await settle(system, cut_off + timedelta(days=7), now)
    except NothingToSettle:
        return
    await mark_paid(system, made, "Bank transfer 2026-0417", now)
