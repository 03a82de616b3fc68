"""The moment that a review asks about."""

from datetime import UTC, datetime
from typing import Annotated

from litestar.params import QueryParameter

from network.foundation.clock import now
from network.foundation.errors import Invalid
from network.foundation.i18n import lazy as _
from network.web.validation import WRONG

Moment = Annotated[datetime | None, QueryParameter(description="As it was at this moment; now when not said.")]


def moment_asked(at: datetime | None) -> datetime:
    """Now when none was said. Raises Invalid for a time of no zone: nobody knows which moment that is."""
    if at is None:
        return now()
    if at.tzinfo is None:
        raise Invalid({"at": _("The time needs its offset from UTC, such as +08:00.")})
    try:
        return at.astimezone(UTC)
    except OverflowError as error:  # its offset leads beyond the first or the last day of the calendar
        raise Invalid({"at": WRONG}) from error
