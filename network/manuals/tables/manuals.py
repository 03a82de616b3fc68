"""Operating manuals and their editions."""

from piccolo.columns import JSONB, UUID, Array, Boolean, Date, ForeignKey, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table


class Manual(Table, tablename="manual"):
    """A manual through all its editions."""

    id = UUID(primary_key=True, default=UUID4())
    key = Varchar(length=60, unique=True, help_text="Such as `operating-manual`; never changed.")
    title = JSONB(default="{}", help_text="{en, zh_CN}")
    created_by = Text()
    created_at = Timestamptz(default=TimestamptzNow())


class ManualEdition(Table, tablename="manual_edition"):
    """What a manual says from a day on, until the next edition. An approved one never changes."""

    id = UUID(primary_key=True, default=UUID4())
    manual = ForeignKey(Manual)
    number = Integer(help_text="1, 2, 3 ... within the manual.")
    state = Varchar(length=20, help_text="`draft`, `submitted` or `approved`.")
    document = JSONB(default="{}", help_text="See `network.manuals.rules.documents.ManualDocument`.")
    sha256 = Varchar(length=64, null=True, default=None, help_text="Of the document's bytes, from its approval on.")
    effective_on = Date(
        null=True, default=None, help_text="The first day on which it holds, in each site's own time zone."
    )
    material = Boolean(default=False, help_text="Whether a clause changed so that everybody must take note again.")
    due_days = SmallInt(default=14, help_text="From the first day until which everybody has taken note.")
    audience = JSONB(
        default="{}", help_text="{roles, kinds, regions, lines}: whom it is for; an empty list is everybody."
    )
    quiz = JSONB(default="[]", help_text="At most three questions asked when note is taken.")
    row_version = Integer(default=1)
    written_by = UUID(null=True, default=None, help_text="Who wrote it last.")
    writers = Array(base_column=UUID(), default=list, help_text="All who did; the database adds `written_by` to them.")
    writer = Text()
    created_at = Timestamptz(default=TimestamptzNow())
    submitted_at = Timestamptz(null=True, default=None)
    approved_by = UUID(null=True, default=None)
    approver = Text(null=True, default=None)
    approved_at = Timestamptz(null=True, default=None)


class ManualImage(Table, tablename="manual_image"):
    """A picture that clauses show; the bytes are in the store of evidence."""

    sha256 = Varchar(length=64, primary_key=True, default="")
    width = Integer()
    height = Integer()
    size = Integer(help_text="In bytes.")
    added_by = Text()
    added_at = Timestamptz(default=TimestamptzNow())
