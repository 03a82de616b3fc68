"""Telling the site and its managers that a certificate ends: for each reminder that was made of it, once."""

from datetime import datetime, timedelta

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch_value, transaction
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind

# A reminder that is older is not news any more.
RECENT = timedelta(days=7)

_TELL = """
select coalesce(sum(tell_site(about.site, $2, about.key, about.link, about.facts, $3)
                    + tell_headquarters(about.site, $2, about.key, about.link, about.facts, $3)), 0)
from (
    select r.site, c.number || ' ' || r.days as key, '/sites/' || s.code || '/certification' as link,
           jsonb_build_object('number', c.number, 'day', c.valid_to) as facts
    from certificate_reminder r
    join certificate c on c.id = r.certificate
    join site s on s.id = r.site
    where r.made_at > $1 and c.ended_on is null
) about
"""


async def tell_of_certificates(actor: Actor, now: datetime) -> int:
    """Tell of the reminders of the last days; how many people were told now. Running it again is safe."""
    actor.require(Permission.CHANGE_CERTIFICATE_TYPES)
    kind = NoticeKind.CERTIFICATE_ENDING
    async with transaction(actor):
        return int(await fetch_value(_TELL, now - RECENT, kind.value, mail_after(kind)))
