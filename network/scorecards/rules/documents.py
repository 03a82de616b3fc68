"""Documents that are issued: their kinds, the codes they are known by, and how long printing still takes."""

from enum import StrEnum

from network.sites.rules import certificate_numbers


class DocumentKind(StrEnum):
    SCORECARD = "scorecard"
    NETWORK_REPORT = "network_report"


# Of the numbers of certificates a document's code has all but the letters in front: nobody guesses one either.
_FRONT = certificate_numbers.PREFIX + "-"


def new_code() -> str:
    """Such as `7K3Q-9F2M-4TBX-C`."""
    return certificate_numbers.new_number().removeprefix(_FRONT)


def normalised(typed: str) -> str | None:
    """The code that was typed, however it was spaced and cased; None for what cannot be one."""
    number = certificate_numbers.normalised(typed)
    return None if number is None else number.removeprefix(_FRONT)


def seconds_left(done: int, waiting: int, seconds: float) -> int | None:
    """How long the waiting ones take at the pace of those done in so many seconds; None while nobody can tell."""
    if not done or seconds <= 0:
        return None
    return round(waiting * seconds / done)
