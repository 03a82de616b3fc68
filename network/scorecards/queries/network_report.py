"""The quarterly report about the network, or about a part of it, as `reports` draws it."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from decimal import Decimal
from hashlib import sha256

from network.foundation.access import Actor
from network.foundation.clock import HEADQUARTERS, headquarters_day
from network.foundation.database import fetch, transaction
from network.foundation.errors import Conflict, NotFound
from network.foundation.i18n import current, ngettext
from network.foundation.i18n import gettext as _
from network.foundation.periods import Quarter
from network.improvement.queries.outstanding import Outstanding, outstanding
from network.improvement.rules.findings import GRADE_LABELS
from network.scorecards.metrics.catalogue import FACTS, METRICS
from network.scorecards.queries import wording
from network.scorecards.queries.dashboard import AtRisk, Dashboard, RegionLine, dashboard
from network.scorecards.queries.glance import UNRATED, Mover, classes, counts
from network.scorecards.queries.league import League, Wanted, league
from network.scorecards.queries.runs import Run
from network.scorecards.queries.sheets import provenance
from network.scorecards.rules.scheme import Criterion, Scheme
from network.sites.queries.regions import regions
from reports import sheet as drawn
from reports.charts import STEPS, HeatCell, HeatRow, Scores, step_of
from reports.network import sheet as reported

# Points under that are a failure to be explained.
ENOUGH = 60

# The uppermost of the regions that somebody answers for.
_ANSWERED_FOR = """
select g.name, g.name_zh from region g where g.id = any ($1::int[])
and not exists (select from region up where up.id = any ($1::int[]) and starts_with(g.path, up.path || '/'))
order by g.path
"""


@dataclass(frozen=True, slots=True)
class NetworkReport:
    """`part` is empty for the whole network; else a mark of the sites that are told of, and of what they are called."""

    run: Run
    part: str
    sheet: reported.NetworkSheet


async def network_report(
    actor: Actor, period: Quarter | None, region: str, network_name: str, now: datetime
) -> NetworkReport:
    """A published quarter (the newest for None) of the sites in reach that lie in the region, in the reader's language.

    RunNotFound; NotFound for no region in reach; Conflict when another revision is published meanwhile.
    """
    scope = await scope_of(actor, region)
    found = await dashboard(actor, period, region)
    table = await league(actor, found.run.period, Wanted(region=region), network_name)
    if table.run.id != found.run.id:
        raise Conflict()
    sheet = _sheet(found, table, await outstanding(actor, region, now), scope, network_name, now)
    whole = actor.sites is None and not region
    return NetworkReport(found.run, "" if whole else _part(sheet), sheet)


def _part(sheet: reported.NetworkSheet) -> str:
    told = "\n".join([sheet.scope, *sorted(row.code for row in sheet.rows)])
    return sha256(told.encode()).hexdigest()


async def scope_of(actor: Actor, region: str) -> str:
    """What part of the network is told of, in words. NotFound for no region in reach."""
    code = current().code
    if region:
        names = {each.path: each.name_in(code) for each in await regions(actor)}
        if region not in names:
            raise NotFound()
        above = [each for each in names if region == each or region.startswith(each + "/")]
        return " · ".join(names[each] for each in sorted(above, key=len))
    if actor.sites is None:
        return _("The whole network")
    async with transaction(actor, read_only=True):
        rows = await fetch(_ANSWERED_FOR, list(actor.regions))
    held = [(row["name_zh"] or row["name"]) if code == "zh_CN" else row["name"] for row in rows]
    if held:
        return ("、" if code == "zh_CN" else ", ").join(held)
    reach = len(actor.sites)
    return ngettext("%(count)s site in reach", "%(count)s sites in reach", reach) % {"count": current().decimal(reach)}


def _sheet(
    found: Dashboard, table: League, owed: Sequence[Outstanding], scope: str, network_name: str, now: datetime
) -> reported.NetworkSheet:
    run, known = found.run, classes(found.glance)
    scheme, codes = run.kept.scheme, [code for code, _class in known]
    part = "".join(each if each.isalnum() else "-" for each in scope)[:40]
    origin = replace(
        provenance(run, "network", run.fingerprint),
        document_number=f"NR-{run.period}-{part}-r{run.revision}",
        generated_at=now.astimezone(HEADQUARTERS),
        revision_reason=run.reason or "",
    )
    return reported.NetworkSheet(
        network_name=network_name,
        scope=scope,
        quarter=drawn.Quarter(run.period.year, run.period.number),
        first_day=run.period.first,
        last_day=run.period.end - timedelta(days=1),
        bands=found.glance.bands,
        classes=tuple(each for _code, each in known),
        quarters=tuple(counts(each, codes) for each in found.glance.quarters),
        scores=_scores(found),
        figures=_figures(found),
        means=tuple(
            reported.Mean(drawn.Quarter(each.period.year, each.period.number), each.mean)
            for each in found.glance.quarters
        ),
        regions=tuple(reported.RegionRow(_region(each), each.sites, each.rated, each.mean) for each in found.regions),
        heat=tuple(_heat(each, scheme.criteria) for each in found.regions),
        compared=len(found.glance.quarters) > 1 and found.glance.quarters[-2].period == run.period.shift(-1),
        risen=tuple(_move(each) for each in found.glance.risen),
        fallen=tuple(_move(each) for each in found.glance.fallen),
        falling_known=found.falling_known,
        at_risk=tuple(_risk(each) for each in found.at_risk),
        criteria=_criteria(found, table),
        rows=tuple(_row(each, table) for each in table.sheet.rows),
        actions=tuple(
            reported.GradeCount(str(GRADE_LABELS[each.grade]), each.owed, each.overdue, each.answered, each.oldest)
            for each in owed
        ),
        actions_on=headquarters_day(now),
        gates=gate_words(scheme),
        min_coverage=scheme.min_coverage,
        provenance=origin,
    )


def _scores(found: Dashboard) -> Scores:
    steps = [0] * STEPS
    for score in found.scores:
        steps[step_of(score)] += 1
    mean = sum(found.scores, Decimal(0)) / len(found.scores) if found.scores else None
    return Scores(tuple(steps), mean, found.median)


def _figures(found: Dashboard) -> tuple[reported.Figure, ...]:
    """The key figures of the page, in the same order."""
    reading, newest = current(), found.glance.newest
    rated = newest.sites - newest.counts.get(UNRATED, 0)
    share = reading.percent(Decimal(rated) / newest.sites if newest.sites else Decimal(0), 0)
    told = _("%(count)s rated · %(share)s") % {"count": reading.decimal(rated), "share": share}
    risk = _("of dissatisfied customers") if found.revenue else _("too few answers or charges")
    return (
        reported.Figure(_("Sites judged"), reading.decimal(newest.sites), told),
        reported.Figure(_("Mean score"), _points(newest.mean), _since(found)),
        reported.Figure(_("Median score"), _points(found.median)),
        reported.Figure(
            _("Falling for two quarters"), reading.decimal(len(found.at_risk)) if found.falling_known else ""
        ),
        reported.Figure(_("Revenue at risk (estimate)"), money(found.revenue), risk),
    )


def _since(found: Dashboard) -> str:
    """How far the mean moved since the published quarter before, where there is one."""
    if len(found.glance.quarters) < 2:
        return ""
    before, newest = found.glance.quarters[-2:]
    if before.mean is None or newest.mean is None:
        return ""
    change = newest.mean - before.mean
    told = {
        "change": ("−" if change < 0 else "+") + current().decimal(abs(change), 2),
        "quarter": current().quarter(before.period.year, before.period.number),
    }
    return _("%(change)s since %(quarter)s") % told


def _points(points: Decimal | None) -> str:
    return "" if points is None else current().decimal(points, 2)


def money(amounts: Mapping[str, Decimal]) -> str:
    """Whole amounts: an estimate has no cents."""
    return " · ".join(current().money(amount.quantize(Decimal(1)), currency) for currency, amount in amounts.items())


def _region(line: RegionLine) -> str:
    return line.name or _("Without a region")


def _heat(line: RegionLine, criteria: Sequence[Criterion]) -> HeatRow:
    return HeatRow(_region(line), tuple(HeatCell(*line.points.get(each.code, (None, 0))) for each in criteria))


def _move(mover: Mover) -> reported.Move:
    return reported.Move(mover.code, mover.name, mover.overall, mover.change, mover.standing, mover.standing_before)


def _risk(site: AtRisk) -> reported.Risk:
    return reported.Risk(site.code, site.name, site.standing, site.scores, money(site.revenue))


def _criteria(found: Dashboard, table: League) -> tuple[reported.CriterionRow, ...]:
    """Of the rated franchised sites, as everywhere in the report."""
    rated = [row for row in table.sheet.rows if row.standing and row.site_code not in table.self_operated]
    lines, pools = [], found.run.pools
    for place, criterion in enumerate(found.run.kept.scheme.criteria):
        metric = METRICS[criterion.metric]
        points = [row.cells[place].points for row in rated]
        known = [each for each in points if each is not None]
        pool = pools.get(FACTS[criterion.metric].key(criterion.params))
        lines.append(
            reported.CriterionRow(
                label=metric.named(criterion.params),
                definition=metric.defined(criterion.params),
                weight=wording.weight(criterion),
                unit=wording.unit(metric.facts.unit),
                better=metric.facts.direction,
                curve=tuple((point.value, point.points) for point in criterion.curve),
                min_sample=criterion.min_sample,
                mean=sum(known, Decimal(0)) / len(known) if known else None,
                network=pool.rate if pool else None,
                sites=len(known),
                under=sum(each < ENOUGH for each in known),
            )
        )
    return tuple(lines)


def _row(row: drawn.LeagueRow, table: League) -> reported.SiteRow:
    own = _("Self-operated, not ranked") if row.site_code in table.self_operated else ""
    return reported.SiteRow(
        rank=row.rank,
        code=row.site_code,
        name=row.site_name,
        region=row.region or "",
        standing=row.standing,
        provisional=row.provisional,
        score=row.overall if row.standing else None,
        change=table.changes[row.site_code],
        points=tuple(cell.points for cell in row.cells),
        note=own or row.unrated_reason,
    )


def gate_words(scheme: Scheme) -> tuple[str, ...]:
    """Each condition that caps a standing, and at which."""
    code = current().code
    labels = {each.code: each.label.in_language(code) for each in scheme.standings}
    return tuple(
        _("%(reason)s: at most %(cap)s.")
        % {"reason": gate.reason.in_language(code).rstrip(".。"), "cap": labels.get(gate.cap, _("Not rated"))}
        for gate in scheme.gates
    )
