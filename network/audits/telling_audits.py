"""Telling a site what headquarters says about an audit, within the transaction in which it says so."""

from datetime import date
from uuid import UUID

from network.identity.rules.notices import NoticeKind
from network.identity.telling import tell_site


async def tell_of_decision(site: int, appeal: UUID, code: str, audit: UUID, visited_on: date, *, upheld: bool) -> None:
    """What came of an appeal."""
    kind = NoticeKind.APPEAL_UPHELD if upheld else NoticeKind.APPEAL_REJECTED
    await tell_site(site, kind, str(appeal), f"/sites/{code}/audits/{audit}", {"day": visited_on.isoformat()})


async def tell_of_message(site: int, code: str, audit: UUID, message: UUID, visited_on: date) -> None:
    """That headquarters has written about an audit."""
    facts = {"day": visited_on.isoformat()}
    await tell_site(site, NoticeKind.AUDIT_ANSWERED, str(message), f"/sites/{code}/audits/{audit}", facts)
