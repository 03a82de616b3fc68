"""Findings, and the corrective actions that sites take about them."""

from piccolo.columns import JSONB, UUID, Boolean, Date, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.sites.tables.sites import Site


class Finding(Table, tablename="finding"):
    """Something that was found not to be as it should, on the record of one site."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    source = Varchar(length=20, help_text="`audit`, or `hq` when somebody at HQ wrote it down.")
    audit = UUID(null=True, default=None, help_text="The published audit; that domain stands above this one.")
    question = Varchar(length=60, null=True, default=None, help_text="Its stable key.")
    title = JSONB(default="{}", help_text="{en, zh_CN}")
    detail = Text()
    grade = Varchar(length=20, help_text="`minor`, `major` or `critical`.")
    repeated = Boolean(default=False, help_text="Found in one of the two visits before: one grade up.")
    found_on = Date()
    raised_at = Timestamptz(default=None)
    raised_by = Text()
    state = Varchar(length=20, help_text="`open`, `closed` or `withdrawn`.")
    closed_at = Timestamptz(null=True, default=None)
    closed_reason = Text(null=True, default=None)
    version = Integer(default=1)


class CorrectiveAction(Table, tablename="corrective_action"):
    """What a site does about a finding, until somebody else has seen that it helps."""

    id = UUID(primary_key=True, default=UUID4())
    finding = ForeignKey(Finding)
    site = ForeignKey(Site)
    state = Varchar(length=20, help_text="See `network.improvement.rules.actions.ActionState`.")
    containment = Text(help_text="What was done at once.")
    root_cause = Text()
    remedy = Text(help_text="What keeps it from happening again.")
    owner = Text(help_text="Who at the site sees to it.")
    due_on = Date()
    first_due_on = Date(help_text="Before any extension.")
    done_on = Date(null=True, default=None, help_text="When the site handed in what was then verified.")
    answered_by = UUID(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    verified_by = UUID(null=True, default=None)
    verifier = Text(null=True, default=None)
    verified_at = Timestamptz(null=True, default=None)
    check_on = Date(null=True, default=None, help_text="When its effect is checked: 90 days after verification.")
    effective = Boolean(null=True, default=None)
    checked_at = Timestamptz(null=True, default=None)
    checked_by = Text(null=True, default=None)
    version = Integer(default=1)


class ActionStep(Table, tablename="action_step"):
    """What happened to an action, who did it and why."""

    id = UUID(primary_key=True, default=UUID4())
    action = ForeignKey(CorrectiveAction)
    site = ForeignKey(Site)
    what = Varchar(length=30)
    note = Text()
    side = Varchar(length=10, help_text="`site` or `hq`.")
    by = UUID(null=True, default=None)
    who = Text()
    at = Timestamptz(default=None)


class ActionExtension(Table, tablename="action_extension"):
    """A site asks for more time, with a reason."""

    id = UUID(primary_key=True, default=UUID4())
    action = ForeignKey(CorrectiveAction)
    site = ForeignKey(Site)
    due_on = Date(help_text="The day that it asks for.")
    reason = Text()
    state = Varchar(length=20, help_text="`open`, `granted` or `refused`.")
    asked_by = UUID(null=True, default=None)
    asker = Text()
    asked_at = Timestamptz(default=None)
    decided_by = UUID(null=True, default=None)
    decider = Text(null=True, default=None)
    decided_at = Timestamptz(null=True, default=None)
    decision = Text(null=True, default=None)


class ActionEvidence(Table, tablename="action_evidence"):
    """A photo or document that shows what was done."""

    id = UUID(primary_key=True, default=UUID4())
    action = ForeignKey(CorrectiveAction)
    site = ForeignKey(Site)
    name = Varchar(length=200)
    kind = Varchar(length=20)
    media_type = Varchar(length=100)
    sha256 = Varchar(length=64)
    thumbnail = Varchar(length=64, null=True, default=None)
    size = Integer()
    added_by = UUID(null=True, default=None)
    added_at = Timestamptz(default=TimestamptzNow())


class ActionReminder(Table, tablename="action_reminder"):
    """A rung of the ladder of an overdue action that was told, so that it is told once."""

    id = UUID(primary_key=True, default=UUID4())
    action = ForeignKey(CorrectiveAction)
    site = ForeignKey(Site)
    step = Varchar(length=10, help_text="Days past due: `d-3`, `d0`, `d+7`, `d+14`.")
    told_at = Timestamptz(default=None)
