"""Roles, the database itself, and running the migrations of all domains; `raw` is for what Piccolo cannot express."""

import contextlib
import io
from pathlib import Path
from urllib.parse import urlsplit

import asyncpg
from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.conf.apps import Finder

from network.foundation.database import ENGINE, connection, point_at, with_database
from network.foundation.errors import Unavailable
from network.foundation.i18n import lazy as _

OWNER = "servicemark_owner"
LOGIN = "servicemark_app"
WORKER = "servicemark_worker"

# What a transaction may run as; see `Actor.database_role`. None of them logs in, owns a table or bypasses row security.
SCOPED = (
    "servicemark_gate",
    "servicemark_site",
    "servicemark_staff",
    "servicemark_region",
    "servicemark_field",
    "servicemark_applicant",
    "servicemark_reader",
    "servicemark_hq",
    "servicemark_admin",
    WORKER,
)

LOCK = 7_316_048_221  # any constant: upgrades wait for each other on it


class MigrationFailed(Unavailable):
    code = "migration_failed"
    message = _("The database could not be upgraded: %(reason)s")


def raw(migration: str, app: str, description: str, sql: str) -> MigrationManager:
    """A migration made of SQL statements. Must come in a later file than the tables it touches."""
    manager = MigrationManager(migration_id=migration, app_name=app, description=description)

    async def run() -> None:
        await connection().execute(sql)

    manager.add_raw(run)
    return manager


async def upgrade(root_url: str, app_password: str) -> list[str]:
    """Make or refresh the roles and bring the database in `root_url` to the newest schema. The migrations that ran.

    `root_url` names the database and a login that may create roles. Several upgrades at once wait for each other.
    """
    database = urlsplit(root_url).path.lstrip("/")
    await _create_database(root_url, database)
    root = await asyncpg.connect(root_url)
    try:
        await root.execute("select pg_advisory_lock($1)", LOCK)
        await _create_roles(root, app_password)
        await _open_database(root, database)
        before = await _applied(root)
        await _run_migrations(root_url)
        return sorted(await _applied(root) - before)
    finally:
        await root.close()


async def pending(root_url: str) -> bool:
    """Whether the database is missing, or any migration of this program has not run on it."""
    try:
        root = await asyncpg.connect(root_url)
    except asyncpg.InvalidCatalogNameError:
        return True
    try:
        return bool(known() - await _applied(root))
    finally:
        await root.close()


def known() -> set[str]:
    """The ids of all migrations that ship with this program."""
    ids: set[str] = set()
    finder = Finder()
    for app in finder.get_sorted_app_names():
        folder = Path(finder.get_app_config(app).migrations_folder_path)
        ids |= {_id_of(file) for file in folder.glob("*.py") if file.name != "__init__.py"}
    return ids


def _id_of(file: Path) -> str:
    # Read, not imported: Piccolo's generated modules are slow to import and this runs at every start.
    lines = file.read_text(encoding="utf-8").splitlines()
    return next(line.split('"')[1] for line in lines if line.startswith("ID = "))


async def _applied(root: asyncpg.Connection) -> set[str]:
    if not await root.fetchval("select to_regclass('public.migration') is not null"):
        return set()
    return {row["name"] for row in await root.fetch("select name from public.migration")}


async def _create_database(root_url: str, database: str) -> None:
    try:
        await (await asyncpg.connect(root_url)).close()
    except asyncpg.InvalidCatalogNameError:
        server = await asyncpg.connect(with_database(root_url, "postgres"))
        try:
            await server.execute(f"create database \"{database}\" template template0 encoding 'UTF8'")
        finally:
            await server.close()


async def _create_roles(root: asyncpg.Connection, app_password: str) -> None:
    existing = {row["rolname"] for row in await root.fetch("select rolname from pg_roles")}
    for role in (OWNER, *SCOPED):
        if role not in existing:
            await root.execute(f"create role {role} nologin")
    if LOGIN not in existing:
        await root.execute(f"create role {LOGIN} login noinherit")
    # A quoted literal is the only way to give a password; it comes from our own settings, never from a person's form.
    quoted = await root.fetchval("select quote_literal($1::text)", app_password)
    await root.execute(f"alter role {LOGIN} password {quoted}")
    await root.execute(f"grant {', '.join(SCOPED)} to {LOGIN}; grant servicemark_hq to servicemark_admin")
    await root.execute(f"grant {OWNER} to current_user")


async def _open_database(root: asyncpg.Connection, database: str) -> None:
    await root.execute(
        f'revoke all on database "{database}" from public; revoke create on schema public from public; '
        f'grant connect, temporary on database "{database}" to {LOGIN}, {", ".join(SCOPED)}; '
        f'grant all on database "{database}" to {OWNER}; grant usage on schema public to {", ".join(SCOPED)}; '
        f"grant all on schema public to {OWNER}"
    )


async def _run_migrations(root_url: str) -> None:
    previous = ENGINE.config
    point_at(root_url, role=OWNER)
    output = io.StringIO()
    try:
        with contextlib.redirect_stdout(output):
            # Piccolo notes a migration after it has committed it: killed in between, it would run it again. Within one
            # transaction all of them are done and noted, or none.
            async with ENGINE.transaction():
                if not (await run_forwards("all")).success:
                    raise MigrationFailed(reason=output.getvalue().strip().splitlines()[-1:])
    finally:
        ENGINE.config = previous
