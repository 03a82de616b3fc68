"""Pages: a corrective action; the site answers it, headquarters verifies it and looks at its effect."""

from typing import Any
from uuid import UUID

from litestar import Controller, Request, Response, get, post
from litestar.di import NamedDependency
from litestar.params import FromPath, FromQuery
from litestar.response import File, Redirect
from litestar.status_codes import HTTP_413_REQUEST_ENTITY_TOO_LARGE

from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.evidence.errors import EvidenceRefused, EvidenceTooLarge
from network.foundation.evidence.kinds import JPEG
from network.foundation.file_errors import FileGone
from network.foundation.settings import Settings
from network.improvement.commands.action_files import add_action_file, remove_action_file
from network.improvement.commands.actions import answer_action, judge_effect, return_action, verify_action
from network.improvement.commands.extensions import ask_for_time, decide_on_time
from network.improvement.errors.actions import AnswerWrong, DecisionWrong, ExtensionWrong, TooManyActionFiles
from network.improvement.pages.action_forms import ANSWER, EFFECT, TIME, VERDICT, WISH, Form, action_page
from network.improvement.pages.finding_words import action_path
from network.improvement.queries.findings import action_file
from network.improvement.schemas.findings import (
    AnswerIn,
    EffectIn,
    ExtensionDecisionIn,
    ExtensionIn,
    ReasonIn,
    VerificationIn,
)
from network.web.evidence import evidence_answer
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page
from network.web.uploads import FileMissing, sent_file

# In the address of a page to which somebody comes back whose file was too large.
TOO_LARGE = "size"
PATH = "/sites/{code:str}/actions/{action_id:uuid}"


class ActionPages(Controller):
    path = PATH
    guards = [allows(Permission.READ_ACTIONS)]

    @get()
    async def show(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        action_id: FromPath[UUID],
        done: FromQuery[str] = "",
        refused: FromQuery[str] = "",
    ) -> Page:
        """What was found, what is asked for and until when, what the site did, and what came of it."""
        refusal = EvidenceTooLarge(limit=settings.photo_megabytes) if refused == TOO_LARGE else None
        return await action_page(actor, code, action_id, refusal=refusal, done=done)

    @get("/files/{file_id:uuid}")
    async def file(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        action_id: FromPath[UUID],
        file_id: FromPath[UUID],
    ) -> File:
        """A photo to be looked at, everything else to be saved."""
        found = await action_file(actor, code, action_id, file_id)
        return await evidence_answer(settings.files, found.sha256, found.media_type, found.name)

    @get("/files/{file_id:uuid}/thumbnail")
    async def thumbnail(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        action_id: FromPath[UUID],
        file_id: FromPath[UUID],
    ) -> File:
        """The small picture of a photo; FileGone for what is none."""
        found = await action_file(actor, code, action_id, file_id)
        if found.thumbnail is None:
            raise FileGone()
        return await evidence_answer(settings.files, found.thumbnail, JPEG, found.name)


class ActionAnswerPages(Controller):
    path = PATH
    guards = [allows(Permission.TAKE_ACTIONS)]

    @post("/answer")
    async def answer(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], action_id: FromPath[UUID]
    ) -> Response[Any]:
        form = Form(ANSWER, await request.form())
        try:
            await answer_action(actor, code, action_id, form.read(AnswerIn, AnswerWrong), now())
        except Invalid as refusal:
            return await action_page(actor, code, action_id, form, refusal)
        return _back(code, action_id, "answered")

    @post("/extension")
    async def ask(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], action_id: FromPath[UUID]
    ) -> Response[Any]:
        """Ask for more time."""
        form = Form(WISH, await request.form())
        try:
            await ask_for_time(actor, code, action_id, form.read(ExtensionIn, ExtensionWrong), now())
        except Invalid as refusal:
            return await action_page(actor, code, action_id, form, refusal)
        return _back(code, action_id, "asked")

    @post("/files/{file_id:uuid}/remove")
    async def remove(
        self,
        actor: NamedDependency[Actor],
        code: FromPath[str],
        action_id: FromPath[UUID],
        file_id: FromPath[UUID],
    ) -> Redirect:
        await remove_action_file(actor, code, action_id, file_id)
        return _back(code, action_id, "removed")


def too_large(request: Request[Any, Any, Any], _error: Exception) -> Response[Any]:
    """To the page, which says so: the body was refused before it was read, so nothing is known but the address."""
    given = request.path_params
    return Redirect(f"{action_path(str(given['code']), given['action_id'])}?refused={TOO_LARGE}", status_code=303)


class ActionFilePages(Controller):
    """Apart from the others because files are handed in here."""

    path = f"{PATH}/files"
    guards = [allows(Permission.TAKE_ACTIONS)]
    exception_handlers = {HTTP_413_REQUEST_ENTITY_TOO_LARGE: too_large}

    @post()
    async def add(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        code: FromPath[str],
        action_id: FromPath[UUID],
    ) -> Response[Any]:
        try:
            sent = sent_file(await request.form())
            await add_action_file(actor, code, action_id, sent, settings.files, settings.photo_megabytes, now())
        except (FileMissing, EvidenceRefused, EvidenceTooLarge, TooManyActionFiles) as refusal:
            return await action_page(actor, code, action_id, refusal=refusal)
        return _back(code, action_id, "added")


class ActionDecisionPages(Controller):
    path = PATH
    guards = [allows(Permission.VERIFY_ACTIONS)]

    @post("/verdict")
    async def verdict(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], action_id: FromPath[UUID]
    ) -> Response[Any]:
        """Whether the answer is enough; what is sent back needs a reason."""
        form = Form(VERDICT, await request.form())
        try:
            if form.chosen("verdict", ("verified", "returned")) == "verified":
                await verify_action(actor, code, action_id, form.read(VerificationIn, DecisionWrong).note, now())
                return _back(code, action_id, "verified")
            reason = form.read(ReasonIn, DecisionWrong, {"note": "reason"}).reason
            await return_action(actor, code, action_id, reason, now())
        except Invalid as refusal:
            return await action_page(actor, code, action_id, form, refusal)
        return _back(code, action_id, "returned")

    @post("/effect")
    async def effect(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], action_id: FromPath[UUID]
    ) -> Response[Any]:
        """Whether it helped; what did not leads to the next action."""
        form = Form(EFFECT, await request.form())
        try:
            form.chosen("effective", ("yes", "no"))
            again = await judge_effect(actor, code, action_id, form.read(EffectIn, DecisionWrong), now())
        except Invalid as refusal:
            return await action_page(actor, code, action_id, form, refusal)
        return _back(code, again or action_id, "opened" if again else "closed")

    @post("/extension/decide")
    async def decide(
        self, request: HouseRequest, actor: NamedDependency[Actor], code: FromPath[str], action_id: FromPath[UUID]
    ) -> Response[Any]:
        """Grant more time or refuse it."""
        form = Form(TIME, await request.form())
        try:
            form.chosen("granted", ("yes", "no"))
            await decide_on_time(actor, code, action_id, form.read(ExtensionDecisionIn, DecisionWrong), now())
        except Invalid as refusal:
            return await action_page(actor, code, action_id, form, refusal)
        return _back(code, action_id, "decided")


def _back(code: str, action_id: UUID, done: str) -> Redirect:
    return Redirect(f"{action_path(code, action_id)}?done={done}", status_code=303)
