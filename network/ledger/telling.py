"""Telling sites what is decided about rewards and penalties, within the transaction in which it is."""

from collections.abc import Sequence
from uuid import UUID

from network.foundation.database import Record, execute
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind
from network.identity.telling import tell_site

# In the order of the sites. The day is the last on which an appeal is in time, on the calendar of the site.
_APPROVED = """
select tell_site(p.site, $2, p.id::text, '/sites/' || s.code || '/consequences/' || p.id,
                 jsonb_build_object('number', p.number::text,
                     'due', ((p.appeal_until - interval '1 second') at time zone s.time_zone)::date), $3)
from consequence_proposal p join site s on s.id = p.site
where p.id = any ($1::uuid[]) and p.adverse = $4 order by p.site, p.number
"""


async def tell_approved(proposals: Sequence[UUID]) -> None:
    """What has taken effect."""
    for kind, adverse in ((NoticeKind.PENALTY_APPROVED, True), (NoticeKind.REWARD_APPROVED, False)):
        await execute(_APPROVED, list(proposals), kind.value, mail_after(kind), adverse)


async def tell_of_appeal(row: Record, *, upheld: bool) -> None:
    """`row`: the proposal, as `proposals.locked` gives it."""
    kind = NoticeKind.CONSEQUENCE_APPEAL_UPHELD if upheld else NoticeKind.CONSEQUENCE_APPEAL_REJECTED
    link = f"/sites/{row['code']}/consequences/{row['id']}"
    await tell_site(row["site"], kind, str(row["id"]), link, {"number": str(row["number"])})
