"""The monthly reports of the demo network: most in time, a few late, missing, nil, wrong, copied or sent back."""

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, time, timedelta
from hashlib import sha256

from network.demo.stories import CHEATERS, Trick
from network.foundation.access import Actor, Role
from network.foundation.database import fetch, transaction
from network.foundation.periods import Month
from network.repairs.commands.report_decisions import accept_report, return_report
from network.repairs.commands.reports import Handed, submit
from network.repairs.commands.review import find_odd
from network.repairs.queries.report_known import known_of_months
from network.repairs.rules.report_figures import FIGURES, ReportSection
from network.repairs.rules.reports import STAFFING, Way
from network.repairs.schemas.reports import ReportIn, ReturnIn

# Those of the quarters that the full scheme judges, which counts them.
MONTHS = 11
# One site in so many does not report, reports late, or counts a parcel twice that HQ has once.
_SILENT, _LATE, _WRONG = 29, 17, 23
_PARCEL = 3
# Nobody copies how many days a month has.
_OF_THE_MONTH = (ReportSection.STAFFING,)
_UNKNOWN = {"staff": 4, "technicians": 2, "days_open": 26}


async def file_reports(system: Actor, inspector: Actor, now: datetime) -> None:
    """The last months of every site that owes them, each in its turn; what is filed already stays."""
    this_month = Month(now.year, now.month)
    for back in range(MONTHS, 0, -1):
        await _file_month(system, this_month.shift(-back), now, copying=back == 1)
        await find_odd(system, this_month.shift(-back), now)
    await _send_one_back(inspector, this_month.shift(-1), now)


async def _file_month(system: Actor, month: Month, now: datetime, *, copying: bool) -> None:
    async with transaction(system, read_only=True):
        due = await fetch(
            "select d.site, s.code, s.name, (select count(*) from site other where other.code < s.code) as place "
            "from report_due d join site s on s.id = d.site "
            "where d.month = $1 and not d.reported order by s.code",
            month.first,
        )
        sites = [row["site"] for row in due]
        known, before = await known_of_months(sites, month.first), await known_of_months(sites, month.shift(-1).first)
    for row in due:
        number = row["place"]
        if number % _SILENT == 11 or row["site"] not in known:
            continue
        copied = before.get(row["site"], {}) if copying and _copies(row["code"]) else None
        said = _said(number, known[row["site"]], copied)
        day = month.end + timedelta(days=8 if number % _LATE == 3 else number % 5)
        at = min(datetime.combine(day, time(number % 9, number % 60), UTC), now)
        operator = Actor(Role.SITE_OPERATOR, row["name"], sites=frozenset({row["site"]}))
        await _submit(operator, row["code"], month, said, at)


def _copies(code: str) -> bool:
    return CHEATERS.get(code) is Trick.COPIES_REPORT


def _said(number: int, known: Mapping[str, int], copied: Mapping[str, int] | None) -> ReportIn:
    """What the records know, or what stood in the report before, or what a courier's list says that is wrong."""
    if copied is not None:
        again = {key: copied[key] for key in copied if FIGURES[key].section not in _OF_THE_MONTH}
        return _report({**known, **again}, "Counted by hand.")
    if number % _WRONG == 9:
        shipped = known.get("units_shipped", 0) + _PARCEL
        return _report({**known, "units_shipped": shipped}, "As the courier's list has it.")
    return _report(known, "As our orders say.")


def _report(told: Mapping[str, int], why: str = "") -> ReportIn:
    """What is told, and for the rest what a quiet site would say; nil where nothing happened at all.

    `why`: what the site answers when its figures are asked about.
    """
    figures = {key: {**_UNKNOWN, **told}.get(key, 0) for key in FIGURES}
    nil = not any(value for key, value in figures.items() if key not in STAFFING)
    if nil:
        figures = {key: figures[key] for key in STAFFING}
    explanations = dict.fromkeys(FIGURES, why) if why else {}
    return ReportIn.model_validate({"nil": nil, "figures": figures, "explanations": explanations})


async def _submit(operator: Actor, code: str, month: Month, said: ReportIn, at: datetime) -> None:
    content = said.model_dump_json()
    await submit(operator, code, month, said, None, at, Handed(Way.API, "", sha256(content.encode()).hexdigest()))


async def _send_one_back(inspector: Actor, month: Month, now: datetime) -> None:
    """The first waits for its correction, the second is accepted; all others wait to be read."""
    async with transaction(inspector, read_only=True):
        waiting: Sequence[str] = [
            row["code"]
            for row in await fetch(
                "select s.code from monthly_report r join site s on s.id = r.site "
                "where r.month = $1 and r.state = 'submitted' order by s.code limit 2",
                month.first,
            )
        ]
    if len(waiting) == 2:
        reasons = ReturnIn(reasons={"parts_used": "Please count the parts that were used; 0 cannot be right."})
        await return_report(inspector, waiting[0], month, None, reasons, now)
        await accept_report(inspector, waiting[1], month, None, now)
