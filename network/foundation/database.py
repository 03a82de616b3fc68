"""The engine, and `transaction(actor)`: the only door to the database.

Two faults of Piccolo 1.38 are mended here: a failed COMMIT leaks its pool slot, and a nested transaction silently
joins the outer one. Statements outside a transaction run as a login without any grant, so they fail rather than leak.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine, Iterable, Sequence
from contextlib import asynccontextmanager
from contextvars import copy_context
from typing import Any, TypeAlias, TypeVar, cast
from urllib.parse import urlsplit, urlunsplit

import asyncpg
from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

from network.foundation.access import Actor
from network.foundation.errors import ServicemarkError, Unavailable
from network.foundation.i18n import lazy as _

Record: TypeAlias = asyncpg.Record
Result = TypeVar("Result")

# How long a request may wait for a free connection before it is told to come back.
ACQUIRE_SECONDS = 4.0


class DatabaseDown(Unavailable):
    code = "database_down"
    message = _("The database is not answering. Nothing was changed; try again in a moment.")


class OutsideTransaction(ServicemarkError):
    code = "outside_transaction"
    message = _("A statement was sent outside of a transaction.")


class Transaction(PostgresTransaction):
    """One transaction in which a role and a scope hold. Gives its connection back whatever happens."""

    __slots__ = ("modes", "scope")

    def __init__(self, engine: PostgresEngine, scope: str, modes: str = "") -> None:
        super().__init__(engine, allow_nested=False)
        self.scope, self.modes = scope, modes

    async def __aenter__(self) -> "Transaction":
        self.connection = await self.get_connection()
        try:
            await self.begin()
        except BaseException:
            await self._give_back()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(self, kind: object, error: BaseException | None, trace: object) -> bool:
        try:
            if error is not None:
                await self.rollback()
            else:
                await self.commit()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self._give_back()
        return error is None

    async def get_connection(self) -> Any:
        pool = self.engine.pool
        return await (pool.acquire(timeout=ACQUIRE_SECONDS) if pool else self.engine.get_new_connection())

    async def begin(self) -> None:
        # One round trip.
        await self.connection.execute(f"begin{self.modes}; {self.scope}")

    async def commit(self) -> None:
        await self.connection.execute("commit")

    async def rollback(self) -> None:
        if not self.connection.is_closed():
            await self.connection.execute("rollback")

    async def _give_back(self) -> None:
        pool = self.engine.pool
        await (pool.release(self.connection) if pool else self.connection.close())


class Engine(PostgresEngine):
    """Piccolo's engine without its connection at import. `config` is set by `connect`."""

    async def check_version(self) -> None:
        """The supervisor and `upgrade` know the server's version; nothing may connect while modules load."""

    def transaction(self, allow_nested: bool = True) -> PostgresTransaction:
        """What Piccolo's own tools (migrations) ask for; they run as the owner and may nest."""
        return PostgresTransaction(engine=self, allow_nested=allow_nested)


ENGINE = Engine(config={})


def point_at(url: str, **server_settings: str) -> None:
    """Use this database from now on. `server_settings` are PostgreSQL settings of each new connection."""
    ENGINE.config = {"dsn": url, "server_settings": {"application_name": "servicemark", **server_settings}}


def address() -> str:
    """Where the database is, and the login that holds no grant of its own."""
    return str(ENGINE.config["dsn"])


async def open_pool(size: int) -> None:
    """At most `size` connections. Raises DatabaseDown when there is no server, or it does not let us in."""
    # No least number: when the server dies the pool would log a traceback for each try to get it back.
    await ENGINE.start_connection_pool(min_size=0, max_size=size, max_inactive_connection_lifetime=60)
    try:
        async with Transaction(ENGINE, ""):
            pass
    except (OSError, TimeoutError, asyncpg.PostgresError) as error:
        await close_pool()
        raise DatabaseDown() from error


async def close_pool() -> None:
    if ENGINE.pool:
        await ENGINE.close_connection_pool()


def with_database(url: str, database: str) -> str:
    """The same server and login, another database."""
    return urlunsplit(urlsplit(url)._replace(path=f"/{database}"))


@asynccontextmanager
async def transaction(actor: Actor, *, read_only: bool = False, snapshot: bool = False) -> AsyncIterator[Transaction]:
    """Run what is inside as this actor: its PostgreSQL role, its sites. Commits at the end, rolls back on any error.

    With `snapshot` every statement inside sees the database as it was at the first one (repeatable read).
    Raises DatabaseDown when the server cannot be reached or gives up; then nothing inside has happened.
    """
    async with _begun(_scope(actor), _modes(read_only=read_only, snapshot=snapshot)) as begun:
        yield begun


@asynccontextmanager
async def gate() -> AsyncIterator[Transaction]:
    """Run what is inside before anyone is known: sign-in and health. Its role reaches accounts and sessions only."""
    async with _begun("set local role servicemark_gate") as begun:
        yield begun


@asynccontextmanager
async def behind_the_scenes() -> AsyncIterator[Transaction]:
    """Run what is inside as the worker of jobs does: its role reaches the queue, and what is to be mailed to whom."""
    async with _begun("set local role servicemark_worker") as begun:
        yield begun


def _modes(*, read_only: bool, snapshot: bool) -> str:
    return (" isolation level repeatable read" if snapshot else "") + (" read only" if read_only else "")


def _scope(actor: Actor) -> str:
    # Only integers, a UUID and names of our own enter the text: no quoting is needed.
    sites = _listed(actor.sites or ())
    held = actor.held_rights.items()
    rights = json.dumps(
        {right.rpartition(":")[2]: None if regions is None else sorted(regions) for right, regions in held}
    )
    return (
        f"set local role {actor.database_role}; "
        f"select set_config('app.sites', '{sites}', true), set_config('app.account', '{actor.account or ''}', true), "
        f"set_config('app.regions', '{_listed(actor.regions)}', true), set_config('app.rights', '{rights}', true)"
    )


def _listed(numbers: Iterable[int]) -> str:
    return ",".join(str(int(number)) for number in sorted(numbers))


_DOWN = (
    OSError,
    TimeoutError,
    asyncpg.InterfaceError,
    asyncpg.InternalClientError,  # seen when the server dies between two statements
    asyncpg.PostgresConnectionError,
    asyncpg.InsufficientResourcesError,
    asyncpg.OperatorInterventionError,
    asyncpg.LockNotAvailableError,
    asyncpg.SerializationError,
    asyncpg.DeadlockDetectedError,
)


@asynccontextmanager
async def _begun(scope: str, modes: str = "") -> AsyncIterator[Transaction]:
    try:
        async with Transaction(ENGINE, scope, modes) as begun:
            yield begun
    except _DOWN as error:
        raise DatabaseDown() from error


def beside(work: Callable[[], Coroutine[Any, Any, Result]]) -> asyncio.Task[Result]:
    """Begin this work on another connection, as the actor of the running transaction. It only reads: what others had
    committed when it began, and nothing that the running transaction wrote. The task fails with DatabaseDown when no
    connection becomes free in time.
    """
    scope = _running().scope

    async def apart() -> Result:
        async with _begun(scope, _modes(read_only=True, snapshot=True)):
            return await work()

    context = copy_context()
    context.run(ENGINE.current_transaction.set, None)
    return asyncio.create_task(apart(), context=context)


def connection() -> asyncpg.Connection:
    """The connection of the running transaction, for COPY and cursors. Raises OutsideTransaction without one."""
    return cast(asyncpg.Connection, _running().connection)


def _running() -> Transaction:
    running = ENGINE.current_transaction.get()
    if running is None:
        raise OutsideTransaction()
    return cast(Transaction, running)


async def fetch(sql: str, *values: Any) -> list[Record]:
    return cast(list[Record], await connection().fetch(sql, *values))


async def fetch_row(sql: str, *values: Any) -> Record | None:
    return await connection().fetchrow(sql, *values)


async def fetch_value(sql: str, *values: Any) -> Any:
    return await connection().fetchval(sql, *values)


async def insert_many(table: str, columns: Sequence[str], records: Iterable[Sequence[Any]]) -> None:
    """Add many rows at once. COPY may not enter a table under row security, so they pass through a temporary one."""
    names = ", ".join(columns)
    await execute(f"create temp table arriving on commit drop as select {names} from {table} with no data")
    await connection().copy_records_to_table("arriving", columns=columns, records=records)
    await execute(f"insert into {table} ({names}) select {names} from arriving")
    await execute("drop table arriving")


async def execute(sql: str, *values: Any) -> str:
    """The command tag, such as `UPDATE 3`."""
    return cast(str, await connection().execute(sql, *values))


async def plan_anew() -> None:
    """Plan each statement of this transaction for its own values; costs a millisecond or so each.

    For statements over a whole network, whose plan for any values, which PostgreSQL takes from the sixth time on, takes
    twice as long: a day that may be any seems to leave few rows.
    """
    await execute("set local plan_cache_mode = force_custom_plan")


async def widen_scope(site: int) -> None:
    """Take a site that the running transaction has made into its scope, so that it may go on with it."""
    await execute(
        "select set_config('app.sites', concat_ws(',', nullif(current_setting('app.sites', true), ''), $1::text), "
        "true)",
        str(int(site)),
    )
