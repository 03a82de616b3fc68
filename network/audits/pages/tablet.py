"""The tablet app as a browser installs it: its shell, its manifest, and the worker that keeps it for later.

What they are made of are built assets, so that a new build is a new app: `KEPT` names exactly what one version needs.
"""

import hashlib
import json
from functools import cache
from typing import Any

from litestar import Controller, Response, get
from litestar.response import Template

from network.foundation.access import Permission
from network.foundation.i18n import lazy as _
from network.web.assets import DIST, asset, load_manifest
from network.web.guards import allows, public
from network.web.navigation import Entry, Group

SHELL = "/tablet"

ENTRY = Entry(_("Tablet app"), SHELL, "device-tablet", Permission.MAKE_VISITS, 20, Group.VISITS)

# All that the app loads, by its name in the build.
ASSETS = (
    "tablet.js",
    "tablet.css",
    "tablet_words.json",
    "icons.svg",
    "mark.svg",
    "tablet_192.png",
    "tablet_512.png",
)

# Photos tell where they were taken: elsewhere no page of ours asks for that.
PERMISSIONS = "camera=(self), geolocation=(self), microphone=(), payment=(), usb=()"

# Looked at again each time: behind it the worker says whether there is a new version.
ALWAYS_ASK = "no-cache"


@cache
def version() -> str:
    """A name made from all that the app consists of, the worker too."""
    worker = load_manifest()["tablet_worker.js"]
    return hashlib.sha256(" ".join([worker, *map(asset, ASSETS)]).encode()).hexdigest()[:12]


class Tablet(Controller):
    path = SHELL

    @get(guards=[allows(Permission.MAKE_VISITS)])
    async def shell(self) -> Template:
        """The same for everybody, in no language: who uses it and what they read is known in the app alone."""
        headers = {"cache-control": ALWAYS_ASK, "permissions-policy": PERMISSIONS}
        return Template("tablet.html", context={"version": version()}, headers=headers, media_type="text/html")

    @get("/manifest.webmanifest", guards=[public])
    async def manifest(self) -> Response[dict[str, Any]]:
        """Browsers ask for it without saying who they are."""
        return Response(_manifest(), media_type="application/manifest+json", headers={"cache-control": ALWAYS_ASK})

    @get("/worker.js", guards=[public])
    async def worker(self) -> Response[str]:
        """The worker with the list of what it keeps. Its scope is the shell, one level above where it lies."""
        kept = {"version": version(), "shell": SHELL, "files": [asset(name) for name in ASSETS]}
        script = (DIST / load_manifest()["tablet_worker.js"]).read_text("utf-8")
        headers = {"cache-control": ALWAYS_ASK, "service-worker-allowed": SHELL}
        return Response(f"const KEPT={json.dumps(kept)};\n{script}", media_type="text/javascript", headers=headers)


def _manifest() -> dict[str, Any]:
    icons = [
        {"src": asset(f"tablet_{size}.png"), "sizes": f"{size}x{size}", "type": "image/png", "purpose": "any maskable"}
        for size in (192, 512)
    ]
    return {
        "id": SHELL,
        "name": "Servicemark",
        "short_name": "Servicemark",
        "start_url": SHELL,
        "scope": SHELL,
        "display": "standalone",
        "background_color": "#f6f8fb",
        "theme_color": "#0b2545",
        "icons": icons,
    }
