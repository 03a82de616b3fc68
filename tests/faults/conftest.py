import tempfile
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import pytest

from tests.conftest import fast_folder
from tests.faults.installation import Network


@pytest.fixture(scope="module")
def place() -> Iterator[Path]:
    """In memory where there is room: what a killed process has written is there all the same."""
    with tempfile.TemporaryDirectory(prefix="servicemark-faults-", dir=fast_folder()) as name:
        Path(name).chmod(0o711)
        yield Path(name)


@pytest.fixture(scope="module")
async def network(place: Path) -> AsyncIterator[Network]:
    """One site, no orders yet."""
    installed = Network(place)
    with installed.cluster.using():
        sites = place / "sites.csv"
        sites.write_text("code,timezone\nS1,Asia/Shanghai\n", encoding="utf-8")
        status, told = await installed.run("import", "sites", sites)
        assert status == 0, told
        yield installed
