"""The answers that a route gives when it says no, for the description of the API."""

from typing import Any

from litestar.openapi.datastructures import ResponseSpec
from pydantic import BaseModel

from network.web.errors import PROBLEM_JSON, TITLES


class ProblemOut(BaseModel):
    """A refusal (RFC 9457). `code` is stable and meant for programs; `title` and `detail` are in the reader's language.

    `fields` names what was wrong with each field that was sent; `retryable`: the same request may succeed later. With
    412: the version that was `sent`, the `current` one, and `theirs`, its values by field.
    """

    type: str
    title: str
    status: int
    detail: str
    code: str
    retryable: bool
    request_id: str
    fields: dict[str, str] | None = None
    sent: int | None = None
    current: int | None = None
    theirs: dict[str, Any] | None = None


def problems(*statuses: int) -> dict[int, ResponseSpec]:
    """The `responses` of a route behind a sign-in: these statuses, and those that every such route can give."""
    # The source texts, not a reader's language: the document is made once for everyone.
    return {
        status: ResponseSpec(
            ProblemOut,
            generate_examples=False,
            media_type=PROBLEM_JSON,
            description=_MEANING.get(status, str(TITLES[status])),
        )
        for status in sorted({401, 403, *statuses})
    }


_MEANING = {
    401: "Nobody is signed in.",
    403: "The role does not allow it.",
    404: "It does not exist, or is not yours to see.",
    409: "Its present state does not allow it.",
    412: "Somebody has changed it since the version that If-Match names.",
    422: "Something that was sent is not valid.",
    428: "If-Match is missing.",
}
