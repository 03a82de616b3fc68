"""Handing the failing rows of a file back as a workbook."""

from collections.abc import Sequence
from pathlib import Path
from uuid import uuid4

from network.foundation.i18n import gettext
from network.foundation.tabular.faults import CellError
from network.foundation.tabular.layout import Layout
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.profile import Profile
from network.foundation.tabular.read import read
from network.foundation.tabular.workbook import write_error_workbook


def hand_back_rows(
    path: Path,
    layout: Layout,
    profile: Profile | None,
    errors: Sequence[CellError],
    limits: Limits,
    workdir: Path,
    out: Path,
) -> int:
    """Write the rows of `path` that `errors` name to the workbook `out`, in the reader's language; how many they are.

    Reads the file a second time: errors are rare and files are large, so nothing of it is kept meanwhile. `out`
    appears whole or not at all. Blocks; raises FileRefused when the file cannot be read any more.
    """
    parsed = read(path, layout, profile, limits, workdir)
    parsed.copy_file.unlink(missing_ok=True)
    made = workdir / f"{uuid4().hex}.xlsx"
    try:
        count = write_error_workbook(path, parsed, errors, made, gettext)
        out.write_bytes(made.read_bytes())
        return count
    finally:
        made.unlink(missing_ok=True)
