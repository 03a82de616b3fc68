"""JSON of the training domain."""

from litestar.types import ControllerRouterHandler

API: list[ControllerRouterHandler] = []
# Their bodies are files.
UPLOADS: list[ControllerRouterHandler] = []
