"""Telling people of something, from within the transaction in which it happens: with it or not at all.

The same about the same thing (`key`) is told to a person once, however often it is said. Facts: see `rules.notices`;
those that name the site are added.
"""

import json
from collections.abc import Mapping
from uuid import UUID

from network.foundation.database import fetch_value
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind

Facts = Mapping[str, str]


async def tell_site(site: int, kind: NoticeKind, key: str, link: str, facts: Facts) -> int:
    """Tell those who run the site but the one who does this; how many were told now. `link` is a path of our pages."""
    return await _tell("tell_site", site, kind, key, link, facts)


async def tell_headquarters(site: int, kind: NoticeKind, key: str, link: str, facts: Facts) -> int:
    """Tell the managers whose scope holds the site but the one who does this; how many were told now."""
    return await _tell("tell_headquarters", site, kind, key, link, facts)


async def tell_account(account: UUID, kind: NoticeKind, key: str, link: str, facts: Facts) -> int:
    """Tell one person, for headquarters; 1 when they were told now, 0 when they had been."""
    return await _tell("tell_account", account, kind, key, link, facts)


async def _tell(way: str, whom: int | UUID, kind: NoticeKind, key: str, link: str, facts: Facts) -> int:
    values = (whom, kind.value, key, link, json.dumps(facts), mail_after(kind))
    return int(await fetch_value(f"select {way}($1, $2, $3, $4, $5, $6)", *values))
