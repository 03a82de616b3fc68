"""Putting material to a draft of a course, and taking it out again."""

from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, fetch_value, transaction
from network.foundation.evidence.taking import take
from network.foundation.trail import record as trail
from network.training.commands.courses import locked_draft
from network.training.errors.courses import CourseFileNotFound, TooManyCourseFiles
from network.training.schemas.course_versions import CourseVersion
from network.web.uploads import SentFile

MOST_FILES = 30


async def add_course_file(
    actor: Actor, key: str, number: int, sent: SentFile, folder: Path, most_megabytes: int, at: datetime
) -> UUID:
    """A file for those who learn, its bytes below `folder`; its id.

    CourseNotFound, CoursePublished, TooManyCourseFiles, EvidenceRefused, EvidenceTooLarge.
    """
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        await _taking(key, number)
    # Reading a photo takes long: no connection waits for it, and whether it is still wanted is asked again after.
    kept = await take(sent.blocks, folder, most_megabytes=most_megabytes)
    async with transaction(actor):
        draft, made = await _taking(key, number), uuid4()
        await execute(
            "insert into course_file (id, version, file_name, file_sha256, file_kind, file_type, file_size, "
            "thumbnail_sha256, added_by, added_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
            made,
            draft.id,
            sent.name,
            kept.sha256,
            kept.kind.value,
            kept.media_type,
            kept.size,
            kept.thumbnail,
            actor.name,
            at,
        )
        facts = {"file": sent.name, "sha256": kept.sha256}
        await trail.record(actor, "course.file_added", f"course:{key} {number}", facts)
    return made


async def remove_course_file(actor: Actor, key: str, number: int, file_id: UUID) -> None:
    """Take a file out of a draft again; versions that are published keep theirs.

    CourseNotFound, CoursePublished, CourseFileNotFound.
    """
    actor.require(Permission.CHANGE_COURSES)
    async with transaction(actor):
        draft = await locked_draft(key, number)
        gone = await fetch_row(
            "delete from course_file where version = $1 and id = $2 returning file_name as file, file_sha256 as sha256",
            draft.id,
            file_id,
        )
        if gone is None:
            raise CourseFileNotFound()
        await trail.record(actor, "course.file_removed", f"course:{key} {number}", dict(gone))


async def _taking(key: str, number: int) -> CourseVersion:
    draft = await locked_draft(key, number)
    if await fetch_value("select count(*) from course_file where version = $1", draft.id) >= MOST_FILES:
        raise TooManyCourseFiles(most=MOST_FILES)
    return draft
