"""JSON: monthly reports. A site's own program files them with a key that may."""

from hashlib import sha256
from typing import Annotated, Literal

from litestar import Controller, Response, get, post, put
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.periods import Month
from network.repairs.commands.report_decisions import accept_report, return_report
from network.repairs.commands.reports import Handed, submit
from network.repairs.queries.report_list import list_reports
from network.repairs.queries.reports import report, site_months
from network.repairs.report_lists import REPORTS
from network.repairs.rules.reports import Way
from network.repairs.schemas.reports import FiledOut, MonthOut, ReportIn, ReportOut, ReportsOut, ReturnIn
from network.sites.api.sites import PRINTABLE
from network.web.guards import allows
from network.web.listing import LONGEST_SEARCH, Direction, ListState
from network.web.problems import problems
from network.web.requests import HouseRequest
from network.web.versions import if_match, versioned

Version = NamedDependency[int | None]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}
Key = Literal["site", "name", "region", "state", "due_at", "timed_at", "remarks"]
Stage = Literal["submitted", "returned", "accepted", "open", "missing", "late"]


class SiteReportsApi(Controller):
    path = "/api/v1/sites/{code:str}/reports"
    tags = ["Monthly reports"]
    guards = [allows(Permission.READ_REPORTS)]

    @get(responses=problems(404))
    async def months(self, actor: NamedDependency[Actor], code: FromPath[str]) -> list[MonthOut]:
        """The months that a site owes reports for, the newest first, and how far each is."""
        return await site_months(actor, code, now())

    @get("/{month:str}", responses=problems(404, 409, 422))
    async def show(
        self, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str]
    ) -> Response[ReportOut]:
        """A site's report of a month such as 2026-07, and what the records know; a PUT is made from its ETag."""
        return await _report(actor, code, month)

    @put(
        "/{month:str}",
        guards=[allows(Permission.FILE_REPORTS)],
        dependencies=MATCHED,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def submit(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        month: FromPath[str],
        version: Version,
        data: JSONBody[ReportIn],
    ) -> Response[FiledOut]:
        """Submit the report of a month. What is in force already changes nothing: `outcome` is then `unchanged`.

        With 422 `fields` names each figure that cannot be (`figures.received`) or needs a sentence
        (`explanations.received`).
        """
        sent = sha256(await request.body()).hexdigest()
        filed = await submit(actor, code, Month.parse(month), data, version, now(), Handed(Way.API, "", sent))
        found = await report(actor, code, Month.parse(month), now())
        body = FiledOut(outcome=filed.outcome.value, revision=filed.revision, sha256=sent, report=found)
        return versioned(body, found.version)

    @post(
        "/{month:str}/accept",
        guards=[allows(Permission.DECIDE_REPORTS)],
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def accept(
        self, actor: NamedDependency[Actor], code: FromPath[str], month: FromPath[str], version: Version
    ) -> Response[ReportOut]:
        """Accept what was submitted."""
        await accept_report(actor, code, Month.parse(month), version, now())
        return await _report(actor, code, month)

    @post(
        "/{month:str}/return",
        guards=[allows(Permission.DECIDE_REPORTS)],
        dependencies=MATCHED,
        status_code=200,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def send_back(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        month: FromPath[str],
        version: Version,
        data: JSONBody[ReturnIn],
    ) -> Response[ReportOut]:
        """Send a report back, with reasons by figure or section of words."""
        await return_report(actor, code, Month.parse(month), version, data, now())
        return await _report(actor, code, month)


class ReportsApi(Controller):
    path = "/api/v1/reports"
    tags = ["Monthly reports"]
    guards = [allows(Permission.READ_REPORTS)]

    @get(responses=problems(422))
    async def reports(
        self,
        actor: NamedDependency[Actor],
        month: FromQuery[str],
        q: Annotated[str, QueryParameter(max_length=LONGEST_SEARCH, pattern=PRINTABLE)] = "",
        stage: FromQuery[Stage | None] = None,
        region: Annotated[str, QueryParameter(max_length=300, pattern=PRINTABLE)] = "",
        sort: FromQuery[Key] = "state",
        direction: FromQuery[Direction] = "ascending",
        page: Annotated[int, QueryParameter(ge=1, le=1_000_000)] = 1,
        size: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    ) -> ReportsOut:
        """The reports of a month owed by sites in reach. `stage`: how far, `missing` and `late` by the deadline."""
        filters = {"month": month, "state": stage or "", "region": region}
        state = ListState(REPORTS, q, sort, direction, page, size, filters=filters)
        return await list_reports(actor, Month.parse(month), state, now())


async def _report(actor: Actor, code: str, month: str) -> Response[ReportOut]:
    found = await report(actor, code, Month.parse(month), now())
    return versioned(found, found.version)
