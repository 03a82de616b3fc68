"""What tests of HQ's returns desk start from: two sites, three inspectors, parcels on their way."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid4

from network.foundation.access import Actor, Role
from network.repairs.commands.inspections import inspect_return, retest_return
from network.repairs.commands.receiving import receive_shipment
from network.repairs.rules.inspections import NO_STEP, asks_for_step
from network.repairs.rules.orders import Finding
from network.repairs.schemas.inspections import ReceiptIn, VerdictDone, VerdictIn
from tests.factory import Store, at

# A Monday, and what happens on it.
SHIPPED = at("2026-11-02 01:00")
RECEIVED = at("2026-11-03 01:00")
INSPECTED = at("2026-11-04 01:00")
RETESTED = at("2026-11-05 01:00")


def inspector(number: int, name: str, sites: frozenset[int] | None = None) -> Actor:
    """A manager of the whole network, or of the regions that hold these sites."""
    return Actor(Role.HQ_MANAGER, name, UUID(int=number), sites)


HUA, LI, ZHOU = (inspector(100 + place, name) for place, name in enumerate(("Hua", "Li", "Zhou")))


def runs(*sites: int) -> Actor:
    return Actor(Role.SITE_OPERATOR, "Ou", UUID(int=7), frozenset(sites))


def always(_percent: int) -> bool:
    """A lot that falls on every unit."""
    return True


def never(_percent: int) -> bool:
    return False


def verdict(finding: Finding, note: str = "Ran for two hours.") -> VerdictIn:
    return VerdictIn(finding=finding, missed_step=NO_STEP if asks_for_step(finding) else "", note=note)


@dataclass
class Desk:
    """HQ's desk in a test's database."""

    store: Store
    sites: dict[str, int]

    async def parcel(self, site: str, number: str, serials: Sequence[str], shipped: datetime = SHIPPED) -> list[UUID]:
        """A parcel on its way; its id, and those of its units."""
        made = uuid4()
        await self.store.root.execute(
            "insert into return_shipment (id, site, shipment_no, carrier, tracking_no, shipped_at, units)"
            " values ($1, $2, $3, 'SF', 'T1', $4, $5)",
            made,
            self.sites[site],
            number,
            shipped,
            len(serials),
        )
        units = [
            await self.store.returned(
                self.sites[site], f"{number}-{place}", shipped, serial_no=serial, product="P1", shipment=made
            )
            for place, serial in enumerate(serials, start=1)
        ]
        return [made, *units]

    async def received(self, site: str, number: str, *serials: str, shipped: datetime = SHIPPED) -> list[UUID]:
        """The units of a parcel that HQ has received a day after it was shipped."""
        shipment, *units = await self.parcel(site, number, serials, shipped)
        await receive_shipment(HUA, shipment, ReceiptIn(units=len(units), received=units), shipped + timedelta(days=1))
        return units

    async def inspected(
        self, site: str, number: str, serial: str, finding: Finding, when: datetime = INSPECTED
    ) -> UUID:
        """A unit with one verdict, by Hua."""
        [unit] = await self.received(site, number, serial, shipped=when - timedelta(days=2))
        await inspect_return(HUA, unit, verdict(finding), when, 5, never)
        return unit

    async def tested_twice(self, number: str, first: Finding, second: Finding, serial: str = "") -> UUID:
        """A unit of S1 that the lot fell on: tested by Hua, then by Li."""
        [unit] = await self.received("S1", number, serial or f"U-{number}")
        await inspect_return(HUA, unit, verdict(first), INSPECTED, 5, always)
        done: VerdictDone = await retest_return(LI, unit, verdict(second), RETESTED)
        assert done.open
        return unit

    async def row(self, unit: UUID) -> dict[str, object]:
        [row] = await self.store.rows("select * from hq_return where id = $1", unit)
        return row

    async def told(self, number: str) -> list[str]:
        """The actions of a return's trail, in order."""
        rows = await self.store.rows(
            "select action from trail_event where subject = $1 order by id", f"return:{number}"
        )
        return [row["action"] for row in rows]
