"""What the server said: to our file until its log collector runs, then to the collector's files."""

import time
from pathlib import Path

Mark = dict[Path, int]

DECISIVE = ("FATAL:", "PANIC:")
COLLECTOR_SECONDS = 2.0
TAIL_BYTES = 64 * 1024  # of each file, however large


class Log:
    """`first` takes what is said before the collector runs, anew at each start; `folder` is the collector's."""

    def __init__(self, first: Path, folder: Path) -> None:
        self.first = first
        self.folder = folder

    def mark(self) -> Mark:
        """How long each of the collector's files is now."""
        return {file: file.stat().st_size for file in self.folder.glob("*.log")}

    def why_failed(self, mark: Mark) -> str:
        """What the start that has just failed said, also to the collector since `mark`.

        The collector may still be writing when the server has gone, so wait a little for the decisive line.
        """
        deadline = time.monotonic() + COLLECTOR_SECONDS
        while not any(word in (said := self._since(mark)) for word in DECISIVE) and time.monotonic() < deadline:
            time.sleep(0.02)
        return said

    def _since(self, mark: Mark) -> str:
        said = _read(self.first, 0)
        return said + "".join(_read(file, mark.get(file, 0)) for file in sorted(self.folder.glob("*.log")))

    def tail(self, lines: int) -> str:
        """The last lines of all files, the newest file last; empty before the first start."""
        files = [file for file in (self.first, *self.folder.glob("*.log")) if file.exists()]
        files.sort(key=lambda file: file.stat().st_mtime)
        ends = [_read(file, max(file.stat().st_size - TAIL_BYTES, 0)) for file in files]
        return "\n".join("".join(ends).splitlines()[-lines:])


def _read(file: Path, start: int) -> str:
    with file.open("rb") as source:
        # A file emptied at rotation is shorter than its mark: then all of it is new.
        source.seek(start if start <= file.stat().st_size else 0)
        return source.read().decode("utf-8", "replace")
