"""The demo network as people work in it: certificates, staff, applications, and what waits for someone."""

from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import asyncpg
import pytest

from network.demo.candidates import CANDIDATES
from network.demo.files import write
from network.demo.living import bring_to_life
from network.demo.model import DemoNetwork
from network.foundation.access import Actor, Role
from network.identity.commands import create_account
from network.identity.schemas.accounts import AccountIn
from network.repairs.commands.importing import Request
from network.repairs.commands.taking import take
from network.repairs.schemas.records import FileKind
from network.scorecards.commands.schemes import add_shipped
from tests.factory import NOW, Store
from tests.served import PASSWORD

TABLES = (
    *("certification", "certificate", "staff_member", "application", "application_document", "site_proposal"),
    *("auditor", "audit_programme", "assignment", "filing", "audit_appeal", "calibration_round"),
)


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    root = await asyncpg.connect(database)
    yield Store(root)
    await root.close()


@pytest.fixture(scope="session")
def few(network: DemoNetwork) -> DemoNetwork:
    """The demo's people with their sites and some others, without the repairs."""
    wanted = {*network.sites_of(Role.SITE_OPERATOR), *(site.code for site in network.sites[:6])}
    sites = [site for site in network.sites if site.code in wanted]
    return replace(network, sites=sites, orders=(), returns=())


@pytest.fixture
async def settled(database: str, few: DemoNetwork, tmp_path: Path) -> None:
    await add_shipped(Actor.system())
    files = write(few, tmp_path)
    for kind, path in ((FileKind.SITES, files.sites), (FileKind.CITIES, files.cities)):
        outcome = await take(Actor.system(), kind, Request(path, path.name, NOW, tmp_path))
        assert not outcome.errors
    for account in few.accounts:
        await create_account(
            Actor.system(),
            AccountIn.model_validate(
                {
                    "email": account.email,
                    "name": account.name,
                    "password": PASSWORD,
                    "role": account.role,
                    "whole_network": account.network_wide,
                    "regions": list(account.regions),
                    "sites": list(account.sites),
                }
            ),
        )


async def test_there_is_something_to_do_for_everyone_and_a_second_run_adds_nothing(
    settled: None, store: Store, few: DemoNetwork, tmp_path: Path
) -> None:
    # Accounts are as old as the real clock says, and nobody assesses before there is an account.
    at = await store.value("select max(created_at) from account") + timedelta(minutes=1)
    await bring_to_life(Actor.system(), few, tmp_path, at)
    states = await store.rows("select state, count(*) as found from application group by state order by state")
    assert {row["state"]: row["found"] for row in states} == {
        "draft": 1,
        "rejected": 1,
        "scored": 2,
        "site_visit": 1,
        "submitted": 1,
    }
    active = sum(site.closed_on is None for site in few.sites)
    assert await store.value("select count(distinct site) from certificate") == active
    assert await store.value("select count(*) from certification_change where status = 'proposed'") == 1
    assert await store.value("select count(*) from site_proposal where state = 'open'") == 1
    await _expect_visits(store)
    before = await store.counts(*TABLES)
    await bring_to_life(Actor.system(), few, tmp_path, at)
    assert await store.counts(*TABLES) == before
    assert before["application"] == len(CANDIDATES)


async def _expect_visits(store: Store) -> None:
    """Visits at every step of their way, and what came of those that were published."""
    filed = await store.rows("select state, count(*) as found from filing group by state")
    assert {row["state"]: row["found"] for row in filed} == {"quarantined": 1, "in_review": 1, "approved": 4}
    assert await store.value("select count(*) from audit") == 3
    appeals = await store.rows("select state from audit_appeal order by state")
    assert [row["state"] for row in appeals] == ["open", "upheld"]
    assert await store.value("select count(*) from corrective_action where state = 'answered'") == 1
    assert await store.value("select count(*) from announced_visit") > 0
    assert await store.value("select count(*) from plan_gap") > 0
    assert await store.value("select count(*) from calibration_answer") == 1
