"""The jobs of the scorecards domain, by the names under which they stand in the queue."""

from collections.abc import Mapping
from uuid import UUID

from network.foundation.clock import now
from network.foundation.jobs.worker import Job
from network.foundation.settings import Settings
from network.scorecards.commands import batches, requests


def jobs(settings: Settings) -> Mapping[str, Job]:
    async def print_chunk(batch: str, chunk: int) -> None:
        await batches.print_chunk(settings, UUID(batch), chunk, now())

    async def compute_quarter(request: str) -> None:
        await requests.compute_requested(UUID(request), now())

    return {batches.JOB: print_chunk, requests.JOB: compute_quarter}
