"""What comes in and what goes out of HQ's returns desk: receipts, verdicts, contests."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field

from network.repairs.rules.contests import ContestState
from network.repairs.rules.inspections import Cause, Stage
from network.repairs.rules.kappa import Agreement
from network.repairs.rules.orders import Finding
from network.repairs.schemas.prechecks import TickedList
from network.repairs.schemas.records import Frozen
from network.sites.schemas.texts import PRINTABLE, PROSE, Line, Strict

# Nobody packs more into one parcel; and one form stays small.
MOST_UNITS = 200

LONGEST_NOTE = 2000

Code = Annotated[str, Field(min_length=1, max_length=60, pattern=PRINTABLE)]
Product = Annotated[str, Field(max_length=60, pattern=PRINTABLE)]
Words = Annotated[str, Field(max_length=LONGEST_NOTE, pattern=PROSE)]
Note = Annotated[str, Field(min_length=1, max_length=LONGEST_NOTE, pattern=PROSE)]


class ExtraUnitIn(Strict):
    """A unit that nobody had announced. `requested_by_hq`: HQ had asked for it, so that it counts against no one."""

    serial_no: Code
    product: Product = ""
    requested_by_hq: bool = False


class ReceiptIn(Strict):
    """What came out of a parcel. `units`: all that were counted; `received`: the announced ones among them, by id.

    `discrepancy` is needed when anything was not as the site said.
    """

    units: Annotated[int, Field(ge=0, le=2 * MOST_UNITS)]
    received: Annotated[list[UUID], Field(max_length=MOST_UNITS)] = []
    extra: Annotated[list[ExtraUnitIn], Field(max_length=MOST_UNITS)] = []
    discrepancy: Words = ""


class UnannouncedIn(Strict):
    """A parcel that no site had announced. `site`: the code of the one that it seems to come from."""

    site: Annotated[str, Field(min_length=1, max_length=40, pattern=PRINTABLE)]
    carrier: Line = ""
    tracking_no: Line = ""
    units: Annotated[list[ExtraUnitIn], Field(min_length=1, max_length=MOST_UNITS)]
    discrepancy: Note


class VerdictIn(Strict):
    """What an inspector found. `missed_step`, of a no-fault finding: the key of the pre-check step that would have
    caught it, or `-` when none would have."""

    finding: Finding
    missed_step: Annotated[str, Field(max_length=60, pattern=PRINTABLE)] = ""
    note: Note


class DispatchIn(Strict):
    returns: Annotated[list[UUID], Field(min_length=1, max_length=MOST_UNITS)]


class ContestIn(Strict):
    reason: Note


class ContestDecisionIn(Strict):
    """`finding`: what holds from now on, when a contest is upheld; left out, it is that of the second verdict."""

    outcome: Literal["upheld", "rejected"]
    reason: Note
    finding: Finding | None = None


class UnitLine(Frozen):
    """A unit on the desk. `since`: when it came into its stage."""

    id: UUID
    site: str
    return_no: str
    serial_no: str | None
    product: str | None
    shipment_no: str | None
    stage: Stage
    since: datetime
    requested_by_hq: bool


class UnitLines(Frozen):
    """One page of units; `total` counts all that match."""

    items: list[UnitLine]
    total: int
    page: int
    size: int


class ParcelLine(Frozen):
    """A parcel on the way to HQ. `units`: as the site counted them."""

    id: UUID
    site: str
    shipment_no: str
    carrier: str
    tracking_no: str
    shipped_at: datetime
    units: int


class ParcelsOut(Frozen):
    """Parcels on the way, the oldest first."""

    shipments: list[ParcelLine]


class DeskOut(Frozen):
    """How much waits on the desk: units by their stage, and the parcels on the way."""

    units: dict[Stage, int]
    shipments: int
    contests: int


class AnnouncedUnit(Frozen):
    """A unit that a site said is in the parcel. `here`: it has been received, perhaps by itself."""

    id: UUID
    return_no: str
    serial_no: str | None
    product: str | None
    here: bool


class ParcelOut(ParcelLine):
    """A parcel with what should be, or was, in it."""

    received_at: datetime | None
    units_received: int | None
    discrepancy: str | None
    receiver: str | None
    announced: list[AnnouncedUnit]


class VerdictOut(Frozen):
    """One verdict that is open. `inspector` is None for a site, which is not told who at HQ found it. `photos`: ids, in
    order."""

    place: int
    cause: Cause
    finding: Finding
    missed_step: str | None
    note: str
    inspected_at: datetime
    inspector: str | None
    photos: list[UUID] = []


class PhotoFile(Frozen):
    """Where the bytes of a photo are, and those of its small picture; what it is called when it is saved."""

    name: str
    sha256: str
    thumbnail_sha256: str


class ContestOut(Frozen):
    """A contest. What HQ must not read before its second test (`reason`) is None until then; so is, for a site, who
    there decided."""

    id: UUID
    site: str
    return_id: UUID
    return_no: str
    serial_no: str | None
    state: ContestState
    reason: str | None
    contestant: str
    contested_at: datetime
    retest_waits: bool
    decider: str | None
    decided_at: datetime | None
    decision: str | None


class ContestsOut(Frozen):
    """Open contests, the oldest first."""

    contests: list[ContestOut]


class UnitOut(UnitLine):
    """A unit as HQ may read it now. `blind`: a second test waits, so that no verdict and no contest is told; `mine`:
    the reader tested it."""

    site_name: str
    site_name_zh: str
    order_no: str | None
    shipment: UUID | None
    shipped_at: datetime
    received_at: datetime | None
    inspected_at: datetime | None
    dispatched_at: datetime | None
    back_at: datetime | None
    finding: Finding | None
    missed_step: str | None
    reversed_at: datetime | None
    blind: bool
    mine: bool
    verdicts: list[VerdictOut]
    contest: ContestOut | None


@dataclass(frozen=True, slots=True)
class Bench:
    """A unit with what its inspector needs beside it: the steps that could have caught it, key -> label in English and
    Chinese, and what the site ticked (None for what was not shipped here)."""

    unit: UnitOut
    steps: Mapping[str, tuple[str, str]]
    ticked: TickedList | None
    zone: str


@dataclass(frozen=True, slots=True)
class Findings:
    """What a site is told of one unit besides its record: open verdicts, its last contest, and whether it may contest.

    `contest_until`: the last day on which it may be contested, None for what cannot be. `retest`: a contest now would
    have the unit tested again, because HQ still has it. `blind`: nothing is told to HQ, which tests it again. `steps`:
    as those of `Bench`.
    """

    verdicts: tuple[VerdictOut, ...]
    contest: ContestOut | None
    contest_until: date | None
    may_contest: bool
    retest: bool
    blind: bool = False
    steps: Mapping[str, tuple[str, str]] = field(default_factory=dict)


class VerdictDone(Frozen):
    """`open`: all verdicts that were asked for are in; a finding is in force."""

    open: bool


class ReceiptDone(Frozen):
    """The ids of the units that were not announced, and are recorded now."""

    shipment: UUID
    extra: list[UUID]


class DispatchDone(Frozen):
    dispatched: int


class ContestMade(Frozen):
    id: UUID


class AgreementOut(Frozen):
    """How far first and second verdicts agree, of second ones given from `first` on and before `end`.

    `table`: [first finding, second finding, pairs]. `kappa` is None where it is not defined; not `conclusive`: there
    are too few pairs to conclude anything.
    """

    first: date
    end: date
    cause: str
    pairs: int
    agreed: int
    kappa: Decimal | None
    conclusive: bool
    table: list[tuple[str, str, int]]


def agreement_out(found: Agreement, first: date, end: date, cause: str) -> AgreementOut:
    return AgreementOut(
        first=first,
        end=end,
        cause=cause,
        pairs=found.pairs,
        agreed=found.agreed,
        kappa=found.kappa,
        conclusive=found.conclusive,
        table=sorted((one, other, times) for (one, other), times in found.table.items()),
    )
