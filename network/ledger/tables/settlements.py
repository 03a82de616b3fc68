"""Settlements: what was owed to or by each site on a day, frozen. The money itself moves elsewhere."""

from piccolo.columns import UUID, BigSerial, Date, ForeignKey, Integer, Numeric, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.ledger.tables.postings import LedgerEntry
from network.sites.tables.sites import Site


class Settlement(Table, tablename="settlement"):
    """One run: all that was posted up to a day and in no settlement before."""

    id = UUID(primary_key=True, default=UUID4())
    number = BigSerial()
    cut_off = Date(default=None, help_text="The last day in it, on the calendar of each site.")
    entries = Integer(help_text="How many lines of postings are in it.")
    made_at = Timestamptz(default=None)
    made_by = UUID(null=True, default=None)
    maker = Text()


class SettlementLine(Table, tablename="settlement_line"):
    """What one site is owed in one currency; below zero, what it owes."""

    id = UUID(primary_key=True, default=UUID4())
    settlement = ForeignKey(Settlement)
    site = ForeignKey(Site)
    unit = Varchar(length=10)
    amount = Numeric(digits=(20, 4))


class SettlementEntry(Table, tablename="settlement_entry"):
    """A line of the ledger that is in a settlement: in one at most."""

    id = BigSerial(primary_key=True)
    settlement = ForeignKey(Settlement)
    entry = ForeignKey(LedgerEntry, unique=True)
    site = Integer()
    unit = Varchar(length=10)
    amount = Numeric(digits=(20, 4))
