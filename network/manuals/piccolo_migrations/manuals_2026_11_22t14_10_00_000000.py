"""Let staff see what their own site is certified for: some editions are for some product lines only."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T14:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Let staff see what their own site is certified for: some editions are for some product lines only."

SQL = """
create policy of_staff on certificate for select to servicemark_staff using (site = any ((select my_sites())::integer[]));
grant select (site, type, valid_from, valid_to, ended_on) on certificate to servicemark_staff;
grant select on certificate_type, product_line to servicemark_staff;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "manuals", DESCRIPTION, SQL)
