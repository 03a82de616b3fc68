"""Offering what was planned: the auditors are told, and of announced visits the sites."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime
from uuid import UUID, uuid4
from zoneinfo import ZoneInfo

from network.audits import recording
from network.audits.commands.planning import active_programme
from network.audits.errors.programmes import NothingProposed
from network.audits.recording import Subject
from network.audits.rules.planning import part_of_day
from network.audits.schemas.programmes import OfferedOut
from network.audits.telling import tell_offered, tell_sites
from network.foundation.access import Actor, Permission
from network.foundation.database import Record, execute, fetch, insert_many, transaction
from network.foundation.trail import record as trail
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

    ProgrammeNotFound, ProgrammeOfOthers, ProgrammeNotActive, NothingProposed.
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
        await recording.record(actor, "visit.offered", hidden(visits), [{}] * len(visits))
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
    subjects = [(site, f"announcement:{new}") for site, new, _day in days]
    await recording.record(actor, "audit.announced", subjects, [{"visit_on": day} for _site, _new, day in days])


def hidden(visits: Sequence[Record]) -> list[Subject]:
    """The visits as subjects of the hidden chains of their sites. Rows have `id` and `site`."""
    return [(-each["site"], f"visit:{each['id']}") for each in visits]
