"""JSON: what a site sends up to HQ with its pre-checks, and what it has back."""

from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, JSONBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.repairs.commands.shipments import have_back, ship
from network.repairs.lists import shipments_list
from network.repairs.queries.shipments import list_shipments, shipment, units_away
from network.repairs.schemas.shipments import ShipmentDetailOut, ShipmentIn, ShipmentsOut, UnitsAwayOut
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems
from network.web.requests import HouseRequest
from network.web.versions import if_match, versioned

Version = NamedDependency[int | None]


class ShipmentsApi(Controller):
    path = "/api/v1/sites/{code:str}"
    tags = ["Returns"]
    guards = [allows(Permission.READ_RECORDS)]

    @get("/shipments", responses=problems(404))
    async def shipments(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str]
    ) -> ShipmentsOut:
        """A site's parcels to HQ, the newest first. Parameters as on the page: `q`, `state`, `sort`, `page`, `size`."""
        return await list_shipments(actor, code, ListState.read(request.query_params, shipments_list("")))

    @get("/shipments/{shipment_id:uuid}", responses=problems(404))
    async def show(
        self, actor: NamedDependency[Actor], code: FromPath[str], shipment_id: FromPath[UUID]
    ) -> Response[ShipmentDetailOut]:
        """One parcel with its units and what was ticked for each."""
        found = await shipment(actor, code, shipment_id)
        return versioned(found, found.version)

    @get("/units-away", responses=problems(404))
    async def away(self, actor: NamedDependency[Actor], code: FromPath[str]) -> UnitsAwayOut:
        """What a site has sent up and does not have back. The `version` of a unit is what `back` names as If-Match."""
        return UnitsAwayOut(units=await units_away(actor, code))

    @post(
        "/shipments",
        guards=[allows(Permission.SHIP_RETURNS)],
        status_code=201,
        responses=problems(404, 409, 422),
    )
    async def ship(
        self, actor: NamedDependency[Actor], code: FromPath[str], data: JSONBody[ShipmentIn]
    ) -> Response[ShipmentDetailOut]:
        """Hand a parcel to the carrier. Each unit names the pre-check list in force for its product, and every step."""
        found = await shipment(actor, code, await ship(actor, code, data, now()))
        return versioned(found, found.version, 201)

    @post(
        "/returns/{return_id:uuid}/back",
        guards=[allows(Permission.SHIP_RETURNS)],
        dependencies={"version": Provide(if_match, sync_to_thread=False)},
        status_code=204,
        responses=problems(404, 409, 412, 428),
    )
    async def back(
        self, actor: NamedDependency[Actor], code: FromPath[str], return_id: FromPath[UUID], version: Version
    ) -> None:
        """The unit is at the site again."""
        await have_back(actor, code, return_id, version, now())
