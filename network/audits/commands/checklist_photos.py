"""Reference photos of checklists: how it should look, beside the question that asks for it."""

from datetime import datetime
from pathlib import Path

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, transaction
from network.foundation.evidence.errors import PhotoNeeded
from network.foundation.evidence.kinds import Kind
from network.foundation.evidence.taking import take
from network.foundation.trail import record as trail
from network.web.uploads import SentFile


async def add_reference_photo(actor: Actor, sent: SentFile, folder: Path, most_megabytes: int, at: datetime) -> str:
    """Keep a photo below `folder`; its fingerprint, by which questions name it. EvidenceRefused, EvidenceTooLarge.

    The same photo is kept once. It is drawn anew: nothing but its pixels is kept.
    """
    actor.require(Permission.CHANGE_CHECKLISTS)
    # Reading a photo takes long: no connection waits for it.
    found = await take(sent.blocks, folder, most_megabytes=most_megabytes)
    if found.kind is not Kind.PHOTO:
        raise PhotoNeeded()
    async with transaction(actor):
        added = await execute(
            "insert into checklist_photo (sha256, thumbnail, width, height, size, added_by, added_at)"
            " values ($1, $2, $3, $4, $5, $6, $7) on conflict (sha256) do nothing",
            found.sha256,
            found.thumbnail,
            found.width,
            found.height,
            found.size,
            actor.name,
            at,
        )
        if added == "INSERT 0 1":
            facts = {"sha256": found.sha256, "size": found.size}
            await trail.record(actor, "checklist.photo_added", f"checklist_photo:{found.sha256[:12]}", facts)
    return found.sha256
