"""`servicemark remind`: reminders of certificates, training and reports, where the server does not run all day."""

import click

from network.cli.work import with_database
from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.i18n import current, ngettext
from network.identity.commands.certificate_notices import tell_of_certificates
from network.repairs.commands.report_reminders import Reminded, remind_of_reports
from network.sites.commands.certificate_reminders import remind as make_reminders
from network.training.commands.record_reminders import remind_of_records


@click.command()
def remind() -> None:
    """Give the reminders that are due: of certificates, of training and of monthly reports. Safe to run again."""
    certificates, reports = with_database(_remind)
    made = certificates + len(reports)
    text = ngettext("%(count)s reminder was made.", "%(count)s reminders were made.", made)
    click.echo(text % {"count": current().decimal(made)})
    for given in reports:
        click.echo("  " + _line(given))


async def _remind() -> tuple[int, list[Reminded]]:
    at, actor = now(), Actor.system("reminders")
    made = await make_reminders(actor, at.date()) + await remind_of_records(actor, at.date())
    await tell_of_certificates(actor, at)
    return made, await remind_of_reports(actor, at)


def _line(given: Reminded) -> str:
    """Such as `CN-SH-001 2026-07 D-3: 2 people`."""
    people = ngettext("%(count)s person", "%(count)s people", given.people) % {"count": current().decimal(given.people)}
    step = f"{given.step:+d}" if given.step else ""
    return f"{given.code} {given.month} D{step}: {people}"
