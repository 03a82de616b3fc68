"""Files that a site adds to its appeals: photos and documents that show what it says."""

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from network.audits.errors.appeals import AppealFull, AppealIsOver, AppealNotFound
from network.audits.rules.appeals import MOST_FILES
from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_value, transaction
from network.foundation.evidence.kinds import Evidence
from network.foundation.evidence.taking import take
from network.foundation.trail import record as trail
from network.sites.queries.sites import site_row
from network.web.uploads import SentFile

_ADD = """
insert into appeal_file (id, appeal, site, name, kind, media_type, sha256, thumbnail, size, added_at)
values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
"""
_APPEAL = "select id from audit_appeal where id = $1 and audit = $2 and site = $3"
# Row security locks for a site none but those that are open.
_OPEN = "select id from audit_appeal where id = $1 and state = 'open' for update"


@dataclass(frozen=True, slots=True)
class SentEvidence:
    """A file that was taken as evidence, and what its sender calls it."""

    name: str
    file: Evidence


@dataclass(frozen=True, slots=True)
class AppealPlace:
    """Where an appeal is: at which site, about which audit."""

    code: str
    audit: UUID
    appeal: UUID


async def add_appeal_file(
    actor: Actor, place: AppealPlace, sent: SentFile, folder: Path, most_megabytes: int, at: datetime
) -> UUID:
    """Put a photo or document to an appeal that is not decided, its bytes below `folder`; its id.

    SiteNotFound, AppealNotFound, AppealIsOver, AppealFull, EvidenceRefused, EvidenceTooLarge.
    """
    actor.require(Permission.APPEAL_AUDITS)
    async with transaction(actor):
        await _taking(place)
    # Reading a photo takes long: no connection waits for it, and whether it is still wanted is asked again after.
    evidence = await take(sent.blocks, folder, most_megabytes=most_megabytes)
    async with transaction(actor):
        site = await _taking(place)
        made = await keep_appeal_file(place.appeal, site, SentEvidence(sent.name, evidence), at)
        facts = {"file": sent.name, "sha256": evidence.sha256}
        await trail.record(actor, "appeal.file_added", f"appeal:{place.appeal}", facts, site=site)
    return made


async def keep_appeal_file(appeal: UUID, site: int, sent: SentEvidence, at: datetime) -> UUID:
    """Inside a transaction: its id."""
    made, kept = uuid4(), sent.file
    about = (sent.name, kept.kind, kept.media_type, kept.sha256, kept.thumbnail, kept.size)
    await execute(_ADD, made, appeal, site, *about, at)
    return made


async def _taking(place: AppealPlace) -> int:
    """The site of the appeal, which is locked: while it is open and has not got all the files that it may have."""
    site = await site_row(place.code)
    if await fetch_value(_APPEAL, place.appeal, place.audit, site["id"]) is None:
        raise AppealNotFound()
    if await fetch_value(_OPEN, place.appeal) is None:
        raise AppealIsOver()
    if await fetch_value("select count(*) from appeal_file where appeal = $1", place.appeal) >= MOST_FILES:
        raise AppealFull()
    return int(site["id"])
