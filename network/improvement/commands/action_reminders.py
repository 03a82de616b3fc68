"""The ladder of corrective actions that are owed: one statement over the whole network, each rung once.

Days are those of the site's own calendar. Whoever looks late is told of the latest rung only.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from types import MappingProxyType

from network.foundation.access import Actor, Permission
from network.foundation.database import fetch, transaction
from network.identity.rules.notice_mail import mail_after
from network.identity.rules.notices import NoticeKind
from network.improvement.rules.actions import OWED, RUNGS, Rung

KINDS: Mapping[Rung, NoticeKind] = MappingProxyType(
    {
        Rung.SOON: NoticeKind.ACTION_DUE_SOON,
        Rung.DUE: NoticeKind.ACTION_DUE,
        Rung.OVERDUE: NoticeKind.ACTION_OVERDUE,
        Rung.ESCALATED: NoticeKind.ACTION_ESCALATED,
    }
)
# Told to the managers of the site; every other rung to the site itself.
_TO_HEADQUARTERS = frozenset({Rung.ESCALATED})

# $1: now, $2: states that are owed, $3 to $7: by rung its name, its days past due, its kind, when it is mailed, and
# whether it is for headquarters.
_REMIND = """
with rung as (
    select * from unnest($3::text[], $4::integer[], $5::text[], $6::interval[], $7::boolean[])
        as r (step, days, kind, mail_after, above)
),
due as (
    select a.id, a.site, s.code, a.due_on, latest.step
    from corrective_action a
    join site s on s.id = a.site
    cross join lateral (
        select step from rung where days <= ($1::timestamptz at time zone s.time_zone)::date - a.due_on
        order by days desc limit 1
    ) latest
    where a.state = any ($2::text[])
),
made as (
    insert into action_reminder (id, action, site, step, told_at)
    select gen_random_uuid(), id, site, step, $1 from due
    on conflict (action, step) do nothing
    returning action, step
),
news as (
    select due.*, rung.kind, rung.mail_after, rung.above, due.id || ' ' || due.step || ' ' || due.due_on as about,
           '/sites/' || due.code || '/actions/' || due.id as link, jsonb_build_object('due', due.due_on) as facts
    from made join due on (due.id, due.step) = (made.action, made.step) join rung on rung.step = made.step
    order by due.code, due.id
)
select code, step,
       case when above then tell_headquarters(site, kind, about, link, facts, mail_after)
            else tell_site(site, kind, about, link, facts, mail_after) end as people
from news
"""


@dataclass(frozen=True, slots=True)
class Reminded:
    """`people`: how many were told just now."""

    code: str
    step: Rung
    people: int


async def remind_of_actions(actor: Actor, now: datetime) -> list[Reminded]:
    """Tell what is due now and was not told; what was told. Running it again is safe."""
    actor.require(Permission.VERIFY_ACTIONS)
    rungs = list(RUNGS)
    waits: list[timedelta] = [mail_after(KINDS[rung]) for rung in rungs]
    values = (
        [str(rung) for rung in rungs],
        [RUNGS[rung] for rung in rungs],
        [KINDS[rung].value for rung in rungs],
        waits,
        [rung in _TO_HEADQUARTERS for rung in rungs],
    )
    async with transaction(actor):
        rows = await fetch(_REMIND, now, sorted(OWED), *values)
    return [Reminded(row["code"], Rung(row["step"]), row["people"]) for row in rows]
