"""The photos of a visit: whether all are here, and keeping where each belongs and what is odd about it."""

import json
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

from network.audits.commands.filing_content import Content
from network.audits.errors.filings import BadVisit, PhotosMissing
from network.audits.rules.checklists import VisitKind
from network.audits.rules.filings import Timing
from network.audits.rules.photos import ALIKE_BITS, Place, Shot, photo_signals
from network.audits.schemas.filings import FilingIn, PhotoIn
from network.foundation.database import Record, fetch, fetch_row, insert_many
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

_REFUSED = _("This file was refused as a photo. Take the photo again.")
_OTHER_SIZE = _("The photo that was sent has another size.")
_DEGREE = Decimal("0.00001")

_UPLOADS = """
select id, sha256, size, state, fingerprint from photo_upload
where auditor = (select my_auditor()) and sha256 = any ($1::text[])
"""
_ALIKE = "select fingerprint, filing from alike_photos($1::bigint[], $2) where filing <> $3"
_COLUMNS = (
    "id",
    "filing",
    "site",
    "number",
    "question",
    "place",
    "upload",
    "sha256",
    "taken_at",
    "latitude",
    "longitude",
    "accuracy",
    "mocked",
    "signals",
    "redaction",
    "redacted",
    "redacted_thumbnail",
    "redactor",
)

Uploads = Mapping[str, Record]


@dataclass(frozen=True, slots=True)
class Version:
    """Which version of which filing photos belong to."""

    filing: UUID
    site: int
    number: int


async def uploads_of(sent: FilingIn) -> Uploads:
    """What this auditor has handed in of the photos that are listed, by hash.

    BadVisit for one that was refused or has another size; PhotosMissing.
    """
    wanted = list(dict.fromkeys(photo.sha256 for photo in sent.photos))
    found = {row["sha256"]: row for row in await fetch(_UPLOADS, wanted)} if wanted else {}
    if wrong := _wrong(sent.photos, found):
        raise BadVisit(wrong)
    missing = [sha256 for sha256 in wanted if sha256 not in found or found[sha256]["state"] != "whole"]
    if missing:
        raise PhotosMissing(missing)
    return found


def _wrong(photos: Sequence[PhotoIn], found: Uploads) -> dict[str, Text]:
    wrong: dict[str, Text] = {}
    for number, photo in enumerate(photos):
        row = found.get(photo.sha256)
        if row is not None and row["state"] == "refused":
            wrong[f"photos.{number}.sha256"] = _REFUSED
        elif row is not None and row["state"] == "whole" and row["size"] != photo.size:
            wrong[f"photos.{number}.size"] = _OTHER_SIZE
    return wrong


async def keep_photos(of: Version, sent: FilingIn, content: Content, timing: Timing, uploads: Uploads) -> None:
    """Each photo of a version; what was blackened in the version before stays so."""
    if not sent.photos:
        return
    site, alike = await _site(of.site), await _alike(of.filing, uploads)
    redactions = await _redactions(of)
    on_site = content.checklist["kind"] != VisitKind.MYSTERY_CALL
    rows = []
    for photo in sent.photos:
        upload = uploads[photo.sha256]
        found = photo_signals(_shot(photo), timing, site, content.shown, alike[upload["fingerprint"]], on_site=on_site)
        rows.append((*_row(of, photo, upload["id"]), json.dumps(found), *redactions.get(photo.sha256, _WAITING)))
    await insert_many("filing_photo", _COLUMNS, rows)


_WAITING = ("waiting", None, None, None)


def _row(of: Version, photo: PhotoIn, upload: UUID) -> tuple[Any, ...]:
    place = _place(photo)
    return (
        uuid4(),
        of.filing,
        of.site,
        of.number,
        photo.question,
        photo.place,
        upload,
        photo.sha256,
        photo.taken_at,
        *(tuple(degrees.quantize(_DEGREE) for degrees in place) if place else (None, None)),
        None if photo.accuracy is None else round(photo.accuracy),
        photo.mocked,
    )


def _shot(photo: PhotoIn) -> Shot:
    return Shot(photo.question, photo.taken_at, _place(photo), photo.accuracy, photo.mocked)


def _place(photo: PhotoIn) -> Place | None:
    if photo.latitude is None or photo.longitude is None:
        return None
    return photo.latitude, photo.longitude


async def _site(site: int) -> Place | None:
    row = await fetch_row("select latitude, longitude from assigned_sites() where id = $1", site)
    if row is None or row["latitude"] is None or row["longitude"] is None:
        return None
    return row["latitude"], row["longitude"]


async def _alike(filing: UUID, uploads: Uploads) -> Mapping[int | None, set[str]]:
    """Fingerprint -> ids of other filings, of anybody, with a photo like it."""
    found: dict[int | None, set[str]] = defaultdict(set)
    prints = sorted({row["fingerprint"] for row in uploads.values() if row["fingerprint"] is not None})
    for row in await fetch(_ALIKE, prints, ALIKE_BITS, filing) if prints else []:
        found[row["fingerprint"]].add(str(row["filing"]))
    return found


async def _redactions(of: Version) -> Mapping[str, tuple[Any, ...]]:
    rows = await fetch(
        "select sha256, redaction, redacted, redacted_thumbnail, redactor from filing_photo "
        "where filing = $1 and number = $2",
        of.filing,
        of.number - 1,
    )
    return {row["sha256"]: tuple(row)[1:] for row in rows}
