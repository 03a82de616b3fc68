"""The list of certifications, what is due, and reminders: SQL over the whole network that agrees with the rules."""

from datetime import date, timedelta
from random import Random

import pytest

from network.foundation.access import Permission
from network.foundation.errors import Forbidden
from network.sites.commands.certificate_reminders import remind
from network.sites.lists.certification import CERTIFICATIONS
from network.sites.queries.certification import certifications
from network.sites.queries.certification_due import due
from network.sites.queries.certification_list import FILTERS, SORTS, certification_lines
from network.sites.rules.certification import Change, Standing
from network.web.listing import ListState
from tests.factory import Store, executive, operator
from tests.sites.certifying import TODAY, administrator, agreed, make, regional, thread

C, S = Change, Standing
P = Permission


def state(**filters: str) -> ListState:
    q, sort = filters.pop("q", ""), filters.pop("sort", "site")
    return ListState(CERTIFICATIONS, q=q, sort=sort, filters=filters)


async def listed(day: date = TODAY, **filters: str) -> list[tuple[str, Standing]]:
    lines = await certification_lines(administrator(), state(**filters), day)
    assert lines.total == len(lines.items)
    return [(line.site, line.standing) for line in lines.items]


async def wander(random: Random, site: str) -> None:
    """A history of this site in which every change is one that was offered."""
    day = TODAY - timedelta(days=random.randint(0, 360))
    await make(administrator(), site, C.GRANTED, effective_on=day.isoformat())
    for _step in range(random.randint(0, 6)):
        day += timedelta(days=random.randint(0, 60))
        found = await thread(site, day=day)
        if not found.next:
            return
        change = random.choice(found.next)
        more = {"conditions": [{"words": "x", "due_on": "2030-01-01"}]} if change is C.CONDITIONED else {}
        apply = agreed if change in (C.SUSPENDED, C.WITHDRAWN) else None
        if apply:
            await apply(site, change, effective_on=max(day, TODAY).isoformat())
            day = max(day, TODAY)
        else:
            await make(administrator(), site, change, effective_on=day.isoformat(), **more)


@pytest.mark.parametrize("seed", range(3))
async def test_the_list_works_out_the_same_standings_as_the_rules(network: dict[str, int], seed: int) -> None:
    random = Random(seed)
    for site in sorted(network):
        await wander(random, site)
    for days in (-300, -90, -1, 0, 1, 45, 200, 700):
        day = TODAY + timedelta(days=days)
        expected = [
            (site, each.standing)
            for site in sorted(network)
            for each in (await certifications(administrator(), site, day)).certifications
        ]
        assert await listed(day) == expected


async def test_filters_leave_what_they_say(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    await make(administrator(), "BJ1", C.GRANTED, type="tablet-1", valid_to=(TODAY + timedelta(days=20)).isoformat())
    await make(administrator(), "HZ1", C.GRANTED)
    await agreed("HZ1", C.SUSPENDED)
    await make(administrator(1), "SH1", C.SUSPENDED)
    number = (await thread("SH1")).certificates[0].number
    everything = [("BJ1", S.PROVISIONAL), ("HZ1", S.SUSPENDED), ("SH1", S.PROVISIONAL)]
    assert await listed() == everything
    assert await listed(standing="suspended") == everything[1:2]
    assert await listed(line="tablet") == everything[:1]
    assert await listed(region="East China") == everything[1:]
    assert await listed(within="30") == everything[:1]
    assert await listed(within="nonsense") == everything
    assert await listed(waiting="yes") == everything[2:]
    assert await listed(q=number[3:8].lower()) == everything[2:]


async def test_every_order_and_filter_of_the_list_is_one_of_its_query() -> None:
    assert {column.key for column in CERTIFICATIONS.columns if column.sortable} <= set(SORTS)
    assert CERTIFICATIONS.filters == FILTERS


async def test_everyone_lists_what_is_in_reach(network: dict[str, int], store: Store) -> None:
    for site in ("SH1", "BJ1"):
        await make(administrator(), site, C.GRANTED)
    await make(administrator(1), "SH1", C.SUSPENDED)
    north = int(await store.value("select id from region where path = 'North China'"))
    seen = {}
    for name, actor in {
        "executive": executive(),
        "operator": operator(network["SH1"]),
        "regional": regional(1, {network["BJ1"]}, {north}),
    }.items():
        lines = await certification_lines(actor, state(), TODAY)
        seen[name] = [(line.site, line.waiting) for line in lines.items]
    assert seen["executive"] == [("BJ1", None), ("SH1", None)]
    assert seen["operator"] == [("SH1", None)]
    assert seen["regional"] == [("BJ1", None)]


async def test_what_is_due_names_it_and_counts_all(network: dict[str, int]) -> None:
    soon = (TODAY + timedelta(days=20)).isoformat()
    await make(administrator(), "SH1", C.GRANTED, valid_to=soon)
    await make(administrator(), "SH2", C.GRANTED, effective_on="2026-01-01")
    await make(administrator(), "HZ1", C.GRANTED)
    condition = {"words": "Earth the benches", "due_on": soon}
    await make(administrator(), "HZ1", C.CONDITIONED, conditions=[condition])
    await make(administrator(1), "HZ1", C.SUSPENDED)
    found = await due(administrator(2), TODAY)
    assert [(line.site, line.due_on) for line in found.expiring] == [
        ("SH1", TODAY + timedelta(days=20)),
        ("SH2", date(2026, 12, 31)),
    ]
    assert [(line.site, line.due_on) for line in found.provisional_ended] == [("SH2", date(2026, 6, 30))]
    assert [(line.site, line.words) for line in found.conditions] == [("HZ1", "Earth the benches")]
    assert [(line.site, line.change) for line in found.proposals] == [("HZ1", C.SUSPENDED)]
    assert (found.expiring_total, found.total) == (2, 5)


async def test_a_proposal_waits_for_others_who_hold_the_right(network: dict[str, int], store: Store) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    await make(administrator(1), "SH1", C.SUSPENDED)
    east = int(await store.value("select id from region where path = 'East China/Shanghai'"))
    reach = {network["SH1"]}
    waiting = {
        "proposer": administrator(1),
        "second": administrator(2),
        "holder": regional(1, reach, {east}, P.PROPOSE_CANCELLATION),
        "bare": regional(2, reach, {east}, P.SELECT_SITES),
        "operator": operator(network["SH1"]),
    }
    totals = {name: (await due(actor, TODAY)).proposals_total for name, actor in waiting.items()}
    assert totals == {"proposer": 0, "second": 1, "holder": 1, "bare": 0, "operator": 0}


async def test_a_renewed_or_withdrawn_certificate_is_not_due(network: dict[str, int]) -> None:
    for site in ("SH1", "SH2", "HZ1"):
        await make(administrator(), site, C.GRANTED, effective_on="2026-01-01")
    await make(administrator(), "SH1", C.RENEWED)
    await agreed("SH2", C.WITHDRAWN)
    assert [line.site for line in (await due(administrator(), TODAY)).expiring] == ["HZ1"]
    assert await remind(administrator(), TODAY) == 1


async def test_each_reminder_is_made_once_and_a_late_start_makes_only_the_nearest(
    network: dict[str, int], store: Store
) -> None:
    await make(administrator(), "SH1", C.GRANTED, effective_on="2026-01-01")
    end = date(2026, 12, 31)
    looked = (91, 90, 89, 60, 25, 24, 7, 0, -1)
    made = {days: await remind(administrator(), end - timedelta(days=days)) for days in looked}
    assert made == {91: 0, 90: 1, 89: 0, 60: 1, 25: 1, 24: 0, 7: 1, 0: 0, -1: 0}
    kept = await store.rows("select days from certificate_reminder order by id")
    assert [row["days"] for row in kept] == [90, 60, 30, 7]
    line = (await certification_lines(administrator(), state(), TODAY)).items[0]
    assert (line.reminded, line.days_left) == (7, 39)


async def test_only_headquarters_makes_reminders(network: dict[str, int]) -> None:
    for actor in (operator(network["SH1"]), regional(1, set(network.values()), {1}), executive()):
        with pytest.raises(Forbidden):
            await remind(actor, TODAY)


async def test_a_page_past_the_end_is_the_last_one(network: dict[str, int]) -> None:
    for site in ("SH1", "SH2", "HZ1"):
        await make(administrator(), site, C.GRANTED)
    past = ListState(CERTIFICATIONS, sort="site", page=9, size=2)
    lines = await certification_lines(administrator(), past, TODAY)
    assert ([line.site for line in lines.items], lines.page, lines.total) == (["SH2"], 2, 3)
