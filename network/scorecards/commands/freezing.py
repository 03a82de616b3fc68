"""What publication adds to a run before the database closes it: fingerprints, and a word in every site's trail."""

from collections.abc import Mapping, Sequence
from uuid import UUID

from network.foundation.access import Actor
from network.foundation.database import execute, fetch_value
from network.foundation.periods import Quarter
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.queries.cards import IDENTITY
from network.scorecards.queries.measuring import Call, Moment


async def freeze(run: UUID, asked: Mapping[str, Call], moment: Moment, sites: Sequence[int]) -> bytes:
    """Keep what each card says of its site, and fingerprint each metric's evidence, each card, and the run.

    Fingerprints are SHA-256 over the parts in a fixed order.
    """
    for key, (code, params) in asked.items():
        await execute(
            # Materialized: joined as it stands, the planner might work it out anew for every site.
            f"with f as materialized ({METRICS[code].fingerprints(params)}) "
            "update metric_result t set fingerprint = f.fingerprint from f "
            "where t.run = $5 and t.metric = $6 and t.site = f.site",
            *moment.values(sites),
            run,
            key,
        )
    await execute(_IDENTIFY, run)
    await execute(_FINGERPRINT_CARDS, run)
    fingerprint: bytes = await fetch_value(_FINGERPRINT_RUN, run)
    return fingerprint


async def tell_each_site(actor: Actor, run: UUID, period: Quarter) -> None:
    """One event in the chain of each site: its result as published."""
    await execute(
        "insert into trail_event (site, actor, account, action, subject, body) "
        "select site, $2, $3, 'scorecard.published', $4, json_build_object("
        "'fingerprint', encode(fingerprint, 'hex'), 'overall', overall::text, 'rank', rank, 'standing', standing"
        ")::text "
        "from scorecard where run = $1 order by site",
        run,
        actor.name,
        actor.account,
        f"scorecard:{period}",
    )


_IDENTIFY = f"""
update scorecard c set identity = {IDENTITY}
from site s left join region r on r.id = s.region left join operator o on o.id = s.operator
where c.run = $1 and s.id = c.site
"""

# The texts below are what the fingerprints promise: numbers as PostgreSQL writes them, in this order.
_FINGERPRINT_CARDS = """
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
), f as materialized (
    select m.site, sha256(string_agg(
        convert_to(json_build_array(m.metric, m.numerator::text, m.denominator::text, m.value::text, m.sample_size,
                                    encode(m.fingerprint, 'hex'))::text, 'UTF8'), '\\x0a'::bytea order by m.metric)
        || convert_to(k.told, 'UTF8')
    ) as fingerprint
    from figures m join cards k on k.site = m.site
    group by m.site, k.told
)
update scorecard c set fingerprint = f.fingerprint from f
where c.run = $1 and c.site = f.site
"""

_FINGERPRINT_RUN = """
select sha256(string_agg(c.fingerprint, ''::bytea order by s.code)
              || convert_to(json_build_array(r.period, r.revision, v.sha256)::text, 'UTF8'))
from scorecard c join site s on s.id = c.site
join scorecard_run r on r.id = c.run join scheme_version v on v.id = r.scheme
where c.run = $1 group by r.period, r.revision, v.sha256
"""
