"""What a site is shown of a visit: copies under ids of their own, made when the embargo is over, and its appeals."""

from piccolo.columns import (
    JSONB,
    UUID,
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

from network.audits.tables.checklists import Checklist
from network.audits.tables.filings import Filing
from network.sites.tables.sites import Site


class Audit(Table, tablename="audit"):
    """A published visit. Holds nothing that tells who came, or when to the hour."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    checklist = ForeignKey(Checklist)
    kind = Varchar(length=20)
    scored = Boolean(default=True)
    visited_on = Date(help_text="In the site's own time zone.")
    part_of_day = Varchar(length=20)
    state = Varchar(length=20, help_text="`published` or `voided`.")
    revision = Integer(default=1, help_text="The number of the revision in force.")
    score = Numeric(digits=(6, 2), null=True, default=None)
    critical_failures = SmallInt(default=0)
    published_at = Timestamptz(default=None)
    delivered_at = Timestamptz(null=True, default=None, help_text="When its site first opened it or was mailed of it.")
    appeal_until = Timestamptz(null=True, default=None, help_text="Ten working days after that; the database says so.")
    voided_reason = Text(null=True, default=None)
    version = Integer(default=1)


class AuditRevision(Table, tablename="audit_revision"):
    """The whole of a published audit as it stood; an appeal that changes it makes the next one."""

    id = UUID(primary_key=True, default=UUID4())
    audit = ForeignKey(Audit)
    site = ForeignKey(Site)
    number = Integer(default=1)
    score = Numeric(digits=(6, 2), null=True, default=None)
    critical_failures = SmallInt(default=0)
    document = JSONB(default="{}", help_text="See `network.audits.rules.published.PublishedDocument`.")
    reason = Text()
    made_at = Timestamptz(default=None)


class AuditPhoto(Table, tablename="audit_photo"):
    """A photo that the site may see, redacted."""

    id = UUID(primary_key=True, default=UUID4())
    audit = ForeignKey(Audit)
    site = ForeignKey(Site)
    question = Varchar(length=60)
    place = SmallInt(default=1)
    picture = Varchar(length=64)
    thumbnail = Varchar(length=64)
    width = Integer()
    height = Integer()


class AuditSource(Table, tablename="audit_source"):
    """Which filing an audit was made from. No site reads it."""

    audit = ForeignKey(Audit, primary_key=True)
    filing = ForeignKey(Filing, unique=True)
    site = ForeignKey(Site)
    version_number = Integer(default=1)


class AuditMessage(Table, tablename="audit_message"):
    """A line of the talk between the site and HQ about a published audit."""

    id = UUID(primary_key=True, default=UUID4())
    audit = ForeignKey(Audit)
    site = ForeignKey(Site)
    question = Varchar(length=60, null=True, default=None)
    side = Varchar(length=10, help_text="`site` or `hq`.")
    body = Text()
    by = UUID(null=True, default=None)
    who = Text()
    at = Timestamptz(default=None)


class AuditAppeal(Table, tablename="audit_appeal"):
    """A site's objection to one question of a revision."""

    id = UUID(primary_key=True, default=UUID4())
    audit = ForeignKey(Audit)
    site = ForeignKey(Site)
    revision = Integer(help_text="The one that the site read.")
    question = Varchar(length=60)
    ground = Varchar(length=20, help_text="`factual`, `evidence`, `omitted` or `procedure`.")
    body = Text()
    state = Varchar(length=20, help_text="`open`, `upheld`, `rejected` or `retracted`.")
    lodged_by = UUID(null=True, default=None)
    lodger = Text()
    lodged_at = Timestamptz(default=None)
    decided_by = UUID(null=True, default=None)
    decider = Text(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision = Text(null=True, default=None)
    version = Integer(default=1)


class AppealFile(Table, tablename="appeal_file"):
    """A photo or document that a site adds to an appeal."""

    id = UUID(primary_key=True, default=UUID4())
    appeal = ForeignKey(AuditAppeal)
    site = ForeignKey(Site)
    name = Varchar(length=200)
    kind = Varchar(length=20)
    media_type = Varchar(length=100)
    sha256 = Varchar(length=64)
    thumbnail = Varchar(length=64, null=True, default=None)
    size = Integer()
    added_at = Timestamptz(default=TimestamptzNow())
