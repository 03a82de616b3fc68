"""JSON of the repairs domain."""

from litestar.types import ControllerRouterHandler

from network.repairs.api.records import ImportApi, ImportsApi, RecordsApi

API: list[ControllerRouterHandler] = [RecordsApi, ImportApi]
# Their bodies are files, as large as the settings allow.
UPLOADS: list[ControllerRouterHandler] = [ImportsApi]
