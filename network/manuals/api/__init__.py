"""JSON of the manuals domain."""

from litestar.types import ControllerRouterHandler

from network.manuals.api.acknowledging import AcknowledgementsApi, SheetsApi
from network.manuals.api.manuals import ManualsApi
from network.manuals.api.pictures import ManualPicturesApi

API: list[ControllerRouterHandler] = [
    ManualsApi,
    AcknowledgementsApi,
]
# Their bodies are files.
UPLOADS: list[ControllerRouterHandler] = [
    ManualPicturesApi,
    SheetsApi,
]
