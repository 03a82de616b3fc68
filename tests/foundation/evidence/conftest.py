"""Ways to hand something in, and to see what is there afterwards."""

from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from network.foundation.evidence.kinds import Evidence
from network.foundation.evidence.plan import Limits
from network.foundation.evidence.taking import take

Take = Callable[..., Coroutine[Any, Any, Evidence]]


async def blocks(content: bytes) -> AsyncIterator[bytes]:
    for start in range(0, len(content), 1 << 16):
        yield content[start : start + (1 << 16)]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "evidence"


@pytest.fixture
def hand_in(folder: Path) -> Take:
    """`await hand_in(content)`: take these bytes."""

    async def hand_in(content: bytes, *, most_megabytes: int = 25, limits: Limits | None = None) -> Evidence:
        return await take(blocks(content), folder, most_megabytes=most_megabytes, limits=limits)

    return hand_in


def contents(folder: Path) -> dict[str, bytes]:
    """Every file below, by its name."""
    return {path.name: path.read_bytes() for path in folder.rglob("*") if path.is_file()}
