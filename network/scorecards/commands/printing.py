"""Scorecards as files: PDFs, issued when their quarter is published, and tables."""

import asyncio
import csv
from collections.abc import Awaitable, Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from functools import partial
from pathlib import Path
from typing import Any, TypeVar

from network.foundation.access import Actor
from network.foundation.i18n import reading
from network.foundation.periods import Quarter
from network.foundation.settings import Settings
from network.foundation.tabular.export import neutralise
from network.scorecards.commands.issuing import file_name, issue_cards, site_of
from network.scorecards.press import Missing, press_of
from network.scorecards.queries import tables
from network.scorecards.queries.documents import content
from network.scorecards.queries.league import Wanted, league
from network.scorecards.queries.sheets import Card, card, cards
from reports.errors import MissingGlyph
from reports.league_table import render_league_table

# Cards issued at a time: enough to make it cheap, few enough for a lively progress bar.
CHUNK = 48

Made = TypeVar("Made")


async def print_cards(
    actor: Actor,
    settings: Settings,
    period: Quarter,
    language_code: str,
    folder: Path,
    now: datetime,
    *,
    codes: Sequence[str] | None = None,
    unrated_too: bool = False,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Path]:
    """One PDF for each rated site (for every site with `unrated_too` or named in `codes`), by site code.

    Those of a published quarter are issued: signed, and kept. A file appears under its name only when it is whole.
    `on_progress` hears how many of how many are done. MissingGlyph for a name that the fonts cannot draw.
    """
    with reading(language_code):
        found = list(await cards(actor, period, codes, settings.name_of_network(language_code)))
    wanted = [card for card in found if unrated_too or codes or card.sheet.judgement.standing]
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    files: list[Path] = []
    press = await asyncio.to_thread(press_of, settings)
    try:
        for start in range(0, len(wanted), CHUNK):
            for name, content in await _files(actor, settings, wanted[start : start + CHUNK], language_code, now):
                files.append(folder / name)
                await asyncio.to_thread(_write_whole, files[-1], content)
            on_progress(len(files), len(wanted))
    finally:
        press.close()
    return files


async def _files(
    actor: Actor, settings: Settings, found: Sequence[Card], language_code: str, now: datetime
) -> list[tuple[str, bytes]]:
    if found[0].run.is_final:
        made = await issue_cards(actor, settings, found, language_code, now)
        documents = [_there(made[site_of(card)]) for card in found]
        return [(document.name, await content(actor, document.id)) for document in documents]
    drawn = await press_of(settings).draw([card.sheet for card in found], language_code)
    names = [file_name(card.sheet, language_code) for card in found]
    return [(name, _there(each)) for name, each in zip(names, drawn, strict=True)]


def _there(made: Made | Missing) -> Made:
    if isinstance(made, Missing):
        raise MissingGlyph(made.text, made.characters)
    return made


def _write_whole(path: Path, content: bytes) -> None:
    whole = path.with_suffix(".part")
    whole.write_bytes(content)
    whole.replace(path)


@dataclass(frozen=True, slots=True)
class Printable:
    """One scorecard as a file. `etag` names this version; empty before publication, when it still changes."""

    name: str
    etag: str
    read: Callable[[], Awaitable[bytes]]


async def printable(
    actor: Actor,
    settings: Settings,
    period: Quarter | None,
    code: str,
    language_code: str,
    now: datetime,
    revision: int | None = None,
) -> Printable:
    """One site's scorecard in this language, of the newest quarter and revision for None; issued, when the quarter is
    published. An older revision is the document that was issued of it.

    ScorecardNotFound, RunNotFound; MissingGlyph for a name that the fonts cannot draw.
    """
    with reading(language_code):
        found = await card(actor, period, code, settings.name_of_network(language_code), revision)
    if not found.run.is_final:
        return Printable(file_name(found.sheet, language_code), "", partial(_draft, found, settings, language_code))
    made = _there((await issue_cards(actor, settings, [found], language_code, now))[site_of(found)])
    etag = f"{found.sheet.provenance.fingerprint}-{made.sha256[:16]}-{language_code}"
    return Printable(made.name, etag, partial(content, actor, made.id))


async def _draft(found: Card, settings: Settings, language_code: str) -> bytes:
    """Without signature and code: it may still change."""
    press = await asyncio.to_thread(press_of, settings)
    [drawn] = await press.draw([found.sheet], language_code)
    return _there(drawn)


async def print_league(actor: Actor, period: Quarter, language_code: str, out: Path, network_name: str) -> int:
    """The league table as an XLSX file; how many sites it holds."""
    with reading(language_code) as chosen:
        found = await league(actor, period, Wanted(), network_name)
        await asyncio.to_thread(lambda: out.write_bytes(render_league_table(found.sheet, chosen)))
    return found.total


async def write_results(actor: Actor, period: Quarter, out: Path) -> int:
    """Every scorecard of the quarter as CSV for programs: fixed column names, plain numbers; how many."""
    return _write(out, await tables.results(actor, period))


async def write_metrics(actor: Actor, period: Quarter, out: Path) -> int:
    """Every figure of the quarter as CSV: `site,metric,numerator,denominator,value,sample_size`; how many."""
    return _write(out, await tables.figures(actor, period))


def _write(out: Path, rows: Iterable[Sequence[Any]]) -> int:
    whole = out.with_name(out.name + ".part")
    count = -1
    with whole.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        for row in rows:
            writer.writerow([_plain(value) for value in row])
            count += 1
    whole.replace(out)
    return count


def _plain(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    return neutralise(str(value))
