"""Somebody at headquarters takes a posting back."""

from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.ledger.commands.posting import reverse
from network.ledger.errors.postings import AlreadyReversed, PostingDiffers, PostingNotFound, ReversalNotIndependent
from network.ledger.queries.postings import is_of_the_two
from network.ledger.rules.postings import RIGHTS_OF_ACCOUNTS
from network.sites.queries.sites import site_row


async def reverse_posting(actor: Actor, code: str, posting_id: UUID, reason: str, at: datetime) -> UUID:
    """Take back a posting of the site; the id of its reversal. It asks for the right that the posting asked for: to
    reward, to penalise, or to settle; and what two people approved, neither of them takes back, nor who proposed it.

    SiteNotFound, PostingNotFound, Forbidden, ReversalNotIndependent, ReversalOfReversal, AlreadyReversed,
    ReasonMissing.
    """
    actor.require(Permission.REVERSE_POSTINGS)
    async with transaction(actor):
        site = (await site_row(code))["id"]
        row = await fetch_row("select id, number from ledger_posting where site = $1 and id = $2", site, posting_id)
        if row is None:
            raise PostingNotFound()
        await _require_right(actor, site, row)
        if await is_of_the_two(actor, posting_id):
            raise ReversalNotIndependent(number=row["number"])
        try:
            return await reverse(actor, posting_id, reason, f"reversal:{posting_id}", at)
        except PostingDiffers:
            raise AlreadyReversed(number=row["number"]) from None


async def _require_right(actor: Actor, site: int, posting: Record) -> None:
    region = await fetch_value("select region from site where id = $1", site)
    for line in await fetch("select account from ledger_entry where posting = $1", posting["id"]):
        right = RIGHTS_OF_ACCOUNTS.get(line["account"])
        if right in (Permission.REWARD_SITES, Permission.PUNISH_SITES):
            actor.require_right(right, region)
        elif right is not None:
            actor.require(right)
