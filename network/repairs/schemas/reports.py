"""Monthly reports as they go in and out. Keys of `figures` are those of `rules.report_figures`."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, computed_field
from pydantic_core import PydanticKnownError

from network.repairs.rules.report_figures import FIGURES, LONGEST_TEXT, WRITTEN
from network.repairs.rules.reports import Content, ReportState, Way
from network.sites.schemas.texts import PRINTABLE, PROSE, Reason, Strict

LONGEST_SENTENCE = 500


def _whole(value: object) -> object:
    """A count is a whole number, and neither a text nor `true`, however leniently the rest is read."""
    if type(value) is not int:
        raise PydanticKnownError("int_type")
    return value


# Which figures there are and what they may be, the rules of a report say, in words for whoever fills it in.
Key = Annotated[str, Field(max_length=40, pattern=r"^[a-z0-9_]+$")]
Figure = Annotated[int, BeforeValidator(_whole), Field(ge=-(10**9), le=10**9)]
Sentence = Annotated[str, Field(max_length=LONGEST_SENTENCE, pattern=PRINTABLE)]
Prose = Annotated[str, Field(max_length=LONGEST_TEXT, pattern=PROSE)]
Section = Literal["incidents", "feedback"]


class ReportIn(Strict):
    """What a site says about a month. `nil`: there was no activity; its figures may then be left out.

    `explanations`: a sentence for each figure that was asked about. `words`: what happened, what HQ should hear.
    """

    nil: bool = False
    figures: Annotated[dict[Key, Figure], Field(max_length=len(FIGURES) * 2)] = {}
    explanations: Annotated[dict[Key, Sentence], Field(max_length=len(FIGURES))] = {}
    words: Annotated[dict[Section, Prose], Field(max_length=len(WRITTEN))] = {}

    def content(self) -> Content:
        return Content(
            self.nil, self.figures, self.explanations, {str(name): text for name, text in self.words.items()}
        )


class ReturnIn(Strict):
    """Why HQ sends a report back: by figure (or section of words), in a sentence the site reads.

    `material`: the error changes what the site is judged by, so that only the resubmission counts for being on time.
    """

    reasons: Annotated[dict[Key, Reason], Field(max_length=len(FIGURES) + len(WRITTEN))] = {}
    material: bool = False


class RevisionOut(BaseModel):
    """One revision of a report, as it was said and what HQ said to it. A draft has not been submitted yet."""

    model_config = ConfigDict(frozen=True)

    revision: int
    state: ReportState
    nil: bool
    figures: dict[str, int]
    explanations: dict[str, str]
    words: dict[str, str]
    way: Way
    started_at: datetime
    submitted_at: datetime | None
    submitter: str | None
    sha256: str | None
    decided_at: datetime | None
    decider: str | None
    returned: dict[str, str]
    material: bool

    def content(self) -> Content:
        return Content(self.nil, self.figures, self.explanations, self.words)


class ReceiptOut(BaseModel):
    """That something was handed in, and by whom: `sha256` of its bytes, and what came of it."""

    model_config = ConfigDict(frozen=True)

    id: UUID
    sender: str
    received_at: datetime
    way: Way
    name: str
    sha256: str
    revision: int | None
    outcome: Literal["submitted", "saved", "unchanged", "refused"]


class MonthOut(BaseModel):
    """A month for which a site owes a report. `due_at`: the first moment that is too late.

    `state` is that of the revision in force, of its draft while there is none, or `open`. `timed_at`: the submission
    that counts for being on time. `correcting`: a draft waits beside what is in force.
    """

    model_config = ConfigDict(frozen=True)

    site: str
    month: str
    due_at: datetime
    timed_at: datetime | None
    state: Literal["open", "draft", "submitted", "returned", "accepted"]
    nil: bool
    correcting: bool

    @computed_field  # type: ignore[prop-decorator]
    @property
    def on_time(self) -> bool | None:
        """None while nothing was submitted that counts."""
        return None if self.timed_at is None else self.timed_at < self.due_at


class AskedOut(BaseModel):
    """Something that a report needs: at `field`, with a stable `code`. A sentence answers a question."""

    model_config = ConfigDict(frozen=True)

    field: str
    code: str
    text: str


class ReportOut(MonthOut):
    """A site's report of a month. `version` counts its changes; it is what the next change is made from.

    `known`: what the records say, from which a form is filled in. `revisions`: the newest first. Of the newest one, or
    of what is filled in by itself while there is none: `problems` would refuse it, `questions` ask for a sentence,
    answered or not.
    """

    version: int
    known: dict[str, int]
    problems: list[AskedOut]
    questions: list[AskedOut]
    revisions: list[RevisionOut]
    receipts: list[ReceiptOut]

    @property
    def content(self) -> Content:
        """What the newest revision says; what the records know while there is none."""
        return self.revisions[0].content() if self.revisions else Content(figures=self.known)

    @property
    def draft(self) -> RevisionOut | None:
        return next((each for each in self.revisions if each.state is ReportState.DRAFT), None)

    @property
    def in_force(self) -> RevisionOut | None:
        gone = (ReportState.DRAFT, ReportState.SUPERSEDED)
        return next((each for each in self.revisions if each.state not in gone), None)


class FiledOut(BaseModel):
    """What came of a report that was handed in, and the report as it is now. `sha256`: of the bytes that were sent."""

    outcome: Literal["submitted", "unchanged"]
    revision: int
    sha256: str
    report: ReportOut


class ReportRowOut(MonthOut):
    """A line of the list of reports: with the site's names and region, and whether anything in it needs a look."""

    site_name: str
    site_name_zh: str
    time_zone: str
    region: str | None
    region_zh: str | None
    remarks: int

    def name_in(self, language: str) -> str:
        return (self.site_name_zh or self.site_name) if language == "zh_CN" else (self.site_name or self.site_name_zh)


class CountsOut(BaseModel):
    """Of the reports that the list shows: `due` all, of these `filed`, of these `late`; and those `missing` whose
    deadline has passed."""

    model_config = ConfigDict(frozen=True)

    due: int
    filed: int
    late: int
    missing: int
    waiting: int


class ReportsOut(BaseModel):
    items: list[ReportRowOut]
    total: int
    page: int
    size: int
    counts: CountsOut
