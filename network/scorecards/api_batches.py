"""Printing whole quarters, as JSON."""

from collections.abc import Sequence
from uuid import UUID

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody
from litestar.response import Stream

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.periods import Quarter
from network.scorecards.commands import batches as commands
from network.scorecards.queries import batches as queries
from network.scorecards.queries.batches import Batch, Failure
from network.scorecards.schemas.batches import BatchesOut, BatchIn, BatchOut, FailureOut, GoingOnOut
from network.web.guards import allows
from network.web.problems import problems
from network.web.zips import zip_download


class BatchesApi(Controller):
    path = "/api/v1/printing"
    tags = ["Scorecards"]
    guards = [allows(Permission.PRINT_BATCHES)]

    @get(responses=problems())
    async def batches(self, actor: NamedDependency[Actor]) -> BatchesOut:
        """Printings of whole quarters, the newest first."""
        return BatchesOut(batches=[_out(each) for each in await queries.batches(actor)])

    @post(responses=problems(404, 409, 422), status_code=202)
    async def ask(self, actor: NamedDependency[Actor], data: JSONBody[BatchIn]) -> BatchOut:
        """Have the scorecards of a published quarter issued, by whichever workers there are."""
        period = Quarter.parse(data.quarter)
        made = await commands.print_quarter(actor, period, data.language, now(), unrated_too=data.unrated_too)
        return _out(await queries.one_batch(actor, made))

    @get("/{batch:uuid}", responses=problems(404))
    async def batch(self, actor: NamedDependency[Actor], batch: FromPath[UUID]) -> BatchOut:
        """How far a printing is, and what could not be printed."""
        return _out(await queries.one_batch(actor, batch), await queries.failures(actor, batch))

    @get("/{batch:uuid}/files.zip", responses=problems(404), media_type="application/zip")
    async def files(self, actor: NamedDependency[Actor], batch: FromPath[UUID]) -> Stream:
        """All documents of a printing that are there, in one file."""
        found = await queries.one_batch(actor, batch)
        return zip_download(found.file_name, queries.documents_of(actor, batch))

    @post("/{batch:uuid}/cancel", responses=problems(404, 409), status_code=204)
    async def cancel(self, actor: NamedDependency[Actor], batch: FromPath[UUID]) -> None:
        """Print no more of it. What is issued stays issued."""
        await commands.cancel(actor, batch, now())

    @post("/{batch:uuid}/continue", responses=problems(404, 409), status_code=202)
    async def go_on(self, actor: NamedDependency[Actor], batch: FromPath[UUID]) -> GoingOnOut:
        """Try what failed again, and what was left when it was cancelled."""
        return GoingOnOut(count=await commands.go_on(actor, batch))


def _out(found: Batch, failed: Sequence[Failure] = ()) -> BatchOut:
    told = {name: getattr(found, name) for name in BatchOut.model_fields if hasattr(found, name)}
    failures = [FailureOut(site=each.site, text=each.text, characters=each.characters) for each in failed]
    left = None if found.ended_at else found.seconds_left()
    return BatchOut(**{**told, "quarter": str(found.period), "seconds_left": left, "failures": failures})
