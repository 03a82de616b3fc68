"""What the rules of a scheme look at: cards of quarters running, what was measured, events, what was given before."""

import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from decimal import Decimal
from typing import Any
from uuid import UUID

from network.foundation.access import Actor, Permission
from network.foundation.database import Record, fetch, fetch_row, transaction
from network.foundation.periods import Quarter
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.queries.cards import card_rows, criterion_rows, score_of
from network.scorecards.queries.runs import Run
from network.scorecards.queries.schemes import by_id, newest
from network.scorecards.rules.causes import Judged
from network.scorecards.rules.consequences import EventKind, OnBest
from network.scorecards.rules.drawing import Event, looks_back
from network.scorecards.rules.measurement import Measurement
from network.scorecards.rules.parts import MetricCondition
from network.scorecards.rules.results import Rank, SiteScore
from network.scorecards.rules.runs import RunState
from network.scorecards.rules.scheme import Scheme

# Published audits of the quarter that were past appeal at the moment $4 and in which a critical question failed, as
# `audit_critical_failures` counts them.
_CRITICAL = """
select a.id::text as id, a.site, a.visited_on, r.critical_failures
from audit a join audit_revision r on r.audit = a.id and r.number = a.revision
where a.state = 'published' and a.scored and a.kind in ('mystery_visit', 'mystery_call')
  and r.critical_failures > 0 and a.visited_on >= $1 and a.visited_on < $2
  and a.site = any ($3::integer[]) and a.appeal_until <= $4::timestamptz
  and not exists (select from audit_appeal p where p.audit = a.id and p.lodged_at <= $4::timestamptz
                  and (p.state = 'open' or p.decided_at > $4::timestamptz))
"""

# Charges that were found to be too much in the quarter, on the site's calendar, whenever they were made.
_OVERCHARGED = """
select o.id::text as id, o.site, o.order_no, o.charged_on, o.charge::text as charge, o.highest::text as highest,
       o.currency::text as currency, (o.decided_at at time zone s.time_zone)::date as decided_on
from overcharge_case o join site s on s.id = o.site
where o.state = 'substantiated' and o.site = any ($3::integer[])
  and (o.decided_at at time zone s.time_zone)::date >= $1 and (o.decided_at at time zone s.time_zone)::date < $2
"""


# In the ledger, and not taken back since.
_BOOKED = "(p.posting is not null and not exists (select from ledger_posting r where r.reversal_of = p.posting))"


async def run_by_id(run: UUID) -> Run | None:
    """Inside a transaction."""
    row = await fetch_row("select * from scorecard_run where id = $1", run)
    return None if row is None else await _run(row)


async def published_run(period: Quarter) -> Run | None:
    """Inside a transaction: the revision of the quarter that is in force."""
    row = await fetch_row(
        "select * from scorecard_run where period = $1 and state = 'published' order by revision desc limit 1",
        str(period),
    )
    return None if row is None else await _run(row)


async def _run(row: Record) -> Run:
    return Run(
        id=row["id"],
        period=Quarter.parse(row["period"]),
        revision=row["revision"],
        state=RunState(row["state"]),
        kept=await by_id(row["scheme"]),
        computed_at=row["computed_at"],
        published_at=row["published_at"],
        fingerprint=row["fingerprint"],
        network=json.loads(row["network"]),
    )


async def quarters_of(run: Run) -> list[Judged]:
    """This quarter and those before it that its rules look at, as far back as there are any without a gap."""
    rules = run.kept.scheme.rules
    judged = [await judged_of(run)]
    for back in range(1, 1 + max((looks_back(rule) for rule in rules.consequences), default=0) if rules else 1):
        earlier = await published_run(run.period.shift(-back))
        if earlier is None:
            break
        judged.append(await judged_of(earlier))
    return judged


async def judged_of(run: Run) -> Judged:
    """Every card of the run. What only a rule looks at, and no criterion, is there as it was measured."""
    cards = await card_rows(run, None)
    sites = [card["site"] for card in cards]
    criteria = await criterion_rows(run, sites)
    scores = {card["site"]: _ranked(score_of(card, criteria.get(card["site"], []), run), card) for card in cards}
    return Judged(run.period, run.kept.scheme, scores, await _measured(run))


def _ranked(score: SiteScore, card: Record) -> SiteScore:
    """With its ranks: a card keeps them from readers in a network of few sites, and a rule does not."""
    return replace(score, network_rank=_rank(card, ""), peer_rank=_rank(card, "peer_"))


def _rank(card: Record, among: str) -> Rank | None:
    position, of = card[f"{among}rank"], card[f"{among}rank_of"]
    return None if position is None or of is None else Rank(position, of, card[f"{among}percentile"])


async def _measured(run: Run) -> dict[int, dict[str, Measurement]]:
    rows = await fetch(
        "select site, metric, numerator, denominator, value, sample_size from metric_result "
        "where run = $1 and metric = any ($2::text[])",
        run.id,
        _looked_at(run.kept.scheme),
    )
    found: dict[int, dict[str, Measurement]] = {}
    for row in rows:
        given = Measurement(row["numerator"], row["denominator"], row["value"], row["sample_size"])
        found.setdefault(row["site"], {})[row["metric"]] = given
    return found


def _looked_at(scheme: Scheme) -> list[str]:
    rules = scheme.rules.consequences if scheme.rules else ()
    conditions = [(rule.on.metric, rule.on.params) for rule in rules if isinstance(rule.on, MetricCondition)]
    best = [(rule.on.best_in, rule.on.params) for rule in rules if isinstance(rule.on, OnBest)]
    return sorted({FACTS[metric].key(params) for metric, params in conditions + best})


async def events_in(period: Quarter, sites: Sequence[int], as_of: datetime) -> list[Event]:
    """What happened at these sites in the quarter and was found to be so, as of when the quarter was read."""
    asked = (period.first, period.end, list(sites))
    critical = [
        Event(
            f"audit:{row['id']}",
            row["site"],
            EventKind.CRITICAL_FAILURE,
            {"audit": row["id"], "on": row["visited_on"].isoformat(), "failures": row["critical_failures"]},
        )
        for row in await fetch(_CRITICAL, *asked, as_of)
    ]
    overcharged = [
        Event(
            f"overcharge:{row['id']}",
            row["site"],
            EventKind.OVERCHARGING,
            {
                "case": row["id"],
                "order": row["order_no"],
                "on": row["charged_on"].isoformat(),
                "charge": row["charge"],
                "highest": row["highest"],
                "currency": row["currency"],
            },
        )
        for row in await fetch(_OVERCHARGED, *asked)
    ]
    return critical + overcharged


async def closed_sites(sites: Sequence[int]) -> frozenset[int]:
    rows = await fetch("select id from site where id = any ($1::integer[]) and status = 'closed'", list(sites))
    return frozenset(row["id"] for row in rows)


async def given_in_year(period: Quarter, sites: Sequence[int]) -> dict[tuple[str, int], Decimal]:
    """By rule and site: what other quarters of the year have given or taken, for the caps. Differences count too."""
    rows = await fetch(
        "select p.rule, p.site, p.amount, p.origin, p.facts from consequence_proposal p "
        "where p.site = any ($1::integer[]) and starts_with(p.period, $2) and p.period <> $3 "
        "and p.amount is not null and p.origin in ('rule', 'restatement') "
        "and p.state not in ('rejected', 'withdrawn', 'expired', 'skipped') "
        f"and (p.posting is null or {_BOOKED})",
        list(sites),
        str(period.year),
        str(period),
    )
    found: dict[tuple[str, int], Decimal] = {}
    for row in rows:
        for rule, amount in _parts(row):
            found[rule, row["site"]] = found.get((rule, row["site"]), Decimal(0)) + amount
    return {key: abs(amount) for key, amount in found.items()}


def _parts(row: Record) -> list[tuple[str, Decimal]]:
    if row["origin"] == "rule":
        return [(row["rule"], row["amount"])]
    lines: list[dict[str, Any]] = json.loads(row["facts"]).get("lines", [])
    return [(line["rule"], Decimal(line["deserved"]) - Decimal(line["stands"])) for line in lines]


async def proposals_of(period: Quarter, sites: Sequence[int]) -> list[Record]:
    """Everything that rules and restatements have proposed for the quarter, locked, in the order in which it was."""
    return await fetch(
        "select p.*, exists (select from consequence_appeal a where a.proposal = p.id and a.upheld) as upheld, "
        f"{_BOOKED} as booked "
        "from consequence_proposal p where p.period = $1 and p.site = any ($2::integer[]) "
        "and p.origin in ('rule', 'restatement') order by p.site, p.number for update of p",
        str(period),
        list(sites),
    )


async def rules_in_force() -> Scheme | None:
    """The scheme of the newest published quarter, whose limits hold for what people propose by hand."""
    row = await fetch_row(
        "select scheme from scorecard_run where state = 'published' order by period desc, revision desc limit 1"
    )
    return (await by_id(row["scheme"])).scheme if row else None


async def scheme_of(actor: Actor, named: str | None) -> Scheme | None:
    """The scheme that a proposal names, such as `authorized-site 5`; None for one without."""
    if not named:
        return None
    actor.require(Permission.READ_PROPOSALS)
    code, _space, version = named.rpartition(" ")
    async with transaction(actor, read_only=True):
        return (await newest(code, int(version))).scheme
