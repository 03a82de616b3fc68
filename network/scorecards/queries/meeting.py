"""The pack for a service meeting: the quarter as its report tells it, and what is owed and waits on the day."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime
from types import MappingProxyType

from network.feedback.rules.complaints import ANSWER_HOURS, RESPONSIBLE_LABELS
from network.foundation.access import Actor, Permission
from network.foundation.clock import HEADQUARTERS
from network.foundation.database import Record, fetch, transaction
from network.foundation.i18n import Text, current
from network.foundation.i18n import lazy as _
from network.foundation.periods import Quarter
from network.improvement.queries.outstanding import outstanding, outstanding_actions
from network.improvement.rules.findings import GRADE_LABELS
from network.ledger.rules.effects import Effect
from network.ledger.rules.proposals import PROPOSAL_LABELS
from network.scorecards.queries.follow_up import amount_text
from network.scorecards.queries.network_report import network_report
from network.scorecards.queries.runs import Run
from reports.network import meeting as drawn

# More lines than that nobody goes through in a meeting; the lists have all.
ACTIONS, PROPOSALS = 40, 30

# $1 a region's path with all below it, '' for all in reach. `s` is a site, or none for a complaint without one.
_LIES = """
($1 = '' or exists (
    select from region g where g.id = s.region and (g.path = $1 or starts_with(g.path, $1 || '/'))
))
"""
# $2 and $3: the first day and the day after the last, on the site's calendar; $4: now. While a wait for the customer
# lasts nothing is late.
_COMPLAINTS = f"""
select case when c.substantiated then c.responsible when c.substantiated is null then 'open' else 'unfounded' end
           as party,
       count(*)::int as complaints,
       count(*) filter (where coalesce(c.answered_at, least($4::timestamptz, c.waiting_since))
                              > c.due_base_at + interval '{ANSWER_HOURS} hours')::int as late
from complaint c left join site s on s.id = c.site
where {_LIES}
    and (c.received_at at time zone coalesce(s.time_zone, '{HEADQUARTERS.key}'))::date >= $2
    and (c.received_at at time zone coalesce(s.time_zone, '{HEADQUARTERS.key}'))::date < $3
group by 1 order by 2 desc, 1
"""
_CHALLENGES = f"""
select count(*)::int as count, min(h.lodged_at) as oldest
from scorecard_challenge h join site s on s.id = h.site where h.state = 'open' and {_LIES}
"""
_UNDECIDED = f"""
select count(*)::int as count, min(c.received_at) as oldest
from complaint c left join site s on s.id = c.site where c.decided_at is null and {_LIES}
"""
_OVERCHARGES = f"""
select count(*)::int as count, min(o.found_at) as oldest
from overcharge_case o join site s on s.id = o.site where o.state = 'suspected' and {_LIES}
"""
_PROPOSED = f"""
select count(*)::int as count, min(p.proposed_at) as oldest
from consequence_proposal p join site s on s.id = p.site where p.state in ('proposed', 'approved_once') and {_LIES}
"""
_APPEALED = f"""
select count(*)::int as count, min(a.asked_at) as oldest
from consequence_proposal p join consequence_appeal a on a.proposal = p.id join site s on s.id = p.site
where p.state = 'appealed' and {_LIES}
"""
# Appeals first, then what takes most; penalties before rewards of the same size.
_LINES = f"""
select s.code, s.name, s.name_zh, p.title::text as title, p.effect, p.amount, p.unit, p.adverse, p.state,
       count(*) over ()::int as total
from consequence_proposal p join site s on s.id = p.site
where p.state in ('proposed', 'approved_once', 'appealed') and {_LIES}
order by p.state = 'appealed' desc, p.adverse desc, p.unit, abs(p.amount) desc nulls last, p.number limit $2
"""

_PARTIES: Mapping[str, Text] = MappingProxyType(
    {**RESPONSIBLE_LABELS, "open": _("Not decided yet"), "unfounded": _("Not substantiated")}
)


@dataclass(frozen=True, slots=True)
class _Waiting:
    """A kind of decisions, for whom they are, and the statement that counts them."""

    name: Text
    asks: Permission
    sql: str


_WAITING = (
    _Waiting(_("Challenges of scorecards"), Permission.DECIDE_CHALLENGES, _CHALLENGES),
    _Waiting(_("Complaints without a decision"), Permission.READ_COMPLAINTS, _UNDECIDED),
    _Waiting(_("Charges above the price list"), Permission.READ_COMPLAINTS, _OVERCHARGES),
    _Waiting(_("Rewards and penalties to be approved"), Permission.READ_PROPOSALS, _PROPOSED),
    _Waiting(_("Appeals against penalties"), Permission.READ_PROPOSALS, _APPEALED),
)


@dataclass(frozen=True, slots=True)
class MeetingPack:
    run: Run
    sheet: drawn.MeetingSheet


async def meeting_pack(
    actor: Actor, period: Quarter | None, region: str, network_name: str, now: datetime
) -> MeetingPack:
    """A published quarter (the newest for None) of the sites in reach that lie in the region, in the reader's language;
    what is owed and what waits, as of now. RunNotFound; NotFound for no region in reach."""
    told = await network_report(actor, period, region, network_name, now)
    owed, owed_in_all = await outstanding_actions(actor, region, now, ACTIONS)
    overdue = sum(each.overdue for each in await outstanding(actor, region, now))
    async with transaction(actor, read_only=True):
        parties = await _parties(actor, told.run.period, region, now)
        matters = [await _matter(each, region) for each in _WAITING if actor.may(each.asks)]
        proposed = await fetch(_LINES, region, PROPOSALS) if actor.may(Permission.READ_PROPOSALS) else None
    origin = told.sheet.provenance
    number = origin.document_number.replace("NR-", "MP-", 1)
    sheet = drawn.MeetingSheet(
        network=replace(told.sheet, provenance=replace(origin, document_number=number)),
        owed=tuple(
            drawn.OwedAction(
                _named(each.name, each.name_zh), each.site, _named(each.title, each.title_zh),
                str(GRADE_LABELS[each.grade]), each.due_on, each.overdue,
            )
            for each in owed
        ) if actor.may(Permission.READ_ACTIONS) else None,
        owed_in_all=owed_in_all,
        overdue=overdue,
        parties=parties,
        matters=tuple(matters),
        proposed=None if proposed is None else tuple(_line(row) for row in proposed),
        proposed_in_all=proposed[0]["total"] if proposed else 0,
    )  # fmt: skip
    return MeetingPack(told.run, sheet)


async def _parties(actor: Actor, period: Quarter, region: str, now: datetime) -> tuple[drawn.PartyRow, ...] | None:
    if not actor.may(Permission.READ_COMPLAINTS):
        return None
    rows = await fetch(_COMPLAINTS, region, period.first, period.end, now)
    return tuple(drawn.PartyRow(str(_PARTIES[row["party"]]), row["complaints"], row["late"]) for row in rows)


async def _matter(waiting: _Waiting, region: str) -> drawn.Matter:
    [row] = await fetch(waiting.sql, region)
    oldest = row["oldest"].astimezone(HEADQUARTERS).date() if row["oldest"] else None
    return drawn.Matter(str(waiting.name), row["count"], oldest)


def _line(row: Record) -> drawn.Proposed:
    language, title = current(), json.loads(row["title"])
    return drawn.Proposed(
        site=_named(row["name"], row["name_zh"]),
        code=row["code"],
        title=str(title.get(language.code) or title.get("en", "")),
        amount=amount_text(Effect(row["effect"]), row["amount"], row["unit"], language),
        adverse=row["adverse"],
        state=str(PROPOSAL_LABELS[row["state"]]),
    )


def _named(name: str, name_zh: str) -> str:
    return (name_zh or name) if current().code == "zh_CN" else name
