"""Reports and evidence that were falsified: what headquarters says, what the site answers, what is decided."""

from piccolo.columns import UUID, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.sites import Site


class FalsificationCase(Table, tablename="falsification_case"):
    """Headquarters says that a site falsified something. Whoever opens it does not decide, and neither hears the
    appeal."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    kind = Varchar(length=20, help_text="See `network.improvement.rules.falsifications.Falsified`.")
    reference = Varchar(length=200, help_text="Which report, order, photo or sheet, as people call it.")
    link = Varchar(length=300, null=True, default=None, help_text="A path of our pages, where it has one.")
    happened_on = Date(default=None, help_text="The site's day; it counts in the quarter of this day.")
    grounds = Text(help_text="What shows it. The site reads it.")
    state = Varchar(length=20, help_text="See `network.improvement.rules.falsifications.CaseState`.")
    opened_by = UUID(default=None)
    opener = Text()
    opened_at = Timestamptz(default=None)
    answer_until = Timestamptz(default=None, help_text="The first moment that is too late.")
    answered_by = UUID(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    answer = Text(null=True, default=None, help_text="The site's side.")
    decided_by = UUID(null=True, default=None)
    decider = Text(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision = Text(null=True, default=None, help_text="Why.")
    appeal_until = Timestamptz(null=True, default=None, help_text="Of what is confirmed; the first that is too late.")
    appealed_by = UUID(null=True, default=None)
    appealed_at = Timestamptz(null=True, default=None)
    appeal = Text(null=True, default=None)
    reviewed_by = UUID(null=True, default=None)
    reviewer = Text(null=True, default=None)
    reviewed_at = Timestamptz(null=True, default=None)
    review = Text(null=True, default=None, help_text="Why the decision stands or falls.")
    version = Integer(default=1)


class FalsificationStep(Table, tablename="falsification_step"):
    """What happened to a case, who did it and what was said."""

    id = UUID(primary_key=True, default=UUID4())
    falsification = ForeignKey(FalsificationCase)
    site = ForeignKey(Site)
    what = Varchar(length=30)
    note = Text()
    side = Varchar(length=10, help_text="`site` or `hq`.")
    by = UUID(null=True, default=None)
    who = Text()
    at = Timestamptz(default=None)
