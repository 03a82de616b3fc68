"""Programmes of visits, the visits that were assigned, and what sites are told of the announced ones."""

from piccolo.columns import JSONB, UUID, Boolean, Date, ForeignKey, Integer, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.audits.tables.auditors import Auditor
from network.audits.tables.checklists import Checklist
from network.sites.tables.sites import Region, Site


class AuditProgramme(Table, tablename="audit_programme"):
    """So many visits to each site in a span of days, by one checklist and under the same rules."""

    id = UUID(primary_key=True, default=UUID4())
    name = Varchar(length=200)
    checklist_key = Varchar(length=60)
    region = ForeignKey(Region, null=True, help_text="Its sites and those of the regions below it; none: all sites.")
    from_on = Date()
    to_on = Date(help_text="The last day.")
    quota = SmallInt(default=1, help_text="Visits to each site.")
    announced = Boolean(default=False)
    scored = Boolean(default=True)
    rules = JSONB(default="{}", help_text="See `network.audits.rules.planning.ProgrammeRules`: hours, black-out days.")
    state = Varchar(length=20, help_text="`draft`, `active` or `closed`.")
    created_by = Text()
    created_at = Timestamptz(default=TimestamptzNow())
    version = Integer(default=1)


class AnnouncedVisit(Table, tablename="announced_visit"):
    """What a site is told of a visit that is announced to it: the day, and no more than it needs to prepare."""

    id = UUID(primary_key=True, default=UUID4())
    site = ForeignKey(Site)
    kind = Varchar(length=20)
    visit_on = Date()
    part_of_day = Varchar(length=20, help_text="`morning`, `afternoon` or `evening`.")
    told_at = Timestamptz(default=TimestamptzNow())
    cancelled_at = Timestamptz(null=True, default=None)


class Assignment(Table, tablename="assignment"):
    """One visit that an auditor is to make, at any time of its window."""

    id = UUID(primary_key=True, default=UUID4())
    programme = ForeignKey(AuditProgramme)
    site = ForeignKey(Site)
    checklist = ForeignKey(Checklist, help_text="The version by which it is filed.")
    auditor = ForeignKey(Auditor, null=True)
    kind = Varchar(length=20)
    state = Varchar(length=20, help_text="See `network.audits.rules.assignments.AssignmentState`.")
    announced = Boolean(default=False)
    scored = Boolean(default=True)
    window_from = Timestamptz(default=None)
    window_to = Timestamptz(default=None)
    announced_visit = ForeignKey(AnnouncedVisit, null=True)
    proposed_at = Timestamptz(default=TimestamptzNow())
    offered_at = Timestamptz(null=True, default=None)
    answered_at = Timestamptz(null=True, default=None)
    answer = Text(null=True, default=None, help_text="Why it was declined, handed back or cancelled.")
    persona = Text(help_text="Who the shopper plays, and the device with its known fault.")
    version = Integer(default=1)


class PlanGap(Table, tablename="plan_gap"):
    """Visits of a programme that the last plan could not assign to anybody, and why."""

    id = UUID(primary_key=True, default=UUID4())
    programme = ForeignKey(AuditProgramme)
    site = ForeignKey(Site)
    missing = SmallInt(default=1)
    rule = Varchar(length=20, null=True, default=None, help_text="A `SiteRule`: nobody may go there.")
    refused = JSONB(default="{}", help_text="`AuditorRule` -> how many auditors it refused.")
    planned_at = Timestamptz(default=None)
