"""The process of a quarter as pages and programs read it, and what they send."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import Field

from network.scorecards.rules.challenges import LONGEST_WINDOW, WINDOW_DAYS
from network.scorecards.rules.restating import LONGEST_REASON, SHORTEST_REASON, Cause, RestatementState
from network.scorecards.rules.runs import RunState
from network.scorecards.schemas.scorecards import Frozen
from network.sites.schemas.texts import PRINTABLE, PROSE, Strict

SiteCode = Annotated[str, Field(min_length=1, max_length=60, pattern=PRINTABLE)]
Reason = Annotated[str, Field(min_length=SHORTEST_REASON, max_length=LONGEST_REASON, pattern=PROSE)]


class PreviewIn(Strict):
    """`days`: working days in which sites may challenge."""

    days: Annotated[int, Field(ge=1, le=LONGEST_WINDOW)] = WINDOW_DAYS


class ReleaseIn(Strict):
    """`region`: its path, such as `East China`; all sites that are left without one."""

    region: Annotated[str, Field(min_length=1, max_length=200, pattern=PRINTABLE)] | None = None


class RestatementIn(Strict):
    sites: Annotated[
        list[Annotated[str, Field(max_length=60, pattern=PRINTABLE)]], Field(min_length=1, max_length=5000)
    ]
    reason: Reason


class RestatementDecisionIn(Strict):
    reason: Reason


class RegionRelease(Frozen):
    """How many sites of a region have a card, and how many of them read it. An empty `path`: sites without a region."""

    path: str
    path_zh: str
    sites: int
    released: int


class RevisionOut(Frozen):
    revision: int
    state: RunState
    published_at: datetime | None
    published_by: str | None
    reason: str | None
    fingerprint: str


class ProcessOut(Frozen):
    """Where a quarter stands. `undecided`, `decided`: challenges; `stale`: decided after the last computation, which
    has therefore to be repeated. `window_until`: the last moment of all windows."""

    period: str
    revision: int
    state: RunState
    scheme: str
    scheme_version: int
    computed_at: datetime
    computed_by: str
    sites: int
    rated: int
    mean: Decimal | None
    previews: int
    delivered: int
    window_until: datetime | None
    undecided: int
    decided: int
    stale: int
    released: int
    checks: dict[str, int]
    regions: list[RegionRelease]
    revisions: list[RevisionOut]


class CheckLine(Frozen):
    """Something to look at before anybody sees it. Of an outlier `value` and `reference` are those of the site and the
    median; of a mover the scores now and in the last published quarter. `falsification`: the case, of one that is not
    decided for good."""

    kind: Literal["outlier", "mover", "unrated", "insufficient", "not_reported", "held", "falsification"]
    site: str
    site_name: str
    site_name_zh: str
    criterion: str
    metric: str
    value: Decimal | None
    reference: Decimal | None
    distance: Decimal | None
    falsification: UUID | None = None


class ChecksOut(Frozen):
    items: list[CheckLine]
    total: int
    page: int
    size: int


class QueuedOut(Frozen):
    """A site that waits to be restated, and one cause of it; of figures the metric, and them before and after."""

    site: str
    site_name: str
    site_name_zh: str
    cause: Cause
    metric: str
    before: list[str | None]
    after: list[str | None]


class QueueOut(Frozen):
    period: str
    items: list[QueuedOut]


class RestatementOut(Frozen):
    """A proposal, or what came of it. `difference`: by site, what becomes of its card, field by field."""

    id: UUID
    period: str
    revision: int
    sites: list[str]
    reason: str
    state: RestatementState
    proposer: str
    proposed_at: datetime
    decider: str | None
    decided_at: datetime | None
    decision: str | None
    own: bool
    difference: dict[str, list[dict[str, Any]]]


class RestatementsOut(Frozen):
    items: list[RestatementOut]


class RestatementMade(Frozen):
    id: UUID


class ChangeOut(Frozen):
    """What became of a card at a moment, field by field."""

    at: datetime
    revision: int
    reason: str | None
    fields: list[dict[str, Any]]


class ChangesOut(Frozen):
    items: list[ChangeOut]


class ReleasedOut(Frozen):
    """How many sites it was opened or released to."""

    sites: int
