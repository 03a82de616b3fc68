"""JSON of the audits domain."""

from litestar.types import ControllerRouterHandler

from network.audits.api.photos import PhotosApi

API: list[ControllerRouterHandler] = []
# Their bodies are pieces of photos, and visits with all that was noted on the way: at most so many megabytes.
UPLOADS: list[ControllerRouterHandler] = [PhotosApi]
UPLOAD_MEGABYTES = 1
