"""Reconciliation as it goes in and out. Variances are 0 to 1, accuracies 0 to 100, both as exact text."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from network.repairs.rules.reconciliation import Side
from network.repairs.rules.reports import MOST
from network.sites.schemas.texts import PROSE, Strict

LONGEST_REASON = 2000


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)


class CorrectionIn(Strict):
    """What one side's figure of a month really is, and why."""

    figure: Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]+$")]
    value: Annotated[int, Field(ge=0, le=MOST)]
    reason: Annotated[str, Field(min_length=1, max_length=LONGEST_REASON, pattern=PROSE)]


class CorrectionOut(Frozen):
    figure: str
    side: Side
    value: int
    reason: str
    corrector: str
    corrected_at: datetime


class LineOut(Frozen):
    """A figure on both sides. `reported` and `known` as they came; `site` and `hq` as they hold, after corrections.

    `hq` is null without a second source; then there is no tolerance and no variance.
    """

    figure: str
    reported: int
    known: int | None
    site: int
    hq: int | None
    tolerance: Decimal | None
    variance: Decimal | None


class ReconciliationOut(Frozen):
    """A month of a site. `accuracy`: null while nothing can be compared. `corrections`: the newest first."""

    site: str
    month: str
    nil: bool
    submitted_at: datetime
    accuracy: Decimal | None
    lines: list[LineOut]
    corrections: list[CorrectionOut]


class ReconciledOut(Frozen):
    """A site's month in the list; `worst`: the figure with the largest variance, null when none is off."""

    site: str
    name: str
    name_zh: str
    region: str | None
    submitted_at: datetime
    accuracy: Decimal
    compared: int
    worst: str | None
    worst_variance: Decimal
    worst_site: int
    worst_hq: int
    corrections: int

    def name_in(self, language: str) -> str:
        return (self.name_zh or self.name) if language == "zh_CN" else (self.name or self.name_zh)


class ReconciliationsOut(Frozen):
    """A page of the reports of a month that can be compared. `mean`: accuracy over all that match."""

    month: str
    items: list[ReconciledOut]
    total: int
    page: int
    size: int
    mean: Decimal | None
