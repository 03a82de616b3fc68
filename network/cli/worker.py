"""`servicemark worker`: does jobs, such as mailing and printing, beside a server or in its place."""

import asyncio

import click

from network.audits.jobs import jobs as audits_jobs
from network.cli.work import reaching
from network.foundation import running
from network.foundation.i18n import gettext as _
from network.foundation.jobs.worker import working
from network.foundation.settings import Settings
from network.identity.jobs import jobs as identity_jobs
from network.scorecards.jobs import jobs as scorecards_jobs
from network.web import logs


@click.command()
def worker() -> None:
    """Do the jobs of the queue until interrupted; as many workers as you like may run at once."""
    asyncio.run(_work(Settings()))


async def _work(settings: Settings) -> None:
    logs.configure()
    jobs = {**identity_jobs(settings), **audits_jobs(), **scorecards_jobs(settings)}
    async with reaching(running.database(settings)), working(jobs, silent_seconds=settings.worker_silent_seconds):
        click.echo(_("Jobs are done now. Interrupt to stop."))
        await asyncio.Event().wait()
