"""What a monthly report is and what it may say: its states, its content, the hard rules that refuse it. Pure."""

import dataclasses
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.repairs.errors.problems import Problem
from network.repairs.rules.report_figures import FIGURES, ReportSection

Figures = Mapping[str, int]

# No site of a dozen people comes near it, and a number typed twice into one field is told at once.
MOST = 999_999


class ReportState(StrEnum):
    """`superseded`: a later revision stands in its place."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    SUPERSEDED = "superseded"


# Of a site's month at most one revision is in one of these.
IN_FORCE = (ReportState.SUBMITTED, ReportState.RETURNED, ReportState.ACCEPTED)

STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        ReportState.DRAFT: _("Draft"),
        ReportState.SUBMITTED: _("Submitted"),
        ReportState.RETURNED: _("Sent back"),
        ReportState.ACCEPTED: _("Accepted"),
        ReportState.SUPERSEDED: _("Replaced"),
    }
)


class Way(StrEnum):
    """How something was handed in."""

    WEB = "web"
    XLSX = "xlsx"
    API = "api"


WAY_LABELS: Mapping[str, Text] = MappingProxyType(
    {Way.WEB: _("Web form"), Way.XLSX: _("Workbook"), Way.API: _("By a program")}
)


class Receipt(StrEnum):
    """What came of something that was handed in."""

    SUBMITTED = "submitted"
    SAVED = "saved"
    UNCHANGED = "unchanged"
    REFUSED = "refused"


RECEIPT_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        Receipt.SUBMITTED: _("Submitted"),
        Receipt.SAVED: _("Saved as a draft"),
        Receipt.UNCHANGED: _("Nothing new"),
        Receipt.REFUSED: _("Refused"),
    }
)


@dataclass(frozen=True, slots=True)
class Content:
    """What a report says. A nil report says that nothing happened: all figures but those of staffing are 0."""

    nil: bool = False
    figures: Figures = dataclasses.field(default_factory=dict)
    explanations: Mapping[str, str] = dataclasses.field(default_factory=dict)
    words: Mapping[str, str] = dataclasses.field(default_factory=dict)

    def whole(self) -> "Content":
        """The same with the zeros that a nil report stands for, and without texts that say nothing."""
        zeros = {key: 0 for key in FIGURES if key not in STAFFING} if self.nil else {}
        return Content(self.nil, {**zeros, **self.figures}, _said(self.explanations), _said(self.words))


STAFFING = frozenset(key for key, figure in FIGURES.items() if figure.section is ReportSection.STAFFING)


def _said(texts: Mapping[str, str]) -> dict[str, str]:
    return {key: text.strip() for key, text in texts.items() if text.strip()}


def canonical(content: Content) -> bytes:
    """The one way in which this content is written: JSON with sorted keys, UTF-8, no blanks."""
    whole = content.whole()
    plain: dict[str, Any] = {
        "nil": whole.nil,
        "figures": dict(whole.figures),
        "explanations": dict(whole.explanations),
        "words": dict(whole.words),
    }
    return json.dumps(plain, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def fingerprint(content: Content) -> str:
    """SHA-256 of what a report says, in hex: the same for the same content, however it was handed in."""
    return sha256(canonical(content)).hexdigest()


def hard_problems(content: Content, known: Figures, days: int) -> list[Problem]:
    """Why this cannot be submitted; at most one problem a figure. `known`: what the records say of the month, which
    has so many `days`. What is missing or no count is told alone: sums of it would say nothing."""
    whole = content.whole()
    counted = [*_uncounted(whole), *(_nil_problems(content, known) if content.nil else [])]
    if counted:
        return in_order(counted)
    return in_order([*_unbalanced(whole.figures), *_parts(whole.figures), *_days(whole.figures, days)])


def in_order(problems: Iterable[Problem]) -> list[Problem]:
    """The first problem of each figure, in the order of a report; those of no figure of it at the end."""
    first: dict[str, Problem] = {}
    for problem in problems:
        first.setdefault(problem.field, problem)
    return [first[key] for key in (*FIGURES, *sorted(first.keys() - FIGURES.keys())) if key in first]


def _uncounted(content: Content) -> list[Problem]:
    unknown = [
        Problem(key, "unknown_figure", _("A report has no figure of this name."), _("Leave it out."))
        for key in content.figures
        if key not in FIGURES
    ]
    needed = [key for key in FIGURES if not (content.nil and key in STAFFING) and key not in content.figures]
    missing = [
        Problem(key, "missing", _("This figure is missing."), _("Enter a number; 0 where there was nothing."))
        for key in needed
    ]
    return [*missing, *unknown, *(problem for key in content.figures for problem in _range(key, content.figures[key]))]


def _range(key: str, value: int) -> list[Problem]:
    if value < 0:
        return [Problem(key, "negative", _("A count is never below 0."), _("Enter 0 or more."))]
    if value > MOST:
        text, remedy = _("This is more than a site can have in a month."), _("Enter at most %(most)s.")
        return [Problem(key, "too_large", text, remedy, {"most": MOST})]
    return []


def _nil_problems(content: Content, known: Figures) -> list[Problem]:
    """A nil report contradicts any count above 0 but those of staffing, in itself and in the records."""
    said = [
        Problem(
            key,
            "nil_with_figures",
            _("A report of no activity has no figures above 0."),
            _("Enter 0, or take back that there was no activity."),
        )
        for key, value in content.figures.items()
        if value > 0 and key in FIGURES and key not in STAFFING
    ]
    recorded = [
        Problem(
            key,
            "nil_but_records",
            _("The records know %(known)s here, so there was activity."),
            _("File the figures instead, or have the records corrected first."),
            {"known": value},
        )
        for key, value in known.items()
        if value > 0 and key not in STAFFING
    ]
    return [*said, *recorded]


def balance(figures: Figures) -> int:
    """What is open at the end of the month when the other counts are right."""
    return figures["wip_opening"] + figures["received"] - figures["closed"] - figures["transferred"]


def _unbalanced(figures: Figures) -> list[Problem]:
    due = balance(figures)
    if figures["wip_closing"] == due:
        return []
    text = _(
        "%(opening)s open at the start + %(received)s received − %(closed)s closed − %(transferred)s handed on leave "
        "%(due)s, not %(closing)s."
    )
    values = {
        "opening": figures["wip_opening"],
        "received": figures["received"],
        "closed": figures["closed"],
        "transferred": figures["transferred"],
        "due": due,
        "closing": figures["wip_closing"],
    }
    return [Problem("wip_closing", "wip_unbalanced", text, _("Correct the one of the five that is wrong."), values)]


def _parts(figures: Figures) -> list[Problem]:
    return [
        Problem(
            key,
            "part_exceeds_whole",
            _("%(part)s are more than the %(whole)s of “%(label)s”, which they are part of."),
            _("Correct one of the two."),
            {"part": figures[key], "whole": figures[figure.part_of], "label": FIGURES[figure.part_of].label},
        )
        for key, figure in FIGURES.items()
        if figure.part_of and figures.get(key, 0) > figures.get(figure.part_of, 0)
    ]


def _days(figures: Figures, days: int) -> list[Problem]:
    if figures.get("days_open", 0) <= days:
        return []
    text, remedy = _("The month has only %(days)s days."), _("Enter at most %(days)s.")
    return [Problem("days_open", "too_many_days", text, remedy, {"days": days})]
