"""Evidence that applicants hand in."""

from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_value, transaction
from network.foundation.evidence.kinds import Evidence
from network.foundation.evidence.taking import take
from network.foundation.i18n import lazy as _
from network.foundation.trail import record as trail
from network.sites.errors.applications import BadApplication, DocumentNotFound, NotTakingEvidence, TooManyDocuments
from network.sites.queries.applications import criteria_of, own_row
from network.sites.rules.applications import STATE_LABELS, TAKING_EVIDENCE, ApplicationState
from network.web.uploads import SentFile

# More than any set of criteria asks for, and less than fills a disk.
MOST_DOCUMENTS = 100


async def add_document(
    actor: Actor, application_id: UUID, criterion: str, sent: SentFile, folder: Path, most_megabytes: int, now: datetime
) -> UUID:
    """Keep a file as evidence for a criterion, or (empty) for the application as a whole; the id of the document.

    ApplicationNotFound, NotTakingEvidence, TooManyDocuments, BadApplication for an unknown criterion, EvidenceRefused.
    """
    actor.require(Permission.APPLY)
    async with transaction(actor, read_only=True):
        await _taking(actor, application_id, criterion)
    # Reading a photo takes long: no connection waits for it, and whether it is still wanted is asked again after.
    evidence = await take(sent.blocks, folder, most_megabytes=most_megabytes)
    async with transaction(actor):
        row = await _taking(actor, application_id, criterion)
        return await _keep(actor, row, criterion, sent.name, evidence, now)


async def remove_document(actor: Actor, application_id: UUID, document_id: UUID, now: datetime) -> None:
    """Take a document out of a draft. ApplicationNotFound, DocumentNotFound, NotTakingEvidence."""
    actor.require(Permission.APPLY)
    async with transaction(actor):
        # Submitting counts what has been handed in, under the same lock.
        await fetch_value("select id from application where id = $1 for update", application_id)
        row = await own_row(actor, application_id)
        if row["state"] != ApplicationState.DRAFT:
            raise NotTakingEvidence(state=STATE_LABELS[row["state"]])
        removed = await execute(
            "update application_document set removed_at = $3 where id = $2 and application = $1 and removed_at is null",
            application_id,
            document_id,
            now,
        )
        if removed == "UPDATE 0":
            raise DocumentNotFound()
        facts = {"document": document_id}
        await trail.record(actor, "application.document_removed", f"application:{row['number']}", facts)


async def _taking(actor: Actor, application_id: UUID, criterion: str) -> Record:
    """Inside a transaction: the application, when it takes evidence for this criterion."""
    row = await own_row(actor, application_id)
    if row["state"] not in (*TAKING_EVIDENCE, ApplicationState.DRAFT):
        raise NotTakingEvidence(state=STATE_LABELS[row["state"]])
    criteria = await criteria_of(row["criteria_set"])
    if criterion and (criteria is None or criterion not in criteria.document.keys):
        raise BadApplication({"criterion": _("Choose a criterion of the list.")})
    count = await fetch_value(
        "select count(*) from application_document where application = $1 and removed_at is null", application_id
    )
    if count >= MOST_DOCUMENTS:
        raise TooManyDocuments(most=MOST_DOCUMENTS)
    return row


async def _keep(actor: Actor, row: Record, criterion: str, name: str, evidence: Evidence, now: datetime) -> UUID:
    made = uuid4()
    await execute(
        "insert into application_document (id, application, criterion, file_name, file_sha256, file_kind, file_type, "
        "file_size, thumbnail_sha256, account, added_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        made,
        row["id"],
        criterion,
        name,
        evidence.sha256,
        evidence.kind.value,
        evidence.media_type,
        evidence.size,
        evidence.thumbnail,
        actor.account,
        now,
    )
    facts = {"document": made, "criterion": criterion, "file": name, "sha256": evidence.sha256}
    await trail.record(actor, "application.document_added", f"application:{row['number']}", facts)
    return made
