"""How auditors score and make their visits, as it goes out: signals for a review by people, by code."""

from collections.abc import Mapping
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from network.audits.schemas.auditors import Frozen
from network.audits.schemas.calibrations import AgreementOut


class SeverityOut(Frozen):
    """In points; `visits` to sites that others have scored too. The rest is None where those are too few."""

    visits: int
    mean: Decimal | None
    low: Decimal | None
    high: Decimal | None
    notable: bool


class Share(Frozen):
    """`count` of `total`."""

    count: int
    total: int

    @property
    def rate(self) -> Decimal | None:
        return Decimal(self.count) / self.total if self.total else None


class VisitSignals(Frozen):
    """One visit. `residual`: points above what others scored at the site, None where nobody else has been; `sections`:
    minutes by section, as the tablet noted them; `straight`: all answers the same; `repeated`: all answers as on
    another visit of this auditor; `late_answers`: given first after leaving."""

    filing: UUID
    site: str
    site_name: str
    site_name_zh: str
    visited_at: datetime
    time_zone: str
    kind: str
    score: Decimal | None
    residual: Decimal | None
    minutes: Decimal
    sections: Mapping[str, Decimal]
    straight: bool
    repeated: bool
    late_answers: Share
    not_applicable: Share
    upheld: int
    appeals: int


class AuditorQuality(Frozen):
    """An auditor over a period. `minutes`: the median of a visit. `straight` and `repeated` count visits, `appeals`
    those that were upheld of those that were decided; `agreement` is that of all closed calibration rounds."""

    auditor_id: UUID
    auditor: str
    visits: int
    severity: SeverityOut
    minutes: Decimal | None
    straight: Share
    repeated: Share
    late_answers: Share
    not_applicable: Share
    appeals: Share
    agreement: AgreementOut | None


class QualityOut(Frozen):
    """All active auditors, and those with visits in the period, its last day included."""

    first: date
    last: date
    auditors: list[AuditorQuality]


class QuestionShare(Frozen):
    """How often a question was said not to apply, by this auditor and by all of them."""

    checklist: str
    question: str
    label: str
    label_zh: str
    own: Share
    everybody: Share


class SectionPace(Frozen):
    """The median of the minutes that a section takes, this auditor and all of them."""

    checklist: str
    section: str
    label: str
    label_zh: str
    own: Decimal | None
    everybody: Decimal | None


class AuditorQualityDetail(Frozen):
    """What the numbers of one auditor are made of."""

    first: date
    last: date
    summary: AuditorQuality
    visits: list[VisitSignals]
    sections: list[SectionPace]
    questions: list[QuestionShare]
