"""What each database role may do to each table, tried out in SQL: no Python stands between. See `golden`."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from uuid import UUID

import asyncpg
import pytest

from network.foundation.migrations import OWNER, SCOPED
from tests.authorisation.golden import GOLDEN, Cell
from tests.authorisation.kinds import ACTING, EVERYWHERE, KINDS, RIGHTS, WHOLE
from tests.authorisation.places import Places


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
        "insert into notice (id, account, kind, key, link) select gen_random_uuid(), id, 'x', 'x', '/' from account; "
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
        column = next(iter(await _may(root, scope.role, table, "update")), None)
        takes = await _may(root, scope.role, table, "insert")
        if not await _is_view(root, table):
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
        got["insert"] = _named_insert(samples, await _inserted(root, table, takes, samples), wanted.get("insert"))
    finally:
        await whole.rollback()
    return ", ".join(f"{verb} {got[verb]}" for verb in ("select", "insert", "update", "delete") if got[verb])


async def _is_view(root: asyncpg.Connection, table: str) -> bool:
    return bool(await root.fetchval("select relkind = 'v' from pg_class where oid = $1::regclass", table))


async def _may(root: asyncpg.Connection, role: str, table: str, verb: str) -> list[str]:
    """The columns that the role may fill or change, as SQL writes them."""
    rows = await root.fetch(
        "select quote_ident(attname) as name from pg_attribute where attrelid = $1::regclass and attnum > 0 "
        "and not attisdropped and attgenerated = '' and attidentity <> 'a' "
        "and has_column_privilege($2, $1, attname, $3) order by attnum",
        *(table, role, verb),
    )
    return [row["name"] for row in rows]


async def _tried(root: asyncpg.Connection, sql: str, *values: str) -> int | None:
    """How many rows it reached, None when the role may not; undone in either case."""
    step = root.transaction()
    await step.start()
    try:
        tag = await root.execute(sql, *values)
        return int(tag.split()[-1]) if tag[-1].isdigit() else 0
    except (
        asyncpg.InsufficientPrivilegeError,
        asyncpg.WrongObjectTypeError,
        asyncpg.ObjectNotInPrerequisiteStateError,
    ):
        return None  # it may not, or it is a view, which nobody writes
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


async def _inserted(
    root: asyncpg.Connection, table: str, columns: list[str], samples: Mapping[frozenset[str], str]
) -> set[frozenset[str]]:
    """The combinations of which the role may add a row, with these columns."""
    if not columns:
        return set()
    names = ", ".join(columns)
    sql = f"insert into {table} ({names}) select {names} from jsonb_populate_record(null::{table}, $1::jsonb)"
    return {kinds for kinds, row in samples.items() if await _tried(root, sql, row) is not None}


def _named_insert(samples: Mapping[frozenset[str], str], taken: set[frozenset[str]], wanted: str | None) -> str:
    if not taken:
        return ""
    kinds = (wanted, *sorted({kind for each in samples for kind in each}))
    return next((kind for kind in kinds if kind and {each for each in samples if kind in each} == taken), f"{taken}")
