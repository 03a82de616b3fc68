"""Checklists: what is looked at on a visit, and how it counts."""

from piccolo.columns import JSONB, UUID, Boolean, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table


class Checklist(Table, tablename="checklist"):
    """A version of a checklist. A published one never changes; a retired one still takes visits begun before."""

    id = UUID(primary_key=True, default=UUID4())
    key = Varchar(length=60, help_text="The same for all versions, such as `mystery-visit`.")
    version = Integer(default=1)
    state = Varchar(length=20, help_text="`draft`, `published` or `retired`.")
    kind = Varchar(length=20, help_text="See `network.audits.rules.checklists.VisitKind`.")
    pilot = Boolean(default=False, help_text="Tried out: what is filed by it is kept, and no score counts.")
    document = JSONB(default="{}", help_text="See `network.audits.rules.checklists.ChecklistDocument`.")
    note = Text(help_text="What is new in this version.")
    created_by = Text()
    created_at = Timestamptz(default=TimestamptzNow())
    published_by = Text(null=True, default=None)
    published_at = Timestamptz(null=True, default=None)
    retired_at = Timestamptz(null=True, default=None)
    row_version = Integer(default=1)


class ChecklistPhoto(Table, tablename="checklist_photo"):
    """A reference photo that stands beside a question: how it should look."""

    sha256 = Varchar(length=64, primary_key=True, default="")
    thumbnail = Varchar(length=64)
    width = Integer()
    height = Integer()
    size = Integer(help_text="In bytes.")
    added_by = Text()
    added_at = Timestamptz(default=TimestamptzNow())
