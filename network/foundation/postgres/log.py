"""What the server said: to our file until its log collector runs, then to the collector's files."""

from pathlib import Path

Mark = dict[Path, int]


class Log:
    """`first` takes what is said before the collector runs, anew at each start; `folder` is the collector's."""

    def __init__(self, first: Path, folder: Path) -> None:
        self.first = first
        self.folder = folder

    def mark(self) -> Mark:
        """How long each of the collector's files is now."""
        return {file: file.stat().st_size for file in self.folder.glob("*.log")}

    def since(self, mark: Mark) -> str:
        """What the last start said, then what the collector wrote since `mark`."""
        said = _read(self.first, 0)
        return said + "".join(_read(file, mark.get(file, 0)) for file in sorted(self.folder.glob("*.log")))

    def tail(self, lines: int) -> str:
        """The last lines of the newest file; empty before the first start."""
        files = [file for file in (self.first, *self.folder.glob("*.log")) if file.exists() and file.stat().st_size]
        newest = max(files, key=lambda file: file.stat().st_mtime, default=None)
        return "\n".join(_read(newest, 0).splitlines()[-lines:]) if newest else ""


def _read(file: Path, start: int) -> str:
    with file.open("rb") as source:
        # A file emptied at rotation is shorter than its mark: then all of it is new.
        source.seek(start if start <= file.stat().st_size else 0)
        return source.read().decode("utf-8", "replace")
