"""A certification as the rules know it, read inside the transaction of whoever wants to change it or to look ahead."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, fetch_row, fetch_value, transaction
from network.sites.errors.sites import SiteNotFound
from network.sites.queries.certificate_types import type_out, type_row
from network.sites.queries.certification import CERTIFICATES, CHANGES, IN_ORDER, helds, pasts
from network.sites.rules.certification import Status
from network.sites.rules.certification_plan import Plan, Thread, plan
from network.sites.schemas.certification import CertificateTypeOut, ChangeIn


@dataclass(frozen=True, slots=True)
class Place:
    """A site and a certificate type, by the ids that stay within the program."""

    site: int
    region: int | None
    code: str
    type_id: int
    type: CertificateTypeOut


async def place_of(site: str, certificate_type: str) -> Place:
    """SiteNotFound, CertificateTypeNotFound."""
    # PostgreSQL takes no zero byte, and an address may hold one.
    row = None if "\0" in site else await fetch_row("select id, region from site where code = $1", site)
    if row is None:
        raise SiteNotFound()
    kind = await type_row(certificate_type)
    return Place(row["id"], row["region"], site, kind["id"], type_out(kind))


async def thread_id(place: Place, *, lock: bool = False) -> UUID | None:
    """The certification of this place. Locked, so that nobody else changes it before the transaction ends."""
    found: UUID | None = await fetch_value(
        f"select id from certification where site = $1 and type = $2 {'for update' if lock else ''}",
        place.site,
        place.type_id,
    )
    return found


async def thread_of(place: Place, certification: UUID | None) -> Thread:
    """What is known of it; of None, that there is nothing yet."""
    changes = await fetch(f"{CHANGES} where c.certification = $1 {IN_ORDER}", certification)
    certificates = await fetch(f"{CERTIFICATES} where held.certification = $1", certification)
    waits = any(row["status"] == Status.PROPOSED.value for row in changes)
    return Thread(place.type.validity, place.type.active, pasts(changes), helds(certificates), waits)


async def planned(actor: Actor, site: str, change: ChangeIn, today: date) -> Plan:
    """What this change would do if it were made today. SiteNotFound, CertificateTypeNotFound, and those of `plan`."""
    actor.require(Permission.READ_CERTIFICATIONS)
    async with transaction(actor, read_only=True):
        place = await place_of(site, change.type)
        thread = await thread_of(place, await thread_id(place))
    return plan(thread, change.wanted(today), today)
