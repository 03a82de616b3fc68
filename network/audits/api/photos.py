"""JSON: photos from tablets, in pieces: a line that is cut at any byte is gone on with from there."""

from typing import Annotated

from litestar import Controller, Response, get, patch
from litestar.di import NamedDependency
from litestar.openapi.datastructures import ResponseSpec
from litestar.params import HeaderParameter, PathParameter

from network.audits.api.intake import REFUSALS, TURNS
from network.audits.commands.photos import photo_standing, receive_piece
from network.audits.errors.photos import PhotoNotHere
from network.audits.schemas.photos import PhotoStandingOut, Piece
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.settings import Settings
from network.web.guards import allows
from network.web.problems import problems
from network.web.refusals import UnsupportedContent
from network.web.requests import HouseRequest
from network.web.strict import is_plain

PIECE = "application/offset+octet-stream"

Sha256 = Annotated[str, PathParameter(pattern="^[0-9a-f]{64}$", description="Of the whole file, in small letters.")]
Offset = Annotated[int, HeaderParameter(name="upload-offset", ge=0, description="Where the bytes of the body begin.")]
Length = Annotated[int, HeaderParameter(name="upload-length", ge=1, description="Bytes of the whole photo.")]

_WHOLE = {201: ResponseSpec(None, description="All of it is here, and it is a photo.")}


class PhotosApi(Controller):
    """Bodies are pieces of files: see UPLOADS."""

    path = "/api/v1/photos/{sha256:str}"
    tags = ["Visits"]
    guards = [allows(Permission.MAKE_VISITS)]
    exception_handlers = REFUSALS

    @get(responses=problems(404, 415, 422, 503))
    async def standing(
        self, actor: NamedDependency[Actor], settings: NamedDependency[Settings], sha256: Sha256
    ) -> Response[PhotoStandingOut]:
        """Whether you have handed in this photo. HEAD asks the same. With 404 `Upload-Offset` says where to go on."""
        found = await photo_standing(actor, sha256, settings.files, now())
        if not found.whole:
            raise PhotoNotHere(found.received)
        return Response(found, headers={"upload-offset": str(found.received)})

    @patch(status_code=204, responses=_WHOLE | problems(404, 409, 413, 415, 422, 429, 503))
    async def take(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        sha256: Sha256,
        offset: Offset,
        length: Length,
    ) -> Response[None]:
        """Send the next piece, 256 kB at most, as `application/offset+octet-stream`. 201 with the last one.

        With 409 `Upload-Offset` says where to go on. An empty piece at the end asks for the photo to be examined; so
        does HEAD, which is what to do after 503.
        """
        if request.content_type[0].lower() != PIECE or not is_plain(request):
            raise UnsupportedContent(expected=PIECE)
        with TURNS.passing(actor.account):
            piece = Piece(offset, length, await request.body())
            found = await receive_piece(actor, sha256, piece, settings.files, now())
        status = 201 if found.whole else 204
        return Response(None, status_code=status, headers={"upload-offset": str(found.received)})
