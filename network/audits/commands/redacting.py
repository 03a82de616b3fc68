"""Deciding what a site sees and reads of a visit, photo by photo and text by text, while it is in review."""

import json
from collections.abc import Sequence
from pathlib import Path
from uuid import UUID

from network.audits.commands.reviewing import locked_visit
from network.audits.errors.reviews import FilingPhotoNotFound, NotInReview, ReviewChanged, ReviewWrong
from network.audits.queries.visit_photos import photo_of
from network.audits.queries.visit_texts import written_in
from network.audits.rules.assignments import FilingState
from network.audits.rules.redaction import Box, Redaction, fingerprint
from network.audits.schemas.visits import BoxIn, PhotoDecisionIn, PhotoPlace, VisitTextsIn
from network.foundation import files
from network.foundation.access import Actor
from network.foundation.database import Record, execute, fetch_value, transaction
from network.foundation.evidence.kinds import KeptPhoto
from network.foundation.evidence.taking import blackened
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail

_DECIDE = """
update filing_photo p set redaction = $3, redacted = $4, redacted_thumbnail = $5, redactor = $6
from filing f where f.id = $1 and p.filing = f.id and p.number = f.current and p.id = $2 returning p.id
"""


async def decide_photo(actor: Actor, filing: UUID, photo: UUID, given: PhotoDecisionIn, folder: Path) -> None:
    """Show a photo, show it with parts black, or withhold it. What is blackened is a picture of its own, drawn anew.

    FilingNotFound, OwnVisitReviewed, NotInReview, FilingPhotoNotFound, ReviewWrong, EvidenceRefused.
    """
    _check(given)
    async with transaction(actor):
        await _in_review(actor, filing)
        place = await photo_of(filing, photo)
    # Drawing takes long: no connection waits for it.
    drawn = await _drawn(place, given.boxes, folder) if given.boxes else None
    async with transaction(actor):
        row = await _in_review(actor, filing)
        values = (given.decision, drawn.picture if drawn else None, drawn.thumbnail if drawn else None, actor.name)
        if await fetch_value(_DECIDE, filing, photo, *values) is None:
            raise FilingPhotoNotFound()
        facts = {"filing": filing, "photo": place.sha256, "question": place.question, "decision": given.decision}
        await trail.record(actor, "visit.photo_decided", f"visit:{row['assignment']}", facts, site=-row["site"])


async def decide_texts(actor: Actor, filing: UUID, given: VisitTextsIn) -> None:
    """Say what the site reads in place of each text that is named; the others stay as they were decided.

    FilingNotFound, OwnVisitReviewed, NotInReview; ReviewChanged when the visit was edited since it was read;
    ReviewWrong for a text that is not there.
    """
    async with transaction(actor):
        row = await _in_review(actor, filing)
        if given.number != row["current"]:
            raise ReviewChanged(version=row["version"])
        found = await written_in(filing)
        if unknown := sorted(given.texts.keys() - found.texts.keys()):
            raise ReviewWrong({unknown[0]: _("There is no such text in the visit as it stands now.")})
        kept = {key: {"text": each.text, "of": each.of} for key, each in found.decided.items() if key in found.texts}
        now = {key: {"text": text, "of": fingerprint(found.texts[key])} for key, text in given.texts.items()}
        await execute("update filing set redactions = $2 where id = $1", filing, json.dumps(kept | now))
        facts = {"filing": filing, "texts": sorted(now)}
        await trail.record(actor, "visit.texts_decided", f"visit:{row['assignment']}", facts, site=-row["site"])


def _check(given: PhotoDecisionIn) -> None:
    if given.decision is Redaction.WAITING:
        raise ReviewWrong({"decision": _("Say what the site may see of the photo.")})
    if given.decision is Redaction.REDACTED and not given.boxes:
        raise ReviewWrong({"boxes": _("Draw what is to be blackened, or give its place in per cent.")})
    if given.decision is not Redaction.REDACTED and given.boxes:
        raise ReviewWrong({"decision": _("Parts are marked to be blackened. Choose that, or take the marks off.")})


async def _in_review(actor: Actor, filing: UUID) -> Record:
    row = await locked_visit(actor, filing)
    if row["state"] != FilingState.IN_REVIEW:
        raise NotInReview()
    return row


async def _drawn(place: PhotoPlace, boxes: Sequence[BoxIn], folder: Path) -> KeptPhoto:
    marked = [Box(box.left, box.top, box.width, box.height) for box in boxes]
    rectangles = [box.pixels(place.width, place.height) for box in marked]
    return await blackened(files.kept(folder, place.picture), folder, rectangles)
