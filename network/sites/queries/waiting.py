"""What waits for a person of headquarters: counted in one statement, only what this person may act on."""

from datetime import date

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, transaction
from network.sites.queries.deadlines import AHEAD, CONDITION_DAYS, DEADLINES
from network.sites.rules.assessments import INDEPENDENT
from network.sites.rules.certification import REMINDERS
from network.sites.rules.waiting import Matter, Waiting

# Sites that are named of each matter.
NAMED = 3

# $2: the regions in which the actor selects and certifies, $3: those in which it may cancel; null is everywhere.
_REACH = "(${place}::int[] is null or {region} = any (${place}))"
_WITHIN = ", ".join(f"count(*) filter (where day <= $1 + {days}) as within_{days}" for days in REMINDERS)

# Documents are for whoever keeps the site's file, what is said of a certification for whoever holds the right.
_DATED = f"""
select matter, count(*) as count, min(day) as first, count(*) filter (where day < $1) as late, {_WITHIN},
       array_agg(s.code order by day, s.code) as sites
from deadline join site s on s.id = deadline.site
where s.status <> 'closed' and (matter = 'document' or {_REACH.format(place=2, region="s.region")})
  and day <= $1 + case matter when 'condition' then {CONDITION_DAYS} when 'provisional' then -1 else {AHEAD} end
  and matter <> 'equipment'
group by matter
"""
_NOTHING_MORE = ", ".join(["0", *("0" for _days in REMINDERS), "null::varchar[]"])

# An application that is being assessed waits for its assessors, unless one is missing. Whoever assessed it does not
# decide about it.
_APPLICATIONS = f"""
select a.state, count(*), min(coalesce(step.since, a.created_at))::date, {_NOTHING_MORE}
from application a
cross join lateral (
    select count(*) as named, count(submitted_at) as filed, bool_or(assessor = my_account()) as mine
    from assessment where application = a.id) seats
cross join lateral (
    select max(at) as since from application_step where application = a.id and to_state = a.state) step
where {_REACH.format(place=2, region="a.region")} and case
    when a.state in ('desk_review', 'site_visit') then named < {INDEPENDENT} or named = filed
    when a.state = 'scored' then mine is not true
    else a.state in ('submitted', 'decision', 'contracted', 'opening_check') end
group by 1
"""
_ASSESSMENTS = f"""
select 'assessment', count(*), min(mine.assigned_at)::date, {_NOTHING_MORE}
from assessment mine join application a on a.id = mine.application
where mine.assessor = my_account() and mine.submitted_at is null and a.state in ('desk_review', 'site_visit')
"""
_SECOND_PERSON = f"""
select 'second_person', count(*), min(c.proposed_at)::date, {_NOTHING_MORE}
from certification_change c join site s on s.id = c.site
where c.status = 'proposed' and c.proposed_by is distinct from my_account()
  and {_REACH.format(place=3, region="s.region")}
"""
_PROPOSALS = f"""
select 'proposal', count(*), min(proposed_at)::date, {_NOTHING_MORE} from site_proposal where state = 'open'
"""
_EVERYTHING = f"with {DEADLINES} " + " union all ".join(
    (_DATED, _APPLICATIONS, _ASSESSMENTS, _SECOND_PERSON, _PROPOSALS)
)


async def waiting(actor: Actor, today: date) -> list[Waiting]:
    """What waits, in no order; a matter of which there is nothing is left out."""
    actor.require(Permission.READ_APPLICATIONS)
    reaches = (_regions(actor, Permission.SELECT_SITES), _regions(actor, Permission.PROPOSE_CANCELLATION))
    async with transaction(actor, read_only=True):
        rows = await fetch(_EVERYTHING, today, *reaches)
    return [_waiting(row) for row in rows if row["count"]]


def _regions(actor: Actor, right: Permission) -> list[int] | None:
    """Where the actor holds one of the six rights: None is everywhere, an empty list nowhere."""
    regions = actor.held_rights.get(right, frozenset()) if actor.may(right) else frozenset()
    return None if regions is None else sorted(regions)


def _waiting(row: Record) -> Waiting:
    return Waiting(
        Matter(row["matter"]),
        row["count"],
        row["first"],
        late=row["late"],
        within={days: row[f"within_{days}"] for days in sorted(REMINDERS)},
        sites=tuple(dict.fromkeys(row["sites"] or ()))[:NAMED],
    )
