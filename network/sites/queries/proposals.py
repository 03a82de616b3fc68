"""Reading proposals: those of a site, and the queue of headquarters."""

import json
from uuid import UUID

from network.foundation.access import Actor, Permission, Role
from network.foundation.database import Record, fetch, fetch_row, fetch_value, transaction
from network.foundation.i18n import gettext as _
from network.sites.errors.site_files import ProposalNotFound
from network.sites.queries.site_files import file_of, site_id
from network.sites.queries.sites import contains
from network.sites.rules.proposals import ProposalState
from network.sites.rules.site_files import Change, overtaken
from network.sites.schemas.proposals import ChangeOut, ProposalDecisionOut, ProposalOut, ProposalsOut
from network.web.listing import ListState

SORTS = {
    "site": "s.code",
    "proposer": "lower(p.proposer)",
    "proposed_at": "p.proposed_at",
    "state": "(p.state <> 'open')",
    "decided_at": "p.decided_at",
}
FILTERS = ("state", "region")

_COLUMNS = """
select p.id, p.site as site_id, s.code as site, s.name as site_name, s.name_zh as site_name_zh, p.changes, p.reason,
       p.state, p.proposer, p.proposed_at, p.decider, p.decided_at, p.decision_reason
"""
_FROM = "from site_proposal p join site s on s.id = p.site left join region r on r.id = s.region"
_WANTED = """
where ($1 = '' or s.code ilike $1 or s.name ilike $1 or s.name_zh ilike $1 or p.proposer ilike $1)
  and ($2 = '' or p.state = $2)
  and ($3 = '' or r.path = $3 or starts_with(r.path, $3 || '/'))
"""
# A site has few; the page shows them all, and this keeps one that was scripted from filling it.
MOST_OF_A_SITE = 200


async def list_proposals(actor: Actor, state: ListState, *, limit: int | None = None) -> ProposalsOut:
    """A page of the proposals of the sites in reach; with `limit` the first so many, for an export."""
    actor.require(Permission.CHANGE_SITE_FILES)
    wanted = (contains(state.q), *(state.filters.get(name, "") for name in FILTERS))
    async with transaction(actor, read_only=True):
        total = await fetch_value(f"select count(*) {_FROM} {_WANTED}", *wanted)
        waiting = await fetch_value("select count(*) from site_proposal where state = 'open'")
        shown = state.within(total)
        direction = "desc nulls last" if shown.descending else "asc nulls last"
        rows = await fetch(
            f"{_COLUMNS} {_FROM} {_WANTED} order by {SORTS[shown.sort]} {direction}, p.proposed_at desc, p.id "
            "limit $4 offset $5",
            *wanted,
            limit or shown.limit,
            0 if limit else shown.offset,
        )
    items = [_proposal_out(row) for row in rows]
    return ProposalsOut(items=items, total=total, open=waiting, page=shown.page, size=shown.size)


async def proposals_of(actor: Actor, code: str) -> list[ProposalOut]:
    """All proposals of a site, those that wait first, then the newest. SiteNotFound.

    The site's operator is told that headquarters decided, not who there.
    """
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        site = await site_id(code)
        rows = await fetch(
            f"{_COLUMNS} {_FROM} where p.site = $1 order by p.state <> 'open', p.proposed_at desc, p.id limit $2",
            site,
            MOST_OF_A_SITE,
        )
    return [_told(actor, _proposal_out(row)) for row in rows]


async def site_proposal(actor: Actor, code: str, proposal_id: UUID) -> ProposalOut:
    """One proposal of a site. SiteNotFound, ProposalNotFound."""
    actor.require(Permission.READ_SITE_FILES)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_COLUMNS} {_FROM} where p.site = $1 and p.id = $2", await site_id(code), proposal_id)
    if row is None:
        raise ProposalNotFound()
    return _told(actor, _proposal_out(row))


async def proposal_for_decision(actor: Actor, proposal_id: UUID) -> ProposalDecisionOut:
    """A proposal beside what the file says now. ProposalNotFound."""
    actor.require(Permission.CHANGE_SITE_FILES)
    async with transaction(actor, read_only=True):
        row = await fetch_row(f"{_COLUMNS} {_FROM} where p.id = $1", proposal_id)
        if row is None:
            raise ProposalNotFound()
        present = (await file_of(row["site_id"])).values()
    found = _proposal_out(row)
    changes = [Change(change.field, change.before, change.after) for change in found.changes]
    lost = overtaken(present, changes) if found.state is ProposalState.OPEN else []
    return ProposalDecisionOut(
        proposal=found, now={change.field: present[change.field] for change in changes}, overtaken=lost
    )


def _told(actor: Actor, proposal: ProposalOut) -> ProposalOut:
    if actor.role is not Role.SITE_OPERATOR or proposal.state not in (ProposalState.ACCEPTED, ProposalState.REFUSED):
        return proposal
    return proposal.model_copy(update={"decider": _("Headquarters")})


def _proposal_out(row: Record) -> ProposalOut:
    values = {name: row[name] for name in ProposalOut.model_fields if name != "changes"}
    return ProposalOut(**values, changes=[ChangeOut(**change) for change in json.loads(row["changes"])])
