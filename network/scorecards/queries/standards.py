"""Standards with what states, teaches, checks and measures each, as far as the reader may see it."""

import json
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal

from network.foundation.access import Actor, Permission
from network.foundation.clock import headquarters_day
from network.foundation.database import Record, fetch, transaction
from network.foundation.precision import half_up
from network.manuals.queries.standards import clauses_stating, read_standard, standard_row, standards_of
from network.manuals.schemas.standards import StandardOut
from network.scorecards.metrics.catalogue import FACTS
from network.scorecards.schemas.standards import (
    CourseLink,
    GapsOut,
    MeasuredOut,
    OwnFigure,
    QuarterMet,
    QuestionLink,
    StandingStandard,
)
from network.sites.rules.criteria import LocalText

_DAYS = 365
_FINE = Decimal("0.0001")

_COURSES = """
select c.key, c.title::text as title, array(select jsonb_array_elements_text(v.outline -> 'standards')) as standards
from course c join course_version v on v.course = c.id and v.state = 'published'
where c.retired_at is null order by c.key
"""
_QUESTIONS = """
select c.id::text as checklist, c.document ->> 'kind' as kind, q.question ->> 'key' as key,
       (q.question -> 'label')::text as label, q.question ->> 'standard' as standard,
       coalesce((q.question ->> 'points')::numeric, 0) > 0
           and not coalesce((q.question ->> 'decoy')::boolean, false) as scored
from checklist c
cross join lateral jsonb_array_elements(c.document -> 'sections') with ordinality s(section, place)
cross join lateral jsonb_array_elements(s.section -> 'questions') with ordinality q(question, place)
where c.state = 'published' order by c.key, s.place, q.place
"""
# What published audits since $1 say of each question, all sites in reach together, or (not null) one site.
_ANSWERS = """
select a.kind, q.question ->> 'key' as key, max(q.question ->> 'standard') as standard,
       (array_agg((q.question -> 'label')::text order by a.visited_on desc))[1] as label,
       avg((q.question ->> 'earned')::numeric / (q.question ->> 'points')::numeric) as mean, count(*)::int as answers
from audit a
join audit_revision r on r.audit = a.id and r.number = a.revision
cross join lateral jsonb_array_elements(r.document -> 'sections') s(section)
cross join lateral jsonb_array_elements(s.section -> 'questions') q(question)
where a.state = 'published' and a.visited_on >= $1::date and ($2::integer is null or a.site = $2)
  and q.question ->> 'earned' is not null and (q.question ->> 'points')::numeric > 0
  and not coalesce((q.question ->> 'left_out')::boolean, false)
group by a.kind, q.question ->> 'key'
"""
_ON_TARGET = """
select w.standard, t.*
from unnest($1::text[], $2::text[], $3::numeric[], $4::boolean[]) w(standard, metric, target, higher)
cross join lateral network_on_target(w.metric, w.target, w.higher) t order by w.standard, t.period desc
"""
_OWN = """
select s.code as site, r.period as quarter, m.metric, m.value from (
    select distinct on (period) id, period from scorecard_run
    where state in ('published', 'restated') order by period desc, revision desc limit 4
) r
join metric_result m on m.run = r.id and m.metric = any ($1::text[]) and m.value is not null
join site s on s.id = m.site where s.id = any ($2::int[]) order by r.period desc, s.code
"""


async def standing_standards(actor: Actor, at: datetime) -> list[StandingStandard]:
    """Every standard that holds, by control point."""
    actor.require(Permission.READ_STANDARDS)
    async with transaction(actor, read_only=True):
        return await _standing(actor, await standards_of(), at)


async def standing_standard(actor: Actor, key: str, at: datetime) -> StandingStandard:
    """One standard, retired ones too. StandardNotFound."""
    actor.require(Permission.READ_STANDARDS)
    async with transaction(actor, read_only=True):
        [found] = await _standing(actor, [read_standard(await standard_row(key))], at)
    return found


async def standard_gaps(actor: Actor, at: datetime) -> tuple[GapsOut, list[StandingStandard]]:
    """What is missing, and the standards that it is about."""
    actor.require(Permission.READ_CHECKLISTS)
    async with transaction(actor, read_only=True):
        found = await _standing(actor, await standards_of(), at)
        scored = await _questions(at, scored=True)
    known = {each.standard.key for each in found}
    gaps = GapsOut(
        unstated=[each.standard.key for each in found if not each.stated],
        untaught=[each.standard.key for each in found if not each.taught],
        unchecked=[each.standard.key for each in found if not each.checked],
        unmeasured=[each.standard.key for each in found if each.measured is None],
        unbacked=[each for each in scored if each.standard not in known],
    )
    return gaps, found


async def _standing(actor: Actor, standards: list[StandardOut], at: datetime) -> list[StandingStandard]:
    clauses = await clauses_stating(headquarters_day(at), [each.key for each in standards])
    courses = await _courses() if actor.may(Permission.READ_COURSES) else None
    questions = await _checks(actor, at)
    measured = await _measured(actor, standards) if actor.may(Permission.READ_SCORECARDS) else {}
    return [
        StandingStandard(
            standard=each,
            stated=[clause for clause in clauses if each.key in clause.standards],
            taught=None if courses is None else courses.get(each.key, []),
            checked=None if questions is None else [asked for asked in questions if asked.standard == each.key],
            measured=measured.get(each.key),
        )
        for each in standards
    ]


async def _courses() -> dict[str, list[CourseLink]]:
    """By the key of a standard."""
    found: dict[str, list[CourseLink]] = {}
    for row in await fetch(_COURSES):
        link = CourseLink(key=row["key"], title=_local(row["title"]))
        for standard in row["standards"]:
            found.setdefault(standard, []).append(link)
    return found


async def _checks(actor: Actor, at: datetime) -> list[QuestionLink] | None:
    """For headquarters the questions in force; for a site those that it was asked. None for anybody else."""
    if actor.may(Permission.READ_CHECKLISTS):
        return await _questions(at)
    return await asked_questions(at) if actor.may(Permission.READ_AUDITS) else None


async def _questions(at: datetime, *, scored: bool = False) -> list[QuestionLink]:
    means = {
        (row["kind"], row["key"]): row for row in await fetch(_ANSWERS, headquarters_day(at) - timedelta(_DAYS), None)
    }
    return [
        QuestionLink(
            **{name: row[name] for name in ("checklist", "kind", "key", "standard")},
            label=_local(row["label"]),
            **_mean(means.get((row["kind"], row["key"]))),
        )
        for row in await fetch(_QUESTIONS)
        if row["scored"] or not scored
    ]


async def asked_questions(at: datetime, site: int | None = None) -> list[QuestionLink]:
    """Inside a transaction: the questions of published audits of the last year that name a standard, by it."""
    rows = await fetch(_ANSWERS, headquarters_day(at) - timedelta(_DAYS), site)
    found = [
        QuestionLink(
            checklist="",
            kind=row["kind"],
            key=row["key"],
            label=_local(row["label"]),
            standard=row["standard"],
            **_mean(row),
        )
        for row in rows
        if row["standard"]
    ]
    return sorted(found, key=lambda each: (each.standard or "", each.kind, each.key))


async def _measured(actor: Actor, standards: Iterable[StandardOut]) -> dict[str, MeasuredOut]:
    """By the key of a standard that a metric measures."""
    asked = {each.key: each for each in standards if each.metric in FACTS and each.metric_target is not None}
    keys = {name: FACTS[str(each.metric)].key({}) for name, each in asked.items()}
    higher = {name: FACTS[str(each.metric)].direction == "higher" for name, each in asked.items()}
    targets = [each.metric_target for each in asked.values()]
    rows = await fetch(_ON_TARGET, list(keys), list(keys.values()), targets, list(higher.values()))
    own = (
        [] if actor.may(Permission.COMPARE_SITES) else await fetch(_OWN, list(keys.values()), sorted(actor.sites or ()))
    )
    return {
        name: MeasuredOut(
            metric=keys[name],
            quarters=[_quarter(row) for row in rows if row["standard"] == name],
            own=_own(own, keys[name], each.metric_target or Decimal(0), higher[name]),
        )
        for name, each in asked.items()
    }


def _quarter(row: Record) -> QuarterMet:
    share = half_up(Decimal(row["met"]) / row["sites"], _FINE)
    figures = {name: row[name] for name in ("sites", "met", "lowest", "highest", "steps")}
    return QuarterMet(quarter=row["period"], share=share, **figures)


def _own(rows: Iterable[Record], metric: str, target: Decimal, higher: bool) -> list[OwnFigure]:
    return [
        OwnFigure(
            site=row["site"],
            quarter=row["quarter"],
            value=row["value"],
            met=row["value"] >= target if higher else row["value"] <= target,
        )
        for row in rows
        if row["metric"] == metric
    ]


def _mean(row: Mapping[str, object] | Record | None) -> dict[str, object]:
    if row is None:
        return {"mean": None, "answers": 0}
    return {"mean": half_up(Decimal(str(row["mean"])), _FINE), "answers": row["answers"]}


def _local(kept: str) -> LocalText:
    content = json.loads(kept)
    return LocalText(en=content["en"], zh_CN=content["zh_CN"])
