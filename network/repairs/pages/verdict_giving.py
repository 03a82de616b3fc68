"""Pages: giving a verdict, with photos of what was seen; and the photos themselves."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.datastructures import FormMultiDict, UploadFile
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import File, Redirect
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.evidence.errors import EvidenceRefused, EvidenceTooLarge, PhotoNeeded
from network.foundation.evidence.kinds import JPEG, Evidence, Kind
from network.foundation.evidence.taking import take
from network.foundation.i18n import lazy as _
from network.foundation.settings import Settings
from network.repairs.commands.inspections import inspect_return, retest_return
from network.repairs.errors.inspections import VerdictWrong
from network.repairs.lists_returns import PATH
from network.repairs.pages.inspections import TYPED, unit_page
from network.repairs.queries.inspections import unit
from network.repairs.queries.photos import photo_file
from network.repairs.rules.inspections import MOST_PHOTOS
from network.repairs.schemas.inspections import VerdictIn
from network.web.evidence import evidence_answer
from network.web.forms import read_as, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.uploads import blocks


def too_large(request: Request[Any, Any, Any], _error: Exception) -> Response[Any]:
    """The body was refused before it was read: the page of the unit says so at the field of the photos."""
    return Redirect(f"{PATH}/{request.path_params['return_id']}?too_large=true", status_code=303)


class VerdictGivingPages(Controller):
    """Its bodies hold photos: `network.app` lets them be as large as those of one verdict may be."""

    path = PATH + "/{return_id:uuid}"
    guards = [allows(Permission.INSPECT_RETURNS)]
    exception_handlers = {HTTP_413_REQUEST_ENTITY_TOO_LARGE: too_large}

    @post("/inspect")
    async def inspect(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        return_id: FromPath[UUID],
    ) -> Response[Any]:
        await unit(actor, return_id)
        form = await request.form()
        typed = typed_values(form, TYPED)
        try:
            given = read_as(VerdictIn, typed, VerdictWrong)
            photos = await _photos(form, settings)
            done = await inspect_return(actor, return_id, given, now(), settings.retest_percent, photos=photos)
        except Invalid as refusal:
            return await unit_page(request, actor, return_id, typed=typed, wrong=wrong_fields(refusal))
        return Redirect(f"{PATH}/{return_id}?done={'inspected' if done.open else 'tested'}", status_code=303)

    @post("/retest")
    async def retest(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        return_id: FromPath[UUID],
    ) -> Response[Any]:
        await unit(actor, return_id)
        form = await request.form()
        typed = typed_values(form, TYPED)
        try:
            given = read_as(VerdictIn, typed, VerdictWrong)
            await retest_return(actor, return_id, given, now(), await _photos(form, settings))
        except Invalid as refusal:
            return await unit_page(request, actor, return_id, typed=typed, wrong=wrong_fields(refusal))
        return Redirect(f"{PATH}/{return_id}?done=retested", status_code=303)


class FindingPhotoPages(Controller):
    """For HQ, and for the site that the unit came from."""

    path = "/sites/{code:str}/returns/{return_id:uuid}/photos/{photo_id:uuid}"
    guards = [allows(Permission.READ_RECORDS)]

    @get()
    async def photo(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        return_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> File:
        found = await photo_file(actor, code, return_id, photo_id)
        return await evidence_answer(settings.files, found.sha256, JPEG, found.name)

    @get("/thumbnail")
    async def thumbnail(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        return_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> File:
        found = await photo_file(actor, code, return_id, photo_id)
        return await evidence_answer(settings.files, found.thumbnail_sha256, JPEG, found.name)


async def _photos(form: FormMultiDict, settings: Settings) -> list[Evidence]:
    """The photos of the form, taken in their order. VerdictWrong, which says so at their field."""
    files = [file for file in form.getall("photos", []) if isinstance(file, UploadFile) and file.filename]
    if len(files) > MOST_PHOTOS:
        raise VerdictWrong({"photos": _("At most six photos are taken for a verdict.")})
    try:
        taken = [await take(blocks(file), settings.files, most_megabytes=settings.photo_megabytes) for file in files]
    except (EvidenceRefused, EvidenceTooLarge) as refusal:
        raise VerdictWrong({"photos": refusal.text()}) from refusal
    if any(each.kind is not Kind.PHOTO for each in taken):
        raise VerdictWrong({"photos": PhotoNeeded().text()})
    return taken
