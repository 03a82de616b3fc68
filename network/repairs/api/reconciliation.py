"""JSON: reports beside their second sources, and corrections by either side."""

from litestar import Controller, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery, JSONBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.periods import Month
from network.repairs.commands.reconciliation import correct_figure
from network.repairs.queries.reconciliation import list_reconciliations, reconciliation
from network.repairs.reconciliation_lists import RECONCILIATIONS
from network.repairs.schemas.reconciliation import CorrectionIn, ReconciliationOut, ReconciliationsOut
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems
from network.web.requests import HouseRequest


class ReconciliationApi(Controller):
    path = "/api/v1"
    tags = ["Monthly reports"]

    @get("/reconciliation", guards=[allows(Permission.DECIDE_REPORTS)], responses=problems(422))
    async def reconciliations(
        self, request: HouseRequest, actor: NamedDependency[Actor], month: FromQuery[str]
    ) -> ReconciliationsOut:
        """The submitted reports of a month (2026-07) that a second source can be held against, the least right first.

        Parameters as on the page: `q`, `region`, `found` (off, right), `sort`, `direction`, `page`, `size`.
        """
        state = ListState.read(request.query_params, RECONCILIATIONS)
        return await list_reconciliations(actor, Month.parse(month), state)

    @get(
        "/sites/{code:str}/reconciliation/{month:str}",
        guards=[allows(Permission.READ_REPORTS)],
        responses=problems(404, 422),
    )
    async def show(self, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]) -> ReconciliationOut:
        """A site's month beside its second sources, figure by figure."""
        return await reconciliation(actor, code, Month.parse(month))

    @post(
        "/sites/{code:str}/reconciliation/{month:str}",
        guards=[allows(Permission.READ_REPORTS)],
        status_code=201,
        responses=problems(404, 422),
    )
    async def correct(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        month: FromPath[str],
        data: JSONBody[CorrectionIn],
    ) -> ReconciliationOut:
        """Correct a figure of your own side: of the site for its operators, of HQ for those who decide there."""
        chosen = Month.parse(month)
        await correct_figure(actor, code, chosen, data, now())
        return await reconciliation(actor, code, chosen)
