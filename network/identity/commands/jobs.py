"""What administrators do to a job: try it again at once, or call it off."""

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_value, transaction
from network.foundation.trail.record import record
from network.identity.errors.jobs import JobMovedOn

# What PostgreSQL numbers jobs with.
_LARGEST = 2**63 - 1


async def try_again(actor: Actor, job: int) -> None:
    """At once, whatever it waits for. JobMovedOn when it runs or is done."""
    actor.require(Permission.RUN_JOBS)
    async with transaction(actor):
        if not 0 < job <= _LARGEST or not await fetch_value("select jobs.try_again($1)", job):
            raise JobMovedOn()
        await record(actor, "job.tried_again", f"job:{job}", {})


async def call_off(actor: Actor, job: int) -> None:
    """A job that waits is never done. JobMovedOn when it does not wait."""
    actor.require(Permission.RUN_JOBS)
    async with transaction(actor):
        if not 0 < job <= _LARGEST or not await fetch_value("select jobs.call_off($1)", job):
            raise JobMovedOn()
        await record(actor, "job.called_off", f"job:{job}", {})
