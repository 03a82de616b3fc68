"""Monthly reports: revisions, receipts, reminders; what contradicts them, and what looks odd."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.sites import ImportFile, Site


class ReportCalendar(Table, tablename="report_calendar"):
    """When reports are due, for the months from `from_month` on: day `day` of the next month, 24:00 site time."""

    from_month = Date(primary_key=True, default=None)
    day = SmallInt(default=5)
    working_days = Boolean(default=False, help_text="Whether only working days are counted.")
    set_by = Text()
    set_at = Timestamptz(default=TimestamptzNow())


class MonthlyReport(Table, tablename="monthly_report"):
    """One revision of what a site says about a month."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    month = Date(default=None, help_text="Its first day.")
    revision = SmallInt(default=1)
    state = Varchar(length=20, help_text="`draft`, `submitted`, `returned`, `accepted` or `superseded`.")
    nil = Boolean(default=False, help_text="No activity: an explicit statement.")
    figures = JSONB(default="{}", help_text="{field: number as text}")
    explanations = JSONB(default="{}", help_text="{field: a sentence}")
    words = JSONB(default="{}", help_text="{section: text}, such as incidents and feedback to HQ.")
    way = Varchar(length=10, help_text="`web`, `xlsx` or `api`.")
    started_at = Timestamptz(default=TimestamptzNow())
    submitted_at = Timestamptz(null=True, default=None)
    submitted_by = UUID(null=True, default=None, help_text="The account, or the API key.")
    submitter = Text(null=True, default=None)
    sha256 = Varchar(length=64, null=True, default=None, help_text="Of its figures and words in canonical JSON.")
    decided_at = Timestamptz(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    decider = Text(null=True, default=None)
    returned = JSONB(default="{}", help_text="{field: why HQ sent it back}")
    material = Boolean(default=False, help_text="Whether the error that it was returned for is material.")
    version = Integer(default=1)
    changed_at = Timestamptz(default=TimestamptzNow())


class ReportReceipt(Table, tablename="report_receipt"):
    """That something was handed in: when, which bytes, and what came of it."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    month = Date(default=None)
    revision = SmallInt(null=True, default=None, help_text="The revision it made; null when it was refused.")
    way = Varchar(length=10)
    name = Varchar(length=200)
    sha256 = Varchar(length=64)
    received_at = Timestamptz(default=None)
    account = UUID(null=True, default=None)
    sender = Text(help_text="Their name at that time.")
    outcome = Varchar(length=20, help_text="`submitted`, `saved`, `unchanged` or `refused`.")


class ReportReminder(Table, tablename="report_reminder"):
    """A reminder that was sent: once for each site, month and step."""

    id = BigSerial(primary_key=True)
    site = ForeignKey(Site)
    month = Date(default=None)
    step = SmallInt(help_text="Days from the deadline: -3, -1, 0, 1, 3.")
    sent_at = Timestamptz(default=None)


class ReportCorrection(Table, tablename="report_correction"):
    """One side corrects its figure of a month, with a reason. The newest of a side holds."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    month = Date(default=None)
    figure = Varchar(length=40)
    side = Varchar(length=4, help_text="`site` or `hq`.")
    value = Numeric(digits=(14, 2))
    reason = Text()
    corrected_by = UUID(null=True, default=None)
    corrector = Text()
    corrected_at = Timestamptz(default=None)


class ReviewFlag(Table, tablename="review_flag"):
    """Something odd in a month's records, for a person to look at. It never touches a score by itself."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    month = Date(default=None)
    kind = Varchar(length=30)
    facts = JSONB(default="{}", help_text="What was seen, as numbers.")
    found_at = Timestamptz(default=None)
    state = Varchar(length=20, help_text="`open`, `cleared` or `confirmed`.")
    decided_by = UUID(null=True, default=None)
    decider = Text(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    note = Text(null=True, default=None)


class PartShipment(Table, tablename="part_shipment"):
    """Parts that HQ sent to a site, by HQ's ledger."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    shipment_no = Varchar(length=60)
    part_no = Varchar(length=60)
    quantity = Integer()
    shipped_at = Timestamptz(default=None)
    import_file = ForeignKey(ImportFile)
    import_row = Integer()
    version = Integer(default=1)
    changed_at = Timestamptz(default=TimestamptzNow())


class ProductPattern(Table, tablename="product_pattern"):
    """A fault that the product causes, as HQ has marked it: its orders leave the sites' metrics."""

    id = UUID(primary_key=True, default=UUID4())
    product = Varchar(length=60)
    fault_code = Varchar(length=40)
    from_on = Date(default=None, help_text="Orders received from this day on.")
    to_on = Date(null=True, default=None, help_text="The last day; empty while it goes on.")
    reason = Text()
    marked_by = UUID(null=True, default=None)
    marker = Text()
    marked_at = Timestamptz(default=None)
    withdrawn_at = Timestamptz(null=True, default=None)
    withdrawer = Text(null=True, default=None)
    withdrawal = Text(null=True, default=None, help_text="Why it was taken back.")
