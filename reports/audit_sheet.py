"""What the report of an audit shows: plain, frozen values in which everything is already computed and worded."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal

from reports.typeface import missing_glyphs


@dataclass(frozen=True, slots=True)
class QuestionLine:
    """A question and what was answered. `earned` of `points`; None when it does not count. `consequence`: what the
    failure of a critical one does. `remark`: such as that it was left out after an appeal."""

    label: str
    answer: str
    points: Decimal
    earned: Decimal | None
    failed: bool
    note: str = ""
    consequence: str = ""
    remark: str = ""


@dataclass(frozen=True, slots=True)
class SectionLine:
    """`earned` of `possible` points, after the `cap` in per cent."""

    label: str
    earned: Decimal
    possible: Decimal
    cap: Decimal | None
    questions: tuple[QuestionLine, ...]


@dataclass(frozen=True, slots=True)
class PhotoLine:
    """A small picture, already redacted, and the question that it belongs to."""

    jpeg: bytes
    caption: str


@dataclass(frozen=True, slots=True)
class AuditSheet:
    """All that the report says. `delivered_on`, and `appeal_until`, the first moment at which it is too late, are on
    the site's clock; None when the site has not got it yet. `changed_because` and `voided_because`: empty when it was
    not. `url`: where the QR code leads. `score`: None when it is not scored."""

    network: str
    site_code: str
    site: str
    other_name: str
    kind: str
    checklist: str
    visited_on: date
    part_of_day: str
    published_on: date
    score: Decimal | None
    cap: Decimal | None
    critical_failures: int
    revision: int
    changed_because: str
    voided_because: str
    delivered_on: date | None
    appeal_until: datetime | None
    sections: tuple[SectionLine, ...]
    photos: tuple[PhotoLine, ...]
    url: str

    @property
    def questions(self) -> tuple[QuestionLine, ...]:
        return tuple(question for section in self.sections for question in section.questions)

    def drawable(self) -> "AuditSheet":
        """The same on single lines, and with boxes for what the fonts lack: people may have written any character."""
        return replace(
            self,
            site=_drawable(self.site),
            other_name=_drawable(self.other_name),
            checklist=_drawable(self.checklist),
            changed_because=_drawable(self.changed_because),
            voided_because=_drawable(self.voided_because),
            sections=tuple(_drawable_section(section) for section in self.sections),
            photos=tuple(replace(photo, caption=_drawable(photo.caption)) for photo in self.photos),
        )


def _drawable_section(section: SectionLine) -> SectionLine:
    questions = tuple(
        replace(each, label=_drawable(each.label), answer=_drawable(each.answer), note=_drawable(each.note))
        for each in section.questions
    )
    return replace(section, label=_drawable(section.label), questions=questions)


def _drawable(text: str) -> str:
    line = " ".join(text.split())
    return line.translate(dict.fromkeys(map(ord, missing_glyphs(line)), "□"))
