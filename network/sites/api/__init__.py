"""JSON of the sites domain."""

from litestar.types import ControllerRouterHandler

from network.sites.api.sites import SitesApi

API: list[ControllerRouterHandler] = [SitesApi]
