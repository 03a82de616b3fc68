"""What is true of an application by definition: its states, who may move it, what must be in it. Pure."""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum
from types import MappingProxyType

from network.foundation.evidence.kinds import Kind
from network.foundation.i18n import Text
from network.foundation.i18n import lazy as _
from network.sites.rules.criteria import CriteriaDocument, Evidence


class ApplicationState(StrEnum):
    DRAFT = "draft"
    SUBMITTED = "submitted"
    DESK_REVIEW = "desk_review"
    SITE_VISIT = "site_visit"
    SCORED = "scored"
    DECISION = "decision"
    CONTRACTED = "contracted"
    OPENING_CHECK = "opening_check"
    CERTIFIED = "certified"
    REJECTED = "rejected"
    WITHDRAWN = "withdrawn"


_S = ApplicationState

# The way of an application that ends well.
COURSE: tuple[ApplicationState, ...] = (
    _S.DRAFT,
    _S.SUBMITTED,
    _S.DESK_REVIEW,
    _S.SITE_VISIT,
    _S.SCORED,
    _S.DECISION,
    _S.CONTRACTED,
    _S.OPENING_CHECK,
    _S.CERTIFIED,
)

STATE_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        _S.DRAFT: _("Draft"),
        _S.SUBMITTED: _("Submitted"),
        _S.DESK_REVIEW: _("Desk review"),
        _S.SITE_VISIT: _("Site visit"),
        _S.SCORED: _("Assessed"),
        _S.DECISION: _("Approved"),
        _S.CONTRACTED: _("Contract signed"),
        _S.OPENING_CHECK: _("Opening check passed"),
        _S.CERTIFIED: _("Certified"),
        _S.REJECTED: _("Rejected"),
        _S.WITHDRAWN: _("Withdrawn by the applicant"),
    }
)

# From each state to those that may follow it. A state without any is an end. After the contract there is a site: from
# then on it is rejected only while it has not opened; later its certificate is what is taken away.
TRANSITIONS: Mapping[ApplicationState, frozenset[ApplicationState]] = MappingProxyType(
    {
        _S.DRAFT: frozenset({_S.SUBMITTED, _S.WITHDRAWN}),
        _S.SUBMITTED: frozenset({_S.DESK_REVIEW, _S.REJECTED, _S.WITHDRAWN}),
        _S.DESK_REVIEW: frozenset({_S.SITE_VISIT, _S.SCORED, _S.REJECTED, _S.WITHDRAWN}),
        _S.SITE_VISIT: frozenset({_S.SCORED, _S.REJECTED, _S.WITHDRAWN}),
        _S.SCORED: frozenset({_S.DECISION, _S.REJECTED, _S.WITHDRAWN}),
        _S.DECISION: frozenset({_S.CONTRACTED, _S.REJECTED, _S.WITHDRAWN}),
        _S.CONTRACTED: frozenset({_S.OPENING_CHECK, _S.REJECTED}),
        _S.OPENING_CHECK: frozenset({_S.CERTIFIED}),
        _S.CERTIFIED: frozenset(),
        _S.REJECTED: frozenset(),
        _S.WITHDRAWN: frozenset(),
    }
)

APPLICANTS_MOVES = frozenset({_S.SUBMITTED, _S.WITHDRAWN})
# The last assessment that is handed in moves the application by itself; nobody does so by hand.
MOVES_OF_MARKS = frozenset({_S.SCORED})

# While the application is in one of these, headquarters may ask for more and the applicant may hand it in.
TAKING_EVIDENCE = frozenset({_S.SUBMITTED, _S.DESK_REVIEW, _S.SITE_VISIT, _S.SCORED, _S.DECISION, _S.CONTRACTED})


def may_move(state: str, to: ApplicationState, *, by_applicant: bool) -> bool:
    """Whether the step is one from this state, and one of the applicant's or of headquarters."""
    if to in MOVES_OF_MARKS or (to in APPLICANTS_MOVES) is not by_applicant:
        return False
    return to in TRANSITIONS[ApplicationState(state)]


class RejectionReason(StrEnum):
    KNOCKED_OUT = "knocked_out"
    BELOW_MINIMUM = "below_minimum"
    BETTER_CANDIDATE = "better_candidate"
    CITY_COVERED = "city_covered"
    EVIDENCE_MISSING = "evidence_missing"
    STATEMENTS_WRONG = "statements_wrong"
    NOT_READY = "not_ready"
    OTHER = "other"


REJECTION_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        RejectionReason.KNOCKED_OUT: _("A criterion that every site must meet is not met"),
        RejectionReason.BELOW_MINIMUM: _("The assessment is below the minimum"),
        RejectionReason.BETTER_CANDIDATE: _("Another candidate suits the city better"),
        RejectionReason.CITY_COVERED: _("The city is covered already"),
        RejectionReason.EVIDENCE_MISSING: _("Evidence that was asked for did not come"),
        RejectionReason.STATEMENTS_WRONG: _("What was stated did not prove true"),
        RejectionReason.NOT_READY: _("The site was not ready to open"),
        RejectionReason.OTHER: _("Another reason"),
    }
)


class OpeningItem(StrEnum):
    """What must be in place before a site opens."""

    SIGNS = "signs"
    EQUIPMENT = "equipment"
    PRICE_LIST = "price_list"
    STAFF = "staff"


OPENING_LABELS: Mapping[str, Text] = MappingProxyType(
    {
        OpeningItem.SIGNS: _("Signs and layout are as the manual says"),
        OpeningItem.EQUIPMENT: _("The equipment is there and works"),
        OpeningItem.PRICE_LIST: _("The price list is posted where customers see it"),
        OpeningItem.STAFF: _("The staff are trained"),
    }
)

# Without the letters and digits that are taken for one another. 32 to the 8th numbers: nobody counts through them.
_SIGNS = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ"
NUMBER = re.compile(rf"A-[{_SIGNS}]{{4}}-[{_SIGNS}]{{4}}")


def application_number(choose: Callable[[str], str]) -> str:
    """Such as A-7K3Q-9F2M. `choose` picks one sign of a text at random."""
    first, second = ("".join(choose(_SIGNS) for _place in range(4)) for _group in range(2))
    return f"A-{first}-{second}"


NEEDED: Mapping[str, Text] = MappingProxyType(
    {
        "operator_name": _("Enter the name of the company that will run the site."),
        "site_name": _("Enter a name for the site."),
        "city": _("Enter the city."),
        "region": _("Choose the region."),
        "address": _("Enter the address of the premises."),
        "contact": _("Enter whom headquarters should ask."),
        "phone": _("Enter a telephone number."),
        "email": _("Enter an email address."),
        "staff_count": _("Enter how many people will work there."),
        "premises_m2": _("Enter how large the premises are."),
        "wanted": _("Choose at least one product line and repair level."),
        "statement": _("Say in a few sentences why this site should join the network."),
    }
)

# A name may be given in either language.
_EITHER = {"operator_name": "operator_name_zh", "site_name": "site_name_zh"}


def missing_fields(values: Mapping[str, object]) -> dict[str, Text]:
    """What the form still lacks before it can be submitted, by field, in the order of the form."""
    return {
        field: text
        for field, text in NEEDED.items()
        if not values.get(field) and not values.get(_EITHER.get(field, field))
    }


@dataclass(frozen=True, slots=True)
class Held:
    """A document that was handed in, for a criterion or (empty) for the application as a whole."""

    criterion: str
    kind: Kind
    added_at: datetime


@dataclass(frozen=True, slots=True)
class Requirement:
    criterion: str
    evidence: Evidence

    def met_by(self, held: Held) -> bool:
        """A document may be photographed; a photo of the place is nothing else than a photo."""
        return held.criterion == self.criterion and (self.evidence is Evidence.DOCUMENT or held.kind is Kind.PHOTO)


@dataclass(frozen=True, slots=True)
class Want:
    """Evidence that headquarters still wants. Whatever is handed in for the criterion from then on answers it."""

    criterion: str
    words: str
    asked_at: datetime

    def met_by(self, held: Held) -> bool:
        return held.criterion == self.criterion and held.added_at >= self.asked_at


def requirements(document: CriteriaDocument) -> list[Requirement]:
    """What the criteria ask every applicant for, in their order."""
    return [Requirement(criterion.key, kind) for criterion in document.criteria for kind in criterion.evidence]


def missing_evidence(document: CriteriaDocument, held: Sequence[Held]) -> list[Requirement]:
    return [needed for needed in requirements(document) if not any(needed.met_by(each) for each in held)]


def open_wants(wants: Iterable[Want], held: Sequence[Held]) -> list[Want]:
    return [want for want in wants if not any(want.met_by(each) for each in held)]


def missing_opening_items(met: Iterable[str]) -> list[OpeningItem]:
    given = set(met)
    return [item for item in OpeningItem if item not in given]
