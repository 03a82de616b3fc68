"""Tell a site that its parcel came in, not who opened it."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from network.foundation.migrations import raw

ID = "2026-11-22T05:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "Tell a site that its parcel came in, not who opened it."

SQL = r"""
revoke select on return_shipment from servicemark_site;
grant select (id, site, shipment_no, carrier, tracking_no, shipped_at, units, received_at, units_received, discrepancy,
    version) on return_shipment to servicemark_site;
"""


async def forwards() -> MigrationManager:
    return raw(ID, "repairs", DESCRIPTION, SQL)
