"""The worker: does the jobs of the queue, as a database role that reaches nothing beside them.

A job may be done twice, after a kill or a failure, so it must bear that; it is never lost.
"""

import asyncio
import json
import logging
import os
import socket
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager, suppress
from datetime import datetime, timedelta
from typing import Any

from procrastinate import App, BaseRetryStrategy, JobContext, PsycopgConnector, RetryDecision
from procrastinate.exceptions import ConnectorException
from procrastinate.jobs import Job as QueuedJob

from network.foundation.database import address, behind_the_scenes, execute
from network.foundation.errors import ServicemarkError
from network.foundation.i18n import LANGUAGES, gettext, reading
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
# A worker that was not heard of for so long is dead, and its jobs are done by another; it is heard of thrice as often.
SILENT_SECONDS = 30.0
# Jobs that are done are kept for so long, for those who look what became of them.
KEPT = timedelta(days=7)
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


async def forget_old_jobs(now: datetime) -> int:
    """Jobs that ended a week ago, well or not, are no longer kept; how many."""
    async with behind_the_scenes():
        # Triggers of the queue find its tables by the search path.
        await execute("set local search_path to jobs")
        gone = await execute(
            "delete from jobs.procrastinate_jobs j where status in ('succeeded', 'failed', 'cancelled', 'aborted') "
            "and (select max(at) from jobs.procrastinate_events e where e.job_id = j.id) < $1",
            now - KEPT,
        )
    return int(gone.rpartition(" ")[2])


@asynccontextmanager
async def working(
    jobs: Mapping[str, Job], *, silent_seconds: float = SILENT_SECONDS, look_seconds: float | None = None
) -> AsyncIterator[None]:
    """While inside, the jobs that have these names are done. On leaving, those that run may end first.

    Every `look_seconds` jobs of dead workers, not heard of for `silent_seconds`, are put back. The database must be
    open.
    """
    task = asyncio.create_task(_go_on(jobs, silent_seconds, look_seconds or silent_seconds))
    try:
        yield
    finally:
        task.cancel()
        await asyncio.wait([task])


async def _go_on(jobs: Mapping[str, Job], silent_seconds: float, look_seconds: float) -> None:
    while True:
        try:
            await _work(jobs, silent_seconds, look_seconds)
        except Exception:  # noqa: BLE001 - the server goes on, and so does the worker
            _log.exception("the worker of jobs failed; it starts again")
        await asyncio.sleep(PAUSE_SECONDS)


async def _work(jobs: Mapping[str, Job], silent_seconds: float, look_seconds: float) -> None:
    options = f"-c role={WORKER} -c search_path=jobs"
    connect = {"options": options, "application_name": "servicemark worker"}
    queue = App(connector=PsycopgConnector(conninfo=address(), kwargs=connect, min_size=1, max_size=AT_ONCE + 2))
    for name, job in jobs.items():
        queue.task(name=name, queue=QUEUE, retry=Patience(), pass_context=True)(_telling(job))
    async with queue.open_async():
        looking = asyncio.create_task(_put_back(queue, silent_seconds, look_seconds))
        try:
            await queue.run_worker_async(
                queues=[QUEUE],
                concurrency=AT_ONCE,
                install_signal_handlers=False,
                delete_jobs="never",
                shutdown_graceful_timeout=GOODBYE_SECONDS,
                update_heartbeat_interval=silent_seconds / 3,
                stalled_worker_timeout=silent_seconds,
            )
        finally:
            looking.cancel()
            await asyncio.wait([looking])


def _telling(job: Job) -> Callable[..., Awaitable[None]]:
    """The job, which leaves word why it failed; who asked for it is not its business."""

    async def told(context: JobContext, *, asked_by: str = "", **arguments: Any) -> None:  # noqa: ARG001
        try:
            await job(**arguments)
        except Exception as error:
            with suppress(ServicemarkError):
                await _keep_error(context.job.id, error)
            raise

    return told


async def _keep_error(job: int | None, error: Exception) -> None:
    texts = {}
    for code in LANGUAGES:
        with reading(code):
            texts[code] = error.text() if isinstance(error, ServicemarkError) else _unforeseen(error)
    async with behind_the_scenes():
        await execute(
            "insert into jobs.job_error (job, told) values ($1, $2) "
            "on conflict (job) do update set told = excluded.told, at = now()",
            *(job, json.dumps(texts, ensure_ascii=False)),
        )


def _unforeseen(error: Exception) -> str:
    return gettext("Something unforeseen went wrong (%(kind)s); the log of the worker tells more.") % {
        "kind": type(error).__name__
    }


async def _put_back(queue: App, silent_seconds: float, look_seconds: float) -> None:
    """Jobs of workers that were killed stay in their hands for ever unless somebody takes them out of them."""
    while True:
        try:
            stalled = await queue.job_manager.get_stalled_jobs(queue=QUEUE, seconds_since_heartbeat=silent_seconds)
            for job in stalled:
                with suppress(ConnectorException):  # another worker was faster
                    await queue.job_manager.retry_job(job)
        except ConnectorException:
            _log.warning("jobs of dead workers could not be looked for")
        await asyncio.sleep(look_seconds)
