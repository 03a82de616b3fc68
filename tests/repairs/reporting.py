"""Sites that owe monthly reports, and what they say in them."""

from datetime import UTC, date, datetime
from uuid import uuid4

from network.foundation.access import Actor
from network.foundation.periods import Month
from network.repairs.commands.reports import Filed, Handed, submit
from network.repairs.rules.report_figures import FIGURES
from network.repairs.rules.reports import Way
from network.repairs.schemas.reports import ReportIn
from tests.factory import Store, operator

JULY = Month(2026, 7)
# On clocks of China: day 5, 24:00 is 16:00 UTC of that day.
DEADLINE = datetime(2026, 8, 5, 16, tzinfo=UTC)
IN_TIME = datetime(2026, 8, 3, 8, tzinfo=UTC)
BY_HAND = Handed(Way.WEB, "form", "0" * 64)

# Nothing in progress at either end; nothing the records of an empty site contradict.
QUIET = dict.fromkeys(FIGURES, 0) | {
    "received": 40,
    "closed": 40,
    "ready": 38,
    "ready_48h": 36,
    "ready_24h": 30,
    "staff": 4,
    "technicians": 2,
    "days_open": 26,
}


async def certified(
    store: Store,
    site: int,
    since: date = date(2026, 3, 10),
    until: date = date(2027, 3, 9),
    ended_on: date | None = None,
) -> None:
    """A certificate that holds from `since` to `until`, or to the day before `ended_on`."""
    line = await store.value(
        "insert into product_line (code, name, name_zh) values ($1, $1, $1) returning id", f"line-{uuid4().hex[:8]}"
    )
    kind = await store.value(
        "insert into certificate_type (code, title, title_zh, product_line, repair_level, validity_months, "
        "validity_rule, window_days) values ($1, $1, $1, $2, 1, 12, 'from_decision', 90) returning id",
        f"type-{uuid4().hex[:8]}",
        line,
    )
    thread = uuid4()
    await store.value(
        "insert into certification (id, site, type, state) values ($1, $2, $3, 'certified')", thread, site, kind
    )
    await store.value(
        "insert into certificate (id, certification, site, type, number, valid_from, valid_to, ended_on) "
        "values ($1, $2, $3, $4, $5, $6, $7, $8)",
        uuid4(),
        thread,
        site,
        kind,
        uuid4().hex[:12],
        since,
        until,
        ended_on,
    )


def said(**more: int | str) -> ReportIn:
    """A quiet month with these figures instead."""
    return ReportIn.model_validate({"figures": QUIET | more})


async def filed(
    site: int,
    code: str = "S1",
    report: ReportIn | None = None,
    *,
    month: Month = JULY,
    version: int | None = None,
    now: datetime = IN_TIME,
    actor: Actor | None = None,
) -> Filed:
    return await submit(actor or operator(site), code, month, report or said(), version, now, BY_HAND)
