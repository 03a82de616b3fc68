"""JSON: the photos that stand beside questions, handed in by who writes checklists and fetched by tablets."""

from dataclasses import dataclass

from litestar import Controller, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody
from litestar.response import File

from network.audits.commands.checklist_photos import add_reference_photo
from network.audits.queries.checklists import reference_photo
from network.audits.schemas.checklist_versions import ReferencePhotoOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.evidence.kinds import JPEG
from network.foundation.files import shown_name
from network.foundation.settings import Settings
from network.web.evidence import evidence_answer
from network.web.guards import allows
from network.web.problems import problems
from network.web.uploads import SentFile, blocks


class ReferencePhotosApi(Controller):
    path = "/api/v1/reference-photos"
    tags = ["Checklists"]
    guards = [allows(Permission.MAKE_VISITS)]

    @get("/{sha256:str}", responses=problems(404))
    async def photo(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], sha256: FromPath[str]
    ) -> File:
        """The photo that stands beside a question of a checklist that a tablet has on board."""
        return await evidence_answer(settings.files, await reference_photo(actor, sha256), JPEG, "photo.jpg")


@dataclass
class PhotoForm:
    file: UploadFile


class ReferencePhotoUploadsApi(Controller):
    """Apart from the other one because files are handed in here."""

    path = "/api/v1/reference-photos"
    tags = ["Checklists"]
    guards = [allows(Permission.CHANGE_CHECKLISTS)]

    @post(status_code=201, responses=problems(413, 422))
    async def add(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], data: MultipartBody[PhotoForm]
    ) -> ReferencePhotoOut:
        """Keep a photo. Questions name it by the `sha256` of the answer; the same photo is kept once."""
        sent = SentFile(shown_name(data.file.filename), blocks(data.file))
        sha256 = await add_reference_photo(actor, sent, settings.files, settings.photo_megabytes, now())
        return ReferencePhotoOut(sha256=sha256)
