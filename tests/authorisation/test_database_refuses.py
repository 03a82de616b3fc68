"""The same doors with every check in Python taken away: the database alone must keep each one's data apart."""

import json
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from typing import Any

import asyncpg
import httpx
import pytest
from litestar import Litestar

from network.foundation.access import Actor, Permission
from network.foundation.evidence.kinds import XLSX
from tests.authorisation.addresses import Route, Target, routes_of, targets_of, values_of
from tests.authorisation.cast import BY_NAME, CASES, COMPUTED, SHOPS, Person
from tests.authorisation.conftest import Undoing
from tests.authorisation.contents import contents, offered
from tests.authorisation.hidden import leaks_in
from tests.authorisation.places import Places
from tests.authorisation.visitors import THOROUGH, Kind, Visitor, expected, kind_of, reaches, sampled, visit
from tests.served import Browse

CHANGING = ("manager-east", "alpha", "auditor")
FILES, UNPUBLISHED, CHINESE = ("?format=csv", "?format=xlsx"), f"?period={COMPUTED}", "?lang=zh_CN"
# One of each role of the database that has something to hide from them; the others of `make faults` read the whole
# network, or differ from these in their rows alone.
VISITORS = ("manager-east", "beta", "auditor", "applicant")
OTHERS = ("administrator", "executive", "alpha-one", "auditor-two", "rival", "staff")


@pytest.fixture
def unchecked(monkeypatch: pytest.MonkeyPatch) -> None:
    """Every check of rights in Python says yes. What an actor's sites are stays: it is what the database goes by."""
    monkeypatch.setattr(Actor, "require", lambda _actor, _permission: None)
    monkeypatch.setattr(Actor, "require_right", lambda _actor, _right, _region: None)
    monkeypatch.setattr(Actor, "may", lambda _actor, _permission: True)
    monkeypatch.setattr(Actor, "holds", lambda _actor, _right, _region: True)
    monkeypatch.setattr(Actor, "sees", lambda _actor, _site: True)
    monkeypatch.setattr(Actor, "permissions", property(lambda _actor: frozenset(Permission)))


async def _answers(
    visitor: Visitor, route: Route, target: Target, places: Places
) -> AsyncIterator[tuple[str, httpx.Response]]:
    """What was asked, and the answer; of lists and of the pages of one site of either operator also the files that
    they offer, the page in Chinese, and that of a quarter that is not published where it is about quarters. Who is
    refused a page gets none of these."""
    address = route.address(values_of(route, target, places))
    page = await visitor.knock(route, address)
    yield f"{route.method} {address}", page
    listed = route.method == "GET" and not route.is_api and route.kind is None and not route.query
    if listed and target.site in (None, "A1", "B1") and page.status_code == 200:
        quarters = [UNPUBLISHED] if b"period" in page.content else []
        for query in (*offered(page, FILES), *quarters, CHINESE):
            yield f"{route.method} {address}{query}", await visitor.knock(route, address, query)


@pytest.mark.parametrize("name", VISITORS + OTHERS if THOROUGH else VISITORS)
async def test_no_byte_of_what_is_not_theirs_comes_out(
    app: Litestar, browse: Browse, standing: Places, undoing: Undoing, unchecked: None, name: str
) -> None:
    visitor = await visit(app, browse, BY_NAME[name])
    undoing()
    leaks, broken, read = [], [], 0
    for route in routes_of(app):
        if route.for_anyone:
            continue
        for target in sampled(route, standing, lambda each: reaches(BY_NAME[name], each, route)):  # noqa: B023
            async for asked, answer in _answers(visitor, route, target, standing):
                leaks += await leaks_in(BY_NAME[name], answer, asked)
                read += answer.status_code == 200
                if answer.status_code >= 500:
                    broken.append(f"{asked}: {answer.status_code}")
    assert leaks == [], "\n".join(leaks)
    assert broken == [], "\n".join(broken)
    assert read > 10


async def _seen(
    app: Litestar, browse: Browse, places: Places, name: str, marks: Mapping[str, tuple[str, set[str]]]
) -> dict[str, set[str]]:
    """By what each mark stands for: the kinds of content, of those it is looked for in, that show a person none.

    No more routes are asked than it takes."""
    visitor = await visit(app, browse, BY_NAME[name])
    left = {what: set(kinds) for what, (_mark, kinds) in marks.items()}
    for route in routes_of(app):
        if route.method != "GET" or route.for_anyone:
            continue
        for target in targets_of(route, places):
            if expected(route, BY_NAME[name], target) is Kind.REACHED:
                async for _asked, answer in _answers(visitor, route, target, places):
                    text = b"".join((await contents(answer)).values())
                    kind = answer.headers.get("content-type", "").partition(";")[0]
                    for what, (mark, _kinds) in marks.items():
                        if mark.encode() in text:
                            left[what].discard(kind)
            if not any(left.values()):
                return {}
    return {what: kinds for what, kinds in left.items() if kinds}


async def test_the_marks_are_where_those_look_who_may_read_them(
    app: Litestar, browse: Browse, standing: Places, undoing: Undoing
) -> None:
    """The test above proves nothing unless the same doors show the marks to those who may read them."""
    cases = {case.name: case for case in CASES}
    b1, page, data = SHOPS["B1"], "text/html", "application/json"
    files = {"text/csv", XLSX, "application/pdf", "image/jpeg"}
    looks: dict[str, dict[str, tuple[str, set[str]]]] = {
        "beta": {"records": (b1.private, {page, data, *files}), "own": ("hb2betaown", {page, data})},
        "manager-east": {
            "sealed": (b1.sealed, {page, "application/pdf"}),
            "case": (cases["submitted"].mark, {page, "application/pdf"}),
            "open": (cases["scored"].sealed("auditor"), {page}),
        },
        "auditor": {"own": (cases["reviewed"].sealed("auditor"), {page, data})},
    }
    assert {name: await _seen(app, browse, standing, name, marks) for name, marks in looks.items()} == {
        name: {} for name in looks
    }


@pytest.mark.parametrize("name", [*CHANGING, "executive", "applicant"] if THOROUGH else CHANGING)
async def test_what_is_not_published_stays_unseen_and_nothing_of_others_is_changed(
    app: Litestar, browse: Browse, network: Places, database: str, unchecked: None, name: str
) -> None:
    visitor, person = await visit(app, browse, BY_NAME[name]), BY_NAME[name]
    before, reached, asked = await _rows_of_others(database, person), [], 0
    for route in routes_of(app):
        if route.for_anyone or route.ends_the_session:
            continue
        for target in sampled(route, network, lambda each: reaches(person, each, route)):  # noqa: B023
            if target.period == COMPUTED or route.method != "GET":
                answer = await visitor.knock(route, route.address(values_of(route, target, network)))
                asked += 1
                got = kind_of(route, person, answer)
                if route.method == "GET" and got not in (Kind.MISSING, Kind.FORBIDDEN) and name != "manager-east":
                    reached.append(f"{route} {target.site}: {answer.status_code}")
    assert reached == []
    assert asked > 100
    after = await _rows_of_others(database, person)
    assert {table for table, rows in before.items() if rows - after[table]} == set()
    assert {table for table, rows in after.items() if rows - before[table]} <= MAY_ADD.get(name, set())


# The contract with an applicant of one's region makes a site there, and its operator; people are told of decisions.
# A record of its own region that it declares void names no site; nor does the note that it asked who an auditor is.
# What an auditor answers to an offer is in the hidden chain of the site, and planners are told.
MAY_ADD = {
    "manager-east": {"operator", "notice", "record_revocation", "identity_look"},
    "auditor": {"notice", "trail_event"},
}
# Of these everyone may make and remove what is their own, and it says nothing of the network.
PASSING = ("trail_head", "session", "login_throttle", "known_device", "migration")


@dataclass(frozen=True, slots=True)
class Reach:
    """What a person has to do with, that which it has made meanwhile as well: ids as the rows of the database tell
    them. `auditor`: as which it visits, if it does."""

    account: str
    auditor: str | None
    sites: frozenset[int]
    regions: frozenset[int]
    applications: frozenset[str]

    def holds(self, table: str, row: Mapping[str, Any]) -> bool:
        """Whether a row is the person's to change: of its sites, its applications, its visits, its own."""
        own = row["id"] if table == "account" else row.get("account", row.get("assessor"))
        application = row["id"] if table == "application" else row.get("application")
        site = row["id"] if table == "site" else row.get("site")
        visits = table == "assignment" and self.auditor is not None and row["auditor"] == self.auditor
        plans = table in ("audit_programme", "training_session") and row["region"] in self.regions
        return own == self.account or site in self.sites or application in self.applications or visits or plans


async def _rows_of_others(root_url: str, person: Person) -> dict[str, set[str]]:
    """What each table holds that the person may not change."""
    root = await asyncpg.connect(root_url)
    try:
        reach, found = await _reach(root, person), {}
        for [table] in await root.fetch("select tablename from pg_tables where schemaname = 'public'"):
            if table not in PASSING:
                rows = [json.loads(row["row"]) for row in await root.fetch(f"select to_jsonb(t) as row from {table} t")]
                found[table] = {json.dumps(row) for row in rows if not reach.holds(table, row)}
        return found
    finally:
        await root.close()


async def _reach(root: asyncpg.Connection, person: Person) -> Reach:
    codes = [code for code in SHOPS if person.reaches_site(code)]
    who = await root.fetchrow(
        "select a.id::text as account, i.auditor::text from account a left join auditor_identity i on i.account = a.id "
        "where a.email = $1",
        person.email,
    )
    sites = await root.fetch(
        "select s.id from site s left join region r on r.id = s.region "
        "where s.code = any($1) or (r.path = any($2) and s.code <> all($3))",
        *(codes, person.regions, list(SHOPS)),
    )
    regions = await root.fetch("select id from region where path = any($1)", person.regions)
    words = [
        f"{case.mark} words"
        for case in CASES
        if person.name in (case.applicant, *case.assessors) or person.reaches_region(case.region)
    ]
    applications = await root.fetch(
        "select id::text from application where operator_name = any($1) or applicant::text = $2", words, who["account"]
    )
    ids = (frozenset(row["id"] for row in rows) for rows in (sites, regions, applications))
    return Reach(who["account"], who["auditor"], *ids)
