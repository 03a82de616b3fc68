"""Planning on pages, from the register of auditors to the visit that an auditor accepts."""

import re
from typing import Any
from uuid import UUID

import httpx
import pytest

from network.foundation.access import Role
from tests.audits.visiting import KEY, assigned, auditor, checklist, programme
from tests.factory import NOW, Store
from tests.repairs.reporting import certified
from tests.served import Browse, Browser, MakePerson, text_of

NO_CSRF = {"_csrf": ""}


async def enter(browse: Browse, person: MakePerson, email: str, role: Role, **more: Any) -> tuple[Browser, UUID]:
    account = await person(email, role, **more)
    browser = browse()
    await browser.sign_in(email)
    return browser, account


async def send(browser: Browser, path: str, **form: str) -> httpx.Response:
    return await browser.post(path, data={"_csrf": await browser.csrf(), **form})


async def test_an_administrator_enrols_an_auditor_and_a_look_at_who_it_is_is_kept(
    store: Store, sites: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    await person("shopper@example.com", Role.AUDITOR, name="Canary Wu")
    admin, _account = await enter(browse, person, "admin@example.com", Role.HQ_ADMINISTRATOR)
    assert "No auditors yet" in (await admin.get("/auditors")).text
    bad = await send(admin, "/auditors/new", email="admin@example.com", code="A-1", active="yes")
    assert bad.status_code == 422
    assert "Invite them first" in bad.text
    half = await send(admin, "/auditors/new", email="shopper@example.com", code="A-1", latitude="31.2", active="yes")
    assert "both latitude and longitude" in half.text
    form = {"email": "Shopper@example.com", "code": "a-1", "qualified_until": "2027-06-30", "active": "yes"}
    made = await send(admin, "/auditors/new", **form, note="By bank transfer")
    assert made.status_code == 303
    shown = await admin.get(made.headers["location"])
    assert "Auditor A-1" in shown.text
    again = await send(admin, "/auditors/new", **{**form, "code": "A-2"})
    assert (again.status_code, "stands behind an auditor already" in again.text) == (409, True)
    place = made.headers["location"].partition("?")[0]
    short = await send(admin, f"{place}/identity", reason="curious")
    assert (short.status_code, "Canary Wu" in short.text) == (422, False)
    told = await send(admin, f"{place}/identity", reason="A complaint about conduct")
    assert "Canary Wu" in told.text
    assert "By bank transfer" in told.text
    assert "A complaint about conduct" in (await admin.get(place)).text
    events = await store.rows("select site, action, body from trail_event where action ~ '^auditor' order by sequence")
    assert [(row["site"], row["action"]) for row in events] == [(0, "auditor.enrolled"), (0, "auditor.revealed")]
    everywhere = [await admin.get(path) for path in ("/auditors", place, "/trail", "/assignments")]
    assert not any("Canary" in page.text for page in everywhere)
    assert not any("Canary" in row["body"] for row in events)


async def test_a_manager_of_a_region_reads_the_register_and_changes_nothing_in_it(
    store: Store, sites: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    known = await auditor(store)
    manager, _account = await enter(
        browse, person, "ma@example.com", Role.HQ_MANAGER, regions=["East China/Shanghai"], rights=[]
    )
    assert "A-1" in (await manager.get("/auditors")).text
    page = await manager.get(f"/auditors/{known.id}")
    assert "Who looked up" not in page.text
    for path in ("/auditors/new", f"/auditors/{known.id}/edit", f"/auditors/{known.id}/conflicts"):
        assert (await send(manager, path, reason="because of kin")).status_code == 403
    assert (await send(manager, f"/auditors/{known.id}/identity", reason="A complaint came in")).status_code == 200
    assert await store.value("select looker from identity_look") == "Hua Zhang"


async def test_visits_are_planned_offered_and_accepted_on_pages(
    store: Store, sites: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    await checklist(store)
    await certified(store, sites["SH1"], until=NOW.date().replace(year=2030))
    shopper, account = await enter(browse, person, "shopper@example.com", Role.AUDITOR)
    await auditor(store, "A-1", account=account, qualified_until=NOW.date().replace(year=2030))
    await auditor(store, "A-2", qualified_until=None)
    manager, _account = await enter(browse, person, "hq@example.com", Role.HQ_MANAGER)
    typed = dict(re.findall(r'name="(\w+)"[^>]*value="([^"]*)"', (await manager.get("/programmes/new")).text))
    wanted = {
        "name": "Autumn",
        "checklist_key": KEY,
        "from_on": typed.get("from_on", "2027-01-01"),
        "to_on": "2029-12-31",
        "quota": "1",
        "hours": "Mo-Fr 10:00-16:00",
        "window_days": "2",
        "least_embargo_days": "3",
        "most_embargo_days": "10",
        "scored": "yes",
    }
    long = await send(manager, "/programmes/new", **wanted)
    assert (long.status_code, "a year at most" in long.text) == (422, True)
    bad = await send(manager, "/programmes/new", **{**wanted, "hours": "daily", "to_on": "2027-03-31"})
    assert "Write the hours as" in bad.text
    assert 'value="Autumn"' in bad.text
    first = "2027-01-01"
    made = await send(manager, "/programmes/new", **{**wanted, "from_on": first, "to_on": "2027-12-31"})
    assert made.status_code == 303, text_of(made)
    here = made.headers["location"].partition("?")[0]
    assert "Make it active" in (await manager.get(here)).text
    for step in ("activate", "plan"):
        assert (await send(manager, f"{here}/{step}")).status_code == 303
    planned = text_of(await manager.get(here))
    assert "The site is not certified then 5" in planned
    visit = await store.value("select id from assignment")
    version = str(await store.value("select version from assignment"))
    refused = await send(manager, f"{here}/visits/{visit}/auditor", auditor="A-2", version=version)
    assert (refused.status_code, "Qualification ends before" in refused.text) == (409, True)
    assert (await send(manager, f"{here}/offer")).status_code == 303
    listed = await manager.get("/assignments?state=offered&auditor=A-1")
    assert "SH1" in listed.text
    exported = await manager.get("/assignments?format=csv")
    assert "A-1" in exported.text
    mine = await shopper.get("/my-visits")
    assert "SH1" in mine.text
    assert 'href="/my-visits/filings"' in mine.text
    assert (await send(shopper, f"/my-visits/{visit}/accept")).status_code == 303
    short = await send(shopper, f"/my-visits/{visit}/hand-back", reason="")
    assert short.status_code == 422
    assert (await send(shopper, f"/my-visits/{visit}/hand-back", reason="I am ill")).status_code == 303
    detail = text_of(await manager.get(f"/assignments/{visit}"))
    assert "I am ill" in detail
    assert "Handed back" in detail


async def test_an_auditor_tells_a_conflict_and_is_not_sent_there(
    store: Store, sites: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    shopper, account = await enter(browse, person, "shopper@example.com", Role.AUDITOR)
    me = await auditor(store, "A-1", account=account)
    form = {"reason": "My brother works there", "from_on": "2026-01-01"}
    unknown = await send(shopper, "/my-visits/conflicts", site="NOWHERE", **form)
    assert (unknown.status_code, "no site with this code" in unknown.text) == (422, True)
    neither = await send(shopper, "/my-visits/conflicts", **form)
    assert "one of the two" in neither.text
    assert (await send(shopper, "/my-visits/conflicts", site="SH1", **form)).status_code == 303
    assert "My brother works there" in (await shopper.get("/my-visits")).text
    event = (await store.rows("select actor, account, site from trail_event where action = 'auditor.conflict_told'"))[0]
    assert event == {"actor": "A-1", "account": None, "site": 0}
    manager, _account = await enter(browse, person, "hq@example.com", Role.HQ_MANAGER)
    page = await manager.get(f"/auditors/{me.id}")
    assert "My brother works there" in page.text
    conflict = await store.value("select id from auditor_conflict")
    ended = await send(manager, f"/auditors/{me.id}/conflicts/{conflict}/end", to_on="2026-06-30")
    assert ended.status_code == 303
    twice = await send(manager, f"/auditors/{me.id}/conflicts/{conflict}/end", to_on="2026-07-30")
    assert twice.status_code == 404


async def test_headquarters_calls_a_visit_off_and_gives_one_to_somebody_else(
    store: Store, sites: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    await checklist(store)
    one, other = await auditor(store, "A-1"), await auditor(store, "A-2")
    made = await programme(store)
    later = NOW.replace(year=2027)
    await store.rows("update auditor set qualified_until = '2030-01-01'")
    first = await assigned(store, sites["SH1"], one, programme_id=made, window_from=later)
    second = await assigned(store, sites["SH2"], one, programme_id=made, window_from=later)
    manager, _account = await enter(browse, person, "hq@example.com", Role.HQ_MANAGER)
    assert (await send(manager, f"/assignments/{first}/cancel", reason="")).status_code == 422
    assert (await send(manager, f"/assignments/{first}/cancel", reason="Site moves")).status_code == 303
    assert "Site moves" in (await manager.get(f"/assignments/{first}")).text
    given = await send(manager, f"/assignments/{second}/reassign", auditor="A-2", reason="Nearer by")
    assert given.status_code == 303
    assert "A-2" in (await manager.get(given.headers["location"])).text
    told = await store.rows("select account, kind from notice order by kind, account")
    assert [(row["kind"], row["account"]) for row in told] == [
        ("visit_withdrawn", one.account),
        ("visit_withdrawn", one.account),
        ("visits_offered", other.account),
    ]
    elsewhere, _account = await enter(
        browse, person, "ma@example.com", Role.HQ_MANAGER, regions=["North China"], rights=[]
    )
    assert (await elsewhere.get(f"/assignments/{first}")).status_code == 404
    assert (await send(elsewhere, f"/assignments/{second}/cancel", reason="Not mine")).status_code == 404


@pytest.mark.parametrize("path", ["/auditors", "/programmes", "/assignments", "/my-visits"])
async def test_a_site_and_an_executive_have_none_of_these_pages(
    sites: dict[str, int], browse: Browse, person: MakePerson, path: str
) -> None:
    operator, _account = await enter(browse, person, "op@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    executive, _account = await enter(browse, person, "ex@example.com", Role.EXECUTIVE)
    assert (await operator.get(path)).status_code == 403
    assert (await executive.get(path)).status_code == 403
