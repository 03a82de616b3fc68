"""Posters at the counters of sites: their codes."""

from piccolo.columns import UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.sites import Site


class SurveyPoster(Table, tablename="survey_poster"):
    """The code on the poster of a site. Whoever stands before it may answer, any number of times; it never counts."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    code = Varchar(length=12, unique=True)
    made_at = Timestamptz(default=None)
    ended_at = Timestamptz(null=True, default=None, help_text="When another code took its place.")
