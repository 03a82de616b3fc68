"""What sites say of themselves."""

from piccolo.columns import JSONB, UUID, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.sites import Site


class SelfAssessment(Table, tablename="self_assessment"):
    """A site's answers to the questionnaire of customer orientation. Never part of a scorecard."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    questionnaire = Varchar(length=20, help_text="The version that was answered, such as `1`.")
    answers = JSONB(default="{}", help_text="{item key: 1 to 5}")
    assessed_on = Date(default=None)
    note = Text()
    handed_in_by = Text()
    handed_in_at = Timestamptz(null=True, default=None, help_text="Empty while it is a draft.")
    row_version = Integer(default=1)
