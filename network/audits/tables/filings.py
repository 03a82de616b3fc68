"""What auditors file, and what HQ does with it before anybody else may know."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
    Boolean,
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

from network.audits.tables.auditors import Auditor
from network.audits.tables.checklists import Checklist
from network.audits.tables.planning import Assignment
from network.sites.tables.sites import Site


class PhotoUpload(Table, tablename="photo_upload"):
    """A photo as one auditor hands it in, in chunks. The same bytes of two auditors are two rows and one file."""

    id = UUID(primary_key=True, default=UUID4())
    auditor = ForeignKey(Auditor)
    sha256 = Varchar(length=64, help_text="Of the bytes that were sent; the name of the original.")
    size = Integer(help_text="In bytes, as announced.")
    received = Integer(default=0, help_text="Bytes that are safely on disk.")
    state = Varchar(length=20, help_text="`partial`, `whole` or `refused`.")
    refusal = Varchar(length=60, null=True, default=None, help_text="Why it was refused: a code.")
    media_type = Varchar(length=60, null=True, default=None)
    picture = Varchar(length=64, null=True, default=None, help_text="Drawn anew from pixels: what is shown.")
    thumbnail = Varchar(length=64, null=True, default=None)
    width = Integer(null=True, default=None)
    height = Integer(null=True, default=None)
    fingerprint = BigInt(null=True, default=None, help_text="Perceptual hash: near duplicates differ in few bits.")
    started_at = Timestamptz(default=TimestamptzNow())
    finished_at = Timestamptz(null=True, default=None)


class Filing(Table, tablename="filing"):
    """A visit as filed. Its id is made on the tablet when the draft is opened."""

    id = UUID(primary_key=True, default=None)
    assignment = ForeignKey(Assignment)
    site = ForeignKey(Site)
    auditor = ForeignKey(Auditor)
    checklist = ForeignKey(Checklist)
    state = Varchar(length=20, help_text="See `network.audits.rules.filings.FilingState`.")
    quarantine = JSONB(default="[]", help_text="Why HQ has to decide before it is reviewed: codes.")
    signals = JSONB(default="[]", help_text="What a reviewer should look at; never a refusal: codes with values.")
    current = Integer(default=1, help_text="The number of the version in force.")
    visited_at = Timestamptz(default=None, help_text="Begin of the visit, by the corrected clock of the tablet.")
    left_at = Timestamptz(default=None)
    received_at = Timestamptz(default=None)
    skew_seconds = Integer(default=0, help_text="Clock of the server minus that of the tablet when it was sent.")
    late = Boolean(default=False, help_text="More than 24 h after the visit.")
    embargo_until = Timestamptz(null=True, default=None, help_text="Set at approval: from then on it is published.")
    redactions = JSONB(default="{}", help_text="{question key: what the site reads in place of a note or text}")
    reviewer = UUID(null=True, default=None)
    reviewer_name = Text(null=True, default=None)
    version = Integer(default=1)


class FilingVersion(Table, tablename="filing_version"):
    """What was said, once and for all; an edit after filing is a further version with a reason."""

    id = UUID(primary_key=True, default=UUID4())
    filing = ForeignKey(Filing)
    site = ForeignKey(Site)
    number = Integer(default=1)
    content = JSONB(default="{}", help_text="See `network.audits.schemas.filings.FilingIn`.")
    sha256 = Varchar(length=64, help_text="Of the canonical JSON text of `content`.")
    score = Numeric(digits=(6, 2), null=True, default=None)
    critical_failures = SmallInt(default=0)
    result = JSONB(default="{}", help_text="Points by section and question, as computed here.")
    reason = Text(null=True, default=None, help_text="Of an edit.")
    filed_at = Timestamptz(default=None, help_text="By the tablet's own clock.")
    received_at = Timestamptz(default=None)


class FilingPhoto(Table, tablename="filing_photo"):
    """A photo in a version, where it belongs, and what the tablet knew of it. Redacted before it is published."""

    id = UUID(primary_key=True, default=UUID4())
    filing = ForeignKey(Filing)
    site = ForeignKey(Site)
    number = Integer(default=1, help_text="Of the version.")
    question = Varchar(length=60)
    place = SmallInt(default=1)
    upload = ForeignKey(PhotoUpload)
    sha256 = Varchar(length=64)
    taken_at = Timestamptz(null=True, default=None)
    latitude = Numeric(digits=(8, 5), null=True, default=None)
    longitude = Numeric(digits=(8, 5), null=True, default=None)
    accuracy = Integer(null=True, default=None, help_text="In metres.")
    mocked = Boolean(null=True, default=None, help_text="The tablet says that the position was made up.")
    signals = JSONB(default="[]", help_text="Such as a near duplicate in another filing, far away, taken long before.")
    redaction = Varchar(length=20, help_text="`waiting`, `clear`, `redacted` or `withheld`.")
    redacted = Varchar(length=64, null=True, default=None, help_text="The picture with parts blackened.")
    redacted_thumbnail = Varchar(length=64, null=True, default=None)
    redactor = Text(null=True, default=None)


class FilingStep(Table, tablename="filing_step"):
    """A change of state: from what to what, who and why."""

    id = UUID(primary_key=True, default=UUID4())
    filing = ForeignKey(Filing)
    site = ForeignKey(Site)
    from_state = Varchar(length=20)
    to_state = Varchar(length=20)
    reason = Text()
    by = UUID(null=True, default=None)
    who = Text()
    at = Timestamptz(default=None)


class FilingMessage(Table, tablename="filing_message"):
    """A line of the talk about a question, or about the whole. Never changed, never deleted."""

    id = UUID(primary_key=True, default=UUID4())
    filing = ForeignKey(Filing)
    site = ForeignKey(Site)
    question = Varchar(length=60, null=True, default=None)
    visibility = Varchar(length=20, help_text="`hq`, `auditor` (and HQ) or `all` (the site too, once published).")
    body = Text()
    from_auditor = Boolean(default=False)
    by = UUID(null=True, default=None, help_text="None for the auditor, who stands under a code.")
    who = Text()
    at = Timestamptz(default=None)
