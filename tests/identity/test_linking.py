"""Connecting somebody of a staff list with an account: once, for good, and only one that works there."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from network.foundation.access import Actor, Role
from network.foundation.errors import NotFound
from network.identity.commands.linking import link_person
from network.identity.errors.linking import AccountNotAtSite, AccountOfSomebodyElse, ConnectedAlready
from tests.factory import Store
from tests.manuals.conftest import store
from tests.manuals.noting import employ
from tests.served import Browse, MakePerson, app, browse, person, sites, text_of

__all__ = ["app", "browse", "person", "sites", "store"]

NOW = datetime(2100, 1, 1, tzinfo=UTC)


async def entry(store: Store, person_id: UUID) -> UUID:
    return UUID(str(await store.value("select id from staff_member where person = $1", person_id)))


async def test_an_account_becomes_a_person_once(store: Store, sites: dict[str, int], person: MakePerson) -> None:
    runs = Actor(Role.SITE_OPERATOR, "Ou", UUID(int=7), frozenset({sites["SH1"]}))
    li, wang = [await employ(store, sites["SH1"], date(2025, 1, 1), name=name) for name in ("Li", "Wang")]
    account = await person("li@example.com", Role.SITE_STAFF, sites=["SH1"])
    await person("other@example.com", Role.SITE_STAFF, sites=["SH1"])
    for _again in range(2):
        await link_person(runs, "SH1", await entry(store, li), " LI@example.com ", NOW)
    assert await store.value("select account from person where id = $1", li) == account
    assert await store.value("select count(*) from trail_event where action = 'staff.connected'") == 1
    with pytest.raises(AccountOfSomebodyElse):
        await link_person(runs, "SH1", await entry(store, wang), "li@example.com", NOW)
    with pytest.raises(ConnectedAlready):
        await link_person(runs, "SH1", await entry(store, li), "other@example.com", NOW)


async def test_only_an_account_with_a_role_at_the_site_is_found(
    store: Store, sites: dict[str, int], person: MakePerson
) -> None:
    runs = Actor(Role.SITE_OPERATOR, "Ou", UUID(int=7), frozenset({sites["SH1"]}))
    li = await employ(store, sites["SH1"], date(2025, 1, 1))
    there = await employ(store, sites["SH2"], date(2025, 1, 1))
    await person("elsewhere@example.com", Role.SITE_STAFF, sites=["SH2"])
    await person("boss@example.com", Role.HQ_ADMINISTRATOR)
    for email in ("elsewhere@example.com", "boss@example.com", "nobody@example.com", ""):
        with pytest.raises(AccountNotAtSite):
            await link_person(runs, "SH1", await entry(store, li), email, NOW)
    with pytest.raises(NotFound):
        await link_person(runs, "SH2", await entry(store, there), "elsewhere@example.com", NOW)


async def test_the_page_says_what_it_means_and_keeps_what_was_typed(
    store: Store, sites: dict[str, int], person: MakePerson, browse: Browse
) -> None:
    li = await employ(store, sites["SH1"], date(2025, 1, 1))
    await person("ou@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    await person("li@example.com", Role.SITE_STAFF, sites=["SH1"])
    browser, path = browse(), f"/sites/SH1/staff/{await entry(store, li)}"
    await browser.sign_in("ou@example.com")
    assert f"{path}/account" in (await browser.get(path)).text
    csrf = {"_csrf": await browser.csrf()}
    refused = await browser.post(f"{path}/account", data={**csrf, "email": "nobody@example.com"})
    assert refused.status_code == 422
    assert "nobody@example.com" in refused.text
    done = await browser.post(f"{path}/account", data={**csrf, "email": "li@example.com"})
    assert done.status_code == 303
    assert "An account is connected." in text_of(await browser.get(f"{path}/account"))
