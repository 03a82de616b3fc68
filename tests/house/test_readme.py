"""The README tells the truth: its configuration table, its tour and its commands match what is there."""

import re
import subprocess
from pathlib import Path

import pytest

from network.foundation.settings import Settings

ROOT = Path(__file__).parents[2]
README = (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_configuration_table_lists_every_setting_and_no_other() -> None:
    listed = set(re.findall(r"^\| `(SERVICEMARK_[A-Z_]+)`", README, re.MULTILINE))
    assert listed == {f"SERVICEMARK_{name.upper()}" for name in Settings.model_fields}


def test_every_path_of_the_tour_is_there() -> None:
    tour = README.split("## The tour", 1)[1].split("\n## ", 1)[0]
    paths = re.findall(r"^\| `([^`]+)`", tour, re.MULTILINE)
    assert len(paths) > 20
    missing = [path for path in paths if not (ROOT / path).exists()]
    assert not missing


def test_the_tour_leaves_no_package_out() -> None:
    tour = README.split("## The tour", 1)[1].split("\n## ", 1)[0]
    packages = [path.parent.relative_to(ROOT) for path in ROOT.glob("network/*/__init__.py")]
    assert [str(package) for package in packages if f"`{package}/`" not in tour] == []


@pytest.mark.parametrize("target", ["help", "setup", "demo", "test", "check", "bench", "faults"])
def test_make_knows_its_targets(target: str) -> None:
    listed = subprocess.run(["make", "help"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    assert f"make {target} " in listed
