"""Reading challenges: for headquarters' desk, for whoever decides one, for the site that lodged them."""

from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.periods import Quarter
from network.scorecards.errors import ChallengeFileNotFound, ChallengeNotFound
from network.scorecards.metrics import audit_critical_failures, audit_score, no_fault_return_rate
from network.scorecards.queries.process import site_with_card
from network.scorecards.rules.challenges import may_decide
from network.scorecards.schemas.challenges import ChallengeCase, ChallengeFileOut, ChallengeOut, ChallengesOut
from network.sites.queries.sites import contains, site_row
from network.sites.schemas.certification import KeptEvidence
from network.web.listing import ListState

SORTS = {"site": "s.code", "lodged_at": "h.lodged_at", "period": "r.period"}

_COLUMNS = """
select h.id, r.period, s.code as site, s.name as site_name, s.name_zh as site_name_zh, s.time_zone, h.criterion,
       coalesce(k.metric, '') as metric, h.ground, h.body, h.state, h.outcome, h.lodged_at, h.decided_at, h.decision,
       h.version
"""
_FROM = """
from scorecard_challenge h
join scorecard_run r on r.id = h.run
join site s on s.id = h.site
left join criterion_result k on k.run = h.run and k.site = h.site and k.criterion = h.criterion
"""
_WANTED = """
where ($1 = '' or s.code ilike $1 or s.name ilike $1 or s.name_zh ilike $1)
  and ($2 = '' or h.state = $2) and ($3 = '' or h.ground = $3) and ($4 = '' or r.period = $4)
"""
# Whoever computed the run, made, reviewed or moved on a visit that counts in it, or inspected a unit that does.
_INVOLVED = """
with matter as (
    select h.site, r.computer, h.lodged_by, split_part(k.metric, '(', 1) as metric,
           make_date(left(r.period, 4)::int, right(r.period, 1)::int * 3 - 2, 1) as first
    from scorecard_challenge h join scorecard_run r on r.id = h.run
    left join criterion_result k on k.run = h.run and k.site = h.site and k.criterion = h.criterion
    where h.id = $1
), visit as (
    select f.id, f.auditor, f.reviewer
    from matter m join audit a on a.site = m.site and m.metric = any ($2)
         and a.visited_on >= m.first - interval '9 months' and a.visited_on < m.first + interval '3 months'
    join audit_source o on o.audit = a.id join filing f on f.id = o.filing
)
select coalesce((select bool_or(am_auditor(v.auditor)) from visit v), false) as made_visit,
       array(select computer from matter union all select lodged_by from matter
             union all select v.reviewer from visit v
             union all select t.by from filing_step t join visit v on v.id = t.filing
             union all select i.inspector from matter m join return_inspection i
                 on i.site = m.site and m.metric = $3 and i.inspected_at >= m.first - interval '1 day'
                 and i.inspected_at < m.first + interval '3 months 1 day') as involved
"""


async def list_challenges(actor: Actor, state: ListState, *, limit: int | None = None) -> ChallengesOut:
    """A page of the challenges in reach. Searches sites; filters `state`, `ground`, `period`; keys are `SORTS`."""
    actor.require(Permission.DECIDE_CHALLENGES)
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'}, h.id"
    asked = {name: state.filters.get(name, "") for name in state.definition.filters}
    said = (contains(state.q), asked["state"], asked["ground"], asked["period"])
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"select count(*) {_FROM} {_WANTED}", *said)
        shown = state.within(total)
        rows = await fetch(
            f"{_COLUMNS} {_FROM} {_WANTED} order by {order} limit $5 offset $6",
            *said,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
        items = await _with_files(rows)
    return ChallengesOut(items=items, total=total, page=shown.page, size=shown.size)


async def challenge(actor: Actor, challenge_id: UUID) -> ChallengeCase:
    """One challenge for headquarters. ChallengeNotFound."""
    actor.require(Permission.DECIDE_CHALLENGES)
    async with transaction(actor, read_only=True):
        rows = await fetch(f"{_COLUMNS} {_FROM} where h.id = $1", challenge_id)
        if not rows:
            raise ChallengeNotFound()
        [found] = await _with_files(rows)
        apart = await is_apart(actor, challenge_id)
    return ChallengeCase(challenge=found, part_of_matter=not apart)


async def own_challenges(actor: Actor, code: str, period: Quarter) -> list[ChallengeOut]:
    """The challenges of one site's card, in the order in which they were lodged. SiteNotFound."""
    actor.require(Permission.READ_CHALLENGES)
    async with transaction(actor, read_only=True):
        site = await site_with_card(code, period)
        rows = await fetch(
            f"{_COLUMNS} {_FROM} where h.site = $1 and r.period = $2 order by h.lodged_at", site["id"], str(period)
        )
        return await _with_files(rows)


async def challenge_file(actor: Actor, code: str, file_id: UUID) -> KeptEvidence:
    """Where a file that a site added to a challenge is. SiteNotFound, ChallengeFileNotFound."""
    actor.require(Permission.READ_CHALLENGES)
    async with transaction(actor, read_only=True):
        site = await site_row(code)
        row = await fetch_row(
            "select name, sha256, media_type from challenge_file where site = $1 and id = $2", site["id"], file_id
        )
    if row is None:
        raise ChallengeFileNotFound()
    return KeptEvidence(**dict(row))


async def is_apart(actor: Actor, challenge_id: UUID) -> bool:
    """Inside a transaction of headquarters: whether this actor had no part in what is challenged."""
    audits = [audit_score.METRIC.code, audit_critical_failures.METRIC.code]
    row = await fetch_row(_INVOLVED, challenge_id, audits, no_fault_return_rate.METRIC.code)
    return row is not None and may_decide(actor.account, row["involved"], made_visit=row["made_visit"])


async def _with_files(rows: list[Record]) -> list[ChallengeOut]:
    """With the files of all of them, in one statement."""
    ids = [row["id"] for row in rows]
    files: dict[UUID, list[ChallengeFileOut]] = {made: [] for made in ids}
    for row in await fetch(
        "select challenge, id, name, media_type, size from challenge_file where challenge = any ($1::uuid[]) "
        "order by added_at, id",
        ids,
    ):
        fields = dict(row)
        files[fields.pop("challenge")].append(ChallengeFileOut(**fields))
    return [ChallengeOut(**dict(row), files=files[row["id"]]) for row in rows]
