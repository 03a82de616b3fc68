"""Drafts of schemes: two people bring one into force, and only for a quarter that has not begun."""

from collections.abc import Iterable, Mapping
from enum import StrEnum
from types import MappingProxyType

from network.foundation.documents.problems import Problem
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.foundation.periods import NotAPeriod, Quarter
from network.scorecards.rules import problems
from network.scorecards.rules.catalogue import MetricFacts
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.validation import validate_scheme


class DraftState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    APPROVED = "approved"
    REJECTED = "rejected"


DRAFT_STATE_LABELS: Mapping[DraftState, Text] = MappingProxyType(
    {
        DraftState.DRAFT: _("Draft"),
        DraftState.SUBMITTED: _("Waits for approval"),
        DraftState.APPROVED: _("Approved"),
        DraftState.REJECTED: _("Turned down"),
    }
)


def earliest(current: Quarter, judged: Iterable[Quarter]) -> Quarter:
    """The first quarter that a new version may judge: people must be able to know it before the quarter begins.

    `current`: the one that has begun where the day begins first; `judged`: those that were ever computed.
    """
    return max([current, *judged]).shift(1)


def draft_problems(scheme: Scheme, catalogue: Mapping[str, MetricFacts], first: Quarter) -> list[Problem]:
    """Everything that keeps a draft from being sent in; `first` is the earliest quarter it may judge."""
    found = validate_scheme(scheme, catalogue)
    if scheme.effective_from is None:
        found.append(problems.QuarterMissing("effective_from", {"first": first}))
    elif _begins_before(scheme.effective_from, first):
        given = {"given": scheme.effective_from, "first": first}
        found.append(problems.QuarterTooEarly("effective_from", given))
    return found


def _begins_before(text: str, first: Quarter) -> bool:
    try:
        return Quarter.parse(text) < first
    except NotAPeriod:
        return False  # which validation has told already
