"""Leave it to auditors alone to say what they saw; an appeal that is decided does not stay open."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T08:46:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Leave it to auditors alone to say what they saw; an appeal that is decided does not stay open."

SQL = """
revoke insert on filing_version from servicemark_hq, servicemark_region;
-- Whoever decides closes it.
alter policy decides on audit_appeal using (state = 'open')
    with check (state <> 'open' and decided_by is not distinct from (select my_account()));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "audits", DESCRIPTION, SQL)
