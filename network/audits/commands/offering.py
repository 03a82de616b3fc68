"""Offering what was planned: the auditors are told, and of announced visits the sites."""

from collections import Counter
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.audits.commands.planning import active_programme
from network.audits.errors.programmes import NothingProposed
from network.audits.rules.planning import part_of_day
from network.audits.schemas.programmes import OfferedOut
from network.audits.telling import tell_offered, tell_sites
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, insert_many, transaction
from network.foundation.trail import record as trail
from network.foundation.trail.record import canonical
from network.identity.rules.notices import NoticeKind

_PROPOSED = """
select a.id, a.site, a.auditor, a.kind, a.window_from, s.time_zone
from assignment a join site s on s.id = a.site where a.programme = $1 and a.state = 'proposed'
order by s.code, a.window_from, a.id for update of a
"""
_ANNOUNCED = ("id", "site", "kind", "visit_on", "part_of_day", "told_at")


async def offer_visits(actor: Actor, programme: UUID, at: datetime) -> OfferedOut:
    """Offer everything that is proposed; proposals whose days are over go. The auditors hear of theirs, and sites of
    visits that are announced; of all others no site ever hears before they are published.

    ProgrammeNotFound, ProgrammeNotActive, NothingProposed.
    """
    actor.require(Permission.PLAN_VISITS)
    async with transaction(actor):
        row = await active_programme(programme)
        gone = await execute(
            "delete from assignment where programme = $1 and state = 'proposed' and window_to <= $2", programme, at
        )
        visits = await fetch(_PROPOSED, programme)
        if not visits:
            raise NothingProposed()
        if row["announced"]:
            await announce(actor, visits, at)
        await execute(
            "update assignment set state = 'offered', offered_at = $2 where programme = $1 and state = 'proposed'",
            programme,
            at,
        )
        await record_visits(actor, "visit.offered", visits)
        loads = Counter(each["auditor"] for each in visits)
        await tell_offered(sorted(loads.items()), f"{programme} {at.isoformat()}")
        made = OfferedOut(offered=len(visits), auditors=len(loads), stale=int(gone.split()[1]))
        facts = {"programme": row["name"], **made.model_dump()}
        await trail.record(actor, "programme.offered", f"programme:{programme}", facts)
    return made


async def announce(actor: Actor, visits: Sequence[Record], at: datetime) -> None:
    """Inside a transaction: what each site is told of a visit, under an id of its own, and the notice of it."""
    told = [(uuid4(), each, each["window_from"].astimezone(ZoneInfo(each["time_zone"]))) for each in visits]
    rows = [
        (new, each["site"], each["kind"], local.date(), part_of_day(local.time()).value, at)
        for new, each, local in told
    ]
    await insert_many("announced_visit", _ANNOUNCED, rows)
    await execute(
        "update assignment a set announced_visit = told.visit from unnest($1::uuid[], $2::uuid[]) told (id, visit) "
        "where a.id = told.id",
        [each["id"] for _new, each, _local in told],
        [new for new, _each, _local in told],
    )
    days = [(each["site"], new, local.date()) for new, each, local in told]
    await tell_sites(NoticeKind.VISIT_ANNOUNCED, days)
    await _record(actor, "audit.announced", [(site, f"announcement:{new}", _day(day)) for site, new, day in days])


async def record_visits(actor: Actor, action: str, visits: Sequence[Record]) -> None:
    """Inside a transaction: one event for each visit in the hidden chain of its site. Rows have `id` and `site`."""
    await _record(actor, action, [(-each["site"], f"visit:{each['id']}", {}) for each in visits])


async def _record(actor: Actor, action: str, told: Sequence[tuple[int, str, Mapping[str, object]]]) -> None:
    await execute(
        "insert into trail_event (site, actor, account, action, subject, body) "
        "select told.site, $1, $2, $3, told.subject, told.body "
        "from unnest($4::int[], $5::text[], $6::text[]) as told(site, subject, body) order by told.site, told.subject",
        actor.name,
        actor.account,
        action,
        [site for site, _subject, _facts in told],
        [subject for _site, subject, _facts in told],
        [canonical(facts) for _site, _subject, facts in told],
    )


def _day(day: date) -> Mapping[str, object]:
    return {"visit_on": day}
