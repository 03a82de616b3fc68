"""Reports about a network as documents: issued like scorecards, drawn apart from the web process when they are long."""

import asyncio
from collections.abc import Awaitable, Callable
from dataclasses import replace
from datetime import datetime
from functools import partial
from pathlib import Path
from typing import cast
from uuid import UUID

from network.foundation.access import Actor
from network.foundation.database import fetch_value, transaction
from network.foundation.i18n import reading
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.scorecards.commands.issuing import ISSUER, Draft, keep, verify_url
from network.scorecards.commands.printing import Printable
from network.scorecards.press import press_of
from network.scorecards.queries.documents import Issued, issued_report
from network.scorecards.queries.network_report import NetworkReport, network_report
from network.scorecards.rules.documents import DocumentKind, new_code
from reports.network import render_network_report

# A table of more sites takes longer than half a second.
LONG = 600


async def print_network_report(
    actor: Actor, settings: Settings, period: Quarter | None, region: str, language_code: str, now: datetime
) -> Printable:
    """The quarterly report of the sites in reach that lie in the region: signed, and the same bytes ever after.

    Who asks first has it drawn: in a thread, and of more than `LONG` sites in another process, so that the web server
    answers others meanwhile. What is not a matter of the quarter, the corrective actions, is of that day, and says so.
    RunNotFound; NotFound for no region in reach; Conflict when another revision is published meanwhile.
    """
    with reading(language_code):
        found = await network_report(actor, period, region, settings.name_of_network(language_code), now)
    known = await _issued(found, language_code)
    made, read = (
        (known, partial(_content, known.id)) if known else await _issue(actor, settings, found, language_code, now)
    )
    etag = f"{found.sheet.provenance.fingerprint}-{made.sha256[:16]}-{language_code}"
    return Printable(made.name, etag, read)


async def _issued(found: NetworkReport, language_code: str) -> Issued | None:
    async with transaction(ISSUER, read_only=True):
        return await issued_report(found.run.id, language_code, found.part)


async def _issue(
    actor: Actor, settings: Settings, found: NetworkReport, language_code: str, now: datetime
) -> tuple[Issued, Callable[[], Awaitable[bytes]]]:
    """Draw, sign and keep it; of several who do so at once, the first has made the document."""
    sheet, code = found.sheet, new_code()
    origin = replace(sheet.provenance, code=code, verify_url=verify_url(settings, code))
    press = await asyncio.to_thread(press_of, settings)
    content = await press.draw_report(
        render_network_report, replace(sheet, provenance=origin), language_code, apart=len(sheet.rows) > LONG
    )
    name = f"{origin.document_number}-{language_code}.pdf"
    draft = Draft(
        code, DocumentKind.NETWORK_REPORT, found.run.id, None, language_code, name, content, found.part, sheet.scope
    )
    async with transaction(ISSUER):
        await keep(actor, [draft], press.fingerprint, now)
        made = cast(Issued, await issued_report(found.run.id, language_code, found.part))
    return made, partial(_content, made.id, content if made.code == code else None)


async def _content(document: UUID, content: bytes | None = None) -> bytes:
    """For who was just told which document it is: part of the network or not, the report was read on their behalf."""
    if content is not None:
        return content
    async with transaction(ISSUER, read_only=True):
        return cast(bytes, await fetch_value("select content from issued_document where id = $1", document))


async def write_network_report(
    actor: Actor, settings: Settings, period: Quarter, language_code: str, out: Path, now: datetime
) -> int:
    """The same of the whole network as a file; how many bytes it has. It appears under its name when it is whole."""
    try:
        made = await print_network_report(actor, settings, period, "", language_code, now)
        content = await made.read()
        await asyncio.to_thread(_write_whole, out, content)
    finally:
        press_of(settings).close()
    return len(content)


def _write_whole(path: Path, content: bytes) -> None:
    whole = path.with_suffix(".part")
    whole.write_bytes(content)
    whole.replace(path)
