"""JSON: applications, for headquarters that decides about them."""

from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, QueryParameter
from litestar.response import File

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.settings import Settings
from network.sites.api.sites import BELOW, PRINTABLE
from network.sites.commands.applications_routing import take_step
from network.sites.commands.applications_steps import ask_for_evidence
from network.sites.lists.applications import APPLICATIONS
from network.sites.queries.applications import application, document_file
from network.sites.queries.applications_list import list_applications
from network.sites.rules.applications import ApplicationState
from network.sites.schemas.applications import (
    ApplicationOut,
    ApplicationsOut,
    ApprovalIn,
    ContractIn,
    FinishIn,
    OpeningIn,
    RejectionIn,
    ReviewIn,
    StepIn,
    VisitIn,
    WantsIn,
)
from network.web.evidence import evidence_answer
from network.web.guards import allows, signed_in
from network.web.listing import LONGEST_FILTER, LONGEST_SEARCH, Direction, ListState
from network.web.problems import problems
from network.web.versions import if_match, versioned

SEARCHED = "Part of a number or of a name."
SortKey = Literal["number", "site_name", "operator_name", "city", "region", "state", "since", "submitted_at", "total"]
Version = NamedDependency[int | None]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}
REFUSED = problems(404, 409, 412, 422, 428)


class ApplicationsApi(Controller):
    path = "/api/v1/applications"
    tags = ["Applications"]
    guards = [allows(Permission.READ_APPLICATIONS)]

    @get(responses=problems(422))
    async def applications(
        self,
        actor: NamedDependency[Actor],
        q: Annotated[str, QueryParameter(max_length=LONGEST_SEARCH, pattern=PRINTABLE, description=SEARCHED)] = "",
        stage: FromQuery[ApplicationState | None] = None,
        region: Annotated[str, QueryParameter(max_length=LONGEST_FILTER, pattern=PRINTABLE, description=BELOW)] = "",
        city: Annotated[str, QueryParameter(max_length=LONGEST_FILTER, pattern=PRINTABLE)] = "",
        sort: FromQuery[SortKey] = "since",
        direction: FromQuery[Direction] = "descending",
        page: Annotated[int, QueryParameter(ge=1, le=1_000_000)] = 1,
        size: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    ) -> ApplicationsOut:
        """The applications that were submitted in your regions."""
        filters = {"state": stage or "", "region": region, "city": city}
        shown = ListState(APPLICATIONS, q=q, sort=sort, direction=direction, page=page, size=size, filters=filters)
        return await list_applications(actor, shown)

    @get("/{application_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], application_id: FromPath[UUID]) -> Response[ApplicationOut]:
        """One application, with its steps and what was handed in."""
        return await _submitted(actor, application_id)


class ApplicationStepsApi(Controller):
    """Each step brings an application to its next state; which one is open depends on the present one."""

    path = "/api/v1/applications/{application_id:uuid}"
    tags = ["Applications"]
    guards = [allows(Permission.SELECT_SITES)]
    dependencies = MATCHED

    @post("/review", status_code=200, responses=REFUSED)
    async def review(
        self, actor: NamedDependency[Actor], application_id: FromPath[UUID], version: Version, data: JSONBody[ReviewIn]
    ) -> Response[ApplicationOut]:
        """Begin the desk review, assessed by two people independently of each other."""
        return await _stepped(actor, application_id, version, data)

    @post("/visit", status_code=200, responses=REFUSED)
    async def visit(
        self, actor: NamedDependency[Actor], application_id: FromPath[UUID], version: Version, data: JSONBody[VisitIn]
    ) -> Response[ApplicationOut]:
        """The papers are in order; the place is visited."""
        return await _stepped(actor, application_id, version, data)

    @post("/approval", status_code=200, responses=REFUSED)
    async def approve(
        self,
        actor: NamedDependency[Actor],
        application_id: FromPath[UUID],
        version: Version,
        data: JSONBody[ApprovalIn],
    ) -> Response[ApplicationOut]:
        """Decide that the site may join: whoever has assessed it may not."""
        return await _stepped(actor, application_id, version, data)

    @post("/rejection", status_code=200, responses=REFUSED)
    async def reject(
        self,
        actor: NamedDependency[Actor],
        application_id: FromPath[UUID],
        version: Version,
        data: JSONBody[RejectionIn],
    ) -> Response[ApplicationOut]:
        """Turn it down for good."""
        return await _stepped(actor, application_id, version, data)

    @post("/contract", status_code=200, responses=REFUSED)
    async def contract(
        self,
        actor: NamedDependency[Actor],
        application_id: FromPath[UUID],
        version: Version,
        data: JSONBody[ContractIn],
    ) -> Response[ApplicationOut]:
        """The contract is signed: the site comes to be, listed but not open."""
        return await _stepped(actor, application_id, version, data)

    @post("/opening", status_code=200, responses=REFUSED)
    async def open(
        self, actor: NamedDependency[Actor], application_id: FromPath[UUID], version: Version, data: JSONBody[OpeningIn]
    ) -> Response[ApplicationOut]:
        """All is in place: the site is active from the day it opened."""
        return await _stepped(actor, application_id, version, data)

    @post("/certificate", status_code=200, responses=REFUSED)
    async def finish(
        self, actor: NamedDependency[Actor], application_id: FromPath[UUID], version: Version, data: JSONBody[FinishIn]
    ) -> Response[ApplicationOut]:
        """The site holds its first certificate, and the application has come to its end."""
        return await _stepped(actor, application_id, version, data)

    @post("/wants", status_code=200, responses=REFUSED)
    async def want(
        self, actor: NamedDependency[Actor], application_id: FromPath[UUID], version: Version, data: JSONBody[WantsIn]
    ) -> Response[ApplicationOut]:
        """Ask the applicant for more evidence."""
        await ask_for_evidence(actor, application_id, version, data.wants, now())
        return await _submitted(actor, application_id)


class ApplicationDocumentsApi(Controller):
    path = "/api/v1/application-documents"
    tags = ["Applications"]
    guards = [signed_in]

    @get("/{document_id:uuid}", media_type="application/octet-stream", responses=problems(404))
    async def download(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], document_id: FromPath[UUID]
    ) -> File:
        """A document of an application that you wrote, assess or decide about."""
        found = await document_file(actor, document_id)
        return await evidence_answer(settings.files, found.sha256, found.document.media_type, found.document.name)


async def _stepped(actor: Actor, application_id: UUID, version: int | None, step: StepIn) -> Response[ApplicationOut]:
    await take_step(actor, application_id, version, step, now())
    return await _submitted(actor, application_id)


async def _submitted(actor: Actor, application_id: UUID) -> Response[ApplicationOut]:
    found = await application(actor, application_id)
    return versioned(found, found.version)
