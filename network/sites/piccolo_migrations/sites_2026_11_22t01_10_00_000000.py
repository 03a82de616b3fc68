"""Find by site and by day what home pages and the pages of a site ask for."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T01:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Find by site and by day what home pages and the pages of a site ask for."

# The range index that keeps certificates from overlapping does not serve a plain comparison of the site.
SQL = r"""
create index certificate_site on certificate (site);
create index certification_change_site on certification_change (site);
create index certification_unsettled on certification (site) where state in ('provisional', 'conditional');
create index site_document_ends on site_document (valid_to) where removed_at is null;
create index site_equipment_checks on site_equipment (next_check_on) where removed_at is null;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "sites", DESCRIPTION, SQL)
