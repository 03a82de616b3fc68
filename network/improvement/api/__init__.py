"""JSON of the improvement domain."""

from litestar.types import ControllerRouterHandler

API: list[ControllerRouterHandler] = []
