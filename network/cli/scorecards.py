"""`servicemark scorecards` and `servicemark metrics`: a quarter from computation to files."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import click
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn

from network.cli.explaining import explanation
from network.cli.work import with_database
from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.i18n import LANGUAGES, current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.scorecards.commands import printing, runs
from network.scorecards.commands.reporting import write_network_report
from network.scorecards.commands.runs import Computed
from network.scorecards.commands.schemes import add_shipped
from network.scorecards.queries.sheets import card

_OUT = click.Path(path_type=Path)


class _Period(click.ParamType[Quarter]):
    name = "quarter"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> Quarter:  # noqa: ARG002
        return Quarter.parse(value)


PERIOD = _Period()


@click.group()
def scorecards() -> None:
    """A quarter's scorecards."""


@scorecards.command()
@click.argument("period", type=PERIOD)
@click.option("--scheme", "scheme_code", default="authorized-site", show_default=True, help="Code of the scheme.")
@click.option("--version", type=int, help="Version of the scheme; the newest when not given.")
def compute(period: Quarter, scheme_code: str, version: int | None) -> None:
    """Measure and score every site for PERIOD, such as 2026Q3. May be repeated until it is published."""

    async def work() -> Computed:
        await add_shipped(Actor.system())
        return await runs.compute(Actor.system(), period, scheme_code, now(), version)

    done = with_database(work)
    told = {"period": period, "sites": current().decimal(done.sites), "rated": current().decimal(done.rated)}
    click.echo(_("%(period)s: %(sites)s sites computed, %(rated)s of them rated.") % told)
    if done.changed is not None:
        text = ngettext("%(count)s scorecard changed.", "%(count)s scorecards changed.", done.changed)
        click.echo(text % {"count": current().decimal(done.changed)})


@scorecards.command()
@click.argument("period", type=PERIOD)
@click.option("--region", help="Release the cards of this region only, such as “East China”; the others later.")
def publish(period: Quarter, region: str | None) -> None:
    """Freeze PERIOD: its results are never changed again. Its sites read their cards from now on."""
    fingerprint = with_database(lambda: runs.publish(Actor.system(), period, now(), region))
    told = {"period": period, "fingerprint": fingerprint}
    click.echo(_("%(period)s is published. Fingerprint: %(fingerprint)s") % told)


@scorecards.command()
@click.argument("period", type=PERIOD)
@click.argument("site")
def explain(period: Quarter, site: str) -> None:
    """Show how SITE came to its score in PERIOD, step by step."""
    network = Settings().name_of_network(current().code)
    found = with_database(lambda: card(Actor.system(), period, site, network))
    click.echo(explanation(found))


@scorecards.command()
@click.argument("period", type=PERIOD)
@click.option("--format", "form", type=click.Choice(["csv", "xlsx", "pdf"]), default="csv", show_default=True)
@click.option("--out", type=_OUT, help="File to write; for PDFs the folder. By default in the data folder.")
@click.option("--language", "language_code", type=click.Choice(list(LANGUAGES)), help="Language of PDF and XLSX.")
@click.option("--site", "sites", multiple=True, help="Only this site; may be repeated. PDFs only.")
@click.option("--all", "unrated_too", is_flag=True, help="PDFs of unrated sites too.")
@click.option("--report", is_flag=True, help="The quarterly report about the whole network instead, as one PDF.")
def export(
    period: Quarter,
    form: str,
    out: Path | None,
    language_code: str | None,
    sites: tuple[str, ...],
    unrated_too: bool,
    report: bool,
) -> None:
    """Write PERIOD to files: all results (CSV), the league table (XLSX), a PDF for each rated site."""
    chosen = language_code or current().code
    if report:
        _export_report(period, _place(out, f"{period}-network-{chosen}.pdf"), chosen)
        return
    if form == "pdf":
        _export_pdf(period, _place(out, f"{period}-{chosen}"), chosen, sites, unrated_too)
        return
    target = _place(out, f"{period}.{form}")
    target.parent.mkdir(parents=True, exist_ok=True)
    name = Settings().name_of_network(chosen)
    if form == "csv":
        count = with_database(lambda: printing.write_results(Actor.system(), period, target))
    else:
        count = with_database(lambda: printing.print_league(Actor.system(), period, chosen, target, name))
    _tell_written(count, target)


def _export_pdf(period: Quarter, folder: Path, chosen: str, sites: tuple[str, ...], unrated_too: bool) -> None:
    with _bar(_("Drawing scorecards")) as progress:
        files = with_database(
            lambda: printing.print_cards(
                Actor.system(),
                Settings(),
                period,
                chosen,
                folder,
                now(),
                codes=list(sites) or None,
                unrated_too=unrated_too,
                on_progress=progress,
            )
        )
    text = ngettext("%(count)s PDF is in %(folder)s.", "%(count)s PDFs are in %(folder)s.", len(files))
    click.echo(text % {"count": current().decimal(len(files)), "folder": folder})


def _export_report(period: Quarter, target: Path, chosen: str) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with_database(lambda: write_network_report(Actor.system(), Settings(), period, chosen, target, now()))
    click.echo(_("The network report is in %(file)s.") % {"file": target})


def _place(out: Path | None, name: str) -> Path:
    return out or Settings().data_dir / "outputs" / name


def _tell_written(count: int, target: Path) -> None:
    text = ngettext("%(count)s row is in %(file)s.", "%(count)s rows are in %(file)s.", count)
    click.echo(text % {"count": current().decimal(count), "file": target})


@contextmanager
def _bar(description: str) -> Iterator[Any]:
    """A progress bar on standard error, where someone watches; gives the function that moves it."""
    console = Console(stderr=True)
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn(), TimeRemainingColumn())
    with Progress(*columns, console=console, transient=True, disable=not console.is_terminal) as bar:
        task = bar.add_task(description, total=None)
        yield lambda done, total: bar.update(task, completed=done, total=total)


@click.group()
def metrics() -> None:
    """A quarter's figures."""


@metrics.command("export")
@click.argument("period", type=PERIOD)
@click.option("--out", type=_OUT, help="CSV file to write. By default in the data folder.")
def export_metrics(period: Quarter, out: Path | None) -> None:
    """Write every figure of every site in PERIOD as CSV."""
    target = _place(out, f"{period}-metrics.csv")
    target.parent.mkdir(parents=True, exist_ok=True)
    _tell_written(with_database(lambda: printing.write_metrics(Actor.system(), period, target)), target)
