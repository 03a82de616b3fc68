"""Documents that were issued, and printing a whole quarter."""

from piccolo.columns import UUID, BigSerial, Boolean, Bytea, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.scorecards.tables import ScorecardRun
from network.sites.tables.sites import Site


class IssuedDocument(Table, tablename="issued_document"):
    """A signed PDF as it was given away: never changed, and given away again byte by byte, by whichever machine."""

    id = UUID(primary_key=True, default=UUID4())
    code = Varchar(length=20, help_text="What its QR code leads to; nobody can guess it.")
    kind = Varchar(length=30)
    run = ForeignKey(ScorecardRun)
    site = ForeignKey(Site, null=True, default=None, help_text="Empty for a document about the whole network.")
    part = Varchar(
        length=64, default="", help_text="Which part of the network a report is about; empty: all, or one site."
    )
    scope = Text(default="", help_text="That part in words; empty for a scorecard.")
    language = Varchar(length=10)
    name = Text(help_text="Of the file.")
    content = Bytea()
    sha256 = Bytea()
    size = Integer()
    certificate = Bytea(help_text="SHA-256 of the certificate that it is signed with.")
    issued_at = Timestamptz(default=TimestamptzNow())
    issued_by = Text()


class PrintBatch(Table, tablename="print_batch"):
    """All scorecards of a run in one language, to be issued by whichever workers there are."""

    id = UUID(primary_key=True, default=UUID4())
    run = ForeignKey(ScorecardRun)
    language = Varchar(length=10)
    unrated_too = Boolean(default=False)
    asked_at = Timestamptz(default=TimestamptzNow())
    asked_by = Text()
    account = UUID(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    cancelled_by = Text(null=True, default=None)


class PrintItem(Table, tablename="print_item"):
    """One scorecard of a batch. The items of a chunk are one job."""

    id = BigSerial(primary_key=True)
    batch = ForeignKey(PrintBatch)
    site = ForeignKey(Site)
    chunk = Integer()
    state = Varchar(length=20, default="waiting")
    document = ForeignKey(IssuedDocument, null=True, default=None)
    reason = Text(default="", help_text="Why it failed: the refusal's code and values, as JSON.")
    worker = Text(default="", help_text="Which process did it, on which machine.")
    ended_at = Timestamptz(null=True, default=None)


class RunRequest(Table, tablename="run_request"):
    """Somebody's wish that a quarter be computed, and what came of it."""

    id = UUID(primary_key=True, default=UUID4())
    period = Varchar(length=6)
    scheme = Varchar(length=60)
    version = Integer(null=True, default=None)
    asked_at = Timestamptz(default=TimestamptzNow())
    asked_by = Text()
    account = UUID(null=True, default=None)
    started_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    sites = Integer(null=True, default=None)
    rated = Integer(null=True, default=None)
    changed = Integer(null=True, default=None)
    refusal = Text(default="", help_text="Why it was not computed: in each language, as JSON.")
