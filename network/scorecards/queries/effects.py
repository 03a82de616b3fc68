"""Who was trained, or had taken note, from when on; the metric of every site month by month; what it came to."""

import json
from datetime import datetime
from decimal import Decimal

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day
from network.foundation.database import Record, fetch, transaction
from network.foundation.periods import Month
from network.scorecards.errors import MetricNotFound, TreatmentNotFound
from network.scorecards.metrics.catalogue import METRICS
from network.scorecards.metrics.metric import Metric
from network.scorecards.queries.measuring import Moment
from network.scorecards.rules.effect import Effect, Estimate, History, Match, effect
from network.scorecards.schemas.effects import ControlOut, EffectOut, EstimateOut, MatchOut, TreatmentOut
from network.sites.rules.criteria import LocalText
from network.sites.rules.sites import peer_group

# So many full months are looked at: enough to match sites that were treated in the last year and a half.
MONTHS = 24
# A site counts as treated in the first month on whose last day at least this share of its people were.
SHARE = Decimal("0.8")

_SITES = "select id, code, kind, city_tier from site order by code"
_TREATMENTS = """
select 'course:' || c.key as of, c.title::text as title, null::int as edition, c.key as place from course c
where exists (select from training_record r where r.course = c.id)
union all
select 'edition:' || m.key || '/' || e.number, m.title::text, e.number, m.key
from manual_edition e join manual m on m.id = e.manual where e.state = 'approved'
order by 4, 3 desc nulls first
"""
# $1: the first days of the months; $2: the share. `due` is who is asked for on the last day of a month.
_FIRST = """
with day as (
    select d::date as first, (d + interval '1 month')::date - 1 as last from unnest($1::date[]) d
), due as (
    select day.first, m.site, m.person, {met} as met
    from day join staff_member m on m.from_on <= day.last and (m.to_on is null or m.to_on >= day.last)
    join site s on s.id = m.site and (s.closed_on is null or s.closed_on >= day.last)
    where {asked}
), covered as (
    select site, first from due group by site, first
    having count(distinct person) filter (where met) >= $2::numeric * count(distinct person)
)
select site, min(first) as first from covered group by site
"""
# Those of the roles that have to pass it; everybody where no role has to.
_TRAINED = _FIRST.format(
    met="""exists (
        select from training_record r where r.person = m.person and r.valid_from <= day.last
        and (r.valid_to is null or r.valid_to >= day.last) and r.course = (select id from course where key = $3)
        and not exists (select from record_revocation v where v.record = r.id))""",
    asked="""(
        m.role in (select q.role from course_requirement q join course c on c.id = q.course where c.key = $3)
        or not exists (select from course_requirement q join course c on c.id = q.course where c.key = $3))""",
)
_INFORMED = _FIRST.format(
    met="""exists (
        select from acknowledgement a join manual_edition e on e.id = a.edition join manual k on k.id = e.manual
        where a.person = m.person and k.key = $3 and e.number = $4
        and (a.at at time zone s.time_zone)::date <= day.last)""",
    asked="""exists (
        select from manual_edition e join manual k on k.id = e.manual where k.key = $3 and e.number = $4
        and (jsonb_array_length(coalesce(e.audience -> 'roles', '[]')) = 0 or e.audience -> 'roles' ? m.role::text))""",
)


async def treatments(actor: Actor) -> list[TreatmentOut]:
    """What can be asked about: courses that somebody has passed, and approved editions."""
    actor.require(Permission.READ_EFFECTS)
    async with transaction(actor, read_only=True):
        return [_treatment(row) for row in await fetch(_TREATMENTS)]


def rates() -> dict[str, Metric]:
    """The metrics that an effect can be asked of."""
    return {code: metric for code, metric in METRICS.items() if metric.facts.is_rate}


async def effect_of(actor: Actor, of: str, code: str, at: datetime) -> EffectOut:
    """What a treatment did to a metric. TreatmentNotFound, MetricNotFound."""
    actor.require(Permission.READ_EFFECTS)
    if (metric := rates().get(code)) is None:
        raise MetricNotFound()
    months = _months(at)
    async with transaction(actor, read_only=True):
        treatment = next((each for each in map(_treatment, await fetch(_TREATMENTS)) if each.of == of), None)
        if treatment is None:
            raise TreatmentNotFound()
        sites = await fetch(_SITES)
        treated = await _treated(treatment, months)
        counts = await _counts(metric, months, [site["id"] for site in sites], at)
    histories = [
        History(site["code"], peer_group(site["kind"], site["city_tier"]), counts[site["id"]], treated.get(site["id"]))
        for site in sites
    ]
    return _out(treatment, code, effect(histories, len(months) - 1), months)


def _months(at: datetime) -> list[Month]:
    """The last full ones, the oldest first; the rules know them by their places."""
    today = headquarters_day(at)
    current = Month(today.year, today.month)
    return [current.shift(back - MONTHS) for back in range(MONTHS)]


async def _treated(treatment: TreatmentOut, months: list[Month]) -> dict[int, int]:
    """Site -> the place of its month."""
    kind, _colon, name = treatment.of.partition(":")
    firsts = [month.first for month in months]
    if kind == "course":
        rows = await fetch(_TRAINED, firsts, SHARE, name)
    else:
        rows = await fetch(_INFORMED, firsts, SHARE, name.partition("/")[0], treatment.edition)
    return {row["site"]: firsts.index(row["first"]) for row in rows}


async def _counts(
    metric: Metric, months: list[Month], sites: list[int], at: datetime
) -> dict[int, dict[int, tuple[float, float]]]:
    """By site and place of the month: what counts, out of how many; all sites of a month in one statement."""
    counts: dict[int, dict[int, tuple[float, float]]] = {site: {} for site in sites}
    statement = metric.statement({})
    for place, month in enumerate(months):
        for row in await fetch(statement, *Moment(month, at).values(sites)):
            if row["denominator"]:
                counts[row["site"]][place] = (float(row["numerator"]), float(row["denominator"]))
    return counts


def _treatment(row: Record) -> TreatmentOut:
    title = json.loads(row["title"])
    return TreatmentOut(of=row["of"], title=LocalText(en=title["en"], zh_CN=title["zh_CN"]), edition=row["edition"])


def _out(treatment: TreatmentOut, metric: str, found: Effect, months: list[Month]) -> EffectOut:
    return EffectOut(
        treatment=treatment,
        metric=metric,
        months=[_estimate(each) for each in found.months],
        overall=_estimate(found.overall),
        placebo=_estimate(found.placebo),
        matches=[_match(each, months) for each in found.matches],
        controls=found.controls,
        left_out=found.left_out,
        doubts=list(found.doubts),
    )


def _estimate(found: Estimate | None) -> EstimateOut | None:
    if found is None:
        return None
    return EstimateOut(change=_rate(found.change), low=_rate(found.low), high=_rate(found.high), sites=found.sites)


def _match(found: Match, months: list[Month]) -> MatchOut:
    return MatchOut(
        site=str(found.history.site),
        month=str(months[found.month]),
        level=_rate(found.level),
        controls=[
            ControlOut(site=str(each.site), level=_rate(level))
            for each, level in zip(found.controls, found.levels, strict=True)
        ],
    )


def _rate(value: float) -> Decimal:
    return Decimal(f"{value:.4f}")
