"""A certificate as it is printed, and the files that changes rest on."""

from datetime import date
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_row, transaction
from network.sites.errors.certification import CertificateNotFound, EvidenceNotFound
from network.sites.queries.certification import certifications
from network.sites.queries.sites import site_row
from network.sites.rules.certification import VALID, Held, Standing
from network.sites.schemas.certification import CertificateOut, CertificationOut, KeptEvidence
from reports.certificate import CertificateSheet, Pair

_CERTIFICATE = """
select held.issued_at, s.address, s.address_zh from certificate held join site s on s.id = held.site
where held.number = $1 and held.site = $2
"""


async def certificate_sheet(
    actor: Actor, site: str, number: str, day: date, network: Pair, public_url: str
) -> CertificateSheet:
    """What the certificate says on this day. SiteNotFound; CertificateNotFound when it is not valid on it."""
    found = await certifications(actor, site, day)
    thread, held = _holding(found.certifications, number, day)
    async with transaction(actor, read_only=True):
        place = await site_row(site)
        row = await fetch_row(_CERTIFICATE, number, place["id"])
    if row is None:
        raise CertificateNotFound()
    kind, line = thread.type, thread.type.product_line
    return CertificateSheet(
        number=number,
        network=network,
        site_code=site,
        site=Pair(place["name"], place["name_zh"]),
        operator=Pair(place["operator"] or "", place["operator_zh"] or place["operator"] or ""),
        address=Pair(row["address"], row["address_zh"]),
        title=Pair(kind.title, kind.title_zh),
        product_line=Pair(line.name, line.name_zh),
        repair_level=kind.repair_level,
        valid_from=held.valid_from,
        valid_to=held.valid_to,
        issued_on=row["issued_at"].date(),
        provisional_to=held.provisional_to if thread.standing is Standing.PROVISIONAL else None,
        conditional=thread.standing is Standing.CONDITIONAL,
        verify_url=f"{public_url.rstrip('/')}/verify/{number}",
    )


def _holding(threads: list[CertificationOut], number: str, day: date) -> tuple[CertificationOut, CertificateOut]:
    for thread in threads:
        for held in thread.certificates:
            holds = Held(held.valid_from, held.valid_to, held.ended_on).holds_on(day)
            if held.number == number and holds and thread.standing in VALID:
                return thread, held
    raise CertificateNotFound()


async def change_evidence(actor: Actor, site: str, document_id: UUID) -> KeptEvidence:
    """A file that a change of this site's certification rests on. SiteNotFound, EvidenceNotFound."""
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        place = await site_row(site)
        row = await fetch_row(
            "select file_name as name, file_sha256 as sha256, file_type as media_type from certification_evidence "
            "where id = $1 and site = $2",
            document_id,
            place["id"],
        )
    if row is None:
        raise EvidenceNotFound()
    return KeptEvidence(**dict(row))
