"""JSON of the identity domain."""

from litestar.types import ControllerRouterHandler

from network.identity.api.session import AccountsApi, SessionApi

API: list[ControllerRouterHandler] = [SessionApi, AccountsApi]
