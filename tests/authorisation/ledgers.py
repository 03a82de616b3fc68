"""What each site earned and was fined, each booked by another at headquarters; and a settlement of each of two."""

from datetime import timedelta
from decimal import Decimal
from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor, Role
from network.foundation.database import transaction
from network.ledger.commands.posting import post, reverse
from network.ledger.rules.postings import PENALTIES, REWARDS, Kind, Posting, transfer
from tests.authorisation.cast import NOW, Shop

POSTERS = {
    "administrator": Role.HQ_ADMINISTRATOR,
    "manager": Role.HQ_MANAGER,
    "manager-east": Role.HQ_MANAGER,
}


async def add_ledger(root: asyncpg.Connection, shop: Shop) -> None:
    """A reward by each of them, and a penalty that was taken back."""
    site = await root.fetchval("select id from site where code = $1", shop.code)
    for name, role in POSTERS.items():
        account = await root.fetchval("select id from account where email = $1", f"{name}@example.com")
        actor = Actor(role, name, account, frozenset({site}))
        async with transaction(actor):
            said = f"{shop.private} {name} reason"
            lines = transfer(site, "CNY", Decimal(500), REWARDS)
            await post(actor, Posting(f"reward {shop.private} {name}", Kind.REWARD, site, said, lines), NOW)
            fine = transfer(site, "points", Decimal(-3), PENALTIES)
            posted = await post(actor, Posting(f"penalty {shop.private} {name}", Kind.PENALTY, site, said, fine), NOW)
            if name == "manager":
                await reverse(actor, posted, said, f"reversal {shop.private}", NOW)
        if name != "manager-east":
            await _settle(root, site, account)


async def _settle(root: asyncpg.Connection, site: int, account: UUID) -> None:
    """All that is owed so far, as the command does for the network."""
    settlement = uuid4()
    async with root.transaction():
        entries = await root.fetchval(
            "with owed as (select * from ledger_entry e where site = $1 and unit = 'CNY' and account like 'site:%' "
            "and not exists (select from settlement_entry s where s.entry = e.id)) "
            "select count(*) from owed",
            site,
        )
        await root.execute(
            "insert into settlement (id, cut_off, entries, made_at, made_by, maker) values ($1, $2, $3, $4, $5, 'HQ')",
            *(settlement, (NOW + timedelta(days=1)).date(), entries, NOW, account),
        )
        await root.execute(
            "insert into settlement_entry (settlement, entry, site, unit, amount) "
            "select $1, id, site, unit, amount from ledger_entry e where site = $2 and unit = 'CNY' "
            "and account like 'site:%' and not exists (select from settlement_entry s where s.entry = e.id)",
            *(settlement, site),
        )
        await root.execute(
            "insert into settlement_line (id, settlement, site, unit, amount) "
            "select gen_random_uuid(), settlement, site, unit, sum(amount) from settlement_entry "
            "where settlement = $1 group by settlement, site, unit",
            settlement,
        )
