"""Scripts, styles, icons: what the build made, and nothing else of the folder."""

from litestar import Controller, get
from litestar.params import FromPath
from litestar.response import File

from network.foundation.errors import NotFound
from network.web.assets import DIST, DIST_URL, load_manifest
from network.web.guards import public

# The name changes with the content, so a browser may keep the file for as long as it likes.
FOREVER = "public, max-age=31536000, immutable"


class Assets(Controller):
    path = DIST_URL
    guards = [public]

    @get("/{name:str}")
    async def asset(self, name: FromPath[str]) -> File:
        if name not in load_manifest().values():
            raise NotFound()
        return File(DIST / name, filename=name, content_disposition_type="inline", headers={"cache-control": FOREVER})
