"""The description of the API, as a document and as a page made of our own assets."""

from typing import Any, cast

from litestar import Controller, Litestar, Request, get
from litestar.config.app import AppConfig
from litestar.openapi import OpenAPIConfig
from litestar.openapi.plugins import JsonRenderPlugin

from network.foundation.i18n import gettext as _
from network.web.guards import public, signed_in
from network.web.templating import Page, page

DOCUMENT = "/api/openapi.json"
VERSION = "/api/v1/"


class ApiDescription(Controller):
    path = "/api"

    @get("/openapi.json", guards=[public])
    async def document(self, request: Request[Any, Any, Any]) -> dict[str, Any]:
        return describe(request.app)

    @get("/docs", guards=[signed_in])
    async def docs(self) -> Page:
        return page("api_docs.html", openapi_url=DOCUMENT, breadcrumbs=[{"label": _("API"), "href": ""}])


def describe(app: Litestar) -> dict[str, Any]:
    """The OpenAPI document of all routes under /api/v1, worked out once."""
    known = app.state.get("openapi_document")
    if known is None:
        known = app.state.openapi_document = _describe(app)
    return cast(dict[str, Any], known)


def _describe(app: Litestar) -> dict[str, Any]:
    # Litestar's plugin also serves the document, under a router that answers unknown addresses below /api with a page
    # of its own. So the application is made without a configuration, and the plugin gets it here.
    plugin: Any = app.plugins.get("OpenAPIPlugin")
    config = OpenAPIConfig(
        title="Servicemark",
        version="1",
        render_plugins=[JsonRenderPlugin()],
        use_handler_docstrings=True,
    )
    plugin.on_app_init(AppConfig(openapi_config=config))
    # Pages are told by their address: to say so at each of them would have Litestar copy every one once more.
    routes = plugin.included_routes.items()
    plugin.included_routes = {path: route for path, route in routes if path.startswith(VERSION)}
    return cast(dict[str, Any], plugin.provide_openapi_schema())
