"""`servicemark sites`: the network's sites as a file, out and in again."""

from pathlib import Path

import click

from network.cli.imports import import_file
from network.cli.work import with_database
from network.foundation.access import Actor
from network.foundation.i18n import gettext as _
from network.sites.lists.sites import SITES
from network.sites.queries.exporting import sites_file
from network.web.listing import ListState

_EXISTING = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_NEW = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.group()
def sites() -> None:
    """The sites of the network as a file."""


@sites.command("export")
@click.argument("file", type=_NEW, required=False)
def export(file: Path | None) -> None:
    """Write all sites to FILE, or to standard output, as CSV for `sites import`. The same sites give the same bytes."""
    content = with_database(lambda: sites_file(Actor.system(), ListState(SITES, sort=SITES.sort)))
    if file is None:
        click.echo(content, nl=False)
        return
    file.write_bytes(content)
    click.echo(_("Written to %(file)s.") % {"file": file})


@sites.command("import")
@click.argument("file", type=_EXISTING)
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@click.option("--errors-to", type=_NEW, help="Write the failing rows, with what is wrong, to this XLSX file.")
def import_(file: Path, dry_run: bool, errors_to: Path | None) -> None:
    """Import the sites in FILE, as `servicemark import sites` does."""
    import_file("sites", file, dry_run=dry_run, errors_to=errors_to)


@sites.command("import-cities")
@click.argument("file", type=_EXISTING)
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@click.option("--errors-to", type=_NEW, help="Write the failing rows, with what is wrong, to this XLSX file.")
def import_cities(file: Path, dry_run: bool, errors_to: Path | None) -> None:
    """Import the cities in FILE: name, name_zh, region, tier, population (thousands), latitude, longitude."""
    import_file("cities", file, dry_run=dry_run, errors_to=errors_to)
