"""Who has taken note of which edition."""

from piccolo.columns import JSONB, UUID, BigInt, BigSerial, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.manuals.tables.manuals import ManualEdition
from network.sites.tables.people import Person
from network.sites.tables.sites import Site


class AcknowledgementSheet(Table, tablename="acknowledgement_sheet"):
    """A sheet of paper with signatures, photographed or scanned. The bytes are in the store of evidence."""

    id = UUID(primary_key=True, default=UUID4())
    edition = ForeignKey(ManualEdition)
    site = ForeignKey(Site)
    file_name = Varchar(length=200)
    file_sha256 = Varchar(length=64)
    file_kind = Varchar(length=20)
    file_type = Varchar(length=100)
    file_size = BigInt()
    thumbnail_sha256 = Varchar(length=64, null=True, default=None)
    added_by = Text()
    added_at = Timestamptz(default=TimestamptzNow())


class Acknowledgement(Table, tablename="acknowledgement"):
    """That a person has taken note of an edition. Never changed, never undone."""

    id = UUID(primary_key=True, default=UUID4())
    edition = ForeignKey(ManualEdition)
    person = ForeignKey(Person)
    site = ForeignKey(Site, help_text="That employed them when they did.")
    at = Timestamptz(default=TimestamptzNow(), help_text="When it was recorded: what counts.")
    account = UUID(null=True, default=None, help_text="Who recorded it: the person, or whoever handed in the sheet.")
    recorder = Text()
    sheet = ForeignKey(
        AcknowledgementSheet, null=True, help_text="The signed sheet; empty when it was done on the web."
    )
    answers = JSONB(default="{}", help_text="What was answered to the edition's questions.")


class AcknowledgementReminder(Table, tablename="acknowledgement_reminder"):
    """That somebody was reminded of an edition. Each step is taken once."""

    id = BigSerial(primary_key=True)
    edition = ForeignKey(ManualEdition)
    person = ForeignKey(Person)
    site = ForeignKey(Site)
    step = Varchar(length=20)
    made_at = Timestamptz(default=TimestamptzNow())
