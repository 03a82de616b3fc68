"""Reports about a network as files, drawn apart from the web process when they are long."""

import asyncio
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from network.foundation.access import Actor
from network.foundation.i18n import reading
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.scorecards.press import press_of
from network.scorecards.queries.network_report import network_report
from reports.network import render_network_report

# A table of more sites takes longer than a second.
LONG = 600


@dataclass(frozen=True, slots=True)
class Report:
    """A file."""

    name: str
    content: bytes


async def print_network_report(
    actor: Actor, settings: Settings, period: Quarter | None, region: str, language_code: str, now: datetime
) -> Report:
    """The quarterly report of the sites in reach that lie in the region; signed, when there is a key.

    RunNotFound; NotFound for no region in reach; Conflict when another revision is published meanwhile.
    """
    with reading(language_code):
        sheet = await network_report(actor, period, region, settings.name_of_network(language_code), now)
    press = await asyncio.to_thread(press_of, settings)
    long = len(sheet.rows) > LONG
    content = await press.draw_report(render_network_report, sheet, language_code, apart=long)
    return Report(f"{sheet.provenance.document_number}-{language_code}.pdf", content)


async def write_network_report(
    actor: Actor, settings: Settings, period: Quarter, language_code: str, out: Path, now: datetime
) -> int:
    """The same of the whole network as a file; how many bytes it has. It appears under its name when it is whole."""
    made = await print_network_report(actor, settings, period, "", language_code, now)
    try:
        await asyncio.to_thread(_write_whole, out, made.content)
    finally:
        press_of(settings).close()
    return len(made.content)


def _write_whole(path: Path, content: bytes) -> None:
    whole = path.with_suffix(".part")
    whole.write_bytes(content)
    whole.replace(path)
