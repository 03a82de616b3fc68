"""What the public may know of a certificate's number: whether it holds today. Nobody need be known to ask."""

from datetime import date
from typing import Literal, cast

from network.foundation.database import fetch_value, gate
from network.sites.rules.certificate_numbers import normalised

Answer = Literal["valid", "suspended", "unknown"]


async def verified(typed: str, today: date) -> Answer:
    """The answer for a number, however it was typed. Unknown is also what was withdrawn, has ended or never was."""
    # What cannot be a number is looked up as well, so that every question takes the same way.
    async with gate():
        found = await fetch_value("select certificate_standing($1, $2)", normalised(typed) or "", today)
    return cast(Answer, found)
