"""JSON: HQ's returns desk, and contests of what it finds."""

from typing import Annotated
from uuid import UUID

from litestar import Controller, delete, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import File

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.evidence.kinds import JPEG
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.repairs.api.records import PageNumber, PageSize, Search
from network.repairs.commands.contests import contest_finding, decide_contest, retract_contest
from network.repairs.commands.inspections import inspect_return, retest_return
from network.repairs.commands.receiving import dispatch_units, receive_shipment, receive_unannounced, receive_unit
from network.repairs.lists_returns import ALL, PATH, desk_list
from network.repairs.queries.contests import contest, open_contests
from network.repairs.queries.inspections import desk, parcel, parcels_on_the_way, unit, units_on_desk
from network.repairs.queries.photos import photo_file
from network.repairs.queries.verdicts import agreement_of
from network.repairs.rules.inspections import Cause, Stage
from network.repairs.schemas.inspections import (
    AgreementOut,
    ContestDecisionIn,
    ContestIn,
    ContestMade,
    ContestOut,
    ContestsOut,
    DeskOut,
    DispatchDone,
    DispatchIn,
    ParcelOut,
    ParcelsOut,
    ReceiptDone,
    ReceiptIn,
    UnannouncedIn,
    UnitLines,
    UnitOut,
    VerdictDone,
    VerdictIn,
    agreement_out,
)
from network.web.evidence import evidence_answer
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems

QuarterName = Annotated[str, QueryParameter(pattern=r"^\d{4}Q[1-4]$", description="Such as 2026Q3.")]


class ReturnsDeskApi(Controller):
    path = "/api/v1" + PATH
    tags = ["Returns desk"]
    guards = [allows(Permission.INSPECT_RETURNS)]

    @get("/desk", responses=problems())
    async def desk(self, actor: NamedDependency[Actor]) -> DeskOut:
        """How much waits for you: units by their stage, shipments on the way, open contests."""
        return await desk(actor)

    @get(responses=problems())
    async def units(
        self,
        actor: NamedDependency[Actor],
        q: Search = "",
        stage: FromQuery[Stage | None] = None,
        page: PageNumber = 1,
        size: PageSize = 50,
    ) -> UnitLines:
        """Units, of one stage or of all, those first that have been in it longest."""
        return await units_on_desk(actor, ListState(desk_list(ALL), q, "since", page=page, size=size), stage)

    @get("/shipments", responses=problems())
    async def shipments(self, actor: NamedDependency[Actor], q: Search = "") -> ParcelsOut:
        """Shipments that have not been received, the oldest first."""
        return ParcelsOut(shipments=await parcels_on_the_way(actor, q))

    @get("/shipments/{shipment_id:uuid}", responses=problems(404))
    async def shipment(self, actor: NamedDependency[Actor], shipment_id: FromPath[UUID]) -> ParcelOut:
        """A shipment with the units that the site announced."""
        return await parcel(actor, shipment_id)

    @post("/shipments/{shipment_id:uuid}/receive", status_code=200, responses=problems(404, 409, 422))
    async def receive_shipment(
        self, actor: NamedDependency[Actor], shipment_id: FromPath[UUID], data: JSONBody[ReceiptIn]
    ) -> ReceiptDone:
        """Say what came out of a shipment, once."""
        return await receive_shipment(actor, shipment_id, data, now())

    @post("/unannounced", status_code=201, responses=problems(404, 422))
    async def unannounced(self, actor: NamedDependency[Actor], data: JSONBody[UnannouncedIn]) -> ReceiptDone:
        """Record a shipment that no site had announced, with its units."""
        return await receive_unannounced(actor, data, now())

    @post("/dispatch", status_code=200, responses=problems(404, 409, 422))
    async def dispatch(self, actor: NamedDependency[Actor], data: JSONBody[DispatchIn]) -> DispatchDone:
        """Send units back to their sites: all of them or none."""
        return DispatchDone(dispatched=await dispatch_units(actor, data.returns, now()))

    @get("/verdicts", responses=problems(422))
    async def verdicts(
        self, actor: NamedDependency[Actor], quarter: QuarterName, cause: FromQuery[Cause | None] = None
    ) -> AgreementOut:
        """How far first and second verdicts agree. `cause`: of units drawn by lot (`sample`), or contested (`appeal`)
        only."""
        period = Quarter.parse(quarter)
        found = await agreement_of(actor, period, cause)
        return agreement_out(found, period.first, period.end, cause or "")


class InspectionApi(Controller):
    path = "/api/v1" + PATH + "/{return_id:uuid}"
    tags = ["Returns desk"]
    guards = [allows(Permission.INSPECT_RETURNS)]

    @get(responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], return_id: FromPath[UUID]) -> UnitOut:
        """A unit. While it waits for a second test, nothing that was found."""
        return await unit(actor, return_id)

    @post("/receive", status_code=204, responses=problems(404, 409, 422))
    async def receive(self, actor: NamedDependency[Actor], return_id: FromPath[UUID]) -> None:
        """The unit came in by itself."""
        await receive_unit(actor, return_id, now())

    @post("/inspect", status_code=200, responses=problems(404, 409, 422))
    async def inspect(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        return_id: FromPath[UUID],
        data: JSONBody[VerdictIn],
    ) -> VerdictDone:
        """The first verdict. When the lot falls on the unit it stays closed until somebody else has tested it, too."""
        return await inspect_return(actor, return_id, data, now(), settings.retest_percent)

    @post("/retest", status_code=200, responses=problems(404, 409, 422))
    async def retest(
        self, actor: NamedDependency[Actor], return_id: FromPath[UUID], data: JSONBody[VerdictIn]
    ) -> VerdictDone:
        """The second verdict, by another inspector."""
        return await retest_return(actor, return_id, data, now())


class ContestsApi(Controller):
    path = "/api/v1" + PATH + "/contests"
    tags = ["Returns desk"]
    guards = [allows(Permission.INSPECT_RETURNS)]

    @get(responses=problems())
    async def contests(self, actor: NamedDependency[Actor]) -> ContestsOut:
        """Open contests, the oldest first. Why is not told before the second test is in."""
        return await open_contests(actor)

    @get("/{contest_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], contest_id: FromPath[UUID]) -> ContestOut:
        return await contest(actor, contest_id)

    @post("/{contest_id:uuid}/decide", status_code=200, responses=problems(404, 409, 422))
    async def decide(
        self, actor: NamedDependency[Actor], contest_id: FromPath[UUID], data: JSONBody[ContestDecisionIn]
    ) -> ContestOut:
        """Uphold a contest or reject it, by somebody who did not test the unit."""
        await decide_contest(actor, contest_id, data, now())
        return await contest(actor, contest_id)


class FindingPhotosApi(Controller):
    path = "/api/v1/sites/{code:str}/returns/{return_id:uuid}/photos"
    tags = ["Returns"]
    guards = [allows(Permission.READ_RECORDS)]

    @get("/{photo_id:uuid}", responses=problems(404))
    async def photo(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        return_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> File:
        """A photo of what HQ saw, as JPEG; the verdicts of a return name theirs."""
        found = await photo_file(actor, code, return_id, photo_id)
        return await evidence_answer(settings.files, found.sha256, JPEG, found.name)


class SiteContestApi(Controller):
    path = "/api/v1/sites/{code:str}/returns/{return_id:uuid}/contest"
    tags = ["Returns"]
    guards = [allows(Permission.SHIP_RETURNS)]

    @post(status_code=201, responses=problems(404, 409, 422))
    async def contest(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        return_id: FromPath[UUID],
        data: JSONBody[ContestIn],
    ) -> ContestMade:
        """Contest the finding in force, within ten working days."""
        return ContestMade(id=await contest_finding(actor, code, return_id, data, now()))

    @delete(status_code=204, responses=problems(404, 409))
    async def retract(self, actor: NamedDependency[Actor], code: FromPath[str], return_id: FromPath[UUID]) -> None:
        """Take an open contest back."""
        await retract_contest(actor, code, return_id, now())
