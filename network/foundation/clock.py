"""The one place that asks what time it is. Everything below the entry points takes the moment as an argument."""

from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

# Days of the whole network are those of headquarters; what concerns one site goes by the site's own clock.
HEADQUARTERS = ZoneInfo("Asia/Shanghai")


def now() -> datetime:
    return datetime.now(UTC)


def headquarters_day(at: datetime) -> date:
    """Which day it is at headquarters."""
    return at.astimezone(HEADQUARTERS).date()
