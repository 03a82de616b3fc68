"""What was true of a site over time, as it goes out."""

from datetime import date

from pydantic import BaseModel, ConfigDict

from network.sites.schemas.documents import DocumentOut
from network.sites.schemas.staff import StaffOut


class PeriodOut(BaseModel):
    """What was true of a site from a day until another (null: still). `region` is a path.

    `operator` is null where there was none; `other_operator`: there was one whose name is not the reader's to know.
    """

    model_config = ConfigDict(frozen=True)

    since: date
    until: date | None
    region: str | None
    region_zh: str | None
    operator: str | None
    operator_zh: str | None
    other_operator: bool
    status: str
    kind: str

    def region_in(self, language: str) -> str | None:
        return (self.region_zh or self.region) if language == "zh_CN" else self.region

    def operator_in(self, language: str) -> str | None:
        return (self.operator_zh or self.operator) if language == "zh_CN" else self.operator


class SiteOnOut(BaseModel):
    """What was true of a site on a day. `standing` is null for a day before the first that is known."""

    model_config = ConfigDict(frozen=True)

    code: str
    on: date
    standing: PeriodOut | None
    staff: list[StaffOut]
    documents: list[DocumentOut]


class HistoryOut(BaseModel):
    """The periods of a site, the oldest first; `on_day`: what was true on the day that was asked for."""

    model_config = ConfigDict(frozen=True)

    periods: list[PeriodOut]
    on_day: SiteOnOut | None
