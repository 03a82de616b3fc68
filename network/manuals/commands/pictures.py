"""Pictures that clauses show."""

from datetime import datetime
from pathlib import Path

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, transaction
from network.foundation.evidence.errors import PhotoNeeded
from network.foundation.evidence.kinds import Kind
from network.foundation.evidence.taking import take
from network.foundation.trail import record as trail
from network.web.uploads import SentFile


async def add_picture(actor: Actor, sent: SentFile, folder: Path, most_megabytes: int, at: datetime) -> str:
    """Keep a picture below `folder`; its fingerprint, by which clauses name it. EvidenceRefused, EvidenceTooLarge.

    The same picture is kept once. It is drawn anew: nothing but its pixels is kept.
    """
    actor.require(Permission.WRITE_MANUALS)
    # Reading a picture takes long: no connection waits for it.
    found = await take(sent.blocks, folder, most_megabytes=most_megabytes)
    if found.kind is not Kind.PHOTO:
        raise PhotoNeeded()
    async with transaction(actor):
        added = await execute(
            "insert into manual_image (sha256, width, height, size, added_by, added_at)"
            " values ($1, $2, $3, $4, $5, $6) on conflict (sha256) do nothing",
            found.sha256,
            found.width,
            found.height,
            found.size,
            actor.name,
            at,
        )
        if added == "INSERT 0 1":
            told = {"sha256": found.sha256, "size": found.size}
            await trail.record(actor, "manual.picture_added", f"manual_image:{found.sha256[:12]}", told)
    return found.sha256
