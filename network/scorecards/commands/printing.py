"""Scorecards as files: PDFs drawn in several processes, and tables."""

import asyncio
import csv
import os
from collections.abc import Callable, Iterable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from dataclasses import dataclass
from decimal import Decimal
from hashlib import sha256
from itertools import islice
from multiprocessing import get_context
from pathlib import Path
from typing import Any

from network.foundation.access import Actor
from network.foundation.i18n import language, reading
from network.foundation.periods import Quarter
from network.foundation.tabular.export import neutralise
from network.scorecards.queries import tables
from network.scorecards.queries.league import Wanted, league
from network.scorecards.queries.sheets import card, cards
from reports import typeface
from reports.league_table import render_league_table
from reports.scorecard import render_scorecard
from reports.sheet import ScorecardSheet

# Sheets handed to a worker at a time: enough to make the handing over cheap, few enough for a lively progress bar.
CHUNK = 8


async def print_cards(
    actor: Actor,
    period: Quarter,
    language_code: str,
    folder: Path,
    network_name: str,
    *,
    codes: Sequence[str] | None = None,
    unrated_too: bool = False,
    on_progress: Callable[[int, int], None] = lambda _done, _total: None,
) -> list[Path]:
    """One PDF for each rated site (for every site with `unrated_too` or named in `codes`), by site code.

    A file appears under its name only when it is whole. `on_progress` hears how many of how many are done.
    """
    with reading(language_code):
        found = await cards(actor, period, codes, network_name)
        sheets = [card.sheet for card in found if unrated_too or codes or card.sheet.judgement.standing]
    await asyncio.to_thread(folder.mkdir, parents=True, exist_ok=True)
    jobs = [(sheet, language_code, folder / file_name(sheet, language_code)) for sheet in sheets]
    if len(jobs) <= CHUNK:
        for done, job in enumerate(jobs, start=1):
            await asyncio.to_thread(_draw, [job])
            on_progress(done, len(jobs))
    else:
        await asyncio.to_thread(_draw_all, jobs, on_progress)
    return [path for _sheet, _code, path in jobs]


@dataclass(frozen=True, slots=True)
class Printable:
    """One scorecard, ready to be drawn."""

    sheet: ScorecardSheet
    language: str

    @property
    def name(self) -> str:
        return file_name(self.sheet, self.language)

    @property
    def etag(self) -> str:
        """Names this version: the card's fingerprint, and a digest of all that is drawn, earlier quarters and names
        included. Empty before publication."""
        origin = self.sheet.provenance
        if not origin.is_final:
            return ""
        drawn = sha256(repr(self.sheet).encode()).hexdigest()[:16]
        return f"{origin.fingerprint}-{drawn}-{self.language}"

    async def draw(self) -> bytes:
        """The PDF. MissingGlyph for a name that the fonts cannot draw."""
        return await asyncio.to_thread(render_scorecard, self.sheet, language(self.language))


async def printable(
    actor: Actor, period: Quarter | None, code: str, language_code: str, network_name: str
) -> Printable:
    """One site's scorecard in this language, of the newest quarter for None. ScorecardNotFound, RunNotFound."""
    with reading(language_code):
        found = await card(actor, period, code, network_name)
    return Printable(found.sheet, language_code)


def file_name(sheet: ScorecardSheet, language_code: str) -> str:
    """`2026Q3-CN-SH-0417-en.pdf`; whatever a file system might mistake in a site's code becomes an underscore."""
    safe = "".join(each if each.isalnum() or each in "-_" else "_" for each in sheet.site.code)
    return f"{sheet.quarter.year}Q{sheet.quarter.number}-{safe}-{language_code}.pdf"


Job = tuple[ScorecardSheet, str, Path]


def _draw_all(jobs: Sequence[Job], on_progress: Callable[[int, int], None]) -> None:
    done = 0
    # Spawned, not forked: the caller has threads and open connections.
    with ProcessPoolExecutor(os.cpu_count(), get_context("spawn"), initializer=typeface.load) as pool:
        try:
            for drawn in pool.map(_draw, _chunks(jobs)):
                done += drawn
                on_progress(done, len(jobs))
        except BaseException:
            pool.shutdown(wait=True, cancel_futures=True)
            raise


def _chunks(jobs: Sequence[Job]) -> Iterator[list[Job]]:
    rest = iter(jobs)
    while chunk := list(islice(rest, CHUNK)):
        yield chunk


def _draw(jobs: Sequence[Job]) -> int:
    for sheet, code, path in jobs:
        whole = path.with_suffix(".part")
        whole.write_bytes(render_scorecard(sheet, language(code)))
        whole.replace(path)
    return len(jobs)


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
