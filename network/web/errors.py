"""Where a refusal or a failure becomes an answer: problem+json (RFC 9457) for programs, a page for people."""

import logging
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlsplit

import asyncpg
from litestar import Request, Response
from litestar.exceptions import HTTPException, InternalServerException, ValidationException
from litestar.response import Redirect

from network.foundation.errors import Conflict, Forbidden, Invalid, NotFound, ServicemarkError
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.web.logs import log_failure
from network.web.paths import login_path
from network.web.refusals import SignInNeeded
from network.web.templating import page
from network.web.validation import WRONG, field_errors
from network.web.versions import PreconditionFailed
from network.web.visit import visit_of

logger = logging.getLogger("servicemark.web")

PROBLEM_JSON = "application/problem+json"
RETRY_SECONDS = 5

# What the database's triggers raise for a change to something that is never changed.
FROZEN = "SM001"

TITLES: dict[int, Text] = {
    400: _("The request could not be understood"),
    401: _("Not signed in"),
    403: _("Not allowed"),
    404: _("Not found"),
    405: _("Not possible at this address"),
    409: _("Not possible in the present state"),
    412: _("Changed meanwhile"),
    413: _("Too large"),
    415: _("Unknown kind of content"),
    422: _("Not valid"),
    428: _("The version is missing"),
    429: _("Too many requests"),
    500: _("Server error"),
    503: _("Not available"),
}

# Litestar's own refusals: our code and sentence for each status. Its English texts are for developers.
_HTTP: dict[int, tuple[str, Text]] = {
    400: ("malformed", _("The request could not be understood. Check what was sent.")),
    404: (NotFound.code, NotFound.message),
    405: ("method_not_allowed", _("This address exists, but does not take requests of this kind.")),
    413: ("too_large", _("What was sent is larger than is taken here.")),
    415: ("unsupported_content", _("This kind of content is not taken here.")),
}


@dataclass(frozen=True, slots=True)
class Problem:
    """What went wrong, translated and fit to leave the program: it never holds internals or what was sent.

    `more`: members of one kind of problem alone, such as both versions of what was changed meanwhile.
    """

    status: int
    code: str
    detail: str
    fields: dict[str, str] = field(default_factory=dict)
    retryable: bool = False
    retry_after: int | None = None
    more: dict[str, Any] = field(default_factory=dict)

    def body(self, request_id: str) -> dict[str, Any]:
        told: dict[str, Any] = {
            "type": f"urn:servicemark:problem:{self.code}",
            "title": str(TITLES.get(self.status, TITLES[500 if self.status >= 500 else 400])),
            "status": self.status,
            "detail": self.detail,
            "code": self.code,
            "retryable": self.retryable,
            "request_id": request_id,
            **self.more,
        }
        return told | {"fields": self.fields} if self.fields else told


def answer(request: Request[Any, Any, Any], error: Exception) -> Response[Any]:
    """The handler of every exception."""
    visit = visit_of(request)
    problem = problem_of(error)
    if problem.status >= 500:
        log_failure(logger, error, visit.request_id, problem.status)
    if isinstance(error, SignInNeeded) and not visit.wants_json:
        return _to_login(request)
    headers = {"retry-after": str(problem.retry_after)} if problem.retry_after else {}
    if isinstance(error, HTTPException) and problem.status == 405:
        headers |= {name: value for name, value in (error.headers or {}).items() if name.lower() == "allow"}
    if visit.wants_json:
        body = problem.body(visit.request_id)
        return Response(body, status_code=problem.status, media_type=PROBLEM_JSON, headers=headers)
    shown = page(
        "error.html",
        status=problem.status,
        detail=problem.detail if isinstance(error, ServicemarkError) else "",
        request_id=visit.request_id if problem.status >= 500 else "",
        layout="base.html" if visit.signed_in else "plain.html",
    )
    shown.context["status"] = problem.status
    shown.headers.update(headers)
    return shown


def problem_of(error: Exception) -> Problem:
    """What to tell about any exception, in the reader's language."""
    if isinstance(error, ServicemarkError):
        return _refusal(error)
    if isinstance(error, ValidationException) or (isinstance(error, InternalServerException) and _wrong_in(error)):
        return _not_valid(error)
    if isinstance(error, HTTPException) and error.status_code < 500:
        code, text = _HTTP.get(error.status_code, _HTTP[400])
        return Problem(error.status_code, code, str(text))
    if isinstance(error, asyncpg.PostgresError):
        if error.sqlstate == FROZEN:
            return _refusal(Conflict())
        if isinstance(error, asyncpg.InsufficientPrivilegeError):
            return _refusal(Forbidden())
    return Problem(
        500, "server_error", str(_("Something went wrong on our side. Report the number if it happens again."))
    )


def _refusal(error: ServicemarkError) -> Problem:
    fields = {name: str(text) for name, text in error.fields.items()} if isinstance(error, Invalid) else {}
    retry_after = getattr(error, "retry_after", RETRY_SECONDS if error.retryable else None)
    stale = error if isinstance(error, PreconditionFailed) else None
    more = {"sent": stale.sent, "current": stale.current, "theirs": stale.theirs} if stale else {}
    return Problem(error.status, error.code, error.text(), fields, error.retryable, retry_after, more)


def _wrong_in(error: HTTPException) -> list[dict[str, Any]]:
    """What pydantic found wrong with a body that Litestar refused.

    Litestar 2.25 calls it a failure of ours when all that is wrong are fields named like dependencies of the route,
    such as `actor`. Only bodies are read by pydantic: what is injected is not.
    """
    found = getattr(error.__cause__, "errors", None)
    return found if isinstance(found, list) else []


def _not_valid(error: HTTPException) -> Problem:
    """Litestar's 400 for a body or parameter of the wrong form: 422 with the fields named, 400 where it names none."""
    if found := _wrong_in(error):
        fields = field_errors(found)
    else:
        named = error.extra if isinstance(error.extra, list) else []
        fields = {str(item["key"]): str(WRONG) for item in named if isinstance(item, dict) and "key" in item}
    if not fields:
        code, text = _HTTP[400]
        return Problem(400, code, str(text))
    return Problem(Invalid.status, Invalid.code, str(Invalid.message), fields)


def _to_login(request: Request[Any, Any, Any]) -> Response[Any]:
    """To the login page and back again. htmx is told to load it whole, or it would swap it into a part of the page."""
    query = request.scope["query_string"].decode("latin-1")
    here = request.scope["path"] + (f"?{query}" if query else "")
    if request.headers.get("hx-request") == "true":
        shown = urlsplit(request.headers.get("hx-current-url", ""))
        place = shown.path + (f"?{shown.query}" if shown.query else "")
        return Response(b"", status_code=401, headers={"hx-redirect": login_path(place)}, media_type="text/html")
    return Redirect(login_path(here if request.method == "GET" else "/"), status_code=303)
