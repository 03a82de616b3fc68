"""Selection criteria, applications and their assessment."""

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

from network.sites.tables.sites import Region, Site


class CriteriaSet(Table, tablename="criteria_set"):
    """Selection criteria as one document. Published ones are frozen by a trigger."""

    id = UUID(primary_key=True, default=UUID4())
    code = Varchar(length=40)
    version = Integer()
    title = Varchar(length=200)
    title_zh = Varchar(length=200)
    document = JSONB()
    state = Varchar(length=20, help_text="`draft` or `published`.")
    revision = Integer(default=1, help_text="Counts the changes of a draft, for If-Match.")
    made_by = Text()
    made_at = Timestamptz(default=TimestamptzNow())
    published_by = Text(null=True, default=None)
    published_at = Timestamptz(null=True, default=None)


class Application(Table, tablename="application"):
    """Someone asks to become a service site. `version` counts its changes, for If-Match."""

    id = UUID(primary_key=True, default=UUID4())
    number = Varchar(length=20, unique=True)
    applicant = UUID(default=None, help_text="The account that wrote it.")
    criteria_set = ForeignKey(CriteriaSet, null=True, help_text="Chosen when it is submitted.")
    region = ForeignKey(Region)
    state = Varchar(length=20)
    operator_name = Varchar(length=200)
    operator_name_zh = Varchar(length=200)
    site_name = Varchar(length=200)
    site_name_zh = Varchar(length=200)
    city = Varchar(length=120)
    city_zh = Varchar(length=120)
    details = JSONB(default="{}", help_text="What else the form asks: address, contact, staff, premises, lines.")
    asked_for = JSONB(default="[]", help_text="Evidence that headquarters still wants: [{criterion, words}].")
    version = Integer(default=1)
    created_at = Timestamptz(default=TimestamptzNow())
    submitted_at = Timestamptz(null=True, default=None)
    decided_by = UUID(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    site = ForeignKey(Site, null=True, help_text="The site that it became, from the contract on.")


class ApplicationStep(Table, tablename="application_step"):
    """A change of an application's state. The applicant reads `reason`."""

    id = BigSerial(primary_key=True)
    application = ForeignKey(Application)
    from_state = Varchar(length=20)
    to_state = Varchar(length=20)
    reason_code = Varchar(length=40, help_text="Of a rejection, one of a closed list.")
    reason = Text()
    by_applicant = Boolean(default=False)
    account = UUID(null=True, default=None)
    actor = Text()
    at = Timestamptz(default=None)


class ApplicationDocument(Table, tablename="application_document"):
    """Evidence that an applicant handed in for a criterion (empty: for the application as a whole)."""

    id = UUID(primary_key=True, default=UUID4())
    application = ForeignKey(Application)
    criterion = Varchar(length=60)
    file_name = Varchar(length=200)
    file_sha256 = Varchar(length=64)
    file_kind = Varchar(length=20)
    file_type = Varchar(length=100)
    file_size = BigInt()
    thumbnail_sha256 = Varchar(length=64, null=True, default=None)
    account = UUID(null=True, default=None)
    added_at = Timestamptz(default=TimestamptzNow())
    removed_at = Timestamptz(null=True, default=None)


class Assessment(Table, tablename="assessment"):
    """Who assesses an application: the first, the second, or the third whom a wide difference calls."""

    id = UUID(primary_key=True, default=UUID4())
    application = ForeignKey(Application)
    region = ForeignKey(Region, help_text="That of the application, for row security.")
    assessor = UUID(default=None)
    assessor_name = Text()
    place = SmallInt(help_text="1, 2 or 3.")
    assigned_at = Timestamptz(default=TimestamptzNow())
    submitted_at = Timestamptz(null=True, default=None)


class AssessmentMarks(Table, tablename="assessment_marks"):
    """What an assessor found. `open`: row security shows it to others only when all that were asked have submitted."""

    id = UUID(primary_key=True, default=UUID4())
    assessment = ForeignKey(Assessment, unique=True)
    application = ForeignKey(Application)
    region = ForeignKey(Region)
    assessor = UUID(default=None)
    marks = JSONB(default="{}", help_text="criterion -> {level, note}; level null is not yet marked.")
    visited_on = Date(null=True, default=None)
    remarks = Text()
    total = Numeric(digits=(5, 2), null=True, default=None, help_text="0 to 100; set at submission.")
    knocked_out = Boolean(default=False)
    open = Boolean(default=False)
    version = Integer(default=1)
