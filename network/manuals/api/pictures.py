"""JSON: pictures that clauses show, handed in by who writes manuals."""

from dataclasses import dataclass

from litestar import Controller, post
from litestar.datastructures import UploadFile
from litestar.di import NamedDependency
from litestar.params import MultipartBody

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.files import shown_name
from network.foundation.settings import Settings
from network.manuals.commands.pictures import add_picture
from network.manuals.schemas.editions import PictureOut
from network.web.guards import allows
from network.web.problems import problems
from network.web.uploads import SentFile, blocks


@dataclass
class PictureForm:
    file: UploadFile


class ManualPicturesApi(Controller):
    path = "/api/v1/manual-pictures"
    tags = ["Manuals"]
    guards = [allows(Permission.WRITE_MANUALS)]

    @post(status_code=201, responses=problems(413, 422))
    async def add(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], data: MultipartBody[PictureForm]
    ) -> PictureOut:
        """Keep a picture. Clauses name it by the `sha256` of the answer; the same picture is kept once."""
        sent = SentFile(shown_name(data.file.filename), blocks(data.file))
        sha256 = await add_picture(actor, sent, settings.files, settings.photo_megabytes, now())
        return PictureOut(sha256=sha256)
