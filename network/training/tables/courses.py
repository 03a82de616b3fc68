"""Courses and who must have passed them."""

from piccolo.columns import JSONB, UUID, BigInt, Date, ForeignKey, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table


class Course(Table, tablename="course"):
    """A course through all its versions."""

    id = UUID(primary_key=True, default=UUID4())
    key = Varchar(length=60, unique=True, help_text="Such as `no-fault-filtering`; never changed.")
    number = Integer(help_text="Its place in a set of courses; the database sets it.")
    title = JSONB(default="{}", help_text="{en, zh_CN}")
    topic = Varchar(length=40, help_text="See `network.training.rules.courses.Topic`.")
    created_by = Text()
    created_at = Timestamptz(default=TimestamptzNow())
    retired_at = Timestamptz(null=True, default=None)


class CourseVersion(Table, tablename="course_version"):
    """What is taught and asked. A published version never changes; records name the one that was passed."""

    id = UUID(primary_key=True, default=UUID4())
    course = ForeignKey(Course)
    number = Integer()
    state = Varchar(length=20, help_text="`draft`, `published` or `retired`.")
    document = JSONB(default="{}", help_text="See `network.training.rules.courses.CourseDocument`.")
    row_version = Integer(default=1)
    written_by = Text()
    created_at = Timestamptz(default=TimestamptzNow())
    published_by = Text(null=True, default=None)
    published_at = Timestamptz(null=True, default=None)


class CourseFile(Table, tablename="course_file"):
    """Material of a version: slides, sheets. The bytes are in the store of evidence."""

    id = UUID(primary_key=True, default=UUID4())
    version = ForeignKey(CourseVersion)
    file_name = Varchar(length=200)
    file_sha256 = Varchar(length=64)
    file_kind = Varchar(length=20)
    file_type = Varchar(length=100)
    file_size = BigInt()
    thumbnail_sha256 = Varchar(length=64, null=True, default=None)
    added_by = Text()
    added_at = Timestamptz(default=TimestamptzNow())


class CourseRequirement(Table, tablename="course_requirement"):
    """That people of a role must have passed a course, at sites of a level, from a day to a day."""

    id = UUID(primary_key=True, default=UUID4())
    course = ForeignKey(Course)
    role = Varchar(length=40, help_text="See `network.sites.rules.staff.StaffRole`.")
    least_level = SmallInt(
        null=True,
        default=None,
        help_text="At sites certified for this repair level or a higher one; empty: everywhere.",
    )
    from_on = Date(default=None)
    to_on = Date(null=True, default=None, help_text="The last day.")
    added_by = Text()
    added_at = Timestamptz(default=TimestamptzNow())
