"""Telling headquarters of visits that wait for their review for too long. Running it again is safe."""

from datetime import datetime

from network.audits.rules.review import REVIEW_WITHIN, WAITS_FOR_REVIEW
from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_value, transaction
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind

_TELL = """
select coalesce(sum(tell_headquarters(f.site, $3, f.id::text, '/visits/' || f.id, '{}'::jsonb, $4)), 0)
from filing f where f.state = any ($5) and f.received_at + $2 < $1
"""


async def remind_of_reviews(actor: Actor, at: datetime) -> int:
    """Each manager once about each visit that has waited for more than 72 hours; how many were told now."""
    actor.require(Permission.REVIEW_VISITS)
    kind = NoticeKind.REVIEW_OVERDUE
    async with transaction(actor):
        return int(await fetch_value(_TELL, at, REVIEW_WITHIN, kind.value, mail_after(kind), sorted(WAITS_FOR_REVIEW)))
