"""What the people of the demo network decided about rewards and penalties, and what sites answered to that.

The older quarter is decided, but for what waits for a window; of the newest published, two thirds are open.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from decimal import Decimal

from network.demo.living import people_of
from network.demo.model import DemoNetwork
from network.foundation.access import Actor, Role
from network.foundation.database import Record, fetch, fetch_value, transaction
from network.foundation.periods import Quarter
from network.ledger.commands.consequence_appeals import appeal, consent
from network.ledger.rules.effects import OF_TWO_PEOPLE, Effect
from network.ledger.schemas.proposals import AppealDecisionIn, ManualIn
from network.scorecards.commands.consequences import (
    approve_consequences,
    decide_consequence_appeal,
    propose_consequence,
    reject_consequence,
)

REJECTED, CONSENTING, AGREED = 2, 3, 3
# What answers something comes after it.
_LATER = timedelta(seconds=1)
_OF_QUARTER = """
select p.id, p.effect, p.adverse, p.two_people, s.id as site, s.code, coalesce(o.name, s.name) as operator
from consequence_proposal p join site s on s.id = p.site left join operator o on o.id = s.operator
where p.period = $1 and p.state = 'proposed' and s.status <> 'closed' and p.effect <> all ($2::text[])
order by s.code, p.rule, p.fact
"""
_BEST = """
select s.code from scorecard c join scorecard_run r on r.id = c.run join site s on s.id = c.site
where r.period = $1 and r.state = 'published' and c.rank is not null and s.id = any ($2) order by c.rank, s.code
limit 2
"""
# Near enough that orders which were written down late lift it over the line.
_NEAREST = """
select s.code from scorecard c join scorecard_run r on r.id = c.run join site s on s.id = c.site
where r.period = $1 and r.revision = 1 and c.standing = c.band and s.code <> $2 and s.status <> 'closed'
  and not c.provisional and (c.overall between 89 and 89.9 or c.overall between 69 and 69.9)
order by c.overall > 80, c.overall desc, s.code limit 1
"""
_DIFFERENCES = """
select p.id, p.two_people from consequence_proposal p
where p.period = $1 and p.origin = 'restatement' and p.state = 'proposed' order by p.site, p.number
"""
_SAID = (
    ("Eleven orders of the quarter were another site's: our cash desk was lent to it.", True),
    ("The stock of boards at headquarters was empty for three weeks.", False),
    ("Two of the returns were asked for by headquarters; they should not count.", None),
)


async def decide_consequences(
    system: Actor, network: DemoNetwork, older: Quarter, newest: Quarter, now: datetime
) -> None:
    """Once. `newest`: what was last published and will be restated; the same where only one quarter is published."""
    async with transaction(system, read_only=True):
        people = await people_of(network)
    manager, admin, own = people["manager"], people["admin"], people["chain"].sites or frozenset()
    async with transaction(manager, read_only=True):
        if await fetch_value("select exists (select from consequence_step where what in ('agreed', 'approved'))"):
            return
        done = await fetch(_OF_QUARTER, str(older), sorted(OF_TWO_PEOPLE))
        open_now = await fetch(_OF_QUARTER, str(newest), sorted(OF_TWO_PEOPLE)) if newest > older else []
    sites = list(dict.fromkeys(row["site"] for row in open_now))
    some = own.union(sites[::AGREED])
    lifted = await just_under_a_line(system, newest, network.sites_of(Role.SITE_OPERATOR)[0])
    rows = [*done, *(row for row in open_now if row["site"] in some or row["code"] in lifted)]
    fines = [
        row
        for row in rows
        if row["effect"] == Effect.MONEY and row["adverse"] and row["site"] not in own and row["code"] not in lifted
    ]
    refused = fines[len(_SAID) : len(_SAID) + REJECTED]
    for row in refused:
        await reject_consequence(manager, row["id"], "Its workshop was flooded in that quarter.", now)
    agreed = [row for row in rows if row not in refused]
    await _agree(manager, admin, agreed, now)
    await _appeal(admin, fines[: len(_SAID)], now)
    await _consent([row for row in agreed if row["effect"] == Effect.HONOUR], now)
    await _put_right(manager, admin, people["chain"], now)
    await _give_a_bonus(people["east"], (manager, admin), newest, now)


async def just_under_a_line(actor: Actor, quarter: Quarter, other_than: str) -> list[str]:
    """The site that has failed by least, or has missed a bonus by least where none has; none where none is near."""
    async with transaction(actor, read_only=True):
        return [row["code"] for row in await fetch(_NEAREST, str(quarter), other_than)]


async def agree_to_differences(system: Actor, network: DemoNetwork, quarter: Quarter, now: datetime) -> None:
    """What a restatement gives back or takes is posted."""
    async with transaction(system, read_only=True):
        people, rows = await people_of(network), await fetch(_DIFFERENCES, str(quarter))
    await _agree(people["manager"], people["admin"], rows, now)


async def _agree(first: Actor, second: Actor, rows: Sequence[Record], now: datetime) -> None:
    """Above the limit, the second person agrees as well."""
    note = "Checked against the scorecards."
    if rows:
        await approve_consequences(first, [row["id"] for row in rows], note, now)
    large = [row["id"] for row in rows if row["two_people"]]
    if large:
        await approve_consequences(second, large, note, now + _LATER)


async def _appeal(decider: Actor, rows: Sequence[Record], now: datetime) -> None:
    """One is upheld, one rejected, one still open."""
    for row, (reason, upheld) in zip(rows, _SAID, strict=False):
        await appeal(_of(row), row["code"], row["id"], reason, now + _LATER)
        if upheld is not None:
            told = "The orders bear the other site's stamp." if upheld else "Waiting for parts is held time already."
            given = AppealDecisionIn(upheld=upheld, reason=told)
            await decide_consequence_appeal(decider, row["id"], given, now + 2 * _LATER)


async def _consent(rows: Sequence[Record], now: datetime) -> None:
    for place, row in enumerate(rows):
        if place % CONSENTING:
            await consent(_of(row), row["code"], row["id"], True, now)


async def _put_right(proposer: Actor, approver: Actor, site: Actor, now: datetime) -> None:
    """An order of a person, which becomes a finding with a corrective action."""
    async with transaction(proposer, read_only=True):
        code = await fetch_value("select min(code) from site where id = any ($1)", sorted(site.sites or ()))
    given = ManualIn(
        effect="rectification",
        title="Separate the waiting room from the workshop",
        reason="Customers stand beside open devices; two visits found the same.",
        days=60,
    )
    made = await propose_consequence(proposer, code, given, now)
    await approve_consequences(approver, [made], "Seen on the pictures of both visits.", now + _LATER)


async def _give_a_bonus(proposer: Actor, approvers: tuple[Actor, Actor], quarter: Quarter, now: datetime) -> None:
    """To the best two of a region, more than one person may give: one has it, the other waits for the second person."""
    async with transaction(proposer, read_only=True):
        best = [row["code"] for row in await fetch(_BEST, str(quarter), sorted(proposer.sites or ()))]
    for code, agreeing in zip(best, (approvers, approvers[:1]), strict=False):
        given = ManualIn(
            effect="money",
            title="Training of two neighbouring workshops",
            reason="Its technicians taught level 2 repairs at two new sites for three weeks.",
            amount=Decimal(6000),
            currency="CNY",
        )
        made = await propose_consequence(proposer, code, given, now)
        for turn, approver in enumerate(agreeing, 1):
            note = "The lists of those present are in order."
            await approve_consequences(approver, [made], note, now + turn * _LATER)


def _of(row: Record) -> Actor:
    """Whoever speaks for the site."""
    return Actor(Role.SITE_OPERATOR, row["operator"], None, frozenset({row["site"]}))
