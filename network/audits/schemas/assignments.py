"""Assignments as they come in and go out: for headquarters, and for the tablet of the auditor."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from network.audits.rules.assignments import AssignmentState
from network.audits.rules.checklists import VisitKind
from network.audits.schemas.auditors import Code, Frozen, ShortReason
from network.sites.rules.sites import OpeningHours
from network.sites.schemas.texts import Strict


class AnswerIn(Strict):
    """Why a visit is declined, handed back or cancelled."""

    reason: ShortReason


class ReassignIn(Strict):
    """To whom a visit goes, and why the other one does not make it."""

    auditor: Code
    reason: ShortReason


class ChosenAuditorIn(Strict):
    auditor: Code


class BoardAssignment(Frozen):
    """`file_by`: after that a filing is late; `expires_at`: after that HQ decides whether it is taken at all. Both when
    the visit was made at the very end of its window; one that was made earlier is due 24 hours after it.
    """

    id: UUID
    version: int
    state: AssignmentState
    kind: VisitKind
    announced: bool
    site: str
    checklist: UUID
    window_from: datetime
    window_to: datetime
    file_by: datetime
    expires_at: datetime
    persona: str


class BoardChecklist(Frozen):
    """`document`: see `network.audits.schemas.checklists.json_of`."""

    id: UUID
    key: str
    version: int
    document: dict[str, Any]


class BoardSite(Frozen):
    """`phone`: the number to call; empty while no call is to be made there, and when the site has told none."""

    code: str
    name: str
    name_zh: str
    address: str
    address_zh: str
    city: str
    city_zh: str
    latitude: Decimal | None
    longitude: Decimal | None
    time_zone: str
    opening_hours: OpeningHours
    phone: str


class BoardOut(Frozen):
    """What a tablet has on board: the visits that wait for its auditor, and all that it takes to make them offline."""

    auditor: str
    assignments: list[BoardAssignment]
    checklists: list[BoardChecklist]
    sites: list[BoardSite]


class AnsweredOut(Frozen):
    id: UUID
    state: AssignmentState
    version: int


class AssignmentOut(Frozen):
    """An assignment as headquarters sees it: the auditor by code. `filing`: what was filed for it and counts."""

    id: UUID
    version: int
    state: AssignmentState
    kind: VisitKind
    announced: bool
    scored: bool
    programme: UUID
    programme_name: str
    site: str
    site_name: str
    site_name_zh: str
    time_zone: str
    auditor: str | None
    window_from: datetime
    window_to: datetime
    proposed_at: datetime
    offered_at: datetime | None
    answered_at: datetime | None
    answer: str | None
    filing: UUID | None


class AssignmentsOut(Frozen):
    items: list[AssignmentOut]
    total: int
    page: int
    size: int


class ComingVisit(Frozen):
    """A visit that was announced to the site. `called_off`: it was to be, and is not any more."""

    id: UUID
    kind: VisitKind
    visit_on: date
    part_of_day: str
    called_off: bool
