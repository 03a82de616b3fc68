"""`servicemark import`: sites, cities, repair orders, returns to HQ and training records from CSV and XLSX files."""

import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

from network.cli.work import with_database
from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.intake.handing_back import hand_back_rows
from network.foundation.periods import Month
from network.foundation.settings import Settings
from network.foundation.tabular.faults import CellError
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.messages import message
from network.foundation.tabular.profile import Profile
from network.repairs.commands.importing import Request
from network.repairs.commands.taking import LAYOUTS, take
from network.repairs.errors.report_files import MonthForOrdersOnly
from network.repairs.schemas.records import FileKind
from network.sites.schemas.sites import ImportOutcome
from network.training import record_files
from network.training.commands.record_import import RecordFile, import_training

KINDS: Mapping[str, FileKind | str] = {
    "sites": FileKind.SITES,
    "cities": FileKind.CITIES,
    "orders": FileKind.ORDERS,
    "hq-returns": FileKind.HQ_RETURNS,
    "parts": FileKind.PARTS,
    "training": record_files.KIND,
}
# Those that may name sites which nobody knows yet.
_NAMING_SITES = (FileKind.ORDERS, FileKind.HQ_RETURNS, FileKind.PARTS)
ERRORS_SHOWN = 20

_EXISTING = click.Path(exists=True, dir_okay=False, readable=True, path_type=Path)
_NEW = click.Path(dir_okay=False, writable=True, path_type=Path)


@click.command("import")
@click.argument("kind", type=click.Choice(list(KINDS)))
@click.argument("file", type=_EXISTING)
@click.option("--profile", "profile_file", type=_EXISTING, help="How the columns of the file are to be read (TOML).")
@click.option("--create-sites", is_flag=True, help="Add the sites that the file names and nobody knows yet.")
@click.option("--month", help="The file holds the orders of this month (2026-07) only: rows of others are errors.")
@click.option("--dry-run", is_flag=True, help="Tell what would change, and change nothing.")
@click.option("--errors-to", type=_NEW, help="Write the failing rows, with what is wrong, to this XLSX file.")
def import_(
    kind: str,
    file: Path,
    profile_file: Path | None,
    create_sites: bool,
    month: str | None,
    dry_run: bool,
    errors_to: Path | None,
) -> None:
    """Import KIND from FILE: all of it, or with any error nothing. Exit status 1 when there are errors."""
    bound_to = Month.parse(month) if month else None
    import_file(kind, file, profile_file, create_sites, dry_run, errors_to, month=bound_to)


def import_file(
    kind: str,
    file: Path,
    profile_file: Path | None = None,
    create_sites: bool = False,
    dry_run: bool = False,
    errors_to: Path | None = None,
    *,
    month: Month | None = None,
) -> None:
    """What `servicemark import` does, for other commands too: imports and tells, or ends with exit status 1."""
    _check_usage(kind, file, create_sites, month, errors_to)
    settings = Settings()
    profile = Profile.load(profile_file) if profile_file else None
    with _workdir(settings) as workdir:
        outcome = _carry_out(
            settings, KINDS[kind], file, profile, workdir, create_sites=create_sites, month=month, dry_run=dry_run
        )
        if outcome.errors:
            _tell_errors(outcome, errors_to)
            if errors_to:
                _write_errors(file, KINDS[kind], profile, outcome, workdir, errors_to)
            sys.exit(1)
    _tell(outcome, dry_run=dry_run)


def _check_usage(kind: str, file: Path, create_sites: bool, month: Month | None, errors_to: Path | None) -> None:
    if create_sites and KINDS[kind] not in _NAMING_SITES:
        raise click.UsageError(_("--create-sites is for files that name sites in their rows: orders and hq-returns."))
    if month and KINDS[kind] == record_files.KIND:
        raise MonthForOrdersOnly()
    if errors_to and not errors_to.parent.is_dir():
        raise click.UsageError(_("--errors-to: there is no folder %(folder)s.") % {"folder": errors_to.parent})
    if errors_to and errors_to.exists() and errors_to.samefile(file):
        raise click.UsageError(_("--errors-to would overwrite the file that is imported. Choose another name."))


@contextmanager
def _workdir(settings: Settings) -> Iterator[Path]:
    """A folder beside the database, where there is room for large files; gone afterwards."""
    settings.data_dir.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="import-", dir=settings.data_dir) as folder:
        yield Path(folder).resolve()


def _carry_out(
    settings: Settings,
    kind: FileKind | str,
    file: Path,
    profile: Profile | None,
    workdir: Path,
    *,
    create_sites: bool,
    month: Month | None,
    dry_run: bool,
) -> ImportOutcome:
    with _Bar() as bar:
        asked: dict[str, Any] = {
            "path": file,
            "name": file.name,
            "now": now(),
            "workdir": workdir,
            "profile": profile,
            "dry_run": dry_run,
            "on_progress": bar.rows,
            "on_stage": bar.stage,
        }
        if isinstance(kind, FileKind):
            request = Request(**asked, create_sites=create_sites, month=month)
            return with_database(lambda: take(Actor.system(), kind, request), settings)
        return with_database(lambda: import_training(Actor.system(), RecordFile(**asked)), settings)


class _Bar:
    """What is going on, on standard error and only where someone watches."""

    def __init__(self) -> None:
        console = Console(stderr=True)
        bar = BarColumn(bar_width=24)
        columns = (SpinnerColumn(), TextColumn("{task.description}"), bar, TimeElapsedColumn())
        self._progress = Progress(*columns, console=console, transient=True, disable=not console.is_terminal)
        self._task = self._progress.add_task(_("Opening the database"), total=None)
        self._rows = 0

    def __enter__(self) -> "_Bar":
        self._progress.start()
        return self

    def __exit__(self, *_error: object) -> None:
        self._progress.stop()

    def rows(self, count: int) -> None:
        self._rows = count
        self._say(_("Reading: %(rows)s rows"))

    def stage(self, name: str) -> None:
        self._say({"checking": _("Checking %(rows)s rows"), "merging": _("Merging %(rows)s rows")}[name])

    def _say(self, text: str) -> None:
        self._progress.update(self._task, description=text % {"rows": current().decimal(self._rows)})


def _tell(outcome: ImportOutcome, *, dry_run: bool) -> None:
    click.echo(_read_text(outcome))
    if outcome.unread_columns:
        names = ", ".join(outcome.unread_columns)
        click.echo(_("Columns that were not needed and not read: %(names)s.") % {"names": names})
    if not (outcome.new or outcome.changed):
        click.echo(_unchanged_text(outcome))
        return
    if dry_run:
        click.echo(_("A dry run: nothing has been changed. The import would do this:"))
    if outcome.created_sites:
        text = ngettext("%(count)s site added.", "%(count)s sites added.", outcome.created_sites)
        click.echo(text % {"count": current().decimal(outcome.created_sites)})
    text = _("New: %(new)s. Changed: %(changed)s. Unchanged: %(unchanged)s.")
    click.echo(text % {name: current().decimal(getattr(outcome, name)) for name in ("new", "changed", "unchanged")})


def _read_text(outcome: ImportOutcome) -> str:
    text = ngettext("%(file)s: %(rows)s row read.", "%(file)s: %(rows)s rows read.", outcome.rows)
    return text % {"file": outcome.name, "rows": current().decimal(outcome.rows)}


def _unchanged_text(outcome: ImportOutcome) -> str:
    if outcome.imported_before:
        at = current().moment(outcome.imported_before)
        return _("Nothing changed: this file was imported on %(at)s.") % {"at": at}
    return _("Nothing changed: all of this is already recorded.")


def _tell_errors(outcome: ImportOutcome, errors_to: Path | None) -> None:
    """The first errors, and how to see the others."""
    click.echo(_read_text(outcome), err=True)
    _tell_lines(outcome.errors[:ERRORS_SHOWN])
    more = outcome.error_count - min(len(outcome.errors), ERRORS_SHOWN)
    if more > 0:
        text = ngettext("… and %(count)s more", "… and %(count)s more", more) % {"count": current().decimal(more)}
        click.echo(text if errors_to else text + ": --errors-to FILE.xlsx", err=True)
    text = ngettext(
        "Nothing was imported: %(count)s error.", "Nothing was imported: %(count)s errors.", outcome.error_count
    )
    click.echo(text % {"count": current().decimal(outcome.error_count)}, err=True)


def _tell_lines(errors: Sequence[CellError]) -> None:
    for error in errors:
        text = _("Row %(row)s: %(message)s")
        if error.column:
            text = _("Row %(row)s, %(column)s: %(message)s")
            if error.value:
                text = _("Row %(row)s, %(column)s “%(value)s”: %(message)s")
        told = {"row": error.row, "column": error.column, "value": error.value, "message": message(error, _)}
        click.echo("  " + text % told, err=True)


def _write_errors(
    file: Path, kind: FileKind | str, profile: Profile | None, outcome: ImportOutcome, workdir: Path, out: Path
) -> None:
    layout = LAYOUTS[kind] if isinstance(kind, FileKind) else record_files.RECORDS_LAYOUT
    rows = hand_back_rows(file, layout, profile, outcome.errors, Limits(), workdir, out)
    text = ngettext(
        "%(count)s failing row, with what is wrong in it, is in %(file)s.",
        "%(count)s failing rows, with what is wrong in each, are in %(file)s.",
        rows,
    )
    click.echo(text % {"count": current().decimal(rows), "file": out}, err=True)
