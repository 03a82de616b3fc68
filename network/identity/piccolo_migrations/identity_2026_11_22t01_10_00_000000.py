"""Let the functions that review access read what they need of the trail."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T01:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let the functions that review access read what they need of the trail."

SQL = r"""
-- Who was locked out when, and who signed in when: `was_disabled` and `access_to_site` run as the owner.
create policy owner_reviews on trail_event for select to servicemark_owner
    using (site = 0 and action in ('account.disabled', 'account.enabled', 'session.started'));
"""


async def forwards() -> MigrationManager:
    return raw(ID, "identity", DESCRIPTION, SQL)
