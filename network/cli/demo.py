"""`servicemark demo`: a made-up network to look at, from generated files to published quarters and a running site."""

import json
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import click
from rich.console import Console

from network.cli.serve import run
from network.cli.work import with_database
from network.demo.bookkeeping import keep_books
from network.demo.deciding import decide_consequences
from network.demo.files import write
from network.demo.generator import generate
from network.demo.living import bring_to_life
from network.demo.model import Account, DemoNetwork, Files
from network.demo.quarters import quarters_go_on
from network.foundation.access import ROLE_LABELS, Actor
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import LANGUAGES, current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.identity.commands.accounts import create_account
from network.identity.errors.accounts import AccountExists
from network.identity.schemas.accounts import AccountIn
from network.repairs.commands.importing import Request
from network.repairs.commands.taking import take
from network.repairs.schemas.records import FileKind
from network.scorecards.commands import printing, runs
from network.scorecards.commands.schemes import add_shipped
from network.scorecards.errors import AlreadyPublished
from network.sites.schemas.sites import ImportOutcome

FIRST, LAST = "2025Q2", "2026Q3"
# From here on the rules of the scheme propose what follows; the quarters before were booked without them.
RULED = "2026Q1"
SCHEME = "authorized-site"
# Whose PDFs are written: the keys of the stories that show most.
PRINTED = ("best", "most_improved", "worst")


class DemoRefused(ServicemarkError):
    code = "demo_refused"
    message = _("The demo's own files could not be imported: %(reason)s")


@click.command()
@click.option("--seed", type=int, default=1, show_default=True, help="Another number makes another network.")
@click.option("--no-serve", is_flag=True, help="Stop after the files; do not start the web server.")
def demo(seed: int, no_serve: bool) -> None:
    """Make a demo network of 303 sites and six quarters, write scorecards, and serve it. Running it again is safe."""
    settings = Settings()
    network, passwords = with_database(lambda: _make(settings, seed), settings)
    _tell_logins(network, passwords)
    if no_serve:
        click.echo(_("To look at it: servicemark serve"))
        return
    run(settings)


async def _make(settings: Settings, seed: int) -> tuple[DemoNetwork, Mapping[str, str]]:
    """The network, and the passwords of its people by their addresses."""
    actor = Actor.system("demo")
    folder = settings.data_dir / "demo"
    with _step(_("Generating the network")):
        network = generate(seed, FIRST, LAST)
        files = write(network, folder)
    await _import(actor, files, folder)
    await add_shipped(actor)
    passwords = passwords_of([account.email for account in network.accounts], folder / "logins.json")
    with _step(_("Creating accounts")):
        for account in network.accounts:
            await _create(actor, account, passwords[account.email])
    with _step(_("Certifying sites, taking in applications")):
        await bring_to_life(actor, network, settings.files, now())
    for quarter in _quarters():
        with _step(_("Scoring %(quarter)s") % {"quarter": quarter}):
            await _score(actor, quarter)
    with _step(_("Posting rewards and penalties, settling what is owed")):
        await keep_books(actor, [quarter for quarter in _quarters() if quarter < Quarter.parse(RULED)], now())
        newest = Quarter.parse(LAST).shift(-1)
        await decide_consequences(actor, network, Quarter.parse(RULED), newest, now())
    with _step(_("Restating one quarter, opening the preview of the newest")):
        await quarters_go_on(actor, network, Quarter.parse(LAST), folder, now())
    await _print(actor, settings, network)
    return network, passwords


@contextmanager
def _step(description: str) -> Iterator[None]:
    """What is going on, on standard error; a line that stays for a log, a spinner for a person."""
    console = Console(stderr=True)
    if not console.is_terminal:
        click.echo(description, err=True)
        yield
        return
    with console.status(description):
        yield
    click.echo(f"✓ {description}", err=True)


async def _import(actor: Actor, files: Files, workdir: Path) -> None:
    wanted = {
        FileKind.SITES: files.sites,
        FileKind.CITIES: files.cities,
        FileKind.ORDERS: files.orders,
        FileKind.HQ_RETURNS: files.returns,
    }
    for kind, path in wanted.items():
        with _step(_("Importing %(file)s") % {"file": path.name}):
            outcome = await take(actor, kind, Request(path, path.name, now(), workdir))
            _require_whole(outcome)


def _require_whole(outcome: ImportOutcome) -> None:
    if outcome.errors:
        first = outcome.errors[0]
        raise DemoRefused(reason=f"{outcome.name} {first.row} {first.column} {first.value} {first.code}")


def _quarters() -> list[Quarter]:
    quarters = [Quarter.parse(FIRST)]
    while quarters[-1] < Quarter.parse(LAST):
        quarters.append(quarters[-1].shift(1))
    return quarters


async def _score(actor: Actor, quarter: Quarter) -> None:
    """Compute, and publish all but the last; a quarter that an earlier run published stays as it is."""
    try:
        await runs.compute(actor, quarter, SCHEME, now())
    except AlreadyPublished:
        return
    if quarter < Quarter.parse(LAST):
        await runs.publish(actor, quarter, now())


async def _create(actor: Actor, account: Account, password: str) -> None:
    try:
        await create_account(
            actor,
            AccountIn(
                email=account.email,
                name=account.name_zh if current().code == "zh_CN" else account.name,
                password=password,
                role=account.role,
                whole_network=account.network_wide,
                regions=list(account.regions),
                sites=list(account.sites),
            ),
        )
    except AccountExists:
        return


async def _print(actor: Actor, settings: Settings, network: DemoNetwork) -> None:
    sites = {story.key: story.site for story in network.stories}
    codes = [sites[key] for key in PRINTED]
    quarter = Quarter.parse(LAST).shift(-1)
    folder = settings.data_dir / "outputs" / str(quarter)
    for code in LANGUAGES:
        with _step(_("Drawing scorecards (%(language)s)") % {"language": LANGUAGES[code]}):
            files = await printing.print_cards(actor, settings, quarter, code, folder, now(), codes=codes)
        for file in files:
            click.echo(file)


def passwords_of(addresses: Iterable[str], file: Path) -> dict[str, str]:
    """A password for each of these, made at the first run that knows them and kept in the file for the next."""
    kept: dict[str, str] = json.loads(file.read_text(encoding="utf-8")) if file.exists() else {}
    known = {address: f"demo-{secrets.token_hex(5)}" for address in addresses} | kept
    with open(file, "w", opener=lambda path, flags: os.open(path, flags, 0o600), encoding="utf-8") as kept_file:
        json.dump(known, kept_file, indent=1)
    return known


def _tell_logins(network: DemoNetwork, passwords: Mapping[str, str]) -> None:
    click.echo()
    for account in network.accounts:
        scope = ", ".join((*account.regions, *account.sites)) or (_("whole network") if account.network_wide else "–")
        label = str(ROLE_LABELS[account.role])
        click.echo(f"{label:<22} {account.email:<24} {passwords[account.email]:<18} {scope}")
    click.echo()
    for story in network.stories:
        told = story.explanation_zh if current().code == "zh_CN" else story.explanation
        click.echo(f"{story.site:<12} {told}")
    click.echo()
