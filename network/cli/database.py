"""`servicemark database`: the server behind it all, for the person who looks after it."""

import asyncio
import sys
from urllib.parse import unquote, urlsplit, urlunsplit

import asyncpg
import click

from network.foundation.i18n import gettext as _
from network.foundation.i18n import ngettext
from network.foundation.postgres.binaries import find
from network.foundation.postgres.cluster import Status, run_psql
from network.foundation.running import DATABASE, cluster, upgrade_now
from network.foundation.settings import Settings

# What an init script's `status` answers for a service that is not running.
NOT_RUNNING = 3
ANSWER_SECONDS = 5


@click.group()
def database() -> None:
    """Start, stop, look into and upgrade the database."""


@database.command()
def start() -> None:
    """Start the embedded database and keep it running until `stop`."""
    settings = Settings()
    if settings.database_url:
        click.echo(_external())
        return
    embedded = cluster(settings)
    embedded.keep()
    server = embedded.start()
    click.echo(
        _("The database runs at %(host)s:%(port)s until “servicemark database stop”.")
        % {"host": server.host, "port": server.port}
    )


@database.command()
def stop() -> None:
    """Stop the embedded database now, whoever uses it; what was not yet saved is undone."""
    settings = Settings()
    if settings.database_url:
        click.echo(_external())
        return
    cluster(settings).stop()
    click.echo(_("The database is stopped."))


@database.command()
def status() -> None:
    """Tell whether the database answers; exit status 3 when it does not."""
    settings = Settings()
    if settings.database_url:
        answers, text = asyncio.run(_ask(settings.database_url.get_secret_value()))
    else:
        found = cluster(settings).status()
        answers, text = found.running, _describe(found)
    click.echo(text)
    sys.exit(0 if answers else NOT_RUNNING)


@database.command(context_settings={"ignore_unknown_options": True, "help_option_names": []})
@click.argument("arguments", nargs=-1, type=click.UNPROCESSED)
def psql(arguments: tuple[str, ...]) -> None:
    """Open psql as the database's superuser; the arguments are psql's own."""
    settings = Settings()
    if settings.database_url:
        address, password = _without_password(settings.database_url.get_secret_value())
        binaries = find(settings.postgres_bin)
        sys.exit(run_psql(binaries, [f"--dbname={address}", *arguments], PGPASSWORD=password))
    sys.exit(cluster(settings).psql(arguments, DATABASE))


@database.command()
def upgrade() -> None:
    """Bring the database to the schema of this program."""
    ran = asyncio.run(upgrade_now(Settings()))
    for migration in ran:
        click.echo(migration)
    text = ngettext("%(count)s migration ran.", "%(count)s migrations ran.", len(ran))
    click.echo(text % {"count": len(ran)} if ran else _("The database is up to date."))


def _external() -> str:
    return _("SERVICEMARK_DATABASE_URL names a server of your own; Servicemark neither starts nor stops it.")


def _describe(found: Status) -> str:
    values = {
        "version": found.version,
        "port": found.port,
        "folder": found.folder,
        "megabytes": round(found.size / 1_000_000),
    }
    if found.version is None:
        return _("There is no database in %(folder)s yet; it is made when first needed.") % values
    if not found.running:
        return _("PostgreSQL %(version)s in %(folder)s is not running. It holds %(megabytes)s MB.") % values
    text = _("PostgreSQL %(version)s in %(folder)s answers on port %(port)s. It holds %(megabytes)s MB.") % values
    if found.keep:
        return text + "\n" + _("It keeps running until “servicemark database stop”.")
    return text + "\n" + _("It stops when the last process that uses it ends.")


async def _ask(url: str) -> tuple[bool, str]:
    """Whether the server at this address answers, and a sentence about it without the password."""
    place = urlsplit(url)
    values = {"place": f"{place.hostname}:{place.port or 5432}"}
    try:
        connection = await asyncpg.connect(url, timeout=ANSWER_SECONDS)
        try:
            version = await connection.fetchval("show server_version")
        finally:
            await connection.close()
    except (OSError, TimeoutError, asyncpg.PostgresError, asyncpg.InterfaceError) as error:
        return False, _("The server at %(place)s does not answer: %(reason)s") % {**values, "reason": error}
    return True, _("PostgreSQL %(version)s at %(place)s answers.") % {**values, "version": version}


def _without_password(url: str) -> tuple[str, str]:
    """The address fit for a command line, which others can read, and the password apart."""
    parts = urlsplit(url)
    user, _colon, place = parts.netloc.rpartition("@")
    name, _colon, password = user.partition(":")
    address = urlunsplit(parts._replace(netloc=f"{name}@{place}" if name else place))
    return address, unquote(password)
