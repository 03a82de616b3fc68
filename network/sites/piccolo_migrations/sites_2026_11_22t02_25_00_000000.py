"""Keep from applicants who at headquarters did what."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T02:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Keep from applicants who at headquarters did what."

# A step names who made it, and the one that ends the assessment is made by an assessor.
SQL = r"""
revoke select on application_step from servicemark_applicant;
grant select (id, application, from_state, to_state, reason_code, reason, by_applicant, at) on application_step
    to servicemark_applicant;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "sites", DESCRIPTION, SQL)
