"""Auditors under their code names; who they are stands in a table of its own, which no site and no plan reads."""

from piccolo.columns import UUID, Boolean, Date, ForeignKey, Integer, Numeric, SmallInt, Text, Timestamptz, Varchar
from piccolo.columns.defaults.timestamptz import TimestamptzNow
from piccolo.columns.defaults.uuid import UUID4
from piccolo.table import Table

from network.identity.tables import Account
from network.sites.tables.sites import Operator, Site


class Auditor(Table, tablename="auditor"):
    """Somebody who visits sites, as plans and reviews know them: by code."""

    id = UUID(primary_key=True, default=UUID4())
    code = Varchar(length=20, unique=True, help_text="Such as `A-17`; says nothing about the person.")
    qualified_until = Date(null=True, default=None, help_text="The last day on which visits may be assigned.")
    latitude = Numeric(digits=(8, 5), null=True, default=None, help_text="Where they start from, in degrees.")
    longitude = Numeric(digits=(8, 5), null=True, default=None)
    reach_km = SmallInt(null=True, default=None, help_text="How far they go; none is any distance.")
    active = Boolean(default=True)
    created_at = Timestamptz(default=TimestamptzNow())
    version = Integer(default=1)


class AuditorIdentity(Table, tablename="auditor_identity"):
    """Who an auditor is. Read by the auditor, and by HQ with a reason that is written down (`reveal_auditor`)."""

    auditor = ForeignKey(Auditor, primary_key=True)
    account = ForeignKey(Account, unique=True)
    note = Text(help_text="Such as how they are paid.")


class AuditorConflict(Table, tablename="auditor_conflict"):
    """Why an auditor may not visit a site, or any site of an operator: employment, kinship, dealings."""

    id = UUID(primary_key=True, default=UUID4())
    auditor = ForeignKey(Auditor)
    site = ForeignKey(Site, null=True)
    operator = ForeignKey(Operator, null=True)
    reason = Text()
    from_on = Date()
    to_on = Date(null=True, default=None, help_text="The last day; none while it lasts.")
    told_by = Text()
    told_at = Timestamptz(default=TimestamptzNow())


class IdentityLook(Table, tablename="identity_look"):
    """Somebody at HQ looked up who an auditor is, and why."""

    id = UUID(primary_key=True, default=UUID4())
    auditor = ForeignKey(Auditor)
    reason = Text()
    looked_by = UUID(null=True, default=None)
    looker = Text()
    looked_at = Timestamptz(default=TimestamptzNow())
