"""JSON: importing what people passed before."""

from dataclasses import dataclass
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath, MultipartBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.settings import Settings
from network.training.commands.record_uploads import handed_back, take_records, try_records
from network.training.queries.record_files import record_file
from network.training.schemas.record_files import RecordFileOut
from network.web.downloads import XLSX, download
from network.web.guards import allows
from network.web.problems import problems
from network.web.uploads import blocks


@dataclass(slots=True)
class RecordFileForm:
    """The multipart body of an upload."""

    file: UploadFile


class RecordUploadsApi(Controller):
    """Apart from a single one because a file is handed in here."""

    path = "/api/v1/training/import"
    tags = ["Training"]
    guards = [allows(Permission.TRAIN_SITES)]

    @post(responses=problems(413, 422))
    async def hand_in(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        data: MultipartBody[RecordFileForm],
    ) -> RecordFileOut:
        """Hand in a CSV or XLSX file and learn what it would add. Nothing changes before you confirm."""
        file = await try_records(actor, settings, data.file.filename, blocks(data.file), now())
        return await record_file(actor, file)


class RecordFilesApi(Controller):
    path = "/api/v1/training/import/{file:uuid}"
    tags = ["Training"]
    guards = [allows(Permission.TRAIN_SITES)]

    @get(responses=problems(404))
    async def show(self, actor: NamedDependency[Actor], file: FromPath[UUID]) -> RecordFileOut:
        """What a file would add, or has added."""
        return await record_file(actor, file)

    @get("/errors.xlsx", media_type=XLSX, responses=problems(404))
    async def errors(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], file: FromPath[UUID]
    ) -> Response[bytes]:
        """The failing rows as a workbook, with what is wrong in each; put right, it can be handed in as it is."""
        name, content = await handed_back(actor, settings, file)
        return download(name, content, XLSX)

    @post("/confirm", status_code=200, responses=problems(404, 409))
    async def confirm(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], file: FromPath[UUID]
    ) -> RecordFileOut:
        """Import the file for real."""
        await take_records(actor, settings, file, now())
        return await record_file(actor, file)
