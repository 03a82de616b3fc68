"""The journal: postings and their lines, in double entry. Rows are only ever added; the database sees to that."""

from typing import Any

from piccolo.columns import (
    JSONB,
    UUID,
    BigSerial,
    Date,
    ForeignKey,
    Integer,
    Numeric,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.sites import Site


class LedgerPosting(Table, tablename="ledger_posting"):
    """One thing that was booked for one site, with the reason and the facts that led to it."""

    id = UUID(primary_key=True, default=UUID4())
    number = BigSerial(help_text="By which people name it. A number may be missing, as of a posting that failed.")
    key = Varchar(length=200, unique=True, help_text="Whoever posts the same again names the same key.")
    kind = Varchar(length=20, help_text="See `network.ledger.rules.postings.Kind`.")
    site = ForeignKey(Site)
    reason = Text()
    facts = JSONB(default="{}", help_text="What it came from: a proposal, a rule, a quarter, a settlement.")
    lines = SmallInt(help_text="How many it has, so that none can be added later.")
    sha256 = Varchar(length=64, help_text="Of its content; tells whether a second posting of the key is the same.")
    effective_on = Date(default=None, help_text="The day that demerit points count from, on the site's calendar.")
    posted_at = Timestamptz(default=None)
    posted_by = UUID(null=True, default=None)
    poster = Text()
    reversal_of: "ForeignKey[Any]" = ForeignKey("self", null=True, unique=True)


class LedgerEntry(Table, tablename="ledger_entry"):
    """A line of a posting. The lines of a posting sum to zero in each unit."""

    id = BigSerial(primary_key=True)
    posting = ForeignKey(LedgerPosting)
    site = Integer(help_text="That of its posting, for row security.")
    account = Varchar(length=60, help_text="`site:<id>:balance`, or `network:rewards`, `:penalties` or `:settled`.")
    unit = Varchar(length=10, help_text="`points`, or a currency as ISO 4217 writes it.")
    amount = Numeric(digits=(20, 4))
