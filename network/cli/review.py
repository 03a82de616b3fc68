"""`servicemark review`: what looks odd in a month's records."""

import click

from network.cli.work import with_database
from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.i18n import current
from network.foundation.i18n import gettext as _
from network.foundation.periods import Month
from network.repairs.commands.review import find_odd


@click.group()
def review() -> None:
    """Odd records, for a person to look at. They never touch a score."""


@review.command()
@click.option("--month", required=True, help="The month to look through, such as 2026-07.")
def find(month: str) -> None:
    """Look through a month of all sites. Running it again keeps what was decided."""
    chosen = Month.parse(month)
    found = with_database(lambda: find_odd(Actor.system(), chosen, now()))
    number = current().decimal
    told = {"sites": number(found.sites), "flags": number(found.flags), "new": number(found.new)}
    click.echo(_("Sites with records: %(sites)s. Odd: %(flags)s, of these new: %(new)s.") % told)
