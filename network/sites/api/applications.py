"""JSON: applications, for the applicant who writes them and for headquarters that decides about them."""

from dataclasses import dataclass
from typing import Annotated, Literal
from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter
from litestar.response import File

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.files import shown_name
from network.foundation.settings import Settings
from network.sites.api.sites import BELOW, PRINTABLE
from network.sites.commands.applications import (
    change_application,
    create_application,
    submit_application,
    withdraw_application,
)
from network.sites.commands.applications_documents import add_document, remove_document
from network.sites.commands.applications_routing import take_step
from network.sites.commands.applications_steps import ask_for_evidence
from network.sites.lists.applications import APPLICATIONS
from network.sites.queries.applications import application, document_file, own_application
from network.sites.queries.applications_list import list_applications, own_applications
from network.sites.rules.applications import ApplicationState
from network.sites.schemas.applications import (
    ApplicationIn,
    ApplicationLineOut,
    ApplicationOut,
    ApplicationsOut,
    OwnStepIn,
    StepIn,
    SubmissionIn,
    WantsIn,
)
from network.web.evidence import evidence_answer
from network.web.guards import allows, signed_in
from network.web.listing import LONGEST_FILTER, LONGEST_SEARCH, Direction, ListState
from network.web.problems import problems
from network.web.uploads import SentFile, blocks
from network.web.versions import if_match, versioned

SEARCHED = "Part of a number or of a name."
SortKey = Literal["number", "site_name", "operator_name", "city", "region", "state", "since", "submitted_at", "total"]
Version = NamedDependency[int | None]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}


class OwnApplicationsApi(Controller):
    """An applicant's own."""

    path = "/api/v1/my-applications"
    tags = ["Applications"]
    guards = [allows(Permission.APPLY)]

    @get()
    async def own(self, actor: NamedDependency[Actor]) -> list[ApplicationLineOut]:
        """Your applications, the newest first."""
        return await own_applications(actor)

    @post(status_code=201, responses=problems(422))
    async def create(self, actor: NamedDependency[Actor], data: JSONBody[ApplicationIn]) -> Response[ApplicationOut]:
        """Begin a draft. It may lack anything."""
        return await _own(actor, await create_application(actor, data, now()), 201)

    @get("/{application_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], application_id: FromPath[UUID]) -> Response[ApplicationOut]:
        """One of yours: its state, its steps with their reasons, what is asked for and what has been handed in."""
        return await _own(actor, application_id)

    @put("/{application_id:uuid}", dependencies=MATCHED, responses=problems(404, 409, 412, 422, 428))
    async def change(
        self,
        actor: NamedDependency[Actor],
        application_id: FromPath[UUID],
        version: Version,
        data: JSONBody[ApplicationIn],
    ) -> Response[ApplicationOut]:
        """Keep a draft as it is now, all fields of it. If-Match names the version that you have read."""
        await change_application(actor, application_id, version, data)
        return await _own(actor, application_id)

    @post(
        "/{application_id:uuid}/steps",
        status_code=200,
        dependencies=MATCHED,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def step(
        self,
        actor: NamedDependency[Actor],
        application_id: FromPath[UUID],
        version: Version,
        data: JSONBody[OwnStepIn],
    ) -> Response[ApplicationOut]:
        """Submit your draft, or withdraw your application for good."""
        if isinstance(data, SubmissionIn):
            await submit_application(actor, application_id, version, now())
        else:
            await withdraw_application(actor, application_id, version, data.reason, now())
        return await _own(actor, application_id)

    @delete("/{application_id:uuid}/documents/{document_id:uuid}", status_code=200, responses=problems(404, 409))
    async def remove(
        self, actor: NamedDependency[Actor], application_id: FromPath[UUID], document_id: FromPath[UUID]
    ) -> Response[ApplicationOut]:
        """Take a document out of a draft."""
        await remove_document(actor, application_id, document_id, now())
        return await _own(actor, application_id)


@dataclass(slots=True)
class EvidenceForm:
    """A photo, a PDF or a document; for a criterion, or for the application as a whole."""

    file: UploadFile
    criterion: str = ""


class OwnEvidenceApi(Controller):
    """Apart because a file is handed in here."""

    path = "/api/v1/my-applications/{application_id:uuid}/documents"
    tags = ["Applications"]
    guards = [allows(Permission.APPLY)]

    @post(status_code=201, responses=problems(404, 409, 413, 422))
    async def add(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        application_id: FromPath[UUID],
        data: MultipartBody[EvidenceForm],
    ) -> Response[ApplicationOut]:
        """Hand in evidence. Photos are kept without what they tell of the camera and the place."""
        sent = SentFile(shown_name(data.file.filename), blocks(data.file))
        await add_document(actor, application_id, data.criterion, sent, settings.files, settings.photo_megabytes, now())
        return await _own(actor, application_id, 201)


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

    @post(
        "/{application_id:uuid}/steps",
        status_code=200,
        dependencies=MATCHED,
        responses=problems(404, 409, 412, 422, 428),
    )
    async def step(
        self, actor: NamedDependency[Actor], application_id: FromPath[UUID], version: Version, data: JSONBody[StepIn]
    ) -> Response[ApplicationOut]:
        """Bring it to its next state; which ones are open depends on the present one. Needs the right to select."""
        await take_step(actor, application_id, version, data, now())
        return await _submitted(actor, application_id)

    @post(
        "/{application_id:uuid}/wants",
        status_code=200,
        dependencies=MATCHED,
        responses=problems(404, 409, 412, 422, 428),
    )
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


async def _own(actor: Actor, application_id: UUID, status: int = 200) -> Response[ApplicationOut]:
    found = await own_application(actor, application_id)
    return versioned(found, found.version, status)


async def _submitted(actor: Actor, application_id: UUID) -> Response[ApplicationOut]:
    found = await application(actor, application_id)
    return versioned(found, found.version)
