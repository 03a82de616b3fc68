"""What goes out about answers of customers; and the reason for which one is declared void."""

from uuid import UUID

from network.feedback.schemas.complaints import Frozen, Prose
from network.sites.schemas.texts import Strict


class VoidIn(Strict):
    reason: Prose


class AnswerLine(Frozen):
    """`month` as `2026-07`: neither the day nor the order is told. `void`: why it does not count, None when it does."""

    id: UUID
    site: str
    site_name: str
    site_name_zh: str
    month: str
    channel: str
    grade: int
    comment: str
    void: str | None


class AnswersOut(Frozen):
    """A page of the answers that match. `grades`: how many of those that count gave 1 .. 5, of all that match;
    `open_voices`: how many of these came from posters, which never count."""

    items: list[AnswerLine]
    total: int
    page: int
    size: int
    grades: list[int]
    open_voices: int


class AnswersMade(Frozen):
    """`taken`: answers of a file that were not here yet."""

    taken: int
