"""Small files that are taken in one go: read, checked and refused with every error of every row at once."""

import tempfile
from collections.abc import AsyncIterable, AsyncIterator, Iterable, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

from network.foundation import files
from network.foundation.database import execute
from network.foundation.errors import Invalid
from network.foundation.files import KeptFile
from network.foundation.i18n import gettext
from network.foundation.i18n import lazy as _
from network.foundation.intake.staging import Check, failing, stage
from network.foundation.tabular.errors import FileRefused
from network.foundation.tabular.faults import CellError
from network.foundation.tabular.layout import Layout
from network.foundation.tabular.limits import MEBIBYTE, Limits
from network.foundation.tabular.messages import WITHOUT_PROFILE, message
from network.foundation.tabular.read import Parsed, read_async

MOST_MEGABYTES = 5
SECONDS = 30
# All errors are counted; nobody reads more.
ERRORS_SHOWN = 200


class RowsFaulty(Invalid):
    """`errors`: the first ones, by row; `count`: how many there are. `fields` names row and column of each."""

    code = "rows_faulty"
    message = _("Some rows of the file are not right. Nothing was taken: correct them and hand the file in again.")

    def __init__(self, errors: Sequence[CellError], count: int) -> None:
        self.errors = [_without_profile(each) for each in sorted(errors, key=lambda error: error.row)[:ERRORS_SHOWN]]
        self.count = count
        super().__init__(
            {f"{error.row} {error.column}".strip(): message(error, gettext) for error in reversed(self.errors)}
        )


def _without_profile(error: CellError) -> CellError:
    template = WITHOUT_PROFILE.get(error.code)
    return replace(error, values={"message": template, **error.values}) if template else error


@asynccontextmanager
async def small_file(
    folder: Path, blocks: AsyncIterable[bytes], layout: Layout, most_rows: int
) -> AsyncIterator[tuple[KeptFile, Parsed]]:
    """Keep the bytes below `folder` and read them. FileTooLarge, FileRefused."""
    kept = await files.keep(folder, blocks, MOST_MEGABYTES)
    limits = Limits(
        file_bytes=MOST_MEGABYTES * MEBIBYTE,
        rows=most_rows,
        cpu_seconds=SECONDS,
        wall_seconds=SECONDS,
        detailed_errors=ERRORS_SHOWN,
    )
    with tempfile.TemporaryDirectory(prefix="import-", dir=folder) as workdir:
        try:
            parsed = await read_async(kept.path, layout, None, limits, Path(workdir))
        except FileRefused as refusal:
            raise refusal.without_profile() from None
        yield kept, parsed


async def stage_whole(parsed: Parsed, layout: Layout, prepare: str, checks: Iterable[Check], *values: Any) -> None:
    """Inside a transaction: the temporary table `staged`, and what `prepare` makes of it. RowsFaulty."""
    await stage(parsed, layout)
    if prepare:
        await execute(prepare)
    errors, count = await failing(checks, parsed, ERRORS_SHOWN, *values)
    if found := (*parsed.errors, *errors):
        raise RowsFaulty(found, parsed.error_count + count)
