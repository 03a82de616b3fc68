"""The worker: does the jobs of the queue, as a database role that reaches nothing beside them.

A job may be done twice, after a kill or a failure, so it must bear that; it is never lost.
"""

import asyncio
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress

from procrastinate import App, BaseRetryStrategy, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob

from network.foundation.database import address
from network.foundation.jobs.queue import QUEUE
from network.foundation.migrations import WORKER

_log = logging.getLogger(__name__)

# It tells of every job that begins and ends.
logging.getLogger("procrastinate").setLevel(logging.WARNING)

Job = Callable[..., Awaitable[None]]


def worker_name() -> str:
    """This process among those that do jobs, on whichever machine."""
    return f"{socket.gethostname()}:{os.getpid()}"


# How many jobs are done at once: they wait for others more than they work.
AT_ONCE = 2
# A worker that was not heard of for so long is dead, and its jobs are done by another.
SILENT_SECONDS = 30.0
# After a failure of the worker itself, such as a database that is gone, it starts again.
PAUSE_SECONDS = 5.0
# A job that runs when the server stops has so long to end; then it is left to the next worker.
GOODBYE_SECONDS = 30.0

# A job that fails is tried again after 15 seconds, then after twice as long each time, at most an hour: for four days.
FIRST_WAIT = 15
LONGEST_WAIT = 3600
ATTEMPTS = 100


class Patience(BaseRetryStrategy):
    """When a job that failed is tried again."""

    def get_retry_decision(self, *, exception: BaseException, job: QueuedJob) -> RetryDecision | None:  # noqa: ARG002
        if job.attempts >= ATTEMPTS:
            return None
        return RetryDecision(retry_in={"seconds": wait_after(job.attempts)})


def wait_after(attempts: int) -> int:
    """Seconds until the next try, after so many that failed before this one."""
    return min(LONGEST_WAIT, FIRST_WAIT << min(attempts, 20))


@asynccontextmanager
async def working(jobs: Mapping[str, Job], *, look_seconds: float = SILENT_SECONDS) -> AsyncIterator[None]:
    """While inside, the jobs that have these names are done. On leaving, those that run may end first.

    Every `look_seconds` jobs of dead workers are put back. The database must be open.
    """
    task = asyncio.create_task(_go_on(jobs, look_seconds))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _go_on(jobs: Mapping[str, Job], look_seconds: float) -> None:
    while True:
        try:
            await _work(jobs, look_seconds)
        except Exception:  # noqa: BLE001 - the server goes on, and so does the worker
            _log.exception("the worker of jobs failed; it starts again")
        await asyncio.sleep(PAUSE_SECONDS)


async def _work(jobs: Mapping[str, Job], look_seconds: float) -> None:
    options = f"-c role={WORKER} -c search_path=jobs"
    connect = {"options": options, "application_name": "servicemark worker"}
    queue = App(connector=PsycopgConnector(conninfo=address(), kwargs=connect, min_size=1, max_size=AT_ONCE + 2))
    for name, job in jobs.items():
        queue.task(name=name, queue=QUEUE, retry=Patience())(job)
    async with queue.open_async():
        looking = asyncio.create_task(_put_back(queue, look_seconds))
        try:
            await queue.run_worker_async(
                queues=[QUEUE],
                concurrency=AT_ONCE,
                install_signal_handlers=False,
                delete_jobs="successful",
                shutdown_graceful_timeout=GOODBYE_SECONDS,
            )
        finally:
            looking.cancel()
            await asyncio.wait([looking])


async def _put_back(queue: App, look_seconds: float) -> None:
    """Jobs of workers that were killed stay in their hands for ever unless somebody takes them out of them."""
    while True:
        try:
            for job in await queue.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=SILENT_SECONDS):
                with suppress(ConnectorException):  # another worker was faster
                    await queue.job_manager.retry_job(job)
        except ConnectorException:
            _log.warning("jobs of dead workers could not be looked for")
        await asyncio.sleep(look_seconds)
