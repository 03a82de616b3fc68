"""JSON of the audits domain."""

from litestar.types import ControllerRouterHandler

API: list[ControllerRouterHandler] = []
