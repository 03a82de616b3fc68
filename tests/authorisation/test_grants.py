"""What each database role may do to each table, tried out in SQL: no Python stands between.

A cell names, for select, insert, update and delete, which rows the role gets at: those of its own sites or account
("own"), those of them that are published ("own published"), all that are published ("published"), "all"; a verb that
is missing is refused. TRUNCATE is refused to every role and stands in no cell. The role of administrators is a member
of that of HQ, so it has all that HQ has.
"""

from collections.abc import AsyncIterator, Mapping
from uuid import UUID

import asyncpg
import pytest

from network.foundation.migrations import OWNER, SCOPED
from tests.authorisation.places import Places

Cell = str
ALL = "select all, insert all, update all"
ALWAYS_ALL = "select all, insert all, update all, delete all"

HQ: Mapping[str, Cell] = {
    "account": "select all",
    "application": ALL,
    "application_document": "select all, insert all",
    "application_step": "select all, insert all",
    "assessment": "select all, insert all, delete all",
    "assessment_marks": "select open",
    "certificate": "select all, insert own",
    "certificate_reminder": "select all, insert all",
    "certificate_type": ALL,
    "certification": "select all, insert own",
    "certification_change": "select all",
    "certification_evidence": "select all, insert own",
    "city": ALWAYS_ALL,
    "criteria_set": ALWAYS_ALL,
    "criterion_result": ALWAYS_ALL,
    "hq_return": ALL,
    "import_file": ALL,
    "membership": "select all",
    "membership_region": "select all",
    "membership_right": "select all",
    "membership_site": "select all",
    "metric_result": ALWAYS_ALL,
    "operator": ALL,
    "product_line": ALL,
    "region": ALL,
    "repair_order": ALL,
    "saved_view": "select own, insert own, update own, delete own",
    "scheme_version": "select all, insert all",
    "scorecard": ALWAYS_ALL,
    "scorecard_run": ALWAYS_ALL,
    "session": "select own, delete own",
    "site": ALL,
    "site_contact": ALL,
    "site_document": ALL,
    "site_equipment": ALL,
    "site_history": "select all",
    "site_proposal": ALL,
    "staff_member": ALL,
    "trail_event": "select all, insert all",
    "trail_head": "select all",
}

GOLDEN: Mapping[str, Mapping[str, Cell]] = {
    "servicemark_gate": {
        "account": "select all",
        "api_key": "select all",
        "known_device": ALWAYS_ALL,
        "login_throttle": ALWAYS_ALL,
        "membership": "select all",
        "membership_region": "select all",
        "membership_right": "select all",
        "membership_site": "select all",
        "migration": "select all",
        "region": "select all",
        "session": ALWAYS_ALL,
        "site": "select all",
        "trail_event": "insert network's",
    },
    "servicemark_site": {
        "account": "select own",
        "api_key": "select own, insert own",
        "certificate": "select own",
        "certificate_reminder": "select own",
        "certificate_type": "select all",
        "certification": "select own",
        "certification_change": "select own effective",
        "certification_evidence": "select own effective",
        "criterion_result": "select own published",
        "hq_return": "select own",
        "import_file": "select own, insert own, update own",
        "metric_result": "select own published",
        "operator": "select own",
        "product_line": "select all",
        "region": "select all",
        "repair_order": "select own, insert own, update own",
        "saved_view": "select own, insert own, update own, delete own",
        "scheme_version": "select all",
        "scorecard": "select own published",
        "scorecard_run": "select published",
        "session": "select own, delete own",
        "site": "select own",
        "site_contact": "select own",
        "site_document": "select own, insert own",
        "site_equipment": "select own",
        "site_history": "select own",
        "site_proposal": "select own, insert own, update own",
        "staff_member": "select own, insert own, update own",
        "trail_event": "select own, insert own",
        "trail_head": "select own",
    },
    "servicemark_region": {
        "account": "select own",
        "application": "select region's, insert region's, update region's",
        "application_document": "select region's, insert region's",
        "application_step": "select region's, insert region's",
        "assessment": "select region's, insert region's, delete region's",
        "assessment_marks": "select open",
        "certificate": "select own, insert own",
        "certificate_reminder": "select own",
        "certificate_type": "select all",
        "certification": "select own, insert own",
        "certification_change": "select own",
        "certification_evidence": "select own, insert own",
        "city": "select all",
        "criteria_set": "select published",
        "criterion_result": "select own",
        "hq_return": "select own, insert own, update own",
        "import_file": "select own, insert own, update own",
        "metric_result": "select own",
        "operator": "select own",
        "product_line": "select all",
        "region": "select all",
        "repair_order": "select own, insert own, update own",
        "saved_view": "select own, insert own, update own, delete own",
        "scheme_version": "select all",
        "scorecard": "select own",
        "scorecard_run": "select all",
        "session": "select own, delete own",
        "site": "select own, insert own, update own",
        "site_contact": "select own, insert own, update own",
        "site_document": "select own, insert own, update own",
        "site_equipment": "select own, insert own, update own",
        "site_history": "select own",
        "site_proposal": "select own, insert own, update own",
        "staff_member": "select own, insert own, update own",
        "trail_event": "select own, insert own",
        "trail_head": "select own",
    },
    "servicemark_field": {
        "account": "select own",
        "certificate_type": "select all",
        "criteria_set": "select published",
        "product_line": "select all",
        "region": "select all",
        "saved_view": "select own, insert own, update own, delete own",
        "session": "select own, delete own",
    },
    "servicemark_applicant": {
        "account": "select own",
        "certificate_type": "select all",
        "city": "select all",
        "criteria_set": "select published",
        "product_line": "select all",
        "region": "select all",
        "session": "select own, delete own",
    },
    "servicemark_reader": {
        "account": "select own",
        "certificate": "select all",
        "certificate_reminder": "select all",
        "certificate_type": "select all",
        "certification": "select all",
        "certification_change": "select effective",
        "city": "select all",
        "criterion_result": "select published",
        "metric_result": "select published",
        "operator": "select all",
        "product_line": "select all",
        "region": "select all",
        "repair_order": "select all",
        "saved_view": "select own, insert own, update own, delete own",
        "scheme_version": "select all",
        "scorecard": "select published",
        "scorecard_run": "select published",
        "session": "select own, delete own",
        "site": "select all",
        "site_history": "select all",
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

# Which rows are whose, in the words of the cells; the first kind that has just the rows a role gets at names them.
_PUBLISHED = "run in (select id from scorecard_run where state = 'published')"
_RESULTS = {"own published": f"site = 1 and {_PUBLISHED}", "own": "site = 1", "published": _PUBLISHED}
KINDS: Mapping[str, Mapping[str, str]] = {
    "criterion_result": _RESULTS,
    "metric_result": _RESULTS,
    "scorecard": _RESULTS,
    "scorecard_run": {"published": "state = 'published'"},
    "hq_return": {"own": "site = 1"},
    "repair_order": {"own": "site = 1"},
    "trail_event": {"own": "site = 1", "network's": "site = 0"},
    "site": {"own": "id = 1"},
    "operator": {"own": "id = (select operator from site where id = 1)"},
    "import_file": {"own": "account = (select id from account where name = 'alpha')"},
}
_OF_SITES = (
    "api_key", "certificate", "certificate_reminder", "certification", "site_contact",
    "site_document", "site_equipment", "site_history", "site_proposal", "staff_member",
)  # fmt: skip
_REGION = "region = (select region from site where id = 1)"
_OF_REGION = f"application in (select id from application where {_REGION})"
_ALPHA = "(select id from account where name = 'alpha')"
KINDS = {
    **KINDS,
    **{table: {"own": "site = 1"} for table in _OF_SITES},
    "certification_change": {
        "own effective": "site = 1 and status = 'effective'",
        "own": "site = 1",
        "effective": "status = 'effective'",
    },
    "certification_evidence": {
        "own effective": "site = 1 and change in (select id from certification_change where status = 'effective')",
        "own": "site = 1",
    },
    "application_document": {"region's": _OF_REGION},
    "application_step": {"region's": _OF_REGION},
    "account": {"own": f"id = {_ALPHA}"},
    "session": {"own": f"account = {_ALPHA}"},
    "saved_view": {"own": f"account = {_ALPHA}"},
    "trail_head": {"own": "site = 1"},
    "application": {"region's": _REGION},
    "assessment": {"region's": _REGION},
    "assessment_marks": {"open": "open"},
    "criteria_set": {"published": "state = 'published'"},
}
# Never one row fewer or more than what the table has, whoever asks.
WHOLE = (
    "certificate_type",
    "city",
    "invitation",
    "known_device",
    "login_throttle",
    "membership",
    "membership_region",
    "membership_site",
    "migration",
    "region",
)
ALSO_WHOLE = ("membership_right", "product_line", "scheme_version")


@pytest.fixture
async def root(database: str) -> AsyncIterator[asyncpg.Connection]:
    connection = await asyncpg.connect(database)
    await connection.execute(
        "insert into session (token_sha256, account, membership, created_at, expires_at, user_agent, public_id, "
        "address) select sha256(id::text::bytea), account, id, now(), now(), '', gen_random_uuid(), '' from membership; "
        "insert into login_throttle values ('email:a@example.com', 1, now()); "
        "insert into known_device (token_sha256, account) select '\\x00', id from account limit 1; "
        "insert into city (name, name_zh) values ('Xining', '西宁'); "
        "insert into certificate_reminder (certificate, site, days) select id, site, 90 from certificate"
    )
    yield connection
    await connection.close()


async def _tables(root: asyncpg.Connection) -> set[str]:
    rows = await root.fetch(
        "select relname from pg_class where relkind in ('r', 'p', 'v', 'm') and relnamespace = 'public'::regnamespace"
    )
    return {row["relname"] for row in rows}


async def test_every_table_is_known_here(root: asyncpg.Connection) -> None:
    assert await _tables(root) == {*KINDS, *WHOLE, *ALSO_WHOLE}


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
async def test_a_role_gets_at_just_its_rows(root: asyncpg.Connection, network: Places, role: str) -> None:
    account = await root.fetchval("select id from account where name = 'alpha'")
    sites = [network.sites["A1"]]
    assert sites == [1], "what KINDS calls its own"
    found = {}
    for table in sorted(await _tables(root)):
        cell = await _cell(root, role, table, sites, account)
        if cell:
            found[table] = cell
    assert found == dict(GOLDEN[role])


@pytest.mark.parametrize("role", SCOPED)
async def test_without_a_scope_a_role_has_no_rows_of_its_own(
    root: asyncpg.Connection, network: Places, role: str
) -> None:
    for table, golden in GOLDEN[role].items():
        cell = await _cell(root, role, table, [], None)
        # What is open to a manager of regions is what is open in them.
        scoped = (" own", " region's") + ((" open",) if role == "servicemark_region" else ())
        wanted = [part for part in golden.split(", ") if not any(kind in part for kind in scoped)]
        assert cell == ", ".join(wanted), table


async def _cell(root: asyncpg.Connection, role: str, table: str, sites: list[int], account: UUID | None) -> Cell:
    """What the role gets at under this scope, tried out and rolled back, without the triggers that freeze rows."""
    whole = root.transaction()
    await whole.start()
    try:
        samples = await _samples(root, table)
        counts = await _counts(root, table)
        [column, *_others] = await _columns(root, table)
        await root.execute(f"alter table {table} disable trigger all")
        scope = ",".join(map(str, sites))
        regions = await root.fetchval("select region from site where id = 1") if sites else ""
        rights = f'{{"select": [{regions}], "cancel": [{regions}]}}'
        await root.execute(
            f"select set_config('app.sites', '{scope}', true), set_config('app.account', '{account or ''}', true), "
            f"set_config('app.regions', '{regions}', true), set_config('app.rights', '{rights}', true)"
        )
        await root.execute(f"set local role {role}")
        assert await _tried(root, f"truncate {table}") is None
        got = {
            "select": _named(counts, await _tried(root, f"select from {table}")),
            "insert": await _inserted(root, table, samples),
            "update": _named(counts, await _tried(root, f"update {table} set {column} = {column}")),
            "delete": _named(counts, await _tried(root, f"delete from {table}")),
        }
    finally:
        await whole.rollback()
    return ", ".join(f"{verb} {kind}" for verb, kind in got.items() if kind)


async def _tried(root: asyncpg.Connection, sql: str, *values: str) -> int | None:
    """How many rows it reached, None when the role may not; undone in either case."""
    step = root.transaction()
    await step.start()
    try:
        tag = await root.execute(sql, *values)
        return int(tag.split()[-1]) if tag[-1].isdigit() else 0
    except asyncpg.InsufficientPrivilegeError:
        return None
    except asyncpg.UniqueViolationError:
        return 1  # a copy of a row that the role may add
    finally:
        await step.rollback()


def _named(counts: Mapping[str, int], reached: int | None) -> str:
    """The kind that has so many rows; empty for a verb that is refused, or that reaches no row."""
    if not reached:
        return ""
    return next((kind for kind, count in counts.items() if count == reached), f"{reached} rows")


async def _counts(root: asyncpg.Connection, table: str) -> dict[str, int]:
    """How many rows each kind has. No two kinds of a table have as many, or a cell could name the wrong one."""
    kinds = {**KINDS.get(table, {}), "all": "true"}
    counts = {kind: await root.fetchval(f"select count(*) from {table} where {rule}") for kind, rule in kinds.items()}
    assert 0 not in counts.values(), table
    assert len(set(counts.values())) == len(counts), f"{table}: {counts}"
    return counts


async def _samples(root: asyncpg.Connection, table: str) -> dict[frozenset[str], str]:
    """A row of each combination of kinds, as JSON."""
    rules = {**KINDS.get(table, {}), "all": "true"}
    flags = f"array[{', '.join(f'({rule})' for rule in rules.values())}]"
    rows = await root.fetch(f"select distinct on ({flags}) {flags} as flags, to_jsonb(t)::text as row from {table} t")
    return {frozenset(kind for kind, flag in zip(rules, row["flags"], strict=True) if flag): row["row"] for row in rows}


async def _inserted(root: asyncpg.Connection, table: str, samples: Mapping[frozenset[str], str]) -> str:
    names = ", ".join(await _columns(root, table))
    sql = f"insert into {table} ({names}) select {names} from jsonb_populate_record(null::{table}, $1::jsonb)"
    taken = {kinds for kinds, row in samples.items() if await _tried(root, sql, row) is not None}
    if not taken:
        return ""
    return next(kind for kind in [*KINDS.get(table, {}), "all"] if {each for each in samples if kind in each} == taken)


async def _columns(root: asyncpg.Connection, table: str) -> list[str]:
    rows = await root.fetch(
        "select attname from pg_attribute where attrelid = $1::regclass and attnum > 0 and not attisdropped "
        "and attgenerated = '' order by attnum",
        table,
    )
    return [row["attname"] for row in rows]
