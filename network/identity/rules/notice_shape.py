"""What a kind of notice is made of. Pure."""

from dataclasses import dataclass
from enum import StrEnum


class Mail(StrEnum):
    """At once, or together with others at most once a day."""

    URGENT = "urgent"
    DIGEST = "digest"


@dataclass(frozen=True, slots=True)
class Kind:
    """What a notice of this kind says. Of its facts, `site` is the code, `name` and `name_zh` are the site's; `month`
    is like 2026-07, `quarter` like 2026Q3; `course` and `course_zh` are a course's title; `due` and `day` are days in
    ISO 8601; all others are shown as they are. `receipt`: the job that learns that a mail about it was handed over, by
    the key of the notice.
    """

    text: str
    icon: str
    mail: Mail
    receipt: str = ""
