"""Returns to HQ: what is checked before, how they travel, who finds what, and what a site has against it."""

from piccolo.columns import JSONB, UUID, ForeignKey, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.repairs.tables.records import HqReturn
from network.sites.tables.sites import Site


class PrecheckList(Table, tablename="precheck_list"):
    """What a site tries before it sends a unit up: versions for each product. A published one never changes."""

    id = UUID(primary_key=True, default=UUID4())
    product = Varchar(length=60, help_text="Empty: for every product without a list of its own.")
    version = Integer(default=1)
    state = Varchar(length=20, help_text="`draft`, `published` or `retired`.")
    document = JSONB(default="{}", help_text="See `network.repairs.rules.prechecks.PrecheckDocument`.")
    note = Text()
    created_by = Text()
    created_at = Timestamptz(default=TimestamptzNow())
    published_by = Text(null=True, default=None)
    published_at = Timestamptz(null=True, default=None)
    row_version = Integer(default=1)


class ReturnShipment(Table, tablename="return_shipment"):
    """A parcel from a site to HQ, and what came out of it there."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    shipment_no = Varchar(length=60)
    carrier = Varchar(length=100)
    tracking_no = Varchar(length=100)
    shipped_at = Timestamptz(default=None)
    units = SmallInt(help_text="As the site counted them.")
    received_at = Timestamptz(null=True, default=None)
    units_received = SmallInt(null=True, default=None, help_text="As HQ counted them.")
    discrepancy = Text(null=True, default=None, help_text="In words, when anything was not as the site said.")
    received_by = UUID(null=True, default=None)
    receiver = Text(null=True, default=None)
    version = Integer(default=1)


class ReturnPrecheck(Table, tablename="return_precheck"):
    """What the site ticked for one unit, and under which list."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    returned = ForeignKey(HqReturn)
    precheck_list = ForeignKey(PrecheckList)
    answers = JSONB(default="{}", help_text="{step key: {done: bool, note: text}}")
    ticked_by = UUID(null=True, default=None)
    ticked_at = Timestamptz(default=TimestamptzNow())


class ReturnInspection(Table, tablename="return_inspection"):
    """One verdict about a unit. The second one is made blind, by another inspector."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    returned = ForeignKey(HqReturn)
    place = SmallInt(help_text="1: the first verdict; 2: the blind one.")
    cause = Varchar(length=20, help_text="`first`, `sample` or `appeal`.")
    asked_at = Timestamptz(default=None)
    inspector = UUID(null=True, default=None)
    inspector_name = Text(null=True, default=None)
    inspected_at = Timestamptz(null=True, default=None)
    finding = Varchar(length=30, null=True, default=None)
    missed_step = Varchar(length=60, null=True, default=None)
    note = Text()
    opened = Integer(default=0, help_text="0 while nobody but its inspector may read what was found.")


class InspectionPhoto(Table, tablename="inspection_photo"):
    """A photo of what an inspector saw, in the order handed in. The pictures are below the data folder."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    returned = ForeignKey(HqReturn)
    inspection = ForeignKey(ReturnInspection)
    place = SmallInt(help_text="1 to 6.")
    file_sha256 = Varchar(length=64)
    thumbnail_sha256 = Varchar(length=64)


class FindingContest(Table, tablename="finding_contest"):
    """A site contests a finding, within ten working days."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    returned = ForeignKey(HqReturn)
    reason = Text()
    state = Varchar(length=20, help_text="`open`, `upheld`, `rejected` or `retracted`.")
    contested_by = UUID(null=True, default=None)
    contestant = Text()
    contested_at = Timestamptz(default=None)
    decided_by = UUID(null=True, default=None)
    decider = Text(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision = Text(null=True, default=None)
