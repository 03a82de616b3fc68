"""JSON bodies that could be read in two ways are refused: from a device that is not there to be asked.

Of two fields with one name a reader takes the first or the last; `NaN` is no JSON, and some write it; a body that is
packed may be small and unpack to anything.
"""

import json
from typing import Any

from network.web.refusals import Malformed, UnsupportedContent
from network.web.requests import JSON, HouseRequest


class StrictRequest(HouseRequest):
    """The `request_class` of a controller whose bodies are read strictly."""

    async def json(self) -> Any:
        if self.content_type[0].lower() != JSON or not is_plain(self):
            raise UnsupportedContent(expected=JSON)
        try:
            text = (await self.body()).decode("utf-8")
            return _kept(json.loads(text, object_pairs_hook=_fields, parse_constant=_refuse_constant))
        # ValueError: also of text that is no UTF-8, of a byte order mark, and of numbers with thousands of digits.
        except (ValueError, RecursionError) as error:
            raise Malformed() from error


def is_plain(request: HouseRequest) -> bool:
    """Whether the body is sent as it is, not packed."""
    return request.headers.get("content-encoding", "identity").lower() == "identity"


def _fields(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a field is named twice")
    return found


def _kept(value: Any) -> Any:
    """The same value. ValueError for texts that cannot be kept: with a zero byte, or half a character."""
    waiting = [value]
    while waiting:
        each = waiting.pop()
        if isinstance(each, dict):
            waiting += each
            waiting += each.values()
        elif isinstance(each, list):
            waiting += each
        elif isinstance(each, str):
            if "\0" in each:
                raise ValueError("a text holds a zero byte")
            each.encode()
    return value


def _refuse_constant(name: str) -> Any:
    raise ValueError(f"{name} is no JSON")
