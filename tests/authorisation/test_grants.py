"""What each database role may do to each table, tried out in SQL: no Python stands between.

A cell names, for select, insert, update and delete, which rows the role gets at: a kind of `KINDS`, or "all"; a verb that
is missing is refused. TRUNCATE is refused to every role and stands in no cell. The role of administrators is a member
of that of HQ, so it has all that HQ has.
"""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest

from network.foundation.migrations import OWNER, SCOPED
from tests.authorisation.places import Places

Cell = str
READ = "select all"
ADDED = "select all, insert all"
ALL = "select all, insert all, update all"
ALWAYS_ALL = "select all, insert all, update all, delete all"
OWN = "select own, insert own, update own"
ALWAYS_OWN = "select own, insert own, update own, delete own"

HQ: Mapping[str, Cell] = {
    "account": "select all, update own",
    "application": ALL,
    "application_document": ALL,
    "application_step": ADDED,
    "assessment": ALWAYS_ALL,
    "assessment_marks": "select open",
    "certificate": "select all, insert all by right, update all by right",
    "certificate_reminder": ADDED,
    "certificate_type": ALL,
    "certification": "select all, insert all by right, update all by right",
    "certification_change": "select all, insert own proposals",
    "certification_evidence": "select all, insert all by right",
    "city": ALWAYS_ALL,
    "criteria_set": ALWAYS_ALL,
    "criterion_result": ALWAYS_ALL,
    "hq_return": ALL,
    "import_file": ALL,
    "known_device": "select own, delete own",
    "membership": READ,
    "membership_region": READ,
    "membership_right": READ,
    "membership_site": READ,
    "metric_result": ALWAYS_ALL,
    "operator": ALL,
    "product_line": ALL,
    "region": ALL,
    "repair_order": ALL,
    "saved_view": ALWAYS_OWN,
    "scheme_version": ADDED,
    "scorecard": ALWAYS_ALL,
    "scorecard_run": ALWAYS_ALL,
    "session": "select own, delete own",
    "site": ALL,
    "site_contact": ALL,
    "site_document": ALL,
    "site_equipment": ALL,
    "site_history": READ,
    "site_proposal": ALL,
    "staff_member": ALL,
    "trail_event": ADDED,
    "trail_head": READ,
}

GOLDEN: Mapping[str, Mapping[str, Cell]] = {
    "servicemark_gate": {
        "account": "select all, update all",
        "api_key": "select all, update all",
        "known_device": ALWAYS_ALL,
        "login_throttle": ALWAYS_ALL,
        "membership": "select all, update all",
        "membership_region": READ,
        "membership_right": READ,
        "membership_site": READ,
        "migration": READ,
        "region": READ,
        "session": ALWAYS_ALL,
        "site": READ,
        "trail_event": "insert network's",
    },
    "servicemark_site": {
        "account": "select own, update own",
        "api_key": OWN,
        "certificate": "select own",
        "certificate_reminder": "select own",
        "certificate_type": READ,
        "certification": "select own",
        "certification_change": "select own effective",
        "certification_evidence": "select own effective",
        "criterion_result": "select own published",
        "hq_return": "select own",
        "import_file": OWN,
        "known_device": "select own, delete own",
        "metric_result": "select own published",
        "operator": "select own",
        "product_line": READ,
        "region": READ,
        "repair_order": OWN,
        "saved_view": ALWAYS_OWN,
        "scheme_version": READ,
        "scorecard": "select own published",
        "scorecard_run": "select published",
        "session": "select own, delete own",
        "site": "select own",
        "site_contact": "select own",
        "site_document": "select own, insert own",
        "site_equipment": "select own",
        "site_history": "select own",
        "site_proposal": OWN,
        "staff_member": OWN,
        "trail_event": "select own, insert own and own matters",
        "trail_head": "select own",
    },
    "servicemark_region": {
        "account": "select own, update own",
        "application": "select own region's, insert own region's, update own region's",
        "application_document": "select own region's, insert own region's, update own region's",
        "application_step": "select own region's, insert own region's",
        "assessment": "select own region's, insert own region's, update own region's, delete own region's",
        "assessment_marks": "select own region's open",
        "certificate": "select own, insert own by right, update own by right",
        "certificate_reminder": "select own",
        "certificate_type": READ,
        "certification": "select own, insert own by right, update own by right",
        "certification_change": "select own, insert own proposed",
        "certification_evidence": "select own, insert own by right",
        "city": READ,
        "criteria_set": "select published",
        "criterion_result": "select own",
        "hq_return": OWN,
        "import_file": OWN,
        "known_device": "select own, delete own",
        "metric_result": "select own",
        "operator": "select own",
        "product_line": READ,
        "region": READ,
        "repair_order": OWN,
        "saved_view": ALWAYS_OWN,
        "scheme_version": READ,
        "scorecard": "select own",
        "scorecard_run": READ,
        "session": "select own, delete own",
        "site": "select own, insert own region's, update own",
        "site_contact": OWN,
        "site_document": OWN,
        "site_equipment": OWN,
        "site_history": "select own",
        "site_proposal": OWN,
        "staff_member": OWN,
        "trail_event": "select own, insert own and own matters",
        "trail_head": "select own",
    },
    "servicemark_field": {
        "account": "select own, update own",
        "application": "select own assigned",
        "application_document": "select own assigned",
        "application_step": "select own assigned",
        "assessment": "select own, update own",
        "assessment_marks": "select own, insert own closed",
        "certificate_type": READ,
        "criteria_set": "select published",
        "known_device": "select own, delete own",
        "product_line": READ,
        "region": READ,
        "saved_view": ALWAYS_OWN,
        "session": "select own, delete own",
        "trail_event": "insert own matters",
    },
    "servicemark_applicant": {
        "account": "select own, update own",
        "application": "select own, insert own drafts, update own going on",
        "application_document": OWN,
        "application_step": "select own, insert own steps",
        "certificate_type": READ,
        "city": READ,
        "criteria_set": "select published",
        "known_device": "select own, delete own",
        "product_line": READ,
        "region": READ,
        "session": "select own, delete own",
        "trail_event": "insert own matters",
    },
    "servicemark_reader": {
        "account": "select own, update own",
        "certificate": READ,
        "certificate_reminder": READ,
        "certificate_type": READ,
        "certification": READ,
        "certification_change": "select effective",
        "city": READ,
        "criterion_result": "select published",
        "known_device": "select own, delete own",
        "metric_result": "select published",
        "operator": READ,
        "product_line": READ,
        "region": READ,
        "repair_order": READ,
        "saved_view": ALWAYS_OWN,
        "scheme_version": READ,
        "scorecard": "select published",
        "scorecard_run": "select published",
        "session": "select own, delete own",
        "site": READ,
        "site_history": READ,
        "trail_event": "insert own matters",
    },
    "servicemark_hq": HQ,
    "servicemark_admin": {
        **HQ,
        "account": ALWAYS_ALL,
        "api_key": ALWAYS_ALL,
        "invitation": ALWAYS_ALL,
        "known_device": ALWAYS_ALL,
        "login_throttle": ALWAYS_ALL,
        "membership": ALWAYS_ALL,
        "membership_region": ALWAYS_ALL,
        "membership_right": ALWAYS_ALL,
        "membership_site": ALWAYS_ALL,
        "session": ALWAYS_ALL,
    },
}

# Which rows are whose, in the words of the cells. `:account` is that of the role (`ACTING`), which reaches site 1 and
# region 1, where that site is.
_PUBLISHED = "run in (select id from scorecard_run where state = 'published')"
_RESULTS = {"own published": f"site = 1 and {_PUBLISHED}", "own": "site = 1", "published": _PUBLISHED}
_SITE = {"own": "site = 1"}
_ACCOUNT = {"own": "account = :account"}
_BY_RIGHT = {"own": "site = 1", "own by right": "site = 1", "all by right": "true"}
_MATTERS = "site = 0 and account = :account and action ~ '^(application|assessment|account|session|view)[.]'"
_ASSIGNED = "in (select application from assessment where assessor = :account)"
_OF_APPLICATION = {
    "own": "application in (select id from application where applicant = :account)",
    "own region's": "application in (select id from application where region = 1)",
    "own assigned": f"application {_ASSIGNED}",
}
KINDS: Mapping[str, Mapping[str, str]] = {
    "account": {"own": "id = :account"},
    "api_key": _SITE,
    "application": {
        "own": "applicant = :account",
        "own going on": "applicant = :account and state not in ('rejected', 'withdrawn', 'certified')",
        "own drafts": "applicant = :account and state = 'draft'",
        "own region's": "region = 1",
        "own assigned": f"id {_ASSIGNED}",
    },
    "application_document": _OF_APPLICATION,
    "application_step": {
        **_OF_APPLICATION,
        "own steps": "by_applicant and account = :account and to_state in ('submitted', 'withdrawn')",
    },
    "assessment": {"own": "assessor = :account", "own region's": "region = 1"},
    "assessment_marks": {
        "own": "assessor = :account",
        "own closed": "assessor = :account and not open",
        "open": "open",
        "own region's open": "open and region = 1",
    },
    "certificate": _BY_RIGHT,
    "certificate_reminder": _SITE,
    "certification": _BY_RIGHT,
    "certification_change": {
        "own effective": "site = 1 and status = 'effective'",
        "effective": "status = 'effective'",
        "own": "site = 1",
        "own proposed": "site = 1 and proposed_by = :account",
        "own proposals": "proposed_by = :account",
        "own decisions": "decided_by = :account",
    },
    "certification_evidence": {
        **_BY_RIGHT,
        "own effective": "site = 1 and change in (select id from certification_change where status = 'effective')",
    },
    "criteria_set": {"published": "state = 'published'"},
    "criterion_result": _RESULTS,
    "hq_return": _SITE,
    "import_file": _ACCOUNT,
    "known_device": _ACCOUNT,
    "metric_result": _RESULTS,
    "operator": {"own": "id = (select operator from site where id = 1)"},
    "repair_order": _SITE,
    "saved_view": _ACCOUNT,
    "scorecard": _RESULTS,
    "scorecard_run": {"published": "state = 'published'"},
    "session": _ACCOUNT,
    "site": {"own": "id = 1", "own region's": "region = 1"},
    "site_contact": _SITE,
    "site_document": _SITE,
    "site_equipment": _SITE,
    "site_history": _SITE,
    "site_proposal": _SITE,
    "staff_member": _SITE,
    "trail_event": {
        "own": "site = 1",
        "network's": "site = 0",
        "own matters": _MATTERS,
        "own and own matters": f"site = 1 or ({_MATTERS})",
    },
    "trail_head": _SITE,
}
# Never one row fewer or more than what the table has, whoever asks.
WHOLE = (
    *("certificate_type", "city", "invitation", "login_throttle", "membership", "membership_region"),
    *("membership_right", "membership_site", "migration", "product_line", "region", "scheme_version"),
)
# Who acts in a role here.
ACTING = {
    "servicemark_gate": "alpha",
    "servicemark_site": "alpha",
    "servicemark_region": "manager-east",
    "servicemark_field": "auditor-two",
    "servicemark_applicant": "rival",
    "servicemark_reader": "executive",
    "servicemark_hq": "manager",
    "servicemark_admin": "administrator",
}
RIGHTS = {"servicemark_region": '{"select": [1], "cancel": [1]}'}
EVERYWHERE = '{"select": null, "cancel": null}'


@dataclass(frozen=True, slots=True)
class Scope:
    """What the transactions of a role are opened with; `nothing` of it."""

    role: str
    account: UUID
    nothing: bool = False

    @property
    def settings(self) -> Mapping[str, str]:
        if self.nothing:
            return dict.fromkeys(("sites", "regions", "account", "rights"), "")
        rights = RIGHTS.get(self.role, EVERYWHERE if self.role in ("servicemark_hq", "servicemark_admin") else "{}")
        return {"sites": "1", "regions": "1", "account": str(self.account), "rights": rights}

    def rules(self, table: str) -> dict[str, str]:
        found = {**KINDS.get(table, {}), "all": "true"}
        return {kind: rule.replace(":account", f"'{self.account}'") for kind, rule in found.items()}


@pytest.fixture
async def root(database: str, network: Places) -> AsyncIterator[asyncpg.Connection]:
    """The network, with a row in each of the tables that it left empty."""
    assert network.sites["A1"] == 1, "what KINDS calls its own"
    connection = await asyncpg.connect(database)
    assert await connection.fetchval("select region from site where id = 1") == 1
    await connection.execute(
        "insert into login_throttle values ('email:a@example.com', 1, now()); "
        "insert into city (name, name_zh) values ('City', '市'); "
        "insert into trail_event (site, actor, account, action, subject, body) "
        "select 0, name, id, 'session.started', id::text, '' from account; "
        "insert into known_device (token_sha256, account) select sha256(email::bytea), id from account; "
        "insert into import_file (id, kind, name, sha256, size, rows, account, actor, state) "
        "select gen_random_uuid(), 'orders', 'x.csv', md5(id::text), 1, 1, id, name, 'previewed' from account; "
        "insert into certificate_reminder (certificate, site, days) select id, site, 90 from certificate; "
        "insert into certification_change (id, certification, site, change, status, reason, effective_on, proposed_by, "
        "proposer, decider, decision_reason) select gen_random_uuid(), c.id, c.site, 'withdrawn', 'proposed', 'x', "
        "current_date, a.id, a.name, '', '' from certification c, account a where a.name in ('manager', 'manager-east')"
    )
    yield connection
    await connection.close()


async def _scope(root: asyncpg.Connection, role: str, *, nothing: bool = False) -> Scope:
    account = await root.fetchval("select id from account where email = $1", f"{ACTING[role]}@example.com")
    return Scope(role, account, nothing)


async def _tables(root: asyncpg.Connection) -> set[str]:
    rows = await root.fetch(
        "select relname from pg_class where relkind in ('r', 'p', 'v', 'm') and relnamespace = 'public'::regnamespace"
    )
    return {row["relname"] for row in rows}


async def test_every_table_is_known_here(root: asyncpg.Connection) -> None:
    assert await _tables(root) == {*KINDS, *WHOLE}


async def test_the_roles_are_those_of_the_program_and_none_is_above_the_rules(root: asyncpg.Connection) -> None:
    rows = await root.fetch("select * from pg_roles where rolname like 'servicemark%' and rolname <> current_user")
    found = {row["rolname"]: row for row in rows}
    assert set(found) == {*SCOPED, OWNER, "servicemark_app"}
    assert set(GOLDEN) == set(SCOPED)
    for role in found.values():
        powers = ("rolsuper", "rolbypassrls", "rolcreaterole", "rolcreatedb", "rolreplication")
        assert not any(role[power] for power in powers), role["rolname"]
    assert not found["servicemark_app"]["rolinherit"]


@pytest.mark.parametrize("role", SCOPED)
async def test_a_role_gets_at_just_its_rows(root: asyncpg.Connection, role: str) -> None:
    scope, found = await _scope(root, role), {}
    for table in sorted(await _tables(root)):
        cell = await _cell(root, scope, table)
        if cell:
            found[table] = cell
    assert found == dict(GOLDEN[role])


@pytest.mark.parametrize("role", SCOPED)
async def test_without_a_scope_a_role_has_no_rows_of_its_own(root: asyncpg.Connection, role: str) -> None:
    scope = await _scope(root, role, nothing=True)
    for table, golden in GOLDEN[role].items():
        wanted = [part for part in golden.split(", ") if " own" not in part and " by right" not in part]
        assert await _cell(root, scope, table) == ", ".join(wanted), table


async def _cell(root: asyncpg.Connection, scope: Scope, table: str) -> Cell:
    """What the role gets at under this scope, tried out and rolled back, without the triggers that freeze rows."""
    whole = root.transaction()
    await whole.start()
    try:
        wanted = dict(part.split(" ", 1) for part in GOLDEN[scope.role].get(table, "").split(", ") if part)
        counts, samples = await _counts(root, scope, table), await _samples(root, scope, table)
        column = await _changeable(root, scope.role, table)
        await root.execute(f"alter table {table} disable trigger all")
        for name, value in scope.settings.items():
            await root.execute("select set_config($1, $2, true)", f"app.{name}", value)
        await root.execute(f"set local role {scope.role}")
        assert await _tried(root, f"truncate {table}") is None
        reached = {
            "select": await _tried(root, f"select from {table}"),
            "update": await _tried(root, f"update {table} set {column} = {column}") if column else None,
            "delete": await _tried(root, f"delete from {table}"),
        }
        got = {verb: _named(counts, count, wanted.get(verb)) for verb, count in reached.items()}
        got["insert"] = _named_insert(samples, await _inserted(root, table, samples), wanted.get("insert"))
    finally:
        await whole.rollback()
    return ", ".join(f"{verb} {got[verb]}" for verb in ("select", "insert", "update", "delete") if got[verb])


async def _changeable(root: asyncpg.Connection, role: str, table: str) -> str | None:
    """A column that the role may change."""
    columns = [
        name
        for name in await _columns(root, table)
        if await root.fetchval("select has_column_privilege($1, $2, $3, 'update')", role, table, name)
    ]
    return columns[0] if columns else None


async def _tried(root: asyncpg.Connection, sql: str, *values: str) -> int | None:
    """How many rows it reached, None when the role may not; undone in either case."""
    step = root.transaction()
    await step.start()
    try:
        tag = await root.execute(sql, *values)
        return int(tag.split()[-1]) if tag[-1].isdigit() else 0
    except asyncpg.InsufficientPrivilegeError:
        return None
    except (asyncpg.UniqueViolationError, asyncpg.ExclusionViolationError):
        return 1  # a copy of a row that the role may add
    finally:
        await step.rollback()


def _named(counts: Mapping[str, int], reached: int | None, wanted: str | None) -> str:
    """The kind that has so many rows, the one that is wanted before others; empty for a verb that is refused, or that
    reaches no row.
    """
    if not reached:
        return ""
    return next((kind for kind in (wanted, *counts) if kind and counts.get(kind) == reached), f"{reached} rows")


async def _counts(root: asyncpg.Connection, scope: Scope, table: str) -> dict[str, int]:
    """How many rows each kind has that this role can tell apart. Fewer than all, or a cell would prove nothing."""
    rules = scope.rules(table).items()
    counts = {kind: await root.fetchval(f"select count(*) from {table} where {rule}") for kind, rule in rules}
    assert counts["all"] > 0, table
    return {
        kind: count for kind, count in counts.items() if count and (count < counts["all"] or " own" not in f" {kind}")
    }


async def _samples(root: asyncpg.Connection, scope: Scope, table: str) -> dict[frozenset[str], str]:
    """A row of each combination of kinds, as JSON."""
    rules = scope.rules(table)
    flags = f"array[{', '.join(f'({rule})' for rule in rules.values())}]"
    rows = await root.fetch(f"select distinct on ({flags}) {flags} as flags, to_jsonb(t)::text as row from {table} t")
    return {frozenset(kind for kind, flag in zip(rules, row["flags"], strict=True) if flag): row["row"] for row in rows}


async def _inserted(root: asyncpg.Connection, table: str, samples: Mapping[frozenset[str], str]) -> set[frozenset[str]]:
    """The combinations of which the role may add a row."""
    names = ", ".join(await _columns(root, table))
    sql = f"insert into {table} ({names}) select {names} from jsonb_populate_record(null::{table}, $1::jsonb)"
    return {kinds for kinds, row in samples.items() if await _tried(root, sql, row) is not None}


def _named_insert(samples: Mapping[frozenset[str], str], taken: set[frozenset[str]], wanted: str | None) -> str:
    if not taken:
        return ""
    kinds = (wanted, *sorted({kind for each in samples for kind in each}))
    return next((kind for kind in kinds if kind and {each for each in samples if kind in each} == taken), f"{taken}")


async def _columns(root: asyncpg.Connection, table: str) -> list[str]:
    rows = await root.fetch(
        "select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped "
        "and attgenerated = '' order by attnum",
        table,
    )
    return [row["attname"] for row in rows]


# What runs with the rights of the owner of all tables. Each was read for whom it tells what, and asks in itself who is
# asking where its grants do not say enough.
TRUSTED = {
    "accept_invitation": "gate",
    "access_to_site": "hq, region, site",
    "assessor_candidates": "hq, region",
    "certificate_standing": "gate",
    "colleagues": "site",
    "invitation_of": "gate",
    "key_works": "gate, hq, site",
    "keys_to_site": "hq, region, site",
    "link_serials": "hq, region, site",
    "my_memberships": "applicant, field, hq, reader, region, site",
    "operator_named": "hq, region",
    "region_recorded": "hq",
    "rights_held": "hq, region",
    "settle_assessments": "field, hq, region",
    "site_history_keep": "",
    "trail_link": "",
    "was_disabled": "admin",
}


async def test_what_runs_as_the_owner_is_known_here_and_takes_nothing_from_its_caller(root: asyncpg.Connection) -> None:
    rows = await root.fetch(
        "select proname, proconfig, pg_get_userbyid(proowner) as owner, array(select substr(grantee::regrole::text, 13) "
        "from aclexplode(proacl) where grantee <> proowner order by 1) as granted "
        "from pg_proc where pronamespace = 'public'::regnamespace and prosecdef"
    )
    assert {row["proname"]: ", ".join(row["granted"]) for row in rows} == TRUSTED
    assert {row["owner"] for row in rows} == {OWNER}
    assert {tuple(row["proconfig"]) for row in rows} == {("search_path=public, pg_temp",)}


# Without row security, because nobody but headquarters and the gate has any grant on them.
CLOSED = {"membership", "membership_site"}
# Its owner keeps the heads of all chains up to date, in `trail_link`.
NOT_FORCED = {"trail_head"}


async def test_what_hangs_on_a_site_an_application_or_a_person_is_under_row_security(root: asyncpg.Connection) -> None:
    rows = await root.fetch(
        "select relname, relrowsecurity, relforcerowsecurity from pg_class c "
        "where relkind in ('r', 'p') and relnamespace = 'public'::regnamespace and (relname in ('site', 'account') "
        "or exists (select from pg_attribute where attrelid = c.oid and not attisdropped "
        "and attname in ('site', 'application', 'account', 'applicant', 'assessor')))"
    )
    assert len(rows) > 25
    assert {row["relname"] for row in rows if not row["relrowsecurity"]} == CLOSED
    assert {row["relname"] for row in rows if not row["relforcerowsecurity"]} == CLOSED | NOT_FORCED
    for table in CLOSED:
        assert {role for role, cells in GOLDEN.items() if table in cells} == {
            "servicemark_gate",
            "servicemark_hq",
            "servicemark_admin",
        }
