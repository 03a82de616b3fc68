"""Uploading a price list, and withdrawing one that has not begun."""

from datetime import datetime
from pathlib import Path
from uuid import UUID, uuid4

import asyncpg

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day
from network.foundation.database import execute, fetch_row, fetch_value, transaction
from network.foundation.files import KeptFile
from network.foundation.i18n import lazy as _
from network.foundation.intake.small import small_file, stage_whole
from network.foundation.tabular.read import Parsed
from network.foundation.trail import record as trail
from network.repairs.errors.prices import (
    PriceListBegun,
    PriceListExists,
    PriceListNotFound,
    PriceListWithdrawn,
    PriceListWrong,
)
from network.repairs.price_files import PRICE_CHECKS, PRICES_LAYOUT
from network.repairs.rules.prices import MOST_LINES, faults
from network.repairs.schemas.prices import PriceListIn
from network.web.uploads import SentFile


async def upload_prices(actor: Actor, given: PriceListIn, sent: SentFile, folder: Path, at: datetime) -> UUID:
    """Keep a list that begins on its day; its id. All of the file or nothing.

    PriceListWrong, PriceListExists, RowsFaulty, FileTooLarge, FileRefused.
    """
    actor.require(Permission.CHANGE_PRICE_LISTS)
    if wrong := faults(given.from_on, given.currency, headquarters_day(at)):
        raise PriceListWrong(wrong)
    async with small_file(folder, sent.blocks, PRICES_LAYOUT, MOST_LINES) as (kept, parsed):
        try:
            async with transaction(actor):
                return await _kept(actor, given, sent.name, kept, parsed, at)
        except asyncpg.UniqueViolationError as error:
            raise PriceListExists() from error


async def withdraw_prices(actor: Actor, list_id: UUID, reason: str, at: datetime) -> None:
    """Take back a list that has not begun. PriceListNotFound, PriceListWithdrawn, PriceListBegun."""
    actor.require(Permission.CHANGE_PRICE_LISTS)
    async with transaction(actor):
        row = await fetch_row("select * from price_list where id = $1 for update", list_id)
        if row is None:
            raise PriceListNotFound()
        if row["withdrawn_at"] is not None:
            raise PriceListWithdrawn()
        if row["from_on"] <= headquarters_day(at):
            raise PriceListBegun()
        await execute(
            "update price_list set withdrawn_at = $2, withdrawer = $3, withdrawal = $4 where id = $1",
            list_id,
            at,
            actor.name,
            reason,
        )
        facts = {"title": row["title"], "from_on": row["from_on"], "reason": reason}
        await trail.record(actor, "price_list.withdrawn", f"price_list:{list_id}", facts)


async def _kept(actor: Actor, given: PriceListIn, name: str, kept: KeptFile, parsed: Parsed, at: datetime) -> UUID:
    region = await _region(given.region)
    await stage_whole(parsed, PRICES_LAYOUT, "", PRICE_CHECKS)
    made = uuid4()
    await execute(
        "insert into price_list (id, title, region, from_on, currency, note, file_name, sha256, uploaded_by, uploader, "
        "uploaded_at) values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)",
        made,
        given.title,
        region,
        given.from_on,
        given.currency,
        given.note,
        name,
        kept.sha256,
        actor.account,
        actor.name,
        at,
    )
    await execute(
        "insert into price_line (price_list, product, service, highest, row) "
        "select $1, coalesce(product, ''), coalesce(service, ''), highest, row_number from staged order by row_number",
        made,
    )
    facts = {**given.model_dump(exclude={"note"}), "lines": parsed.rows, "sha256": kept.sha256}
    await trail.record(actor, "price_list.uploaded", f"price_list:{made}", facts)
    return made


async def _region(path: str) -> int | None:
    if not path:
        return None
    found: int | None = await fetch_value("select id from region where path = $1", path)
    if found is None:
        raise PriceListWrong({"region": _("There is no such region. Choose one of the list.")})
    return found
