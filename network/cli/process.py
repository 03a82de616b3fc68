"""`servicemark scorecards preview|release|restate|verify`: the process of a quarter around its computation."""

from collections.abc import Sequence

import click

from network.cli.scorecards import PERIOD, scorecards
from network.cli.work import with_database
from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.identity.queries.accounts import account_named
from network.scorecards.commands.previewing import preview as open_preview
from network.scorecards.commands.releasing import release as release_cards
from network.scorecards.commands.restating import Restated, approve_restatement, propose_restatement
from network.scorecards.commands.verifying import Fault, Verified, verify_quarters
from network.scorecards.rules.challenges import WINDOW_DAYS

# No more lines of one quarter; their number is told.
MOST_FAULTS = 40


@scorecards.command()
@click.argument("period", type=PERIOD)
@click.option("--days", default=WINDOW_DAYS, show_default=True, help="Working days in which sites may challenge.")
def preview(period: Quarter, days: int) -> None:
    """Open the cards of PERIOD to their sites before it is published."""
    count = with_database(lambda: open_preview(Actor.system(), period, now(), days))
    text = ngettext("%(count)s site can see its preview.", "%(count)s sites can see their previews.", count)
    click.echo(text % {"count": current().decimal(count)})


@scorecards.command()
@click.argument("period", type=PERIOD)
@click.option("--region", help="Only the sites of this region; all that are left when not given.")
def release(period: Quarter, region: str | None) -> None:
    """Let sites read their cards of PERIOD, which is published."""
    count = with_database(lambda: release_cards(Actor.system(), period, region, now()))
    text = ngettext("%(count)s site reads its card now.", "%(count)s sites read their cards now.", count)
    click.echo(text % {"count": current().decimal(count)})


@scorecards.command()
@click.argument("period", type=PERIOD)
@click.argument("sites", nargs=-1, required=True)
@click.option("--reason", required=True, help="Why; the sites read it.")
@click.option("--proposer", required=True, help="E-mail address of who proposes it.")
@click.option("--approver", required=True, help="E-mail address of who approves it; not the same person.")
def restate(period: Quarter, sites: tuple[str, ...], reason: str, proposer: str, approver: str) -> None:
    """Measure SITES anew for PERIOD and publish the next revision, in the names of two people."""

    async def work() -> Restated:
        made = await propose_restatement(await _person(proposer), period, sites, reason, now())
        return await approve_restatement(await _person(approver), made, reason, now())

    done = with_database(work)
    told = {"period": period, "revision": done.revision, "count": current().decimal(done.changed)}
    click.echo(_("%(period)s is restated: revision %(revision)s. Cards that differ: %(count)s.") % told)


@scorecards.command()
@click.argument("period", type=PERIOD, required=False)
@click.option("--revision", type=click.IntRange(1), help="Only this revision of PERIOD.")
def verify(period: Quarter | None, revision: int | None) -> None:
    """Score every published quarter again from what was frozen with it, and compare to the digit. Exits with 1 when
    anything differs."""
    found = with_database(lambda: verify_quarters(Actor.system(), period, revision))
    for each in found:
        click.echo(_line(each))
        _tell_faults(each.faults)
    if not found:
        click.echo(_("No quarter is published yet."))
    if any(each.faults for each in found):
        raise SystemExit(1)


async def _person(email: str) -> Actor:
    """Whoever runs the command line holds the database anyway; that there are two people is what is asked."""
    return Actor(Role.HQ_ADMINISTRATOR, email, await account_named(Actor.system(), email), None)


def _line(found: Verified) -> str:
    told = {"period": found.period, "revision": found.revision, "sites": current().decimal(found.sites)}
    if found.faults:
        told["count"] = current().decimal(len(found.faults))
        return _("%(period)s, revision %(revision)s: %(sites)s sites, %(count)s DIFFERENCES") % told
    if found.derived:
        return (
            _("%(period)s, revision %(revision)s: %(sites)s sites, the same; circumstances as its cards tell them")
            % told
        )
    return _("%(period)s, revision %(revision)s: %(sites)s sites, the same to the digit") % told


def _tell_faults(faults: Sequence[Fault]) -> None:
    for fault in faults[:MOST_FAULTS]:
        where = " ".join(part for part in (fault.table, fault.site, fault.criterion, fault.field) if part)
        click.echo(f"  {where}: {fault.stored} -> {fault.reckoned}")
    if len(faults) > MOST_FAULTS:
        click.echo("  …")
