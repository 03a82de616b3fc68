"""JSON: the applications of an applicant."""

from dataclasses import dataclass
from uuid import UUID

from litestar import Controller, Response, delete, get, post, put
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, JSONBody, MultipartBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.files import shown_name
from network.foundation.settings import Settings
from network.sites.api.applications import MATCHED, REFUSED, Version
from network.sites.commands.applications import (
    change_application,
    create_application,
    submit_application,
    withdraw_application,
)
from network.sites.commands.applications_documents import add_document, remove_document
from network.sites.queries.applications import own_application
from network.sites.queries.applications_list import own_applications
from network.sites.schemas.applications import ApplicationIn, ApplicationLineOut, ApplicationOut, WithdrawalIn
from network.web.guards import allows
from network.web.problems import problems
from network.web.uploads import SentFile, blocks
from network.web.versions import versioned


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

    @put("/{application_id:uuid}", dependencies=MATCHED, responses=REFUSED)
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

    @post("/{application_id:uuid}/submission", status_code=200, dependencies=MATCHED, responses=REFUSED)
    async def submit(
        self, actor: NamedDependency[Actor], application_id: FromPath[UUID], version: Version
    ) -> Response[ApplicationOut]:
        """Hand your draft to headquarters. What is missing is named all at once."""
        await submit_application(actor, application_id, version, now())
        return await _own(actor, application_id)

    @post("/{application_id:uuid}/withdrawal", status_code=200, dependencies=MATCHED, responses=REFUSED)
    async def withdraw(
        self,
        actor: NamedDependency[Actor],
        application_id: FromPath[UUID],
        version: Version,
        data: JSONBody[WithdrawalIn],
    ) -> Response[ApplicationOut]:
        """Take your application back for good."""
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


async def _own(actor: Actor, application_id: UUID, status: int = 200) -> Response[ApplicationOut]:
    found = await own_application(actor, application_id)
    return versioned(found, found.version, status)
