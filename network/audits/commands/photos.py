"""Taking in the photos of auditors, piece by piece. A hash is no right: who sent the bytes, has the photo.

The bytes are on disk before the row says so, and the file decides where to go on: after a crash the two may differ.
"""

import asyncio
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4
from weakref import WeakValueDictionary

from network.audits.commands.myself import myself
from network.audits.errors.photos import (
    NotAPhoto,
    PhotoCorrupt,
    PhotoRefused,
    PhotosWait,
    PhotoTooHeavy,
    PieceTooLarge,
    WrongOffset,
)
from network.audits.schemas.photos import PhotoStandingOut, Piece
from network.foundation import pieces
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, transaction
from network.foundation.evidence.errors import (
    EvidenceRefused,
    PhotoDamaged,
    PhotoMoves,
    PhotoTooLarge,
    Unreadable,
)
from network.foundation.evidence.kinds import KeptPhoto
from network.foundation.evidence.taking import take_photo

MEBIBYTE = 1 << 20
MOST_BYTES = 12 * MEBIBYTE
PIECE_BYTES = 256 * 1024
# A tablet may count its pieces a little differently.
_SLACK = 4096

# A photo that cannot be used, against something that is no photo at all.
_BAD_PHOTO = (PhotoDamaged, PhotoMoves, PhotoTooLarge, Unreadable)

# A photo waits so long for its turn. A tablet must be answered before it takes the line for dead (60 seconds): when a
# network was away and hundreds of them come back at once, the last would wait for minutes.
TURN_SECONDS = 15.0
# One more than are examined at once, so that none is waited for; and no more, so that whoever hands in a file by a form
# waits for few of them.
_AT_ONCE = 3

# Gone when nobody holds them, so that each event loop has its own.
_finishing: WeakValueDictionary[UUID, asyncio.Lock] = WeakValueDictionary()
_turns: WeakValueDictionary[str, asyncio.Semaphore] = WeakValueDictionary()

_MINE = """
select id, sha256, size, state, refusal from photo_upload where auditor = (select my_auditor()) and sha256 = $1
"""


async def photo_standing(actor: Actor, sha256: str, folder: Path, now: datetime) -> PhotoStandingOut:
    """How much of a photo of this auditor is here; one that has come whole when the server died is finished now.

    PhotoRefused, and all that `receive_piece` says of a photo that is complete.
    """
    actor.require(Permission.MAKE_VISITS)
    async with transaction(actor, read_only=True):
        await myself(actor)
        row = await fetch_row(_MINE, sha256)
    if row is None:
        return PhotoStandingOut(sha256=sha256, received=0, whole=False)
    if row["state"] == "refused":
        raise PhotoRefused(refusal=row["refusal"])
    received = row["size"] if row["state"] == "whole" else await asyncio.to_thread(pieces.length, _part(folder, row))
    return await _standing(actor, row, received, folder, now)


async def receive_piece(actor: Actor, sha256: str, piece: Piece, folder: Path, now: datetime) -> PhotoStandingOut:
    """Put the next piece of a photo behind what is here; with the last one the photo is examined and kept.

    PhotoTooHeavy, PieceTooLarge, WrongOffset; PhotoCorrupt when the bytes are not those of `sha256`; EvidenceRefused or
    NotAPhoto. A refused one may be sent again from its beginning. PhotosWait: it is here, and was not examined yet.
    """
    actor.require(Permission.MAKE_VISITS)
    if piece.length > MOST_BYTES:
        raise PhotoTooHeavy(most=MOST_BYTES // MEBIBYTE)
    if len(piece.content) > PIECE_BYTES + _SLACK:
        raise PieceTooLarge(most=PIECE_BYTES // 1024)
    async with transaction(actor):
        row = await _row(actor, sha256, piece, folder, now)
        received = row["size"]
        if row["state"] != "whole":
            received = await _append(_part(folder, row), row, piece)
    return await _standing(actor, row, received, folder, now)


async def _row(actor: Actor, sha256: str, piece: Piece, folder: Path, now: datetime) -> Record:
    """The row of this photo, locked: one piece is written at a time."""
    me = await myself(actor)
    await execute(
        "insert into photo_upload (id, auditor, sha256, size, received, state, started_at) "
        "values ($1, $2, $3, $4, 0, 'partial', $5) on conflict (auditor, sha256) do nothing",
        uuid4(),
        me.id,
        sha256,
        piece.length,
        now,
    )
    row = await fetch_row(f"{_MINE} for update", sha256)
    if row is None:
        raise WrongOffset(0)  # collected in this moment
    if row["state"] == "refused" or (row["state"] == "partial" and row["size"] != piece.length):
        return await _anew(actor, row, piece, folder, now)
    return row


async def _anew(actor: Actor, row: Record, piece: Piece, folder: Path, now: datetime) -> Record:
    """Begin again with a photo that was refused, or announced with another length."""
    if piece.offset:
        raise WrongOffset(0)
    await pieces.drop(_part(folder, row))
    await execute("delete from photo_upload where id = $1", row["id"])
    return await _row(actor, row["sha256"], piece, folder, now)


async def _append(part: Path, row: Record, piece: Piece) -> int:
    """How many bytes are here then. WrongOffset."""
    here = await asyncio.to_thread(pieces.length, part)
    if piece.offset != here or here + len(piece.content) > row["size"]:
        raise WrongOffset(here)
    if piece.content:
        await pieces.append(part, piece.content)
    received = here + len(piece.content)
    await execute("update photo_upload set received = $2 where id = $1", row["id"], received)
    return received


async def _standing(actor: Actor, row: Record, received: int, folder: Path, now: datetime) -> PhotoStandingOut:
    whole = row["state"] == "whole"
    if not whole and received == row["size"]:
        async with _turn(row["id"]):
            await _finish(actor, row["id"], folder, now)
        whole = True
    return PhotoStandingOut(sha256=row["sha256"], received=received, whole=whole)


@asynccontextmanager
async def _turn(upload: UUID) -> AsyncIterator[None]:
    """Decoding takes long: no connection waits for it, nobody does it twice, and few are at it. PhotosWait."""
    async with AsyncExitStack() as held:
        try:
            async with asyncio.timeout(TURN_SECONDS):
                await held.enter_async_context(_finishing.setdefault(upload, asyncio.Lock()))
                await held.enter_async_context(_turns.setdefault("photos", asyncio.Semaphore(_AT_ONCE)))
        except TimeoutError:
            raise PhotosWait() from None
        yield


async def _finish(actor: Actor, upload: UUID, folder: Path, now: datetime) -> None:
    async with transaction(actor, read_only=True):
        row = await fetch_row("select id, sha256, size, state, refusal from photo_upload where id = $1", upload)
    if row is None or row["state"] == "whole":
        return
    if row["state"] == "refused":
        raise PhotoRefused(refusal=row["refusal"])
    part = _part(folder, row)
    if (here := await asyncio.to_thread(pieces.length, part)) != row["size"]:
        raise WrongOffset(here)
    if await pieces.sha256_of(part) != row["sha256"]:
        await _forget(actor, row, part)
        raise PhotoCorrupt()
    try:
        photo = await take_photo(part, folder)
    except EvidenceRefused as refusal:
        await _refuse(actor, upload, part, refusal.code, now)
        if isinstance(refusal, _BAD_PHOTO):
            raise
        raise NotAPhoto() from refusal
    await _keep(actor, upload, part, photo, now)


async def _keep(actor: Actor, upload: UUID, part: Path, photo: KeptPhoto, now: datetime) -> None:
    async with transaction(actor):
        await execute(
            "update photo_upload set state = 'whole', received = size, finished_at = $2, media_type = $3, "
            "picture = $4, thumbnail = $5, width = $6, height = $7, fingerprint = $8 where id = $1",
            upload,
            now,
            photo.media_type,
            photo.picture,
            photo.thumbnail,
            photo.width,
            photo.height,
            photo.fingerprint,
        )
        # The bytes are kept elsewhere by now. Until the row was locked, a piece sent again may have begun another part.
        await pieces.drop(part)


async def _refuse(actor: Actor, upload: UUID, part: Path, code: str, now: datetime) -> None:
    async with transaction(actor):
        await execute(
            "update photo_upload set state = 'refused', refusal = $2, received = 0, finished_at = $3 where id = $1",
            upload,
            code,
            now,
        )
        await pieces.drop(part)


async def _forget(actor: Actor, row: Record, part: Path) -> None:
    async with transaction(actor):
        await execute("update photo_upload set received = 0 where id = $1", row["id"])
        await pieces.drop(part)


def _part(folder: Path, row: Record) -> Path:
    return pieces.part_of(folder, row["id"].hex)
