"""Telling a site what headquarters has done about its findings, within the transaction in which it does it."""

from datetime import date
from uuid import UUID

from network.foundation.database import fetch_value
from network.identity.rules.notices import NoticeKind
from network.identity.telling import tell_site


async def tell_of_action(site: int, kind: NoticeKind, action: UUID, key: str, due_on: date) -> None:
    """Something about one corrective action. `key`: the same for the same thing."""
    code = await fetch_value("select code from site where id = $1", site)
    await tell_site(site, kind, key, f"/sites/{code}/actions/{action}", {"due": due_on.isoformat()})
