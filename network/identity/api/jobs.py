"""The queue of jobs, as JSON."""

from typing import Annotated

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, QueryParameter

from network.foundation.access import Actor, Permission
from network.identity.commands import jobs as commands
from network.identity.queries import jobs as queries
from network.identity.rules.jobs import JobState
from network.identity.schemas.jobs import JobsOut
from network.web.guards import allows
from network.web.problems import problems


class JobsApi(Controller):
    path = "/api/v1/jobs"
    tags = ["Jobs"]
    guards = [allows(Permission.RUN_JOBS)]

    @get(responses=problems(422))
    async def jobs(
        self,
        actor: NamedDependency[Actor],
        status: FromQuery[JobState | None] = None,
        page: Annotated[int, QueryParameter(ge=1)] = 1,
        size: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    ) -> JobsOut:
        """What runs, failed, waits and was done in the last week."""
        return await queries.jobs(actor, status, page, size)

    @post("/{job:int}/retry", responses=problems(409), status_code=204)
    async def try_again(self, actor: NamedDependency[Actor], job: FromPath[int]) -> None:
        """Try a job again at once."""
        await commands.try_again(actor, job)

    @post("/{job:int}/cancel", responses=problems(409), status_code=204)
    async def call_off(self, actor: NamedDependency[Actor], job: FromPath[int]) -> None:
        """Call off a job that waits."""
        await commands.call_off(actor, job)
