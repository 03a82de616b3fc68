"""A network of three sites in two time zones, and a way to import rows, text or a file into it."""

from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from pathlib import Path

import asyncpg
import pytest

from network.foundation.access import Actor
from network.foundation.periods import Month
from network.foundation.tabular.limits import Limits
from network.foundation.tabular.profile import Profile
from network.repairs.commands.importing import ORDERS, Intake, Request, import_records
from network.sites.commands.importing import import_sites
from network.sites.schemas.sites import ImportOutcome
from tests.factory import HQ, NOW, Store, write_csv
from tests.served import app, browse, person

__all__ = ["app", "browse", "person", "sites", "store", "take", "take_sites"]

Rows = Sequence[Mapping[str, object]]
Content = Rows | str | bytes | Path
Take = Callable[..., Awaitable[ImportOutcome]]


@pytest.fixture
async def store(database: str) -> AsyncIterator[Store]:
    root = await asyncpg.connect(database)
    try:
        yield Store(root)
    finally:
        await root.close()


@pytest.fixture
async def sites(store: Store) -> dict[str, int]:
    """Two sites in China, one in Sweden whose clocks are put forward and back."""
    zones = {"S1": "Asia/Shanghai", "S2": "Asia/Shanghai", "SE": "Europe/Stockholm"}
    return {code: await store.site(code, zone) for code, zone in zones.items()}


def written(folder: Path, content: Content) -> Path:
    if isinstance(content, Path):
        return content
    path = folder / "records.csv"
    if isinstance(content, str | bytes):
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path
    return write_csv(path, content)


def left_behind(folder: Path) -> list[Path]:
    """COPY files that an import has forgotten."""
    return list(folder.glob("*.copy"))


@pytest.fixture
def take(database: str, tmp_path: Path) -> Take:
    """Import `content` as orders (or returns), as HQ unless somebody else is named; `profile` is the text of one."""

    async def run(
        content: Content,
        intake: Intake = ORDERS,
        actor: Actor = HQ,
        *,
        profile: str | None = None,
        create_sites: bool = False,
        dry_run: bool = False,
        month: Month | None = None,
        limits: Limits | None = None,
    ) -> ImportOutcome:
        path = written(tmp_path, content)
        read_by = None if profile is None else Profile.parse(profile, Path("profile.toml"))
        request = Request(
            path=path,
            name=path.name,
            now=NOW,
            workdir=tmp_path,
            profile=read_by,
            create_sites=create_sites,
            dry_run=dry_run,
            month=month,
            limits=limits or Limits(),
        )
        outcome = await import_records(actor, intake, request)
        assert left_behind(tmp_path) == []
        return outcome

    return run


@pytest.fixture
def take_sites(database: str, tmp_path: Path) -> Take:
    async def run(content: Content, actor: Actor = HQ, *, dry_run: bool = False) -> ImportOutcome:
        path = written(tmp_path, content)
        return await import_sites(
            actor, path, name=path.name, profile=None, dry_run=dry_run, now=NOW, limits=Limits(), workdir=tmp_path
        )

    return run
