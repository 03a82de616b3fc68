"""Adding documents to the file of a site, and taking them out again. What is replaced stays."""

from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, fetch_row, fetch_value, transaction
from network.foundation.errors import Forbidden
from network.foundation.evidence.kinds import Evidence
from network.foundation.evidence.taking import take
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.errors.site_files import (
    BadSiteFile,
    BindingDocument,
    SiteDocumentNotFound,
    TooManySiteDocuments,
)
from network.sites.queries.site_files import site_id
from network.sites.rules.documents import BINDING
from network.sites.schemas.documents import DocumentIn
from network.web.uploads import SentFile

# More than a site has in ten years, and less than fills a disk.
MOST_DOCUMENTS = 500


async def add_document(
    actor: Actor, code: str, wanted: DocumentIn, sent: SentFile, folder: Path, most_megabytes: int, now: datetime
) -> UUID:
    """Put a document into the file of a site, its bytes below `folder`; its id.

    SiteNotFound, BindingDocument, BadSiteFile, TooManySiteDocuments, EvidenceRefused, EvidenceTooLarge.
    """
    _check(actor, wanted)
    async with transaction(actor, read_only=True):
        await _taking(code)
    # Reading a photo takes long: no connection waits for it, and whether the site is in reach is asked again after.
    evidence = await take(sent.blocks, folder, most_megabytes=most_megabytes)
    async with transaction(actor):
        return await _keep(actor, await _taking(code), wanted, sent.name, evidence, now)


async def remove_document(actor: Actor, code: str, document_id: UUID, now: datetime) -> None:
    """Take a document out of the file; the trail keeps that it was there. SiteNotFound, SiteDocumentNotFound."""
    actor.require(Permission.CHANGE_SITE_FILES)
    async with transaction(actor):
        site = await site_id(code)
        row = await fetch_row(
            "update site_document set removed_at = $3 where site = $1 and id = $2 and removed_at is null "
            "returning kind, title, version, file_sha256 as sha256",
            site,
            document_id,
            now,
        )
        if row is None:
            raise SiteDocumentNotFound()
        await trail.record(actor, "document.removed", f"document:{document_id}", dict(row), site=site)


def _check(actor: Actor, wanted: DocumentIn) -> None:
    if not (actor.may(Permission.CHANGE_SITE_FILES) or actor.may(Permission.PROPOSE_SITE_CHANGES)):
        raise Forbidden()
    if wanted.kind in BINDING and not actor.may(Permission.CHANGE_SITE_FILES):
        raise BindingDocument()
    if wanted.valid_from and wanted.valid_to and wanted.valid_to < wanted.valid_from:
        raise BadSiteFile({"valid_to": _("The last day is before the first one. Correct one of them.")})


async def _taking(code: str) -> int:
    """Inside a transaction: the site, when its file takes another document."""
    site = await site_id(code)
    count = await fetch_value("select count(*) from site_document where site = $1 and removed_at is null", site)
    if count >= MOST_DOCUMENTS:
        raise TooManySiteDocuments(most=MOST_DOCUMENTS)
    return site


async def _keep(actor: Actor, site: int, wanted: DocumentIn, name: str, evidence: Evidence, now: datetime) -> UUID:
    made, said = uuid4(), wanted.model_dump()
    await execute(
        "insert into site_document (id, site, kind, title, version, valid_from, valid_to, file_name, file_sha256, "
        "file_kind, file_type, file_size, thumbnail_sha256, added_by, added_at) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15)",
        made,
        site,
        *said.values(),
        name,
        evidence.sha256,
        evidence.kind,
        evidence.media_type,
        evidence.size,
        evidence.thumbnail,
        actor.name,
        now,
    )
    facts = {**said, "file": name, "sha256": evidence.sha256}
    await trail.record(actor, "document.added", f"document:{made}", facts, site=site)
    return made
