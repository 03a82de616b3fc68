"""`servicemark remind`: the reminders of certificates that end, for networks whose server does not run all day."""

import click

from network.cli.work import with_database
from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.i18n import current, ngettext
from network.sites.commands.certificate_reminders import remind as make_reminders


@click.command()
def remind() -> None:
    """Make the reminders that are due 90, 60, 30 and 7 days before certificates end. Running it again is safe."""
    made = with_database(lambda: make_reminders(Actor.system("reminders"), now().date()))
    text = ngettext("%(count)s reminder was made.", "%(count)s reminders were made.", made)
    click.echo(text % {"count": current().decimal(made)})
