"""Sessions of courses: where, when, by whom, and who comes."""

from piccolo.columns import UUID, Boolean, ForeignKey, Integer, Numeric, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.people import Person
from network.sites.tables.sites import Region, Site
from network.training.tables.courses import CourseVersion


class TrainingSession(Table, tablename="training_session"):
    """An occasion on which a course is taught."""

    id = UUID(primary_key=True, default=UUID4())
    version = ForeignKey(CourseVersion)
    region = ForeignKey(Region, null=True, help_text="Whose sites it is meant for; empty: the whole network.")
    place = Varchar(length=200)
    time_zone = Varchar(length=60)
    starts_at = Timestamptz(default=None)
    ends_at = Timestamptz(default=None)
    trainer = Varchar(length=200)
    seats = SmallInt()
    cost = Numeric(digits=(12, 2), help_text="Of one seat.")
    currency = Varchar(length=3)
    state = Varchar(length=20, help_text="`planned`, `held` or `cancelled`.")
    ends_in_exam = Boolean(default=False, help_text="Whether attending is not enough to pass.")
    attendance_token = Varchar(length=64, help_text="What the QR code at the door says.")
    cancelled_because = Text(null=True, default=None)
    planned_by = Text()
    planned_at = Timestamptz(default=TimestamptzNow())
    row_version = Integer(default=1)


class SessionMentor(Table, tablename="session_mentor"):
    """That somebody of a site teaches a session."""

    session = ForeignKey(TrainingSession, primary_key=True)
    site = ForeignKey(Site, help_text="That employs the trainer on the first day.")
    came = SmallInt(null=True, default=None, help_text="People of other sites that were there; empty until it is held.")


class Enrolment(Table, tablename="enrolment"):
    """A person's seat in a session. Two people never have one seat: the database refuses."""

    id = UUID(primary_key=True, default=UUID4())
    session = ForeignKey(TrainingSession)
    person = ForeignKey(Person)
    site = ForeignKey(Site, help_text="That employed them when they were enrolled.")
    seat = SmallInt(null=True, default=None, help_text="1 to the session's seats; empty: waiting for one.")
    state = Varchar(length=20, help_text="`enrolled`, `waiting`, `cancelled`, `attended` or `absent`.")
    enrolled_by = Text()
    enrolled_at = Timestamptz(default=TimestamptzNow())
    attended_at = Timestamptz(null=True, default=None)
    attended_by = Varchar(length=10, null=True, default=None, help_text="`list` or `code`.")
