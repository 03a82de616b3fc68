"""What publication adds to a run before the database closes it: identities and fingerprints. Inside the transaction."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from network.foundation.access import Actor
from network.foundation.database import execute, fetch_value
from network.foundation.gathering import Query, gather_rows
from network.foundation.periods import Quarter
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries import measuring
from network.scorecards.queries.cards import IDENTITY
from network.scorecards.queries.measuring import FEW, Call, Moment
from network.scorecards.rules.runs import RunState


@dataclass(frozen=True, slots=True)
class Fingerprints:
    """SHA-256 over the parts in a fixed order: of the cards and the figures below them; of what else was frozen."""

    run: bytes
    inputs: bytes


async def fingerprint_evidence(
    run: UUID, asked: Mapping[str, Call], moment: Moment, sites: Sequence[int], *, helped: bool = False
) -> None:
    """Of each metric of these sites, over the records behind it. `helped`: by two connections; the running transaction
    must not have written any record."""
    queries = []
    for keys in measuring.alike(asked):
        code, params = asked[keys[0]]
        told = METRICS[code].fingerprints(params, many=len(sites) > FEW)
        sql = f"select f.site, k.metric, f.fingerprint from ({told}) f cross join unnest($5::text[]) k (metric)"
        queries.append(Query(sql, (*moment.values(sites), keys)))
    await execute(
        "create temp table evidenced on commit drop as select site, metric, fingerprint from metric_result with no data"
    )
    await gather_rows("evidenced", ("site", "metric", "fingerprint"), queries, helped=helped)
    await execute(
        "update metric_result t set fingerprint = f.fingerprint from evidenced f "
        "where t.run = $1 and t.site = f.site and t.metric = f.metric",
        run,
    )
    await execute("drop table evidenced")


async def identify(run: UUID) -> None:
    """Keep what each card says of its site today."""
    await execute(_IDENTIFY, run)


async def close(actor: Actor, run: UUID, now: datetime) -> Fingerprints:
    """Fingerprint each card and the run, and publish it: the database takes no change after this."""
    await execute(
        f"update scorecard c set fingerprint = f.fingerprint from ({CARD_FINGERPRINTS}) f "
        "where c.run = $1 and c.site = f.site",
        run,
    )
    found = Fingerprints(
        await fetch_value(RUN_FINGERPRINT, run), await fetch_value(INPUTS_FINGERPRINT, run, now, actor.name)
    )
    await execute(
        "update scorecard_run set state = $2, published_at = $3, published_by = $4, fingerprint = $5, "
        "inputs_fingerprint = $6 where id = $1",
        run,
        RunState.PUBLISHED,
        now,
        actor.name,
        found.run,
        found.inputs,
    )
    return found


async def tell_each_site(actor: Actor, run: UUID, period: Quarter, sites: Sequence[int]) -> None:
    """One event in the chain of each of these sites: its result as published."""
    await execute(
        "insert into trail_event (site, actor, account, action, subject, body) "
        "select site, $2, $3, 'scorecard.published', $4, json_build_object("
        "'fingerprint', encode(fingerprint, 'hex'), 'overall', overall::text, 'rank', rank, 'standing', standing"
        ")::text "
        "from scorecard where run = $1 and site = any ($5::int[]) order by site",
        run,
        actor.name,
        actor.account,
        f"scorecard:{period}",
        sites,
    )


_IDENTIFY = f"""
update scorecard c set identity = {IDENTITY}
from site s left join region r on r.id = s.region left join operator o on o.id = s.operator
where c.run = $1 and s.id = c.site
"""

# The texts below are what the fingerprints promise: numbers as PostgreSQL writes them, in this order.
CARD_FINGERPRINTS = """
with figures as materialized (
    select site, metric, numerator, denominator, value, sample_size, fingerprint from metric_result where run = $1
), cards as materialized (
    select c.site, json_build_array(
        r.period, r.revision, v.sha256, c.identity ->> 'code', c.identity ->> 'name', c.identity ->> 'operator',
        c.overall::text, c.standing, c.coverage::text, c.rank, c.peer_group, c.peer_rank, (
            select json_agg(json_build_array(k.criterion, k.metric, k.state, k.adjusted::text, k.points::text, k.weight,
                                             k.contribution::text) order by k.position)
            from criterion_result k where k.run = c.run and k.site = c.site)
    )::text as told
    from scorecard c join scorecard_run r on r.id = c.run join scheme_version v on v.id = r.scheme where c.run = $1
)
select m.site, sha256(string_agg(
        convert_to(json_build_array(m.metric, m.numerator::text, m.denominator::text, m.value::text, m.sample_size,
                                    encode(m.fingerprint, 'hex'))::text, 'UTF8'), '\\x0a'::bytea order by m.metric)
        || convert_to(k.told, 'UTF8')
    ) as fingerprint
from figures m join cards k on k.site = m.site
group by m.site, k.told
"""

RUN_FINGERPRINT = """
select sha256(string_agg(c.fingerprint, ''::bytea order by s.code)
              || convert_to(json_build_array(r.period, r.revision, v.sha256)::text, 'UTF8'))
from scorecard c join site s on s.id = c.site
join scorecard_run r on r.id = c.run join scheme_version v on v.id = r.scheme
where c.run = $1 group by r.period, r.revision, v.sha256
"""

# $2 and $3: when and by whom it is published. Instants as they are in UTC, whatever zone a session has.
INPUTS_FINGERPRINT = """
select sha256(convert_to(json_build_array(
    r.period, r.revision, r.computed_at at time zone 'UTC', r.computed_by, r.network, r.reason,
    $2::timestamptz at time zone 'UTC', $3::text,
    (select json_agg(json_build_array(s.code, x.kind, x.peer_group, x.not_applicable, x.held, x.missing_reports,
                                      x.quarters_certified, x.certification_valid) order by s.code)
     from scorecard_circumstance x join site s on s.id = x.site where x.run = r.id),
    (select json_agg(json_build_array(s.code, c.months, c.gates, c.identity, c.provisional, c.unrated_reason,
                                      c.percentile::text, c.peer_percentile::text) order by s.code)
     from scorecard c join site s on s.id = c.site where c.run = r.id)
)::text, 'UTF8')) from scorecard_run r where r.id = $1
"""
