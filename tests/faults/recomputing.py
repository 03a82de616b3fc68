"""The numbers of the program, and the same worked out here from what was written down first: receipts, verdicts, trail.

Nothing of the program's SQL is used for that: what it derives and keeps could be wrong in both otherwise.
"""

import json
from collections import Counter
from collections.abc import Iterable, Mapping
from datetime import datetime, timedelta
from decimal import Decimal
from fractions import Fraction
from uuid import UUID
from zoneinfo import ZoneInfo

import asyncpg

from network.foundation.access import Actor
from network.foundation.database import Record, transaction
from network.foundation.periods import Month, Quarter, bounds
from network.foundation.running import DATABASE, database
from network.foundation.settings import Settings
from network.foundation.trail.record import verify
from network.repairs.rules.inspections import NO_FAULT, Verdict, in_force
from network.repairs.rules.kappa import agreement
from network.repairs.rules.orders import Finding
from network.repairs.rules.reconciliation import Line, accuracy
from network.scorecards.commands.runs import compute
from network.scorecards.commands.schemes import add_shipped
from tests.faults.installation import Network

ZONE = ZoneInfo("Asia/Shanghai")
SCHEME = "repairs-only"
AGAIN_WITHIN = timedelta(hours=720)

# (quarter, site's code, metric) -> numerator and denominator
Numbers = dict[tuple[str, str, str], tuple[Fraction, Fraction]]

_METRICS = ("report_timeliness", "report_accuracy", "no_fault_return_rate")
_STORED = """
select run.period, s.code, m.metric, m.numerator, m.denominator
from metric_result m join scorecard_run run on run.id = m.run join site s on s.id = m.site
where m.metric = any ($1)
"""
# All that a computation keeps, but for the ids that are new each time.
_RESULTS = """
select json_agg(to_json(x) order by x.period, x.part, x.row::text) from (
    select run.period, 'metric' as part, to_jsonb(m) - 'id' as row
    from metric_result m join scorecard_run run on run.id = m.run
    union all
    select run.period, 'card', to_jsonb(c) - 'id' from scorecard c join scorecard_run run on run.id = c.run
    union all
    select run.period, 'criterion', to_jsonb(c) - 'id' from criterion_result c join scorecard_run run on run.id = c.run
) x
"""
_LINKS = "select id, reversed_at from hq_return order by id"


async def computed_twice(network: Network, quarters: Iterable[Quarter], now: datetime) -> tuple[str, str]:
    """The results of these quarters as the program computes them now, and again; the trail holds after that."""
    found = []
    async with database(Settings(data_dir=network.data)):
        await add_shipped(Actor.system())
        for _time in range(2):
            for quarter in quarters:
                await compute(Actor.system(), quarter, SCHEME, now)
            [row] = await network.fetch(_RESULTS)
            found.append(str(row[0]))
        async with transaction(Actor.system(), read_only=True):
            assert (await verify())[1] == []
    return found[0], found[1]


async def stored(network: Network) -> Numbers:
    """The numbers of the last computation."""
    rows = await network.fetch(_STORED, list(_METRICS))
    return {
        (row["period"], row["code"], row["metric"]): (Fraction(row["numerator"]), Fraction(row["denominator"]))
        for row in rows
    }


async def from_scratch(network: Network, reported: Quarter, inspected: Quarter) -> Numbers:
    """The same: of reports for the one quarter, of what HQ found for the other."""
    sites = [row["code"] for row in await network.fetch("select code from site order by code")]
    timely, accurate = await _timeliness(network, reported), await _accuracy(network, reported)
    faultless = await _without_fault(network, inspected)
    due, none = Fraction(3), (Fraction(0), Fraction(0))
    return {
        **{(str(reported), site, "report_timeliness"): (Fraction(timely[site]), due) for site in sites},
        **{(str(reported), site, "report_accuracy"): accurate.get(site, none) for site in sites},
        **{(str(inspected), site, "no_fault_return_rate"): faultless.get(site, none) for site in sites},
    }


async def _timeliness(network: Network, quarter: Quarter) -> Counter[str]:
    """Months with a receipt before the sixth of the next month, after what was sent back for a material error."""
    receipts = await network.fetch(
        "select s.code, t.month, t.revision, t.received_at from report_receipt t join site s on s.id = t.site "
        "where t.outcome = 'submitted'"
    )
    returned = await network.fetch("select subject, body from trail_event where action = 'report.returned' order by id")
    facts = {row["subject"]: json.loads(row["body"]) for row in returned}
    material = {subject: told["revision"] for subject, told in facts.items() if told["material"]}
    timely = {
        (row["code"], month)
        for row in receipts
        for month in quarter.months
        if row["month"] == month.first
        and row["received_at"] < bounds(month, ZONE)[1] + timedelta(days=5)
        and row["revision"] > material.get(f"report:{row['code']}/{month}", 0)
    }
    return Counter(code for code, _month in timely)


async def _accuracy(network: Network, quarter: Quarter) -> dict[str, tuple[Fraction, Fraction]]:
    """The last submitted figures beside the orders on record, and beside no unit shipped where the site has shipped any
    since."""
    reports = await network.fetch(
        "select distinct on (s.code, r.month) s.code, r.month, r.figures from monthly_report r "
        "join site s on s.id = r.site where r.submitted_at is not null order by s.code, r.month, r.revision desc"
    )
    orders = await network.fetch(
        "select s.code, o.received_at, o.ready_at from repair_order o join site s on s.id = o.site"
    )
    shipping = {
        row["code"] for row in await network.fetch("select s.code from hq_return t join site s on s.id = t.site")
    }
    sums: dict[str, tuple[Fraction, Fraction]] = {}
    for row in reports:
        month = Month(row["month"].year, row["month"].month)
        if month in quarter.months:
            own = [order for order in orders if order["code"] == row["code"]]
            exact = accuracy(_lines(row, month, own, shipped=row["code"] in shipping))
            total, count = sums.get(row["code"], (Fraction(0), Fraction(0)))
            sums[row["code"]] = (total + Fraction(exact or 0), count + 1)
    return sums


def _lines(report: Record, month: Month, orders: list[Record], *, shipped: bool) -> list[Line]:
    starts, ends = bounds(month, ZONE)
    said = json.loads(report["figures"])
    counted = {
        "received": sum(starts <= order["received_at"] < ends for order in orders),
        "closed": sum(starts <= order["ready_at"] < ends for order in orders),
        "wip_closing": sum(order["received_at"] < ends <= order["ready_at"] for order in orders),
        **({"units_shipped": 0} if shipped else {}),
    }
    return [Line(figure, Decimal(said[figure]), Decimal(count)) for figure, count in counted.items()]


async def _without_fault(network: Network, quarter: Quarter) -> dict[str, tuple[Fraction, Fraction]]:
    """What the verdicts say, of units that the trail calls inspected; a fault confirmed later takes it back."""
    starts, ends = bounds(quarter, ZONE)
    units = await judged(network)
    sums: dict[str, tuple[Fraction, Fraction]] = {}
    for unit, finding in units:
        if starts <= unit["inspected_at"] < ends:
            against = finding in NO_FAULT and reversed_at(unit, units) is None
            counted, total = sums.get(unit["code"], (Fraction(0), Fraction(0)))
            sums[unit["code"]] = (counted + against, total + 1)
    return sums


async def judged(network: Network) -> list[tuple[Record, Finding]]:
    """Each unit whose verdicts are all in, and which finding is in force by them."""
    units = await network.fetch(
        "select t.*, s.code from hq_return t join site s on s.id = t.site where exists (select from trail_event e "
        "where e.action = 'return.inspected' and e.subject = 'return:' || t.return_no) order by t.id"
    )
    verdicts: dict[UUID, list[Verdict]] = {}
    for row in await network.fetch("select returned, finding, missed_step from return_inspection order by place"):
        if row["finding"]:
            verdicts.setdefault(row["returned"], []).append(Verdict(Finding(row["finding"]), row["missed_step"]))
    return [(unit, in_force(verdicts[unit["id"]]).finding) for unit in units]


def reversed_at(unit: Record, units: Iterable[tuple[Record, Finding]]) -> datetime | None:
    """When a fault was confirmed in the same unit that had come again within 30 days of this inspection."""
    return min(
        (
            other["inspected_at"]
            for other, finding in units
            if other["serial_no"] == unit["serial_no"]
            and finding is Finding.FAULT_CONFIRMED
            and unit["inspected_at"] < other["received_at"] <= unit["inspected_at"] + AGAIN_WITHIN
        ),
        default=None,
    )


async def misjudged(network: Network) -> list[str]:
    """Units whose kept finding, or whose kept reversal, is not what their verdicts give, or that linking finds anew."""
    units = await judged(network)
    return [
        unit["return_no"]
        for unit, finding in units
        if unit["finding"] != finding
        or unit["reversed_at"] != (reversed_at(unit, units) if finding in NO_FAULT else None)
    ]


async def relinked(network: Network) -> bool:
    """Whether what the program links among returns is, forgotten and found again, what it was."""
    root = await asyncpg.connect(network.cluster.start().url(DATABASE))
    try:
        trying = root.transaction()
        await trying.start()
        before = [tuple(row) for row in await root.fetch(_LINKS)]
        await root.execute("update hq_return set reversed_at = null")
        await root.execute("select link_serials(array(select serial_no from hq_return where serial_no is not null))")
        after = [tuple(row) for row in await root.fetch(_LINKS)]
        await trying.rollback()
    finally:
        await root.close()
    return before == after


async def agreed_on(network: Network) -> tuple[int, int, Decimal | None]:
    """Units that were tested twice, how often the two inspectors agreed, and their kappa, by units that are settled."""
    rows = await network.fetch(
        "select array_agg(v.finding order by v.place) as findings from return_inspection v "
        "join hq_return t on t.id = v.returned where exists (select from trail_event e "
        "where e.action = 'return.inspected' and e.subject = 'return:' || t.return_no) group by t.id"
    )
    found = agreement(tuple(row["findings"]) for row in rows if len(row["findings"]) == 2)
    return found.pairs, found.agreed, found.kappa


async def on_desk(network: Network) -> Mapping[str, int]:
    """How many units wait for what, by the trail alone; `retest` for a second verdict, whoever may give it."""
    rows = await network.fetch(
        "select action, array_agg(subject) as units from trail_event where subject like 'return:%' group by action"
    )
    told = {row["action"]: set(row["units"]) for row in rows}
    shipped, received, tested, inspected, dispatched = (
        told.get(f"return.{action}", set()) for action in ("shipped", "received", "tested", "inspected", "dispatched")
    )
    return {
        "on_the_way": len(shipped - received),
        "inspect": len(received - tested - inspected),
        "retest": len(tested - inspected),
        "dispatch": len(inspected - dispatched),
    }
