"""Certification: types, standings, certificates, changes."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    BigSerial,
    Boolean,
    Date,
    ForeignKey,
    Integer,
    Serial,
    SmallInt,
    Text,
    Timestamptz,
    Varchar,
)
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.sites import Site


class ProductLine(Table, tablename="product_line"):
    id = Serial(primary_key=True)
    code = Varchar(length=40, unique=True)
    name = Varchar(length=200)
    name_zh = Varchar(length=200)


class CertificateType(Table, tablename="certificate_type"):
    """What a certificate says: a product line at a repair level, and for how long."""

    id = Serial(primary_key=True)
    code = Varchar(length=40, unique=True)
    title = Varchar(length=200)
    title_zh = Varchar(length=200)
    product_line = ForeignKey(ProductLine)
    repair_level = SmallInt(help_text="1 exchange of modules, 2 repair, 3 board-level repair.")
    validity_months = SmallInt()
    validity_rule = Varchar(length=30, help_text="`from_decision`, `from_previous_expiry` or `fixed_date`.")
    fixed_month = SmallInt(null=True, default=None)
    fixed_day = SmallInt(null=True, default=None)
    window_days = SmallInt(help_text="How long before its end a certificate may be renewed.")
    active = Boolean(default=True)
    version = Integer(default=1)


class Certification(Table, tablename="certification"):
    """A site's standing for one certificate type: the thread that its changes and certificates hang on."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    type = ForeignKey(CertificateType)
    state = Varchar(length=20, help_text="After the last effective change; what has expired is seen from the dates.")
    version = Integer(default=1)


class Certificate(Table, tablename="certificate"):
    """A document with a number and dates. Two of one certification never hold on the same day: the database refuses."""

    id = UUID(primary_key=True, default=UUID4())
    certification = ForeignKey(Certification)
    site = ForeignKey(Site)
    type = ForeignKey(CertificateType)
    number = Varchar(length=20, unique=True)
    valid_from = Date(default=None)
    valid_to = Date(default=None, help_text="The last day.")
    provisional_to = Date(null=True, default=None, help_text="Until then it is provisional.")
    ended_on = Date(null=True, default=None, help_text="The day from which it no longer holds, when before its end.")
    issued_at = Timestamptz(default=TimestamptzNow())


class CertificationChange(Table, tablename="certification_change"):
    """One change of a certification: proposed, and effective at once or when a second person has confirmed it."""

    id = UUID(primary_key=True, default=UUID4())
    certification = ForeignKey(Certification)
    site = ForeignKey(Site)
    change = Varchar(length=20)
    status = Varchar(length=20, help_text="`proposed`, `effective`, `refused` or `retracted`.")
    reason = Text()
    effective_on = Date(default=None)
    conditions = JSONB(default="[]", help_text="[{words, due_on}] of a conditional certification.")
    certificate = ForeignKey(Certificate, null=True, help_text="The one that it issued.")
    proposed_by = UUID(null=True, default=None)
    proposer = Text()
    proposed_at = Timestamptz(default=TimestamptzNow())
    decided_by = UUID(null=True, default=None)
    decider = Text()
    decided_at = Timestamptz(null=True, default=None)
    decision_reason = Text()


class CertificationEvidence(Table, tablename="certification_evidence"):
    """A file that a change of a certification rests on."""

    id = UUID(primary_key=True, default=UUID4())
    change = ForeignKey(CertificationChange)
    site = ForeignKey(Site)
    file_name = Varchar(length=200)
    file_sha256 = Varchar(length=64)
    file_kind = Varchar(length=20)
    file_type = Varchar(length=100)
    file_size = BigInt()
    thumbnail_sha256 = Varchar(length=64, null=True, default=None)


class CertificateReminder(Table, tablename="certificate_reminder"):
    """That a certificate's end was announced so many days before. Each is made once."""

    id = BigSerial(primary_key=True)
    certificate = ForeignKey(Certificate)
    site = ForeignKey(Site)
    days = SmallInt(help_text="90, 60, 30 or 7.")
    made_at = Timestamptz(default=TimestamptzNow())
