"""From what a tablet sent to what is kept: answers read by their checklist, those that were not asked set aside."""

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any
from uuid import UUID

from network.audits.errors.filings import BadVisit
from network.audits.rules.answer_problems import AnswersUnreadable
from network.audits.rules.answers import Answers, Lack, asked, visible
from network.audits.rules.checklists import ChecklistDocument
from network.audits.rules.scoring import AuditScore, score
from network.audits.schemas.answers import answers_of, json_of_answers
from network.audits.schemas.checklists import kept_checklist
from network.audits.schemas.filings import FilingIn, canonical, fingerprint
from network.foundation.database import Record, fetch_row
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _

_LACKS: Mapping[Lack, Text] = MappingProxyType(
    {
        Lack.ANSWER: _("Answer this question."),
        Lack.RANGE: _("This answer lies outside of what can be."),
        Lack.PHOTO: _("A photo is needed here."),
        Lack.REASON: _("Say why this does not apply."),
    }
)

_UNKNOWN_VERSION = _("This is no version of the checklist by which the visit was assigned.")
_NO_SUCH_QUESTION = _("This version of the checklist has no such question.")
_PLACE_TAKEN = _("Two photos stand at the same place of this question.")


@dataclass(frozen=True, slots=True)
class Content:
    """A visit read by its checklist. `text`: its canonical JSON, `sha256` of that; `dropped`: keys left out of it."""

    checklist: Record
    document: ChecklistDocument
    answers: Answers
    text: str
    sha256: str
    shown: frozenset[str]
    dropped: list[str]

    @property
    def score(self) -> AuditScore:
        return score(self.document, self.answers)


async def content_of(assigned: Record, sent: FilingIn) -> Content:
    """Inside a transaction. BadVisit for another checklist, or answers that have not the form of their questions."""
    checklist = await _checklist(assigned["checklist"], sent.checklist)
    document = kept_checklist(checklist["document"])
    try:
        every = answers_of(document, sent.answers)
    except AnswersUnreadable as refusal:
        raise BadVisit({f"answers.{place}": text for place, text in refusal.fields.items()}) from refusal
    shown = frozenset(visible(document, every))
    answers = {key: answer for key, answer in every.items() if key in shown}
    dropped = {key: answer for key, answer in every.items() if key not in shown and answer.given}
    content = sent.content | {"answers": json_of_answers(answers), "dropped": json_of_answers(dropped)}
    text = canonical(content)
    return Content(checklist, document, answers, text, fingerprint(text), shown, sorted(dropped))


def check_complete(content: Content, sent: FilingIn) -> None:
    """Raises BadVisit naming every question that lacks something and every photo that belongs nowhere."""
    pictured = {photo.question for photo in sent.photos}
    missing = asked(content.document, content.answers, pictured).missing
    wrong: dict[str, Text] = {f"answers.{key}": _LACKS[lack] for key, lack in missing.items()}
    places: set[tuple[str, int]] = set()
    for number, photo in enumerate(sent.photos):
        if content.document.question(photo.question) is None:
            wrong[f"photos.{number}.question"] = _NO_SUCH_QUESTION
        elif (photo.question, photo.place) in places:
            wrong[f"photos.{number}.place"] = _PLACE_TAKEN
        places.add((photo.question, photo.place))
    if wrong:
        raise BadVisit(wrong)


def result(content: Content, found: AuditScore) -> dict[str, Any]:
    """The score as it is kept beside the content; decimals are texts."""
    return {
        "total": _text(found.total),
        "cap": _text(found.cap),
        "critical_failures": found.critical_failures,
        "dropped": content.dropped,
        "sections": [
            {
                "key": section.key,
                "earned": _text(section.earned),
                "possible": _text(section.possible),
                "cap": _text(section.cap),
                "not_applicable": _text(section.not_applicable),
                "incomplete": section.incomplete,
                "questions": [
                    {
                        "key": each.key,
                        "points": _text(each.points),
                        "share": _text(each.share),
                        "failed": each.failed,
                        "critical": each.critical,
                    }
                    for each in section.questions
                ],
            }
            for section in found.sections
        ],
    }


async def _checklist(assigned: UUID, sent: UUID) -> Record:
    """The version that the tablet used: the assigned one, or another of the same checklist. BadVisit."""
    row = await fetch_row(
        "select c.id, c.key, c.kind, c.document, c.retired_at from checklist c "
        "where c.id = $1 and c.key = (select key from checklist where id = $2)",
        sent,
        assigned,
    )
    if row is None:
        raise BadVisit({"checklist": _UNKNOWN_VERSION})
    return row


def _text(value: object) -> str | None:
    return None if value is None else format(value, "f")
