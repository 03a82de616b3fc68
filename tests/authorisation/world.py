"""A small network to look at from every side: two operators with two sites each, one of either in each of two regions,
two applicants, and headquarters with its auditors.

What there is comes through the commands as far as they can be hurried; 2025Q2 is published, 2025Q3 computed and not
published.
"""

from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

import asyncpg

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.database import fetch, transaction
from network.foundation.tabular.limits import Limits
from network.identity.commands import create_account
from network.identity.commands.rights import grant_right
from network.identity.schemas.accounts import AccountIn
from network.identity.schemas.memberships import RightIn
from network.scorecards.commands.drafts import start_draft
from network.scorecards.commands.runs import compute, publish
from network.scorecards.commands.schemes import add_shipped
from network.sites.commands.importing import import_sites
from tests.authorisation.cast import ALPHA, BETA, COMPUTED, NOW, PEOPLE, PUBLISHED, Person, Shop
from tests.authorisation.consequences import add_consequences
from tests.authorisation.desks import add_desk, add_lists
from tests.authorisation.dossiers import add_cases
from tests.authorisation.grievances import add_grievances
from tests.authorisation.ledgers import add_ledger
from tests.authorisation.lessons import add_lessons
from tests.authorisation.printed import print_published
from tests.authorisation.quarters import add_quarters
from tests.authorisation.records import Row, add_records
from tests.authorisation.shelves import add_belongings, add_shelf, add_types
from tests.authorisation.visits import add_programme, add_visits
from tests.authorisation.voices import add_voices
from tests.factory import write_csv
from tests.served import PASSWORD


async def people(shops: Sequence[Shop]) -> None:
    """The accounts whose sites are among these shops; those of no site come with Alpha's."""
    codes = {shop.code for shop in shops}
    for person in PEOPLE:
        if codes.issuperset(person.sites) and (person.sites or shops[0].operator == "Alpha"):
            await _account(person)


async def _account(person: Person) -> None:
    typed = {
        "email": person.email,
        "name": person.title,
        "role": person.role,
        "password": PASSWORD,
        "whole_network": person.whole_network,
        "regions": list(person.regions),
        "sites": list(person.sites),
        "rights": [],
    }
    await create_account(Actor.system(), AccountIn.model_validate(typed))


async def give_rights(root: asyncpg.Connection) -> None:
    for person in PEOPLE:
        for right, regions in person.rights.items():
            for region in regions:
                member = await root.fetchval(
                    "select m.id from membership m join account a on a.id = m.account where a.email = $1", person.email
                )
                await grant_right(Actor.system(), RightIn(membership=member, right=right, region=region), now())


async def add_shops(shops: Sequence[Shop], folder: Path) -> None:
    """Put the sites of one operator into the network, as HQ does."""
    rows = [_site(shop, shops[0].mark) for shop in shops]
    path = write_csv(folder / f"sites-{shops[0].mark}.csv", rows)
    outcome = await import_sites(
        Actor.system(), path, name=path.name, profile=None, dry_run=False, now=NOW, limits=Limits(), workdir=folder
    )
    assert not outcome.errors, outcome.errors


def _site(shop: Shop, company: str) -> Row:
    return {
        "code": shop.code,
        "name": f"{shop.operator} {shop.mark}",
        "name_zh": f"店{shop.mark}",
        "kind": "franchised",
        "city": f"City {shop.mark}",
        "city_zh": f"市{shop.mark}",
        "city_tier": 2,
        "region": shop.region,
        "region_zh": shop.region,
        "timezone": "Asia/Shanghai",
        "operator": f"Company {company}",
        "operator_zh": f"公司{company}",
        "opened_on": "2020-01-01",
        "opening_hours": "Mo-Sa 09:00-18:00",
        "holidays": "2025-05-01",
    }


async def judge() -> None:
    """Publish the first quarter, compute the second; a draft of a scheme is begun."""
    await add_shipped(Actor.system())
    await start_draft(Actor.system(), "repairs-only", 1, NOW)
    for period in (PUBLISHED, COMPUTED):
        await compute(Actor.system(), period, "repairs-only", NOW)
    await publish(Actor.system(), PUBLISHED, NOW)


async def build(root_url: str, folder: Path) -> None:
    """The whole network, in the database that the engine is pointed at; `root_url` is its superuser's address."""
    await settle(ALPHA, root_url, folder)
    await settle(BETA, root_url, folder)
    root = await asyncpg.connect(root_url)
    try:
        await give_rights(root)
        await add_cases(root, await accounts(root), folder)
        await add_belongings(root, await accounts(root))
    finally:
        await root.close()
    await judge()
    root = await asyncpg.connect(root_url)
    try:
        await add_quarters(root, await accounts(root), folder)
        await print_published(root)
    finally:
        await root.close()


async def settle(shops: Sequence[Shop], root_url: str, folder: Path) -> None:
    """One operator with its sites, its people, its records and all else that hangs on its sites."""
    await add_shops(shops, folder)
    await people(shops)
    await add_types()
    root = await asyncpg.connect(root_url)
    try:
        known = await accounts(root)
        await add_lists(root)
        await add_programme(root, folder)
        operator = await _operator(shops, known[shops[0].operator.lower()])
        await add_records(operator, shops, folder)
        for shop in shops:
            await add_shelf(root, shop, operator, known["administrator"], folder)
            await add_desk(root, shop, known[shops[0].operator.lower()], folder)
            await add_visits(root, shop, known[shops[0].operator.lower()], folder)
            await add_lessons(root, shop, known[shops[0].operator.lower()], folder)
            await add_grievances(root, shop, known[shops[0].operator.lower()])
            await add_ledger(root, shop)
            await add_voices(root, shop, known[shops[0].operator.lower()])
            await add_consequences(root, shop, known[shops[0].operator.lower()])
    finally:
        await root.close()


async def _operator(shops: Sequence[Shop], account: UUID) -> Actor:
    async with transaction(Actor.system(), read_only=True):
        rows = await fetch("select id from site where code = any($1)", [shop.code for shop in shops])
    return Actor(Role.SITE_OPERATOR, shops[0].operator.lower(), account, frozenset(row["id"] for row in rows))


async def accounts(root: asyncpg.Connection) -> dict[str, UUID]:
    """By the first part of the e-mail address."""
    return {
        row["name"]: row["id"] for row in await root.fetch("select split_part(email, '@', 1) as name, id from account")
    }
