"""A certification as the rules know it, read inside the transaction of whoever wants to change it or to look ahead."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.sites.errors.sites import SiteNotFound
from network.sites.queries.certificate_types import type_out, type_row
from network.sites.queries.certification import CERTIFICATES, CHANGES, IN_ORDER, helds, pasts
from network.sites.rules.certification import Change, Status, right_for
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
    row = await _site(site)
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
    """What this change would do if it were made today, for those who may make it.

    Forbidden, SiteNotFound, CertificateTypeNotFound, and those of `plan`.
    """
    actor.require(right_for(change.change))
    async with transaction(actor, read_only=True):
        place = await place_of(site, change.type)
        actor.require_right(right_for(change.change), place.region)
        thread = await thread_of(place, await thread_id(place))
    return plan(thread, change.wanted(today), today)


async def rights_over(actor: Actor, site: str) -> frozenset[Change]:
    """The changes that this actor has the right to make at a site, or to propose. SiteNotFound."""
    actor.require(Permission.READ_CERTIFICATIONS)
    async with transaction(actor, read_only=True):
        region = (await _site(site))["region"]
    return frozenset(change for change in Change if actor.holds(right_for(change), region))


async def _site(code: str) -> Record:
    # PostgreSQL takes no zero byte, and an address may hold one.
    row = None if "\0" in code else await fetch_row("select id, region from site where code = $1", code)
    if row is None:
        raise SiteNotFound()
    return row


async def proposer_of(actor: Actor, change: UUID) -> UUID | None:
    """Whose proposal a change is; None for one that nobody's account made, or that is not there."""
    actor.require(Permission.READ_CERTIFICATIONS)
    async with transaction(actor, read_only=True):
        found: UUID | None = await fetch_value("select proposed_by from certification_change where id = $1", change)
    return found
