"""JSON of the ledger."""

from litestar.types import ControllerRouterHandler

from network.ledger.api.ledger import LedgerApi, SettlementsApi, SiteLedgerApi

API: list[ControllerRouterHandler] = [LedgerApi, SiteLedgerApi, SettlementsApi]
