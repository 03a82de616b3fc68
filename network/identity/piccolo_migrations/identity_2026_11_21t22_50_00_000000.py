"""Let signing in change nothing of an account but its language."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-21T22:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let signing in change nothing of an account but its language."

SQL = r"""
-- The role that acts before anyone is known must not be able to give an account another password.
revoke update on account from servicemark_gate;
grant update (language) on account to servicemark_gate;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
