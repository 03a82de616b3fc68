"""The pack for a service meeting as a file: a working paper, neither signed nor kept."""

import asyncio
from datetime import datetime

from network.foundation.access import Actor
from network.foundation.i18n import language, reading
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.scorecards.commands.printing import Printable
from network.scorecards.queries.meeting import meeting_pack
from reports.network.meeting import render_meeting_pack


async def print_meeting_pack(
    actor: Actor, settings: Settings, period: Quarter | None, region: str, language_code: str, now: datetime
) -> Printable:
    """Of a published quarter (the newest for None) of the sites in reach that lie in the region. It tells how things
    stand on the day, so it has no version. RunNotFound; NotFound for no region in reach."""
    with reading(language_code):
        found = await meeting_pack(actor, period, region, settings.name_of_network(language_code), now)

    async def read() -> bytes:
        return await asyncio.to_thread(render_meeting_pack, found.sheet, language(language_code))

    return Printable(f"{found.sheet.network.provenance.document_number}-{language_code}.pdf", "", read)
