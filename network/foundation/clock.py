"""The one place that asks what time it is. Everything below the entry points takes the moment as an argument."""

from datetime import UTC, datetime


def now() -> datetime:
    return datetime.now(UTC)
