"""Reading proposals: the list, one with its record, honours. Sites are told nothing of who decides."""

import json
from datetime import datetime
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.ledger.errors.proposals import ProposalNotFound
from network.ledger.rules.effects import OF_TWO_PEOPLE, Effect, right_for
from network.ledger.rules.proposals import OPEN, Origin, ProposalState, is_party, may_appeal
from network.ledger.schemas.proposals import (
    AppealOut,
    HonourOut,
    ProposalLine,
    ProposalOut,
    ProposalsOut,
    StepOut,
)
from network.sites.queries.sites import contains, site_row
from network.web.listing import ListState

# Sorting key -> what the rows are sorted by. Every order ends with the id, so that pages never overlap.
SORTS = {
    "proposed_at": "line.proposed_at",
    "site": "line.site",
    "effect": "line.effect",
    "amount": "line.amount",
    "state": "array_position(array['appealed', 'approved_once', 'proposed', 'approved', 'posted', 'rejected', "
    "'withdrawn', 'expired', 'skipped'], line.state::text)",
    "period": "line.period",
}
FILTERS = ("state", "effect", "origin", "period", "people")

_LINES = """
with line as (
    select p.id, p.number, s.code as site, s.name as site_name, s.name_zh as site_name_zh, p.title::text as title,
           p.origin, p.period, p.effect, p.amount, p.unit, p.adverse, p.two_people, p.state, p.proposed_at,
           p.appeal_until, p.facts ->> 'skipped' as skipped, p.site as site_id
    from consequence_proposal p join site s on s.id = p.site
    where $1::integer is null or p.site = $1
)
"""
_FOUND = """
where ($2 = '' or site ilike $2 or site_name ilike $2 or site_name_zh ilike $2 or title ilike $2)
  and case $3 when '' then true when 'open' then state in ('proposed', 'approved_once')
              when 'standing' then state in ('approved', 'posted') else state = $3 end
  and ($4 = '' or effect = $4) and ($5 = '' or origin = $5) and ($6 = '' or period = $6)
  and case $7 when 'one' then not two_people when 'two' then two_people else true end
"""


async def list_proposals(
    actor: Actor, state: ListState, *, code: str | None = None, limit: int | None = None
) -> ProposalsOut:
    """A page of the proposals in reach, or of one site. Filters are `FILTERS`, sorting keys `SORTS`. With `limit` the
    first so many instead of a page. SiteNotFound."""
    actor.require(Permission.READ_PROPOSALS)
    order = f"{SORTS[state.sort]} {'desc' if state.descending else 'asc'} nulls last, line.number desc, line.id"
    async with transaction(actor, read_only=True):
        site = None if code is None else (await site_row(code))["id"]
        names = ("state", "effect", "origin", "period", "people")
        wanted = (site, contains(state.q), *(state.filters.get(name, "") for name in names))
        [[total]] = await fetch(f"{_LINES} select count(*)::int from line {_FOUND}", *wanted)
        shown = state.within(total)
        rows = await fetch(
            f"{_LINES} select * from line {_FOUND} order by {order} limit $8 offset $9",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    items = [ProposalLine(**_line(row)) for row in rows]
    return ProposalsOut(items=items, total=total, page=shown.page, size=shown.size)


async def periods(actor: Actor) -> list[str]:
    """The quarters that there are proposals of, the newest first."""
    actor.require(Permission.READ_PROPOSALS)
    async with transaction(actor, read_only=True):
        rows = await fetch(
            "select distinct period from consequence_proposal where period is not null order by period desc limit 12"
        )
    return [row["period"] for row in rows]


async def open_count(actor: Actor) -> tuple[int, int, datetime | None]:
    """How many wait for a decision, how many appeals do, and since when the oldest of both."""
    actor.require(Permission.READ_PROPOSALS)
    async with transaction(actor, read_only=True):
        row = await fetch_row(
            "select count(*) filter (where state <> 'appealed')::int as open, "
            "count(*) filter (where state = 'appealed')::int as appealed, min(proposed_at) as since "
            "from consequence_proposal where state in ('proposed', 'approved_once', 'appealed')"
        )
    return (row["open"], row["appealed"], row["since"]) if row else (0, 0, None)


async def proposal(actor: Actor, proposal_id: UUID, now: datetime, code: str | None = None) -> ProposalOut:
    """One with all that happened to it. `code`: of that site only. SiteNotFound, ProposalNotFound."""
    actor.require(Permission.READ_PROPOSALS)
    async with transaction(actor, read_only=True):
        site = None if code is None else (await site_row(code))["id"]
        row = await fetch_row(
            "select p.*, s.code, s.name, s.name_zh, s.region from consequence_proposal p "
            "join site s on s.id = p.site where p.id = $1 and ($2::integer is null or p.site = $2)",
            proposal_id,
            site,
        )
        if row is None:
            raise ProposalNotFound()
        appeal = await fetch_row("select * from consequence_appeal where proposal = $1", proposal_id)
        consent = await fetch_value(
            "select given from honour_consent where proposal = $1 order by id desc limit 1", proposal_id
        )
        steps = await fetch(
            "select what, note, case when side = 'site' or not $2 then who end as who, at from consequence_step "
            "where proposal = $1 order by at desc, what",
            proposal_id,
            _is_of_site(actor),
        )
    return _out(actor, row, appeal, consent, steps, now)


# Of a line, but no columns of its row.
_NOT_KEPT = frozenset({"site", "site_name", "site_name_zh", "skipped"})


def _out(
    actor: Actor, row: Record, appeal: Record | None, consent: bool | None, steps: list[Record], now: datetime
) -> ProposalOut:
    hidden, facts = _is_of_site(actor), json.loads(row["facts"])
    values: dict[str, Any] = {
        **{name: row[name] for name in ProposalLine.model_fields if name not in _NOT_KEPT},
        **{name: row[name] for name in ("rule", "scheme", "decided_at", "posting", "outcome", "version")},
        "site": row["code"],
        "site_name": row["name"],
        "site_name_zh": row["name_zh"],
        "title": json.loads(row["title"]),
        "details": json.loads(row["details"]),
        "facts": facts,
        "skipped": facts.get("skipped"),
        **{name: None if hidden else row[name] for name in ("proposer", "first_name", "second_name")},
    }
    return ProposalOut(
        **values,
        may_decide=_may_decide(actor, row, now),
        may_decide_appeal=row["state"] == ProposalState.APPEALED
        and actor.may(Permission.DECIDE_CONSEQUENCE_APPEALS)
        and not is_party(actor.account, {row["proposed_by"], row["first_by"], row["second_by"]}),
        consent=consent,
        appeal=AppealOut(**{name: appeal[name] for name in AppealOut.model_fields}) if appeal else None,
        steps=[StepOut(**dict(step)) for step in steps],
    )


def _may_decide(actor: Actor, row: Record, now: datetime) -> bool:
    """As the commands ask; the page shows a form to nobody who would be refused."""
    if row["state"] not in OPEN or not actor.may(Permission.APPROVE_CONSEQUENCES) or actor.account is None:
        return False
    effect = Effect(row["effect"])
    if effect in OF_TWO_PEOPLE and (
        may_appeal(now, row["appeal_until"])
        or (row["state"] == ProposalState.APPROVED_ONCE and row["proposed_by"] == actor.account)
    ):
        return False
    own = row["origin"] == Origin.MANUAL and row["proposed_by"] == actor.account
    return not own and row["first_by"] != actor.account and actor.holds(right_for(effect, row["amount"]), row["region"])


async def honours(actor: Actor) -> list[HonourOut]:
    """Those that are published: approved, and with the consent of the site; of the whole network, newest first."""
    async with transaction(actor, read_only=True):
        rows = await fetch("select * from published_honours() order by honoured_at desc, code limit 200")
    return [HonourOut(**{**dict(row), "title": json.loads(row["title"])}) for row in rows]


def _line(row: Record) -> dict[str, Any]:
    values = {name: row[name] for name in ProposalLine.model_fields if name != "title"}
    return values | {"title": json.loads(row["title"])}


def _is_of_site(actor: Actor) -> bool:
    return actor.role is Role.SITE_OPERATOR
