"""A site sees nothing of visits that are assigned to it, unless they were announced."""

import re
from collections.abc import Mapping

from litestar import Litestar
from litestar.routes import HTTPRoute

from network.audits.commands.answers import accept_visit
from network.audits.commands.assignments import cancel_visit
from network.audits.commands.offering import offer_visits
from network.audits.commands.planning import plan_programme
from network.audits.queries.coming import coming_visits
from network.audits.schemas.assignments import AnswerIn
from network.foundation.access import Role
from network.foundation.database import fetch, transaction
from tests.audits.visiting import assigned, auditor, checklist, programme
from tests.factory import HQ, NOW, Store, operator
from tests.repairs.reporting import certified
from tests.served import Browse, Browser, MakePerson

# What differs from one look to the next, whatever happens: the number of the request; and where it is told, when a
# sign-in was last seen and when a file was made.
NUMBER = re.compile(rb"[0-9a-f]{16}")
MOMENTS = re.compile(rb"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d[^\",<]*|\d\d:\d\d UTC")
OF_MOMENTS = (
    "/account/sessions",
    "/api/v1/account/sessions",
    "/api/v1/sites/SH1/access",
    "/sites/SH1/access",
    "/sites/SH1/trail/chain.json",
)


async def test_no_row_that_the_role_of_a_site_may_read_changes_with_visits_to_it(
    store: Store, sites: dict[str, int]
) -> None:
    await certified(store, sites["SH1"])
    before = await _readable(sites["SH1"])
    await _visit_often(store, sites["SH1"])
    after = await _readable(sites["SH1"])
    assert len(before) > 20
    assert not {"assignment", "auditor", "filing", "plan_gap", "audit_programme", "checklist"} & set(before)
    assert after == before


async def test_no_answer_to_an_operator_changes_with_visits_to_its_site(
    app: Litestar, store: Store, sites: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    await person("op@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    await certified(store, sites["SH1"])
    browser = browse()
    await browser.sign_in("op@example.com")
    paths = [path.replace("{code}", "SH1") for path in _gets(app)]
    await _answers(browser, paths)
    before = await _answers(browser, paths)
    await _visit_often(store, sites["SH1"])
    after = await _answers(browser, paths)
    assert len([path for path, (status, *_rest) in before.items() if status == 200]) > 25
    assert [path for path in paths if before[path] != after[path]] == []


async def test_a_site_sees_the_day_of_a_visit_that_is_announced_and_that_it_is_called_off(
    store: Store, sites: dict[str, int]
) -> None:
    await checklist(store)
    await auditor(store)
    await certified(store, sites["SH1"])
    made = await programme(store, announced=True)
    await plan_programme(HQ, made, NOW, 3)
    site = operator(sites["SH1"])
    assert await coming_visits(site, "SH1", NOW.date()) == []
    await offer_visits(HQ, made, NOW)
    visit = (await store.rows("select * from assignment where site = $1", sites["SH1"]))[0]
    told = await coming_visits(site, "SH1", NOW.date())
    assert [(each.visit_on, each.called_off) for each in told] == [(visit["window_from"].date(), False)]
    assert told[0].id != visit["id"]
    await cancel_visit(HQ, visit["id"], AnswerIn(reason="Stock-take"), NOW)
    assert [each.called_off for each in await coming_visits(site, "SH1", NOW.date())] == [True]


async def _visit_often(store: Store, site: int) -> None:
    """A hundred assignments to the site in all states, and one that was planned, offered, accepted and called off."""
    await checklist(store)
    me = await auditor(store)
    made = await programme(store)
    await plan_programme(HQ, made, NOW, 1)
    await offer_visits(HQ, made, NOW)
    visit = await store.value("select id from assignment")
    await accept_visit(me.actor, visit, NOW)
    await cancel_visit(HQ, visit, AnswerIn(reason="Somebody told the site"), NOW)
    for state in ("proposed", "offered", "accepted", "filed", "expired"):
        for _number in range(20):
            await assigned(store, site, me, programme_id=made, state=state)


async def _readable(site: int) -> Mapping[str, list[str]]:
    """Table -> its rows, as the role of the site reads them."""
    async with transaction(operator(site), read_only=True):
        tables = await fetch(
            "select c.relname as name from pg_class c join pg_namespace n on n.oid = c.relnamespace "
            "where n.nspname = 'public' and c.relkind in ('r', 'v') and has_table_privilege(c.oid, 'select') order by 1"
        )
        return {
            row["name"]: [
                str(each["row"])
                for each in await fetch(f"select to_jsonb(t)::text as row from {row['name']} t order by 1")
            ]
            for row in tables
        }


def _gets(app: Litestar) -> list[str]:
    """Every address that is read and that takes nothing but the code of a site."""
    return sorted(
        route.path_format
        for route in app.routes
        if isinstance(route, HTTPRoute)
        and "GET" in route.methods
        and set(re.findall(r"{(\w+)", route.path_format)) <= {"code"}
        and "/static" not in route.path_format
    )


async def _answers(browser: Browser, paths: list[str]) -> dict[str, tuple[int, str, bytes]]:
    found = {}
    for path in paths:
        answer = await browser.get(path)
        content = MOMENTS.sub(b"-", answer.content) if path in OF_MOMENTS else answer.content
        found[path] = (answer.status_code, answer.headers.get("etag", ""), NUMBER.sub(b"-", content))
    return found
