"""The press: draws scorecards and signs them, in this process or, many at once, in one for each core.

It knows no database. `Press.draw` takes sheets and gives bytes; what cannot be drawn is told, and keeps nobody else.
"""

import asyncio
import os
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import BrokenExecutor, ProcessPoolExecutor
from dataclasses import dataclass
from functools import cache
from itertools import islice
from multiprocessing import connection, get_context, parent_process
from typing import Protocol, TypeVar

from network.foundation.clock import now
from network.foundation.i18n import Language, language
from network.foundation.settings import Settings
from network.foundation.signing import Seal, seal_of
from reports import typeface
from reports.errors import MissingGlyph
from reports.scorecard import render_scorecard
from reports.sheet import ScorecardSheet

# Sheets handed to a process at a time: enough to make the handing over cheap, few enough to keep all of them busy.
HANDFUL = 8
# Fewer than that are drawn here: starting processes takes longer.
FEW = 4
# Processes that nobody needs for so long are let go, with their fonts: 100 MB each.
IDLE_SECONDS = 60.0


@dataclass(frozen=True, slots=True)
class Missing:
    """A sheet that could not be drawn: a name in it has characters that the fonts do not have."""

    text: str
    characters: str


Drawn = bytes | Missing


class Reported(Protocol):
    """What a long document shows."""

    @property
    def network_name(self) -> str: ...


Sheet = TypeVar("Sheet", bound=Reported)
Render = Callable[[Sheet, Language], bytes]


class Press:
    """Of one process. `seal` None: nothing is signed."""

    def __init__(self, seal: Seal | None) -> None:
        self.seal = seal
        self.fingerprint = seal.fingerprint if seal else b""
        self._pool: ProcessPoolExecutor | None = None
        self._inside = 0
        self._closing: asyncio.TimerHandle | None = None

    async def draw(self, sheets: Sequence[ScorecardSheet], language_code: str) -> list[Drawn]:
        """The PDFs, in the order of the sheets."""
        if len(sheets) <= FEW:
            return await asyncio.to_thread(_draw, self.seal, sheets, language_code)
        loop = asyncio.get_running_loop()
        pool = self._opened()
        self._inside += 1
        try:
            parts = [loop.run_in_executor(pool, _draw_there, part, language_code) for part in _handfuls(sheets)]
            return [drawn for part in parts for drawn in await part]
        except BaseException:
            self.close()
            raise
        finally:
            self._inside -= 1
            if not self._inside:
                self._closing = loop.call_later(IDLE_SECONDS, self.close)

    async def draw_report(self, render: Render[Sheet], sheet: Sheet, language_code: str, *, apart: bool) -> bytes:
        """One long document, signed. `apart`: it takes so long that it is drawn in another process."""
        if not apart:
            return await asyncio.to_thread(_report, self.seal, render, sheet, language_code)
        pool = self._opened()
        self._inside += 1
        try:
            return await asyncio.get_running_loop().run_in_executor(pool, _report_there, render, sheet, language_code)
        except BrokenExecutor:
            # A process was killed: whoever comes next gets new ones.
            self.close()
            raise
        finally:
            self._inside -= 1
            if not self._inside:
                self._closing = asyncio.get_running_loop().call_later(IDLE_SECONDS, self.close)

    def _opened(self) -> ProcessPoolExecutor:
        if self._closing:
            self._closing.cancel()
        if self._pool is None:
            # Spawned, not forked: this process has threads and open connections.
            self._pool = ProcessPoolExecutor(
                os.cpu_count(), get_context("spawn"), initializer=_start, initargs=(self.seal,)
            )
        return self._pool

    def close(self) -> None:
        """Let the processes go; those who wait for them are told."""
        if self._pool:
            self._pool.shutdown(wait=False, cancel_futures=True)
            self._pool = None


@cache
def press_of(settings: Settings) -> Press:
    """The one of this process for these settings. SigningKeyFaulty."""
    return Press(seal_of(settings, now()))


_SEAL: list[Seal | None] = [None]


def _start(seal: Seal | None) -> None:
    """In a new process: fonts and key are read once, and it ends with the one that started it, however that ends."""
    typeface.load()
    _SEAL[0] = seal
    threading.Thread(target=_end_with_parent, daemon=True).start()


def _end_with_parent() -> None:
    parent = parent_process()
    if parent:
        connection.wait([parent.sentinel])
        os._exit(1)


def _draw_there(sheets: Sequence[ScorecardSheet], language_code: str) -> list[Drawn]:
    return _draw(_SEAL[0], sheets, language_code)


def _draw(seal: Seal | None, sheets: Sequence[ScorecardSheet], language_code: str) -> list[Drawn]:
    return [_drawn(seal, sheet, language_code) for sheet in sheets]


def _drawn(seal: Seal | None, sheet: ScorecardSheet, language_code: str) -> Drawn:
    try:
        plain = render_scorecard(sheet, language(language_code))
    except MissingGlyph as missing:
        return Missing(missing.text, missing.characters)
    return seal.sign(plain, sheet.network_name) if seal and sheet.provenance.is_final else plain


def _report_there(render: Render[Sheet], sheet: Sheet, language_code: str) -> bytes:
    return _report(_SEAL[0], render, sheet, language_code)


def _report(seal: Seal | None, render: Render[Sheet], sheet: Sheet, language_code: str) -> bytes:
    plain = render(sheet, language(language_code))
    return seal.sign(plain, sheet.network_name) if seal else plain


def _handfuls(sheets: Sequence[ScorecardSheet]) -> Iterator[list[ScorecardSheet]]:
    rest = iter(sheets)
    while part := list(islice(rest, HANDFUL)):
        yield part
