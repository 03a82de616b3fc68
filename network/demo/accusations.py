"""What headquarters said was falsified in the demo network, what the sites answered, and what was decided."""

from collections.abc import Collection, Mapping
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from network.demo.model import DemoNetwork
from network.demo.stories import PLOTS
from network.foundation.access import Actor, Role
from network.foundation.database import fetch, fetch_value, transaction
from network.foundation.periods import Quarter
from network.improvement.commands.falsifications import (
    answer_falsification,
    appeal_falsification,
    decide_falsification,
    open_falsification,
)
from network.improvement.rules.falsifications import Falsified
from network.improvement.schemas.falsifications import FalsificationDecisionIn, FalsificationIn

_REGION = "East China"


async def accuse(people: Mapping[str, Actor], network: DemoNetwork, now: datetime) -> None:
    """One case confirmed and one dismissed in the quarter before last; in the last one, one that a colleague of the
    east has to hear the appeal of, and one in which the site is heard. Once."""
    manager = people["manager"]
    async with transaction(manager, read_only=True):
        if await fetch_value("select exists (select from falsification_case)"):
            return
        known = {row["code"] for row in await fetch("select code from site")}
    newest = Quarter.of(now.date()).shift(-1)
    before = newest.shift(-1)
    told = {story.key: story.site for story in network.stories}
    operated = network.sites_of(Role.SITE_OPERATOR)
    after = datetime.combine(before.end + timedelta(days=5), time(2), UTC)
    copied = _case(
        told["copies_report"],
        Falsified.REPORT,
        f"Monthly report {before.months[1]}",
        before.months[1].first + timedelta(days=20),
        "All 31 figures are those of the month before. The orders of the desk say something else.",
    )
    if copied.site in known:
        copied_id = await _heard(people, copied, after, "A new colleague took the wrong file.")
        await _decide(people, copied_id, True, "Figures of a whole month cannot agree by chance.", after)
    unsigned = _case(
        told["records_no_hand_over"],
        Falsified.REPAIR,
        "Hand-over records of the last week",
        before.end - timedelta(days=4),
        "Nineteen units are said to be handed over, and no customer has signed.",
    )
    if unsigned.site in known:
        unsigned_id = await _heard(people, unsigned, after, "They signed on paper; the slips are in the post.")
        await _decide(
            people, unsigned_id, False, "The slips have come, and the signatures are those of customers.", after
        )
    if eastern := _eastern(network, known):
        await _appealed(people, eastern, newest, now)
    own = _case(
        operated[1],
        Falsified.AUDIT_EVIDENCE,
        "Photo of the price board",
        newest.months[2].first + timedelta(days=14),
        "The same photo was handed in by another site of the network two months before.",
    )
    await open_falsification(manager, own, now - timedelta(days=2))


async def _appealed(people: Mapping[str, Actor], site: str, quarter: Quarter, now: datetime) -> None:
    sheet = _case(
        site,
        Falsified.SIGNED_SHEET,
        f"Training sheet {quarter.months[1]}",
        quarter.months[1].first + timedelta(days=9),
        "Four people signed who had left the site by then.",
    )
    opened = now - timedelta(days=40)
    made = await _heard(people, sheet, opened, "They came back for the day; we would not leave them out.")
    await _decide(people, made, True, "None of the four was in the building, as its list of visitors says.", opened)
    await appeal_falsification(
        await _operator(people, site),
        made,
        "The list of visitors has gaps: see the badge log.",
        now - timedelta(days=15),
    )


def _case(site: str, kind: Falsified, reference: str, day: date, grounds: str) -> FalsificationIn:
    return FalsificationIn(site=site, kind=kind, reference=reference, happened_on=day, grounds=grounds)


async def _heard(people: Mapping[str, Actor], given: FalsificationIn, at: datetime, answer: str) -> UUID:
    made = await open_falsification(people["manager"], given, at)
    await answer_falsification(await _operator(people, given.site), made, answer, at + timedelta(days=4))
    return made


async def _decide(people: Mapping[str, Actor], made: UUID, confirmed: bool, reason: str, opened: datetime) -> None:
    given = FalsificationDecisionIn(confirmed=confirmed, reason=reason)
    await decide_falsification(people["admin"], made, given, opened + timedelta(days=15))


async def _operator(people: Mapping[str, Actor], code: str) -> Actor:
    """Whoever runs the site; most of them have no account in the demo."""
    async with transaction(people["manager"], read_only=True):
        site = await fetch_value("select id from site where code = $1", code)
    return Actor(Role.SITE_OPERATOR, code, None, frozenset({site}))


def _eastern(network: DemoNetwork, known: Collection[str]) -> str | None:
    """A site of the region that has a manager of its own, and no other story."""
    operated = network.sites_of(Role.SITE_OPERATOR)
    found = (
        site.code
        for site in network.sites
        if f"{site.region}/".startswith(f"{_REGION}/")
        and site.kind == "franchised"
        and site.closed_on is None
        and site.code in known
        and site.code not in PLOTS
        and site.code not in operated
    )
    return next(found, None)
