"""Handing in a sheet of paper that people have signed, who need no account to take note of an edition."""

from collections.abc import Sequence
from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, transaction
from network.foundation.errors import ServicemarkError
from network.foundation.evidence.kinds import Evidence
from network.foundation.evidence.taking import take
from network.foundation.i18n import Text
from network.foundation.trail import record as trail
from network.manuals.commands.acknowledging import asked, edition_to_note, note, standing
from network.manuals.errors.acknowledgements import NobodyOnSheet, SheetPeopleWrong
from network.manuals.schemas.acknowledgements import SheetOut
from network.manuals.schemas.editions import Edition
from network.sites.queries.site_files import site_id
from network.web.uploads import SentFile


async def hand_in_sheet(
    actor: Actor,
    code: str,
    manual_key: str,
    number: int,
    people: Sequence[UUID],
    sent: SentFile,
    folder: Path,
    most_megabytes: int,
    at: datetime,
) -> SheetOut:
    """Keep the photo or scan below `folder`, and that all these people of the site have taken note; all or none.

    Who had taken note before keeps that. SiteNotFound, EditionNotToBeNoted, NobodyOnSheet, SheetPeopleWrong,
    EvidenceRefused, EvidenceTooLarge.
    """
    actor.require(Permission.HAND_IN_SHEETS)
    wanted = sorted(set(people))
    async with transaction(actor, read_only=True):
        await _signed(code, manual_key, number, wanted, at)
    # Reading a photo takes long: no connection waits for it, and whether all still holds is asked again after.
    evidence = await take(sent.blocks, folder, most_megabytes=most_megabytes)
    async with transaction(actor):
        site, edition, signed = await _signed(code, manual_key, number, wanted, at)
        sheet = await _keep(actor, site, edition, sent.name, evidence, at)
        taken = [await note(actor, edition, duty, at, sheet=sheet) for duty in signed]
        facts = {"manual": manual_key, "number": number, "people": len(wanted), "file": sent.name}
        await trail.record(actor, "acknowledgement.sheet_handed_in", f"sheet:{sheet}", facts, site=site)
    first = sum(1 for each in taken if each is not None)
    return SheetOut(id=sheet, taken=first, known=len(taken) - first)


async def _signed(
    code: str, manual_key: str, number: int, people: list[UUID], at: datetime
) -> tuple[int, Edition, list[Record]]:
    """Inside a transaction: the site, the edition, and a duty at the site of each who has signed."""
    site, edition = await site_id(code), await edition_to_note(manual_key, number)
    if not people:
        raise NobodyOnSheet()
    found = await asked(people, edition.id, at, site)
    signed, wrong = [], dict[UUID, Text]()
    for person in people:
        try:
            signed.append(standing([duty for duty in found if duty["person"] == person]))
        except ServicemarkError as refusal:
            wrong[person] = refusal.message
    if wrong:
        listed = await fetch("select person, name from staff_member where site = $1", site)
        names = {row["person"]: row["name"] for row in listed}
        said = "; ".join(f"{names.get(person, person)}: {text}" for person, text in wrong.items())
        raise SheetPeopleWrong(wrong, {"people": said})
    return site, edition, signed


async def _keep(actor: Actor, site: int, edition: Edition, name: str, evidence: Evidence, at: datetime) -> UUID:
    made = uuid4()
    await execute(
        "insert into acknowledgement_sheet (id, edition, site, file_name, file_sha256, file_kind, file_type, "
        "file_size, thumbnail_sha256, added_by, added_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        made,
        edition.id,
        site,
        name,
        evidence.sha256,
        evidence.kind,
        evidence.media_type,
        evidence.size,
        evidence.thumbnail,
        actor.name,
        at,
    )
    return made
