"""What comes in from a poster, and what goes out about one."""

from datetime import datetime
from typing import Annotated

from pydantic import BeforeValidator, Field

from network.feedback.rules.posters import MOST_LETTERS
from network.feedback.schemas.complaints import Frozen
from network.feedback.schemas.surveys import CustomerAnswerIn
from network.sites.schemas.texts import PROSE

# A browser sends a line end as two signs.
Words = Annotated[
    str,
    BeforeValidator(lambda given: given.replace("\r\n", "\n") if isinstance(given, str) else given),
    Field(max_length=MOST_LETTERS, pattern=PROSE),
]


class VoiceIn(CustomerAnswerIn):
    """What somebody says at a poster: as a customer does, in fewer words."""

    comment: Words = ""


class VoiceOut(Frozen):
    """`month` as `2026-07`."""

    month: str
    grade: int
    comment: str


class PosterOut(Frozen):
    """The poster of a site. `code` and `made_at` are empty until there is one. `grades`: how many of the open voices
    gave 1 .. 5, and the newest that wrote something; none of them counts anywhere."""

    site: str
    closed: bool
    code: str | None
    made_at: datetime | None
    grades: list[int]
    voices: list[VoiceOut]
