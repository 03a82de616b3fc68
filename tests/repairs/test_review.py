"""The review of odd records finds those who cheat and does not name those who do not."""

import json
import random
from datetime import datetime, timedelta

import pytest

from network.foundation.errors import Forbidden
from network.foundation.periods import Month
from network.repairs.commands.review import decide_flag, find_odd
from network.repairs.errors.review import FlagDecided, FlagNotFound, NetworkDecides
from network.repairs.queries.review import flag, list_flags
from network.repairs.review_lists import FLAGS
from network.repairs.rules.anomalies import Oddity
from network.repairs.schemas.review import FlagDecisionIn, FlagState
from network.web.listing import ListState
from tests.factory import HQ, NOW, Store, at, executive, manager, operator
from tests.scorecards.reporting import filed

JULY = Month(2026, 7)
EVERYTHING = ListState(FLAGS, sort="state")


async def _named(store: Store) -> set[tuple[str, str]]:
    rows = await store.rows("select s.code, f.kind from review_flag f join site s on s.id = f.site")
    return {(row["code"], row["kind"]) for row in rows}


async def _site_of(store: Store, code: str) -> int:
    return int(await store.value("select id from site where code = $1", code))


class Cheat:
    """Sites that do what the demo's do not."""

    def __init__(self, store: Store) -> None:
        self.store, self.chance = store, random.Random(1)

    async def burst(self, site: int) -> None:
        """Ten orders are closed with one stroke, twenty one by one."""
        for number in range(30):
            ready = at("2026-07-20 09:17") if number < 10 else self._some_day(number)
            await self.store.order(site, f"A{number}", ready - timedelta(hours=3, minutes=number), ready_at=ready)

    async def heap(self, site: int) -> None:
        """Every time ends in 7."""
        for number in range(30):
            ready = self._some_day(number).replace(minute=self.chance.choice([7, 17, 27, 37, 47, 57]), second=0)
            await self.store.order(site, f"A{number}", ready - timedelta(minutes=300 + 7 * number), ready_at=ready)

    async def same(self, site: int) -> None:
        for number in range(24):
            hours = 5 if number % 2 else number + 1
            await self.store.order(site, f"A{number}", self._some_day(number), ready=hours)

    async def just_in_time(self, site: int) -> None:
        for number in range(24):
            hours = 23.3 + self.chance.random() / 2 if number % 4 else 30 + number
            await self.store.order(site, f"A{number}", self._some_day(number), ready=hours)

    async def false_nil(self, site: int) -> None:
        await self.store.returned(site, "R1", at("2026-07-10"), received_at=at("2026-07-13"))
        await filed(self.store, site, "2026-07", at("2026-08-02"), nil=True)

    async def copied(self, site: int) -> None:
        figures = {"received": 31, "closed": 30, "ready": 29, "ready_24h": 20, "ready_48h": 25, "staff": 4}
        await filed(self.store, site, "2026-06", at("2026-07-02"), figures)
        await filed(self.store, site, "2026-07", at("2026-08-02"), {**figures, "staff": 5})

    def _some_day(self, number: int) -> datetime:
        return at("2026-07-02 01:00") + timedelta(days=number % 28, minutes=self.chance.randint(0, 500))


@pytest.fixture
async def cheated(store: Store) -> Store:
    cheat = Cheat(store)
    doing = (cheat.burst, cheat.heap, cheat.same, cheat.just_in_time, cheat.false_nil, cheat.copied)
    for each in doing:
        await each(await store.site(each.__name__))
    await find_odd(HQ, JULY, NOW)
    return store


async def test_each_way_to_cheat_is_named_as_what_it_is(cheated: Store) -> None:
    assert await _named(cheated) == {
        ("burst", "burst"),
        ("heap", "heaped_minutes"),
        ("same", "same_turnaround"),
        ("just_in_time", "before_due"),
        ("false_nil", "false_nil"),
        ("copied", "copied_report"),
    }


async def test_the_records_behind_a_flag_are_shown(cheated: Store) -> None:
    found = {each.kind: await flag(HQ, each.id) for each in (await list_flags(HQ, EVERYTHING)).items}
    assert {kind: len(each.behind) for kind, each in found.items()} == {
        Oddity.BURST: 10,
        Oddity.HEAPED_MINUTES: 30,
        Oddity.SAME_TURNAROUND: 13,
        Oddity.BEFORE_DUE: found[Oddity.BEFORE_DUE].facts["found"],
        Oddity.FALSE_NIL: 1,
        Oddity.COPIED_REPORT: 0,
    }
    assert found[Oddity.FALSE_NIL].behind[0].number == "R1"
    assert found[Oddity.BURST].behind[0].times["ready_at"] == at("2026-07-20 09:17")


async def test_looking_again_keeps_what_was_decided_and_adds_what_is_new(cheated: Store) -> None:
    again = await find_odd(HQ, JULY, NOW)
    assert (again.flags, again.new) == (6, 0)
    [burst] = [each for each in (await list_flags(HQ, EVERYTHING)).items if each.kind is Oddity.BURST]
    said = FlagDecisionIn(note="A truck came.")
    await decide_flag(HQ, burst.id, FlagState.CLEARED, said, NOW)
    site = await _site_of(cheated, "burst")
    for number in range(3):
        await cheated.order(site, f"B{number}", at("2026-07-19", number), ready_at=at("2026-07-20 09:17"))
    site = await _site_of(cheated, "just_in_time")
    await cheated.order(site, "B1", at("2026-07-11"), ready=23.5)
    before = {row["kind"]: row["facts"] for row in await cheated.rows("select kind, facts from review_flag")}
    assert (await find_odd(HQ, JULY, NOW)).new == 0
    after = {row["kind"]: row["facts"] for row in await cheated.rows("select kind, facts from review_flag")}
    assert {kind for kind in before if before[kind] != after[kind]} == {"before_due"}
    assert json.loads(after["before_due"])["found"] == json.loads(before["before_due"])["found"] + 1
    await cheated.returned(await _site_of(cheated, "copied"), "R1", at("2026-07-10"), received_at=at("2026-07-13"))
    assert (await find_odd(HQ, JULY, NOW)).new == 0, "a report that is not nil is not contradicted"
    with pytest.raises(FlagDecided):
        await decide_flag(HQ, burst.id, FlagState.CONFIRMED, said, NOW)
    decided = await flag(HQ, burst.id)
    assert (decided.state, decided.decider, decided.note) == ("cleared", "Hua", "A truck came.")
    events = await cheated.rows("select action, site from trail_event where action like 'review.%' order by id")
    assert [(row["action"], row["site"]) for row in events] == [("review.found", 0), ("review.cleared", 0)]


async def test_no_site_and_nobody_else_ever_sees_a_flag(cheated: Store) -> None:
    [one, *_others] = (await list_flags(HQ, EVERYTHING)).items
    site = await _site_of(cheated, one.site)
    for actor in (operator(site), executive()):
        for asked in (list_flags(actor, EVERYTHING), flag(actor, one.id), find_odd(actor, JULY, NOW)):
            with pytest.raises(Forbidden):
                await asked
    mine = await list_flags(manager(site), EVERYTHING)
    assert {each.site for each in mine.items} == {one.site}
    other = await cheated.site("S9")
    with pytest.raises(FlagNotFound):
        await flag(manager(other), one.id)
    said = FlagDecisionIn(note="Seen.")
    for refused in (
        decide_flag(manager(site), one.id, FlagState.CLEARED, said, NOW),
        find_odd(manager(site), JULY, NOW),
    ):
        with pytest.raises(NetworkDecides):
            await refused
    assert (await flag(manager(site), one.id)).state == "open"


async def test_a_flag_never_touches_a_score(cheated: Store) -> None:
    assert "review_flag" not in str(
        await cheated.rows("select prosrc from pg_proc where pronamespace = 'public'::regnamespace")
    )
