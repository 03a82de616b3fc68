"""What the intake tells programs beyond the house's problems: where to go on, what is missing, what is in force."""

from typing import Any

from litestar import Request, Response
from litestar.types import ExceptionHandlersMap

from network.audits.errors.filings import FiledOtherwise, PhotosMissing
from network.audits.errors.photos import PhotoNotHere, WrongOffset
from network.web.errors import answer
from network.web.turnstile import Turnstile
from network.web.versions import PreconditionFailed


def _at_offset(request: Request[Any, Any, Any], refusal: PhotoNotHere | WrongOffset) -> Response[Any]:
    told = answer(request, refusal)
    told.headers["upload-offset"] = str(refusal.offset)
    return told


def _with_tag(request: Request[Any, Any, Any], refusal: FiledOtherwise | PreconditionFailed) -> Response[Any]:
    told = answer(request, refusal)
    told.headers["etag"] = f'"{refusal.current}"'
    return told


def _with_missing(request: Request[Any, Any, Any], refusal: PhotosMissing) -> Response[Any]:
    told = answer(request, refusal)
    told.content["missing"] = refusal.missing
    return told


# What an account may have under way at once.
TURNS = Turnstile(4)

REFUSALS: ExceptionHandlersMap = {
    PhotoNotHere: _at_offset,
    WrongOffset: _at_offset,
    FiledOtherwise: _with_tag,
    PreconditionFailed: _with_tag,
    PhotosMissing: _with_missing,
}
