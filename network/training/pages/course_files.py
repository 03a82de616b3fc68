"""Pages: the material of a course, to be taken away and, in a draft, to be added."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import File, Redirect
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import ServicemarkError
from network.foundation.evidence.errors import EvidenceRefused, EvidenceTooLarge
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.training.commands.course_files import add_course_file, remove_course_file
from network.training.errors.courses import TooManyCourseFiles
from network.training.pages.course_words import brief, course_path, trail_to
from network.training.queries.courses import course_file, read_version
from network.web.evidence import evidence_answer
from network.web.forms import summary, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.uploads import FileMissing, sent_file

PATH = "/courses/{course_key:str}/versions/{number:int}/files"
CHANGES = [allows(Permission.CHANGE_COURSES)]


class CourseFilePages(Controller):
    path = PATH
    guards = [allows(Permission.READ_COURSES)]

    @get("/{file_id:uuid}")
    async def file(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        course_key: FromPath[str],
        number: FromPath[int],
        file_id: FromPath[UUID],
    ) -> File:
        """A photo to be looked at, everything else to be saved."""
        found = await course_file(actor, course_key, number, file_id)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)

    @get("/new", guards=CHANGES)
    async def form(self, actor: NamedDependency[Actor], course_key: FromPath[str], number: FromPath[int]) -> Page:
        return await _form(actor, course_key, number)

    @post("/{file_id:uuid}/remove", guards=CHANGES)
    async def remove(
        self,
        actor: NamedDependency[Actor],
        course_key: FromPath[str],
        number: FromPath[int],
        file_id: FromPath[UUID],
    ) -> Redirect:
        await remove_course_file(actor, course_key, number, file_id)
        return _back(course_key, number)


def too_large(request: Request[Any, Any, Any], _error: Exception) -> Response[Any]:
    """To the form: the body was refused before it was read, so nothing is known but the address."""
    given = request.path_params
    return Redirect(course_path(str(given["course_key"]), "versions", given["number"], "files", "new"), status_code=303)


class CourseFileUploads(Controller):
    """Apart from the others because files are handed in here."""

    path = PATH
    guards = CHANGES
    exception_handlers = {HTTP_413_REQUEST_ENTITY_TOO_LARGE: too_large}

    @post()
    async def add(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        course_key: FromPath[str],
        number: FromPath[int],
    ) -> Response[Any]:
        try:
            sent = sent_file(await request.form())
            await add_course_file(actor, course_key, number, sent, settings.files, settings.photo_megabytes, now())
        except (FileMissing, EvidenceRefused, EvidenceTooLarge, TooManyCourseFiles) as refusal:
            return await _form(actor, course_key, number, refusal)
        return _back(course_key, number)


def _back(key: str, number: int) -> Redirect:
    return Redirect(course_path(key, "versions", number, "edit") + "#files", status_code=303)


async def _form(actor: Actor, key: str, number: int, refusal: ServicemarkError | None = None) -> Page:
    found = await read_version(actor, key, number)
    wrong = {"file": refusal.text()} if refusal and not wrong_fields(refusal).get("file") else wrong_fields(refusal)
    return page(
        "course_file.html",
        status=refusal.status if refusal else 200,
        **brief(found),
        wrong=wrong,
        errors=summary(wrong),
        breadcrumbs=trail_to(found, _("Add a file")),
    )
