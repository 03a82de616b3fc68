"""Logging: a line for each request and each failure, as JSON, or as plain text on a terminal.

Never what a person typed or is: no query, no body, no name, no e-mail address, no network address.
"""

import json
import logging
import sys
import traceback
from datetime import UTC, datetime
from typing import Any

import asyncpg

from network.foundation.errors import ServicemarkError

access = logging.getLogger("servicemark.access")


class JsonLines(logging.Formatter):
    """One JSON object a line: time, level, logger, message, and what the call gave as `extra={"facts": ...}`."""

    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds")
        line = {"at": at, "level": record.levelname.lower(), "logger": record.name, "message": record.getMessage()}
        return json.dumps(line | _facts(record), ensure_ascii=False)


class PlainLines(logging.Formatter):
    def format(self, record: logging.LogRecord) -> str:
        at = datetime.fromtimestamp(record.created, UTC).strftime("%H:%M:%S")
        facts = _facts(record)
        trace = facts.pop("trace", "")
        told = " ".join(f"{name}={value}" for name, value in facts.items())
        line = f"{at} {record.levelname.lower()} {record.getMessage()} {told}".rstrip()
        return f"{line}\n{trace}" if trace else line


def _facts(record: logging.LogRecord) -> dict[str, Any]:
    """What the call gave, and of an exception where it came from; its text may quote what a person typed."""
    facts = dict(getattr(record, "facts", {}))
    if record.exc_info and record.exc_info[1]:
        error = record.exc_info[1]
        facts |= {"error": type(error).__name__, "trace": "".join(traceback.format_tb(error.__traceback__))}
    return facts


def configure() -> None:
    """Send the program's own lines and the server's warnings to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(PlainLines() if sys.stderr.isatty() else JsonLines())
    logging.basicConfig(level=logging.WARNING, handlers=[handler], force=True)
    logging.getLogger("servicemark").setLevel(logging.INFO)


def log_request(method: str, route: str, status: int, milliseconds: float, request_id: str) -> None:
    """`route` is the template (`/sites/{code:str}`), so that nothing of the address itself is kept."""
    facts = {"route": route, "status": status, "ms": round(milliseconds, 1), "request_id": request_id}
    access.info("%s", method, extra={"facts": facts})


def log_failure(logger: logging.Logger, error: Exception, request_id: str, status: int) -> None:
    """A failure once, with where it happened. PostgreSQL's own text is left out: its details quote rows."""
    facts = {"error": type(error).__name__, "told": _told(error), "status": status, "request_id": request_id}
    if status == 500:
        facts["trace"] = "".join(traceback.format_tb(error.__traceback__))
    logger.error("request failed", extra={"facts": facts})


def _told(error: Exception) -> str:
    if isinstance(error, asyncpg.PostgresError):
        return str(error.sqlstate)
    return error.code if isinstance(error, ServicemarkError) else str(error)
