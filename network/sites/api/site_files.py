"""JSON: the files of sites, what is proposed, the staff, the documents, the history."""

from dataclasses import dataclass
from datetime import date
from typing import Annotated
from uuid import UUID

from litestar import Controller, Response, delete, get, patch, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency, Provide
from litestar.params import FromPath, FromQuery, JSONBody, MultipartBody, QueryParameter
from litestar.response import File

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.files import shown_name
from network.foundation.settings import Settings
from network.sites.commands.documents import add_document, remove_document
from network.sites.commands.proposals import accept_proposal, propose_changes, refuse_proposal, retract_proposal
from network.sites.commands.site_files import change_site_file
from network.sites.commands.staff import add_staff, change_staff_contact, end_staff
from network.sites.lists.proposals import PROPOSALS
from network.sites.queries.documents import document_file, list_documents
from network.sites.queries.history import site_history, site_on
from network.sites.queries.proposals import list_proposals, proposal_for_decision, proposals_of, site_proposal
from network.sites.queries.site_files import site_file
from network.sites.queries.staff import list_staff
from network.sites.rules.documents import DocumentKind
from network.sites.rules.proposals import ProposalState
from network.sites.schemas.documents import DocumentIn, DocumentOut
from network.sites.schemas.history import HistoryOut
from network.sites.schemas.proposals import DecisionIn, ProposalDecisionOut, ProposalIn, ProposalOut, ProposalsOut
from network.sites.schemas.site_files import SiteChangesIn, SiteFileOut
from network.sites.schemas.staff import StaffContactIn, StaffIn, StaffLeftIn, StaffOut
from network.web.evidence import evidence_answer
from network.web.guards import allows
from network.web.listing import ListState
from network.web.problems import problems
from network.web.uploads import SentFile, blocks
from network.web.versions import if_match, versioned

Version = NamedDependency[int | None]
MATCHED = {"version": Provide(if_match, sync_to_thread=False)}


class SiteFileApi(Controller):
    path = "/api/v1/sites/{code:str}"
    tags = ["Site files"]
    guards = [allows(Permission.READ_SITE_FILES)]

    @get("/file", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], code: FromPath[str]) -> Response[SiteFileOut]:
        """The file of a site; its ETag is what a change or a proposal is made from."""
        return await _file(actor, code)

    @patch(
        "/file",
        guards=[allows(Permission.CHANGE_SITE_FILES)],
        dependencies=MATCHED,
        responses=problems(404, 412, 422, 428),
    )
    async def change(
        self, actor: NamedDependency[Actor], code: FromPath[str], version: Version, data: JSONBody[SiteChangesIn]
    ) -> Response[SiteFileOut]:
        """Change the fields that you send; the others stay as they are."""
        await change_site_file(actor, code, version, data, now())
        return await _file(actor, code)

    @get("/proposals", responses=problems(404))
    async def proposals(self, actor: NamedDependency[Actor], code: FromPath[str]) -> list[ProposalOut]:
        """What was proposed for a site, and what became of it."""
        return await proposals_of(actor, code)

    @post(
        "/proposals",
        guards=[allows(Permission.PROPOSE_SITE_CHANGES)],
        dependencies=MATCHED,
        status_code=201,
        responses=problems(404, 412, 422, 428),
    )
    async def propose(
        self, actor: NamedDependency[Actor], code: FromPath[str], version: Version, data: JSONBody[ProposalIn]
    ) -> ProposalOut:
        """Ask headquarters to change the file of your site. If-Match names the version that you have read."""
        made = await propose_changes(actor, code, version, data, now())
        return await site_proposal(actor, code, made)

    @post(
        "/proposals/{proposal_id:uuid}/retract",
        guards=[allows(Permission.PROPOSE_SITE_CHANGES)],
        status_code=200,
        responses=problems(404, 409),
    )
    async def retract(
        self, actor: NamedDependency[Actor], code: FromPath[str], proposal_id: FromPath[UUID]
    ) -> ProposalOut:
        """Take back a proposal that nobody has decided yet."""
        await retract_proposal(actor, code, proposal_id, now())
        return await site_proposal(actor, code, proposal_id)

    @get("/history", responses=problems(404, 422))
    async def history(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        on: Annotated[date | None, QueryParameter(description="With all that was true on this day.")] = None,
    ) -> HistoryOut:
        """The periods in which region, operator, state and kind were the same, the oldest first."""
        periods = await site_history(actor, code)
        return HistoryOut(periods=periods, on_day=await site_on(actor, code, on) if on else None)


class StaffApi(Controller):
    path = "/api/v1/sites/{code:str}/staff"
    tags = ["Site files"]
    guards = [allows(Permission.MANAGE_STAFF)]

    @get(guards=[allows(Permission.READ_SITE_FILES)], responses=problems(404, 422))
    async def staff(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        on: Annotated[
            date | None, QueryParameter(description="Who was there on this day; everybody without it.")
        ] = None,
    ) -> list[StaffOut]:
        """Who works or worked at a site."""
        return await list_staff(actor, code, on)

    @post(status_code=201, responses=problems(404, 409, 422))
    async def add(self, actor: NamedDependency[Actor], code: FromPath[str], data: JSONBody[StaffIn]) -> list[StaffOut]:
        """Add somebody. The same name on the same days is refused unless `same_name` says that it is another person."""
        await add_staff(actor, code, data, now())
        return await list_staff(actor, code)

    @patch("/{staff_id:uuid}", responses=problems(404, 422))
    async def change(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        staff_id: FromPath[UUID],
        data: JSONBody[StaffContactIn],
    ) -> list[StaffOut]:
        """Correct how somebody is called and reached."""
        await change_staff_contact(actor, code, staff_id, data)
        return await list_staff(actor, code)

    @post("/{staff_id:uuid}/left", status_code=200, responses=problems(404, 422))
    async def leave(
        self, actor: NamedDependency[Actor], code: FromPath[str], staff_id: FromPath[UUID], data: JSONBody[StaffLeftIn]
    ) -> list[StaffOut]:
        """Enter somebody's last day."""
        await end_staff(actor, code, staff_id, data.to_on, now())
        return await list_staff(actor, code)


class DocumentApi(Controller):
    path = "/api/v1/sites/{code:str}/documents"
    tags = ["Site files"]
    guards = [allows(Permission.READ_SITE_FILES)]

    @get("/{document_id:uuid}", media_type="application/octet-stream", responses=problems(404))
    async def file(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        document_id: FromPath[UUID],
    ) -> File:
        """The bytes of one."""
        found = await document_file(actor, code, document_id)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)

    @delete(
        "/{document_id:uuid}",
        guards=[allows(Permission.CHANGE_SITE_FILES)],
        status_code=200,
        responses=problems(404),
    )
    async def remove(
        self, actor: NamedDependency[Actor], code: FromPath[str], document_id: FromPath[UUID]
    ) -> list[DocumentOut]:
        """Take a document out of the file. What is merely replaced stays by itself."""
        await remove_document(actor, code, document_id, now())
        return await list_documents(actor, code)


@dataclass(slots=True)
class DocumentForm:
    """A photo, a PDF, a Word or Excel document, and what it is."""

    file: UploadFile
    kind: DocumentKind
    title: str
    version: str = ""
    valid_from: date | None = None
    valid_to: date | None = None


class DocumentsApi(Controller):
    """Apart from a single one because files are handed in here."""

    path = "/api/v1/sites/{code:str}/documents"
    tags = ["Site files"]
    guards = [allows(Permission.READ_SITE_FILES)]

    @get(responses=problems(404))
    async def documents(self, actor: NamedDependency[Actor], code: FromPath[str]) -> list[DocumentOut]:
        """The documents of a site's file, in the order in which they were added."""
        return await list_documents(actor, code)

    @post(status_code=201, responses=problems(404, 409, 413, 422))
    async def add(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        data: MultipartBody[DocumentForm],
    ) -> list[DocumentOut]:
        """Put a document into the file of a site. Operators add all but contracts and price lists."""
        wanted = DocumentIn.read({name: getattr(data, name) for name in DocumentIn.model_fields})
        sent = SentFile(shown_name(data.file.filename), blocks(data.file))
        await add_document(actor, code, wanted, sent, settings.files, settings.photo_megabytes, now())
        return await list_documents(actor, code)


class ProposalsApi(Controller):
    path = "/api/v1/proposals"
    tags = ["Site files"]
    guards = [allows(Permission.CHANGE_SITE_FILES)]

    @get(responses=problems(422))
    async def proposals(
        self,
        actor: NamedDependency[Actor],
        stage: FromQuery[ProposalState | None] = None,
        page: Annotated[int, QueryParameter(ge=1, le=1_000_000)] = 1,
        size: Annotated[int, QueryParameter(ge=1, le=200)] = 50,
    ) -> ProposalsOut:
        """The proposals of the sites in your reach, those that wait first."""
        state = ListState(PROPOSALS, sort="state", page=page, size=size, filters={"state": stage or ""})
        return await list_proposals(actor, state)

    @get("/{proposal_id:uuid}", responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], proposal_id: FromPath[UUID]) -> ProposalDecisionOut:
        """A proposal beside what the file says now."""
        return await proposal_for_decision(actor, proposal_id)

    @post("/{proposal_id:uuid}/accept", status_code=200, responses=problems(404, 409, 422))
    async def accept(
        self, actor: NamedDependency[Actor], proposal_id: FromPath[UUID], data: JSONBody[DecisionIn]
    ) -> ProposalDecisionOut:
        """Apply exactly what was proposed; refused when a field is not any more as it was then."""
        await accept_proposal(actor, proposal_id, data.reason, now())
        return await proposal_for_decision(actor, proposal_id)

    @post("/{proposal_id:uuid}/refuse", status_code=200, responses=problems(404, 409, 422))
    async def refuse(
        self, actor: NamedDependency[Actor], proposal_id: FromPath[UUID], data: JSONBody[DecisionIn]
    ) -> ProposalDecisionOut:
        """Leave the file as it is. The operator reads the reason."""
        await refuse_proposal(actor, proposal_id, data.reason, now())
        return await proposal_for_decision(actor, proposal_id)


async def _file(actor: Actor, code: str) -> Response[SiteFileOut]:
    file = await site_file(actor, code)
    return versioned(file, file.version)
