"""`servicemark scheme`: the documents that turn figures into points."""

import sys
from pathlib import Path

import click

from network.cli.work import with_database
from network.foundation.access import Actor
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.scorecards.commands.schemes import add_scheme, add_shipped
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.queries.schemes import KeptScheme, list_schemes
from network.scorecards.rules.document import load_scheme
from network.scorecards.rules.validation import validate_scheme

_FILE = click.Path(exists=True, dir_okay=False, path_type=Path)


@click.group()
def scheme() -> None:
    """Scoring schemes."""


@scheme.command()
@click.argument("file", type=_FILE)
def validate(file: Path) -> None:
    """Check the scheme in FILE (YAML); exit status 1 with every problem named."""
    found = load_scheme(_text(file))
    problems = validate_scheme(found, FACTS)
    for problem in problems:
        click.echo(f"{problem.path}: {problem}" if problem.path else str(problem), err=True)
    if problems:
        sys.exit(1)
    click.echo(_("%(scheme)s, version %(version)s: no problems.") % {"scheme": found.code, "version": found.version})


@scheme.command()
@click.argument("file", type=_FILE)
def add(file: Path) -> None:
    """Keep the scheme in FILE (YAML). A version that was added never changes."""
    text = _text(file)
    if with_database(lambda: add_scheme(Actor.system(), text)):
        click.echo(_("The scheme was added."))
    else:
        click.echo(_("Nothing changed: this very version is there already."))


@scheme.command("list")
def list_() -> None:
    """Show every scheme version."""
    for kept in with_database(_schemes):
        added = current().moment(kept.added_at)
        name = kept.scheme.name.in_language(current().code)
        click.echo(f"{kept.scheme.code}\t{kept.scheme.version}\t{name}\t{added}")


async def _schemes() -> list[KeptScheme]:
    await add_shipped(Actor.system())
    return await list_schemes(Actor.system())


def _text(file: Path) -> str:
    try:
        return file.read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise click.BadParameter(_("The file is not UTF-8 text.")) from error
