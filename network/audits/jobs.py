"""The jobs of the audits domain, by the names under which they stand in the queue."""

from collections.abc import Mapping
from uuid import UUID

from network.audits.commands.delivery import deliver_mailed
from network.foundation.access import Actor
from network.foundation.clock import now
from network.foundation.jobs.worker import Job
from network.identity.rules.notices import AUDIT_MAILED


def jobs() -> Mapping[str, Job]:
    async def mailed(about: str) -> None:
        await deliver_mailed(Actor.system("mail"), UUID(about), now())

    return {AUDIT_MAILED: mailed}
