"""Connecting an account with the person that an entry of a staff list is about. Once, and for good."""

from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch_row, fetch_value, transaction
from network.foundation.trail import record as trail
from network.identity.errors.linking import AccountNotAtSite, AccountOfSomebodyElse, ConnectedAlready
from network.sites.errors.site_files import StaffNotFound
from network.sites.queries.site_files import site_id

# Of two who connect the same account at once the second sees what the first has done.
_TURN = "select pg_advisory_xact_lock(hashtextextended('account ' || $1, 0))"
_ENTRY = """
select m.name, m.person, p.account from staff_member m join person p on p.id = m.person where m.site = $1 and m.id = $2
"""


async def link_person(actor: Actor, code: str, staff_id: UUID, email: str, at: datetime) -> None:
    """Let whoever signs in with this address be the person of this entry. Saying the same again changes nothing.

    SiteNotFound, StaffNotFound, AccountNotAtSite, AccountOfSomebodyElse, ConnectedAlready.
    """
    actor.require(Permission.MANAGE_STAFF)
    async with transaction(actor):
        site = await site_id(code)
        account = await fetch_value("select account_at_site($1, $2, $3)", site, email.strip(), at)
        if account is None:
            raise AccountNotAtSite()
        await execute(_TURN, str(account))
        entry = await _entry(site, staff_id)
        if entry["account"] == account:
            return
        if entry["account"] is not None:
            raise ConnectedAlready()
        if await fetch_value("select account_is_taken($1)", account):
            raise AccountOfSomebodyElse()
        await execute("update person set account = $2 where id = $1", entry["person"], account)
        await trail.record(actor, "staff.connected", f"staff:{staff_id}", {"person": entry["name"]}, site=site)


async def is_connected(actor: Actor, code: str, staff_id: UUID) -> bool:
    """Whether the person of this entry has an account. SiteNotFound, StaffNotFound."""
    actor.require(Permission.MANAGE_STAFF)
    async with transaction(actor, read_only=True):
        return (await _entry(await site_id(code), staff_id))["account"] is not None


async def _entry(site: int, staff_id: UUID) -> Record:
    row = await fetch_row(_ENTRY, site, staff_id)
    if row is None:
        raise StaffNotFound()
    return row
