"""What was proposed for each site, by whom, what of it the site appealed against, and an honour of its own."""

from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor
from network.foundation.database import transaction
from network.ledger.commands.proposing import write_proposals
from network.ledger.rules.effects import Effect
from network.ledger.rules.proposals import Origin
from network.ledger.schemas.proposals import Draft
from tests.authorisation.cast import NOW, Shop
from tests.authorisation.ledgers import POSTERS


async def add_consequences(root: asyncpg.Connection, shop: Shop, operator: UUID) -> None:
    """A warning by each at headquarters; the site appeals against the first, and agrees to publish an honour."""
    site = await root.fetchval("select id from site where code = $1", shop.code)
    made: list[UUID] = []
    for name, role in POSTERS.items():
        account = await root.fetchval("select id from account where email = $1", f"{name}@example.com")
        actor = Actor(role, name, account, frozenset({site}))
        said = f"{shop.private} {name} consequence"
        title = {"en": said, "zh_CN": said}
        warning = Draft(
            site, Origin.MANUAL, "warning", title, Effect.WARNING, f"manual:{uuid4()}", facts={"reason": said}
        )
        honour = Draft(site, Origin.MANUAL, "honour", title, Effect.HONOUR, f"manual:{uuid4()}", details=title)
        async with transaction(actor):
            made += await write_proposals(actor, [warning, honour], NOW)
    said = f"{shop.private} appeal"
    await root.execute(
        "insert into consequence_appeal (id, proposal, site, reason, asked_by, asker, asked_at) "
        "values (gen_random_uuid(), $1, $2, $3, $4, $3, $5)",
        *(made[0], site, said, operator, NOW),
    )
    await root.execute(
        "insert into consequence_step (id, proposal, site, what, note, side, by, who, at) "
        "values (gen_random_uuid(), $1, $2, 'appealed', $3, 'site', $4, $3, $5)",
        *(made[0], site, said, operator, NOW),
    )
    await root.execute(
        "insert into honour_consent (proposal, site, given, by, who, at) values ($1, $2, true, $3, $4, $5)",
        *(made[1], site, operator, said, NOW),
    )
