"""Addresses of the built scripts, styles, icons and marks.

The build names each file by its content, so a browser may keep it for ever; `manifest.json` maps the plain name that
templates use to the file. Serve `DIST` under `DIST_URL` with `Cache-Control: public, max-age=31536000, immutable`.
"""

import json
from collections.abc import Mapping
from functools import cache
from pathlib import Path

DIST = Path(__file__).parent / "static" / "dist"
DIST_URL = "/static/dist"


class AssetsMissing(RuntimeError):
    """The assets were never built, or a template names one that the build does not make."""


@cache
def load_manifest(folder: Path = DIST) -> Mapping[str, str]:
    """Plain name -> file name. Call it at start-up, so that a missing build stops the server and not the first page."""
    try:
        manifest: dict[str, str] = json.loads((folder / "manifest.json").read_text("utf-8"))
    except FileNotFoundError:
        raise AssetsMissing(f"No built assets in {folder}: run `make setup`.") from None
    return manifest


def asset(name: str) -> str:
    """The address of an asset, for instance `asset("main.js")`. A global of every template."""
    file = load_manifest().get(name)
    if file is None:
        raise AssetsMissing(f"No asset is called {name!r}: add it to frontend/ or run `make setup`.")
    return f"{DIST_URL}/{file}"
