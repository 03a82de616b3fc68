"""Let a site take back a certificate that it has handed in and that nobody has decided on."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T14:32:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let a site take back a certificate that it has handed in and that nobody has decided on."

SQL = """
alter table certificate_claim drop constraint certificate_claim_state_known;
alter table certificate_claim add constraint certificate_claim_state_known
    check (state in ('open', 'accepted', 'refused', 'withdrawn'));
grant update (state, version) on certificate_claim to servicemark_site;
create policy takes_back on certificate_claim as restrictive for update to servicemark_site
    using (state = 'open') with check (state = 'withdrawn');
"""


async def forwards() -> MigrationManager:
    return raw(ID, "training", DESCRIPTION, SQL)
