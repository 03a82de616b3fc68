"""Photos that were handed in and never used for a visit are not kept for ever."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path

from network.foundation import files, pieces
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction

UNUSED_FOR = timedelta(days=30)

# Where names of kept files stand: the same bytes are kept once, whoever has handed them in.
NAMING = {
    "photo_upload": ("sha256", "picture", "thumbnail"),
    "filing_photo": ("sha256", "redacted", "redacted_thumbnail"),
    "audit_photo": ("picture", "thumbnail"),
    "appeal_file": ("sha256", "thumbnail"),
    "checklist_photo": ("sha256", "thumbnail"),
    "action_evidence": ("sha256", "thumbnail"),
    "inspection_photo": ("file_sha256", "thumbnail_sha256"),
    "certification_evidence": ("file_sha256", "thumbnail_sha256"),
    "application_document": ("file_sha256", "thumbnail_sha256"),
    "site_document": ("file_sha256", "thumbnail_sha256"),
    "report_receipt": ("sha256",),
    "manual_image": ("sha256",),
    "acknowledgement_sheet": ("file_sha256", "thumbnail_sha256"),
    "course_file": ("file_sha256", "thumbnail_sha256"),
    "certificate_claim": ("file_sha256", "thumbnail_sha256"),
    "import_file": ("sha256",),
    "challenge_file": ("sha256", "thumbnail"),
    "complaint": ("file_sha256",),
    "price_list": ("sha256",),
}
_NAMED = " union ".join(
    f"select {column}::text as name from {table} where {column} = any ($1::text[])"
    for table, columns in NAMING.items()
    for column in columns
)


async def collect_unused_photos(actor: Actor, folder: Path, at: datetime) -> int:
    """Forget photos, and parts of some, that no visit has used within 30 days; how many. For the work of the day.

    Their files below `folder` go after the rows have: a server that dies between leaves files that nobody names. So
    does a database that dies behind a first piece: its row is undone and the piece is not. Such a part goes by its age.
    """
    actor.require(Permission.MANAGE_AUDITORS)
    async with transaction(actor):
        rows = await fetch("select upload, sha256, picture, thumbnail from collect_photos($1)", at - UNUSED_FOR)
        names = {name for row in rows for name in (row["sha256"], row["picture"], row["thumbnail"]) if name}
        used = {row["name"] for row in await fetch(_NAMED, sorted(names))} if names else set()
    parts = [pieces.part_of(folder, row["upload"].hex) for row in rows]
    await asyncio.to_thread(_remove, folder, names - used, parts, at)
    await pieces.sweep(folder, older_than=at - UNUSED_FOR)
    return len(rows)


def _remove(folder: Path, names: Iterable[str], parts: Iterable[Path], at: datetime) -> None:
    for part in parts:
        part.unlink(missing_ok=True)
    for name in names:
        files.discard(folder, name, older_than=at - timedelta(days=1))
