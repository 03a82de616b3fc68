"""What customers of the demo network complained of, what they were charged, and what became of both."""

import csv
import io
from collections.abc import AsyncIterator, Mapping, Sequence
from datetime import UTC, date, datetime, time, timedelta
from pathlib import Path
from random import Random
from uuid import UUID

from network.demo.catalogue import FAULTS
from network.demo.model import Site
from network.feedback.commands.answering import acknowledge_complaint, answer_complaint
from network.feedback.commands.complaints import enter_complaint
from network.feedback.commands.deciding import decide_complaint
from network.feedback.commands.overcharges import decide_case, find_overcharges
from network.feedback.schemas.complaints import AnswerIn, ComplaintIn, DecisionIn
from network.feedback.schemas.overcharges import VerdictIn
from network.foundation.access import Actor
from network.foundation.database import fetch, fetch_value, transaction
from network.foundation.periods import Quarter
from network.repairs.commands.prices import upload_prices
from network.repairs.rules.prices import MOST_LINES
from network.repairs.schemas.prices import PriceListIn
from network.web.uploads import SentFile

QUARTERS, A_QUARTER = 6, 9
# The charges of so many last days of each quarter were looked at, and so many cases of it decided.
LOOKED_AT, DECIDED = timedelta(days=10), 3
# Problem, severity, what the customer said, who had to answer for it (empty: not substantiated).
_SAID: Sequence[tuple[str, str, str, str]] = (
    ("service.too_late", "major", "Promised for the next day; it took nine.", "site"),
    ("hardware.fault_again", "major", "The same fault came back within a week.", "site"),
    ("service.impolite", "minor", "I was told to read the manual and leave.", "site"),
    ("logistics.part_missing", "minor", "They waited three weeks for a board.", "logistics"),
    ("use.misunderstood", "minor", "The screen stays dark when I cover the sensor.", ""),
    ("price.too_high", "major", "I paid twice what hangs on the wall.", "site"),
    ("software.data_lost", "critical", "All my orders were gone after the repair.", "shared"),
    ("network.coverage", "minor", "No signal in my office since the update.", "product"),
    ("service.not_reached", "minor", "Nobody picks up the telephone.", "shared"),
)
_NAMES = ("Zhao", "Qian", "Sun", "Li", "Zhou", "Wu")


async def complain(
    system: Actor, people: Mapping[str, Actor], sites: Sequence[Site], folder: Path, now: datetime
) -> None:
    """A price list, a complaint every ten days or so, and the charges of the end of each quarter. Once."""
    async with transaction(system, read_only=True):
        if await fetch_value("select exists (select from complaint) or exists (select from price_list)"):
            return
    ended = Quarter.of(now.date())
    quarters = [ended.shift(-back) for back in range(QUARTERS, 0, -1)]
    await _list_prices(system, quarters[0].first - timedelta(days=60), folder, "Service prices")
    await _list_prices(system, now.date() + timedelta(days=30), folder, "Service prices of the next year", at=now)
    rng, open_sites = Random("grievances"), [site for site in sites if site.closed_on is None]
    for quarter in quarters:
        await _charges(system, people["manager"], quarter)
        known = [site for site in open_sites if site.opened_on < quarter.first]
        for place in range(A_QUARTER):
            came = datetime.combine(quarter.first + timedelta(days=9 * place + 3), time(2 + place % 7), UTC)
            await _complaint(system, people["manager"], rng.choice(known), rng, came, _SAID[place])
    await _waiting(people["manager"], open_sites, now)


async def _list_prices(system: Actor, day: date, folder: Path, title: str, at: datetime | None = None) -> None:
    """Honest sites charge up to a fifth more or less than the mean."""
    out = io.StringIO()
    lines = csv.writer(out)
    lines.writerow(("product", "service", "highest"))
    lines.writerows(("", fault.code, round(fault.price * 1.2) + 5) for fault in FAULTS[:MOST_LINES])
    frame = PriceListIn(title=title, from_on=day, currency="CNY", note="To be posted at the counter.")
    sent = SentFile("prices.csv", _once(out.getvalue().encode()))
    await upload_prices(system, frame, sent, folder, at or datetime.combine(day, time(1), UTC))


async def _once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def _charges(system: Actor, manager: Actor, quarter: Quarter) -> None:
    """Of the cases found most are substantiated; the others wait."""
    looked = datetime.combine(quarter.end + timedelta(days=2), time(3), UTC)
    await find_overcharges(system, quarter.end - LOOKED_AT, quarter.end - timedelta(days=1), looked)
    async with transaction(manager, read_only=True):
        rows = await fetch(
            "select id from overcharge_case where found_at = $1 order by site, order_no limit $2", looked, DECIDED
        )
    for place, row in enumerate(rows):
        dismissed = VerdictIn(substantiated=False, reason="Two services on one receipt; the sum is right.")
        too_much = VerdictIn(substantiated=True, reason="The receipt and the posted list do not agree.")
        await decide_case(manager, row["id"], dismissed if place == 1 else too_much, looked + timedelta(days=5))


async def _complaint(
    system: Actor, manager: Actor, site: Site, rng: Random, came: datetime, said: tuple[str, str, str, str]
) -> UUID:
    """From receipt to the decision; one in five is answered late."""
    made = await _entered(manager, site.code, rng, came, said)
    hours = rng.choice((6, 20, 30, 44, 70))
    await acknowledge_complaint(system, made, came + timedelta(hours=3))
    answer = AnswerIn(answer="We have looked into it, told the customer and apologised.")
    await answer_complaint(system, made, answer, came + timedelta(hours=hours))
    responsible = said[3]
    decision = DecisionIn.model_validate(
        {
            "substantiated": bool(responsible),
            "responsible": responsible or "customer",
            "reason": "The records of the order say the same." if responsible else "The product works as it should.",
            "resolution": "Repaired again free of charge." if responsible == "site" else "",
        },
        strict=False,
    )
    await decide_complaint(manager, made, decision, came + timedelta(days=6))
    return made


async def _entered(manager: Actor, code: str, rng: Random, came: datetime, said: tuple[str, str, str, str]) -> UUID:
    problem, severity, words, _responsible = said
    given = {
        "channel": rng.choice(("phone", "email", "counter", "online", "social", "survey")),
        "received_at": came,
        "site": code,
        "problem": problem,
        "severity": severity,
        "customer_name": rng.choice(_NAMES),
        "customer_phone": f"139{rng.randrange(10**8):08d}",
        "words": words,
    }
    return await enter_complaint(manager, ComplaintIn.model_validate(given, strict=False), came)


async def _waiting(manager: Actor, sites: Sequence[Site], now: datetime) -> None:
    """What is open today: one without a site, one that is late, two that are fresh."""
    rng = Random("waiting")
    codes = [sites[0].code, sites[1].code, sites[2].code]
    for place, (code, days) in enumerate((("", 1), (codes[0], 4), (codes[1], 1), (codes[2], 0))):
        came = now - timedelta(days=days, hours=2)
        await _entered(manager, code, rng, came, _SAID[place])
