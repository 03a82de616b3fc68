"""What hangs on a site beside its records: its file, its people, its certification and what waits of it, its keys."""

import json
from collections.abc import Mapping
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import asyncpg

from network.foundation.access import Actor, Role
from network.foundation.clock import now
from network.identity.rules.accounts import digest
from network.identity.rules.second_factor import new_secret
from network.sites.commands.certificate_types import add_shipped_types
from network.sites.commands.certification import change_certification
from network.sites.commands.proposals import propose_changes
from network.sites.commands.site_files import change_site_file
from network.sites.commands.staff import add_staff
from network.sites.rules.certification import Change
from network.sites.schemas.certification import Attachment, ChangeIn
from network.sites.schemas.proposals import ProposalIn
from network.sites.schemas.site_files import SiteChangesIn
from network.sites.schemas.staff import StaffIn
from tests.authorisation.cast import KEYS, PEOPLE, Person, Shop
from tests.authorisation.evidence import file_columns, insert, keep_pdf

HQ = Actor.system()
INVITATIONS = ("open", "used", "expired", "revoked")


async def add_shelf(root: asyncpg.Connection, shop: Shop, owner: Actor, proposer: UUID, folder: Path) -> None:
    """`owner`: its operator; `proposer`: the account at headquarters that wants to suspend it."""
    await change_site_file(HQ, shop.code, None, _file(shop), now())
    site = await root.fetchval("select id from site where code = $1", shop.code)
    paper = await keep_pdf(folder, f"{shop.private} paper")
    columns = {
        "kind": "licence",
        "title": f"{shop.private} licence",
        "version": "1",
        "added_by": f"{shop.private} name",
    }
    await insert(root, "site_document", site=site, **columns, **file_columns(f"{shop.private}.pdf", paper))
    staff = {"name": f"{shop.private} person", "role": "technician", "from_on": "2025-01-01"}
    await add_staff(HQ, shop.code, StaffIn.model_validate(staff), now())
    asked = {"changes": {"phone": "+86 21 5555 0199"}, "reason": f"{shop.private} reason"}
    await propose_changes(owner, shop.code, None, ProposalIn.model_validate(asked), now())
    await _certify(shop, proposer, folder)
    for key in KEYS:
        if shop.code in key.sites:
            await _key(root, key, site, f"{shop.private} key")


def _file(shop: Shop) -> SiteChangesIn:
    said = f"{shop.private} words"
    contact = {"name": said, "role": said, "phone": "+86 21 5555 0101", "email": f"{shop.private}@example.com"}
    equipment = {"name": said, "model": said, "serial_no": said, "next_check_on": (now().date()).isoformat()}
    return SiteChangesIn.model_validate(
        {"address": f"{shop.mark} street", "contacts": [contact], "equipment": [equipment]}
    )


async def _certify(shop: Shop, proposer: UUID, folder: Path) -> None:
    """A certificate that everyone in reach may see, and a suspension that waits for its second person."""
    actor = Actor(Role.HQ_ADMINISTRATOR, "administrator", proposer, None)
    for change, said in ((Change.GRANTED, shop.private), (Change.SUSPENDED, shop.sealed)):
        evidence = await keep_pdf(folder, f"{said} evidence")
        asked = ChangeIn(type="handheld-2", change=change, reason=f"{said} reason")
        await change_certification(actor, shop.code, asked, now(), [Attachment(f"{said}.pdf", evidence)])


async def _key(root: asyncpg.Connection, key: Person, site: int, name: str) -> None:
    """A key by which `key` visits: made by an operator of the site, stopped when by someone who is none any more."""
    maker = "dismissed" if key.later == "stopped" else ("alpha" if "A1" in key.sites else "beta")
    await insert(
        root,
        "api_key",
        site=site,
        name=name,
        prefix=key.key[:12],
        key_sha256=digest(key.key),
        verbs=json.dumps(sorted(key.verbs or ())),
        expires_at=now() + timedelta(days=-1 if key.later == "expired" else 30),
        created_by=await root.fetchval("select id from account where email = $1", f"{maker}@example.com"),
        creator=name,
        revoked_at=now() if key.later == "revoked" else None,
    )


async def add_belongings(root: asyncpg.Connection, accounts: Mapping[str, UUID]) -> None:
    """Of everyone a saved view, a sign-in elsewhere and a second factor that is not set up to the end; and invitations,
    each in another state.
    """
    for person in PEOPLE:
        account, mark = accounts[person.name], belonging_of(person)
        await root.execute("update account set totp_secret = $2 where id = $1", account, new_secret())
        await insert(root, "saved_view", account=account, list="sites", name=mark, query="q=x")
        await root.execute(
            "insert into session (token_sha256, account, membership, expires_at, user_agent, address) "
            "select $1, account, id, now() + interval '1 day', $3, '10.9.9.9' from membership where account = $2",
            *(digest(f"elsewhere {person.name}"), account, mark),
        )
    for state in INVITATIONS:
        await insert(
            root,
            "invitation",
            token_sha256=digest(state),
            email=f"{state}@example.com",
            name=state,
            role="executive",
            scope=json.dumps({"whole_network": True, "regions": [], "sites": [], "rights": [], "valid_to": None}),
            expires_at=now() + timedelta(days=-1 if state == "expired" else 7),
            inviter="",
            accepted_at=now() if state == "used" else None,
            revoked_at=now() if state == "revoked" else None,
        )


def belonging_of(person: Person) -> str:
    """The mark of what is a person's own."""
    return f"hb2{person.name.replace('-', '')}own"


async def add_types() -> None:
    await add_shipped_types(HQ)
