"""From when to when what somebody has passed holds, and what their certificate is called. Pure but for its numbers."""

import secrets
from datetime import date
from enum import StrEnum

from network.sites.rules.certificate_numbers import ALPHABET, check_character
from network.sites.rules.validity import ValidityRule, last_day, renewable_from, validity

# Eight characters carry 39 bits: nobody guesses one, and a slip of the pen is no other number.
RANDOM = 8


class RecordSource(StrEnum):
    EXAM = "exam"
    SESSION = "session"
    EXTERNAL = "external"
    IMPORTED = "imported"


def new_record_number(year: int) -> str:
    """Such as `T-2026-7K3Q9F2MC`; the last character checks the others."""
    body = "".join(secrets.choice(ALPHABET) for _place in range(RANDOM))
    return f"T-{year}-{body}{check_character(body)}"


def longest_end(months: int | None, passed_on: date) -> date | None:
    """The last day on which a pass that was not recorded here may hold, when the course's holds so many months; None
    for good."""
    return None if months is None else last_day(passed_on, months)


def record_validity(
    rule: ValidityRule, months: int | None, window_days: int, passed_on: date, running_to: date | None
) -> tuple[date, date | None]:
    """The first and the last day on which a pass holds; None for good. `running_to`: the last day of the one before.

    Whoever passes again within the last `window_days` loses nothing: see `validity`. Whoever passes earlier gets what
    a first pass would give, beside the one that still runs, so that passing often gains no years.
    """
    if months is None:
        return passed_on, None
    if running_to is not None and passed_on < renewable_from(running_to, window_days):
        return passed_on, last_day(passed_on, months)
    return validity(rule, months, passed_on, running_to)
