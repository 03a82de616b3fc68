"""`servicemark trail`: is what happened still as it was written down?"""

import sys

import click

from network.cli.work import with_database
from network.foundation.access import Actor
from network.foundation.database import fetch, transaction
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.trail import record
from network.foundation.trail.record import NETWORK, Break


@click.group()
def trail() -> None:
    """The audit trail."""


@trail.command()
def verify() -> None:
    """Check every chain of the trail; exit status 1 when one is broken."""
    events, broken, codes = with_database(_verify)
    text = ngettext("%(count)s event checked.", "%(count)s events checked.", events)
    click.echo(text % {"count": current().decimal(events)})
    for found in broken:
        click.echo(_describe(found, codes), err=True)
    if broken:
        sys.exit(1)
    click.echo(_("Every chain holds."))


async def _verify() -> tuple[int, list[Break], dict[int, str]]:
    async with transaction(Actor.system(), read_only=True):
        events, broken = await record.verify()
        rows = await fetch("select id, code from site where id = any($1)", [found.site for found in broken])
    return events, broken, {row["id"]: row["code"] for row in rows}


def _describe(found: Break, codes: dict[int, str]) -> str:
    chain = _("the network's own chain") if found.site == NETWORK else codes.get(found.site, str(found.site))
    if found.sequence == 0:
        return _("Broken: %(chain)s, events are missing at its end.") % {"chain": chain}
    return _("Broken: %(chain)s, from event %(sequence)s on.") % {"chain": chain, "sequence": found.sequence}
