"""The jobs of the identity domain, by the names under which they stand in the queue."""

from collections.abc import Mapping
from uuid import UUID

from network.foundation.clock import now
from network.foundation.jobs.worker import Job
from network.foundation.settings import Settings
from network.identity.commands.mailing import JOB, mail_notices


def jobs(settings: Settings) -> Mapping[str, Job]:
    async def mail(account: str) -> None:
        await mail_notices(settings, UUID(account), now())

    return {JOB: mail}
