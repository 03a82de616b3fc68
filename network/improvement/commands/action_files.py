"""Adding files that show what was done about a finding, and taking them out again, until it is answered."""

from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.evidence.taking import take
from network.foundation.trail import record as trail
from network.improvement.commands.actions import locked_action
from network.improvement.errors.actions import ActionFileNotFound, ActionMoved, TooManyActionFiles
from network.improvement.rules.actions import ACTION_LABELS, OWED
from network.web.uploads import SentFile

MOST_FILES = 20


async def add_action_file(
    actor: Actor, code: str, action_id: UUID, sent: SentFile, folder: Path, most_megabytes: int, at: datetime
) -> UUID:
    """Put a photo or document to an action that is still to be answered, its bytes below `folder`; its id.

    SiteNotFound, ActionNotFound, ActionMoved, TooManyActionFiles, EvidenceRefused, EvidenceTooLarge.
    """
    actor.require(Permission.TAKE_ACTIONS)
    async with transaction(actor):
        await _taking(code, action_id)
    # Reading a photo takes long: no connection waits for it, and whether it is still wanted is asked again after.
    evidence = await take(sent.blocks, folder, most_megabytes=most_megabytes)
    async with transaction(actor):
        row, made = await _taking(code, action_id), uuid4()
        await execute(
            "insert into action_evidence (id, action, site, name, kind, media_type, sha256, thumbnail, size, added_by, "
            "added_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
            made,
            action_id,
            row["site"],
            sent.name,
            evidence.kind,
            evidence.media_type,
            evidence.sha256,
            evidence.thumbnail,
            evidence.size,
            actor.account,
            at,
        )
        facts = {"file": sent.name, "sha256": evidence.sha256}
        await trail.record(actor, "action.file_added", f"action:{action_id}", facts, site=row["site"])
    return made


async def remove_action_file(actor: Actor, code: str, action_id: UUID, file_id: UUID) -> None:
    """Take a file out again; the trail keeps that it was there.

    SiteNotFound, ActionNotFound, ActionMoved, ActionFileNotFound.
    """
    actor.require(Permission.TAKE_ACTIONS)
    async with transaction(actor):
        row = await _owed(code, action_id)
        gone = await fetch_row(
            "delete from action_evidence where action = $1 and id = $2 returning name as file, sha256",
            action_id,
            file_id,
        )
        if gone is None:
            raise ActionFileNotFound()
        await trail.record(actor, "action.file_removed", f"action:{action_id}", dict(gone), site=row["site"])


async def _owed(code: str, action_id: UUID) -> Record:
    row = await locked_action(code, action_id)
    if row["state"] not in OWED:
        raise ActionMoved(state=ACTION_LABELS[row["state"]])
    return row


async def _taking(code: str, action_id: UUID) -> Record:
    row = await _owed(code, action_id)
    if await fetch_value("select count(*) from action_evidence where action = $1", action_id) >= MOST_FILES:
        raise TooManyActionFiles(most=MOST_FILES)
    return row
