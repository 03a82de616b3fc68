"""JSON: files that a site adds to its appeals."""

from dataclasses import dataclass
from uuid import UUID

from litestar import Controller, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody

from network.audits.commands.appeal_files import AppealPlace, add_appeal_file
from network.audits.schemas.audits import AppealFileMade
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.files import shown_name
from network.foundation.settings import Settings
from network.web.guards import allows
from network.web.problems import problems
from network.web.uploads import SentFile, blocks


@dataclass
class AppealFileForm:
    file: UploadFile


class AppealFilesApi(Controller):
    """Apart from the others because files are handed in here."""

    path = "/api/v1/sites/{code:str}/audits/{audit_id:uuid}/appeals/{appeal_id:uuid}/files"
    tags = ["Audits"]
    guards = [allows(Permission.APPEAL_AUDITS)]

    @post(status_code=201, responses=problems(404, 409, 413, 422))
    async def add(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        audit_id: FromPath[UUID],
        appeal_id: FromPath[UUID],
        data: MultipartBody[AppealFileForm],
    ) -> AppealFileMade:
        """Add a photo or a document that shows what an open appeal says; at most three."""
        place = AppealPlace(code, audit_id, appeal_id)
        sent = SentFile(shown_name(data.file.filename), blocks(data.file))
        made = await add_appeal_file(actor, place, sent, settings.files, settings.photo_megabytes, now())
        return AppealFileMade(id=made)
