"""Exams sat and what people have passed."""

from piccolo.columns import (
    JSONB,
    UUID,
    BigInt,
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

from network.sites.tables.people import Person
from network.sites.tables.sites import Site
from network.training.tables.courses import Course, CourseVersion
from network.training.tables.sessions import TrainingSession


class ExamAttempt(Table, tablename="exam_attempt"):
    """One sitting of a course's exam. Time is the server's; once handed in, or over, nothing of it changes."""

    id = UUID(primary_key=True, default=UUID4())
    version = ForeignKey(CourseVersion)
    person = ForeignKey(Person)
    site = ForeignKey(Site)
    number = SmallInt(help_text="1, 2, 3 ... of this person and version.")
    questions = JSONB(default="[]", help_text="[{key, options}]: what was drawn, in the order shown.")
    answers = JSONB(default="{}", help_text="{question key: [option keys]} as last saved.")
    started_at = Timestamptz(default=TimestamptzNow())
    ends_at = Timestamptz(default=None)
    handed_in_at = Timestamptz(null=True, default=None, help_text="`ends_at` when time ran out.")
    percent = Numeric(digits=(5, 2), null=True, default=None)
    passed = Boolean(null=True, default=None)
    row_version = Integer(default=1)


class TrainingRecord(Table, tablename="training_record"):
    """That a person passed a course on a day, and until when that holds. Each pass is a record of its own."""

    id = UUID(primary_key=True, default=UUID4())
    person = ForeignKey(Person)
    course = ForeignKey(Course)
    version = ForeignKey(CourseVersion, null=True, help_text="Empty for what was passed before, or elsewhere.")
    site = ForeignKey(Site, help_text="That employed them then.")
    source = Varchar(length=20, help_text="`exam`, `session`, `external` or `imported`.")
    passed_on = Date(default=None)
    valid_from = Date(default=None)
    valid_to = Date(null=True, default=None, help_text="The last day; empty: for good.")
    number = Varchar(length=30, unique=True, help_text="Of the certificate.")
    issuer = Varchar(length=200, help_text="Who said so, for what was passed elsewhere.")
    attempt = ForeignKey(ExamAttempt, null=True)
    session = ForeignKey(TrainingSession, null=True)
    recorded_by = Text()
    recorded_at = Timestamptz(default=TimestamptzNow())
    name = Text(help_text="What the staff list called the person when it was given; the database sets it.")
    course_number = Integer(help_text="Of the course; the database sets it.")


class RecordRevocation(Table, tablename="record_revocation"):
    """That a record is void from its first day on. The record itself stays."""

    record = ForeignKey(TrainingRecord, primary_key=True)
    reason = Text()
    revoked_by = Text()
    revoked_at = Timestamptz(default=TimestamptzNow())


class CertificateClaim(Table, tablename="certificate_claim"):
    """A certificate of somebody else's that a site hands in; headquarters decides whether it counts."""

    id = UUID(primary_key=True, default=UUID4())
    person = ForeignKey(Person)
    course = ForeignKey(Course)
    site = ForeignKey(Site)
    issuer = Varchar(length=200)
    passed_on = Date(default=None)
    valid_to = Date(null=True, default=None)
    file_name = Varchar(length=200)
    file_sha256 = Varchar(length=64)
    file_kind = Varchar(length=20)
    file_type = Varchar(length=100)
    file_size = BigInt()
    thumbnail_sha256 = Varchar(length=64, null=True, default=None)
    state = Varchar(length=20, help_text="`open`, `accepted`, `refused` or `withdrawn`.")
    claimed_by = Text()
    claimed_at = Timestamptz(default=TimestamptzNow())
    decided_by = UUID(null=True, default=None)
    decider = Text(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision = Text(null=True, default=None)
    record = ForeignKey(TrainingRecord, null=True)
    version = Integer(default=1)


class RecordReminder(Table, tablename="record_reminder"):
    """That the end of a record was announced so many days before. Each is made once."""

    id = BigSerial(primary_key=True)
    record = ForeignKey(TrainingRecord)
    site = ForeignKey(Site)
    days = SmallInt(help_text="90, 60, 30 or 7.")
    made_at = Timestamptz(default=TimestamptzNow())
