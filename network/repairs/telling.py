"""Telling a site what headquarters has done, within the transaction in which it does it."""

from uuid import UUID

from network.foundation.database import fetch_value
from network.foundation.periods import Month
from network.identity.rules.notices import NoticeKind
from network.identity.telling import tell_site


async def tell_of_return(site: int, month: Month, revision: int) -> None:
    """That this revision of a report was sent back."""
    key = f"{site} {month} {revision}"
    await tell_site(site, NoticeKind.REPORT_RETURNED, key, await _page(site, f"reports/{month}"), {"month": str(month)})


async def tell_of_finding(site: int, returned: UUID, return_no: str) -> None:
    """That a unit was inspected; what was found is on its page."""
    facts = {"return_no": return_no}
    await tell_site(site, NoticeKind.FINDING_PUBLISHED, str(returned), await _page(site, f"returns/{returned}"), facts)


async def tell_of_decision(site: int, contest: UUID, returned: UUID, return_no: str, *, upheld: bool) -> None:
    """What came of contesting a finding."""
    kind = NoticeKind.CONTEST_UPHELD if upheld else NoticeKind.CONTEST_REJECTED
    await tell_site(site, kind, str(contest), await _page(site, f"returns/{returned}"), {"return_no": return_no})


async def tell_of_discrepancy(site: int, shipment: UUID, shipment_no: str) -> None:
    """That a parcel held other units than the site had announced."""
    facts = {"shipment_no": shipment_no}
    await tell_site(site, NoticeKind.SHIPMENT_DIFFERS, str(shipment), await _page(site, f"shipments/{shipment}"), facts)


async def _page(site: int, rest: str) -> str:
    code = await fetch_value("select code from site where id = $1", site)
    return f"/sites/{code}/{rest}"
