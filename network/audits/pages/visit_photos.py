"""Pages: one photo of a visit: what its site sees of it. The file as it was sent is for headquarters alone."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from litestar import Controller, Response, get, post
from litestar.datastructures import FormMultiDict
from litestar.di import NamedDependency
from litestar.params import FromPath
from litestar.response import File, Redirect

from network.audits.commands.redacting import decide_photo
from network.audits.errors.reviews import FilingPhotoNotFound, NotInReview, OwnVisitReviewed, ReviewWrong
from network.audits.pages.visit_view import Reading
from network.audits.pages.visit_words import local
from network.audits.queries.visit import visit_detail
from network.audits.queries.visit_photos import visit_photo
from network.audits.rules.assignments import FilingState
from network.audits.rules.redaction import REDACTION_LABELS, Redaction
from network.audits.schemas.visits import PhotoDecisionIn, VisitDetail, VisitPhotoOut
from network.foundation.access import Actor, Permission
from network.foundation.clock import now
from network.foundation.evidence.kinds import JPEG
from network.foundation.i18n import Language, lazy
from network.foundation.i18n import gettext as _
from network.foundation.settings import Settings
from network.web.evidence import evidence_answer
from network.web.forms import read_as, summary, typed_values, wrong_fields
from network.web.guards import allows
from network.web.requests import HouseRequest
from network.web.templating import Page, page
from network.web.visit import visit_of

# Rows of the form: as many parts can be blackened with it at once.
ROWS = 6
SIDES = ("left", "top", "width", "height")
_FIELDS = tuple(f"{side}-{row}" for row in range(ROWS) for side in SIDES)
_REFUSALS = (ReviewWrong, NotInReview, OwnVisitReviewed)
_HELP = {
    Redaction.CLEAR: lazy("Nobody can be recognised on it: no face, no mirror, no handwriting, no ticket."),
    Redaction.REDACTED: lazy("Draw over what must not be seen, or give the places in per cent."),
    Redaction.WITHHELD: lazy("The site learns that there is no photo for it to see, and not why."),
}


class VisitPhotoPages(Controller):
    path = "/visits/{filing_id:uuid}/photos/{photo_id:uuid}"
    guards = [allows(Permission.REVIEW_VISITS)]

    @get()
    async def show(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        filing_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> Page:
        return await _page(request, actor, filing_id, photo_id)

    @post()
    async def decide(
        self,
        request: HouseRequest,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        filing_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> Response[Any]:
        form = await request.form()
        typed = typed_values(form, ("decision", *_FIELDS))
        try:
            given = {"decision": typed["decision"], "boxes": _boxes(form)}
            await decide_photo(actor, filing_id, photo_id, read_as(PhotoDecisionIn, given, ReviewWrong), settings.files)
        except _REFUSALS as refusal:
            return await _page(request, actor, filing_id, photo_id, typed, wrong_fields(refusal), refusal.status)
        return Redirect(f"/visits/{filing_id}?done=photo", status_code=303)

    @get("/picture")
    async def picture(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        filing_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> File:
        """Drawn anew from pixels."""
        found = await visit_photo(actor, filing_id, photo_id)
        return await evidence_answer(settings.files, found.picture, JPEG, f"{found.question}-{found.place}.jpg")

    @get("/thumbnail")
    async def thumbnail(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        filing_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> File:
        found = await visit_photo(actor, filing_id, photo_id)
        return await evidence_answer(settings.files, found.thumbnail, JPEG, f"{found.question}-{found.place}.jpg")

    @get("/redacted")
    async def redacted(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        filing_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> File:
        """With parts black, as the site sees it."""
        found = await visit_photo(actor, filing_id, photo_id)
        if found.redacted is None:
            raise FilingPhotoNotFound()
        return await evidence_answer(settings.files, found.redacted, JPEG, f"{found.question}-{found.place}.jpg")

    @get("/original")
    async def original(
        self,
        actor: NamedDependency[Actor],
        settings: NamedDependency[Settings],
        filing_id: FromPath[UUID],
        photo_id: FromPath[UUID],
    ) -> File:
        """As the tablet sent it, with all that is in it."""
        found = await visit_photo(actor, filing_id, photo_id)
        return await evidence_answer(
            settings.files, found.sha256, found.media_type, f"{found.question}-{found.place}.jpg"
        )


def _boxes(form: FormMultiDict) -> list[dict[str, str]]:
    """The rows in which anything was typed, while parts are to be blackened."""
    if form.get("decision") != Redaction.REDACTED:
        return []
    rows = [{side: str(form.get(f"{side}-{row}", "")).strip() for side in SIDES} for row in range(ROWS)]
    return [row for row in rows if any(row.values())]


async def _page(
    request: HouseRequest,
    actor: Actor,
    filing_id: UUID,
    photo_id: UUID,
    typed: Mapping[str, str] | None = None,
    wrong: Mapping[str, str] | None = None,
    status: int = 200,
) -> Page:
    found, spoken = await visit_detail(actor, filing_id, now()), visit_of(request).language
    photo = next((each for each in found.photos if each.id == photo_id), None)
    if photo is None:
        raise FilingPhotoNotFound()
    back, seen = f"/visits/{filing_id}", Reading(found, spoken).photo(photo)
    chosen = "" if photo.redaction == Redaction.WAITING else photo.redaction
    return page(
        "visit_photo.html",
        status=status,
        photo=seen,
        back=back,
        may_decide=found.state == FilingState.IN_REVIEW and not found.own,
        redacted=photo.redaction == Redaction.REDACTED,
        facts=_facts(found, photo, spoken),
        choices=[
            {"value": each.value, "label": str(REDACTION_LABELS[each]), "help": str(text)}
            for each, text in _HELP.items()
        ],
        decision=(typed or {}).get("decision", chosen),
        rows=[[(f"{side}-{row}", (typed or {}).get(f"{side}-{row}", "")) for side in SIDES] for row in range(ROWS)],
        wrong=wrong or {},
        errors=summary(wrong or {}),
        breadcrumbs=[
            {"label": _("Visits"), "href": "/visits"},
            {"label": found.name_in(spoken.code), "href": back},
            {"label": _("Photo"), "href": ""},
        ],
    )


def _facts(found: VisitDetail, photo: VisitPhotoOut, spoken: Language) -> list[dict[str, Any]]:
    place = None if photo.latitude is None else f"{photo.latitude}, {photo.longitude}"
    if place and photo.accuracy is not None:
        place = _("%(place)s, give or take %(metres)s m") % {"place": place, "metres": photo.accuracy}
    taken = local(found, photo.taken_at, spoken) if photo.taken_at else None
    unknown = _("The tablet did not say.")
    return [
        {"label": _("Taken, by the tablet’s clock"), "value": taken, "reason": unknown},
        {"label": _("Where it was taken"), "value": place, "reason": unknown},
        {"label": _("Decided by"), "value": photo.redactor, "reason": _("Nobody has decided yet.")},
    ]
