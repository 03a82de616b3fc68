"""Taking note of an edition: who may, when, once; by oneself and on a signed sheet."""

import asyncio
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from uuid import UUID

import pytest

from network.foundation.access import Actor, Role
from network.foundation.errors import ServicemarkError
from network.manuals.commands.acknowledgement_reminders import remind_of_manuals
from network.manuals.commands.acknowledging import acknowledge
from network.manuals.commands.sheets import hand_in_sheet
from network.manuals.errors.acknowledgements import (
    EditionNotToBeNoted,
    EditionSuperseded,
    NobodyOnSheet,
    NoPerson,
    NotAddressed,
    PersonLeft,
    QuizWrong,
    SheetPeopleWrong,
)
from network.manuals.queries.own_duties import last_taken, own_duties
from network.manuals.queries.site_duties import sheet_file, site_duties
from network.manuals.rules.duties import DutyState
from network.web.uploads import SentFile
from tests.factory import HQ, Store, operator
from tests.foundation.evidence.corpus import halves, saved
from tests.manuals.noting import QUESTION, changed, edition, employ, manual, note
from tests.served import Browse, MakePerson, text_of

FIRST = date(2026, 11, 1)
NOW = datetime(2026, 11, 20, 4, tzinfo=UTC)
KEY = "house-manual"


@dataclass
class World:
    """A manual in force since FIRST with a question, and a technician of SH1 with an account of their own."""

    manual: UUID
    edition: UUID
    person: UUID
    staff: Actor


async def signed_in(store: Store, make: MakePerson, sites: dict[str, int], email: str, person: UUID) -> Actor:
    account = await make(email, Role.SITE_STAFF, sites=["SH1"])
    await store.rows("update person set account = $2 where id = $1", person, account)
    return Actor(Role.SITE_STAFF, "Li Na", account, frozenset({sites["SH1"]}))


@pytest.fixture
async def world(store: Store, sites: dict[str, int], person: MakePerson) -> World:
    of = await manual(store)
    first = await edition(store, of, 1, FIRST, quiz=[QUESTION], audience={"roles": ["technician"]})
    who = await employ(store, sites["SH1"], date(2025, 1, 1))
    return World(of, first, who, await signed_in(store, person, sites, "li@example.com", who))


async def a_photo() -> AsyncIterator[bytes]:
    yield saved(halves(), "JPEG")


async def test_note_is_taken_once_whoever_asks_twice_at_once(world: World, store: Store) -> None:
    said = await asyncio.gather(*(acknowledge(world.staff, KEY, 1, {"rings": "three"}, NOW) for _n in range(4)))
    again = await acknowledge(world.staff, KEY, 1, {}, NOW + timedelta(days=1))
    assert {each.at for each in [*said, again]} == {NOW}
    assert await store.counts("acknowledgement") == {"acknowledgement": 1}
    assert await store.value("select count(*) from trail_event where action = 'acknowledgement.made'") == 1


async def test_a_wrong_answer_names_the_clause_and_may_be_mended_at_once(world: World, store: Store) -> None:
    for answers in ({}, {"rings": "ten"}):
        with pytest.raises(QuizWrong) as refusal:
            await acknowledge(world.staff, KEY, 1, answers, NOW)
        assert {name: str(text) for name, text in refusal.value.fields.items()} == {"rings": "Read clause 1.1 again."}
    assert await store.counts("acknowledgement") == {"acknowledgement": 0}
    await acknowledge(world.staff, KEY, 1, {"rings": "three"}, NOW)


async def test_what_is_approved_may_be_taken_note_of_early_and_a_draft_not(world: World, store: Store) -> None:
    await edition(store, world.manual, 2, date(2026, 12, 1), document=changed())
    await edition(store, world.manual, 3, date(2026, 12, 2), state="draft")
    assert (await acknowledge(world.staff, KEY, 2, {}, NOW)).number == 2
    for number in (3, 4):
        with pytest.raises(EditionNotToBeNoted):
            await acknowledge(world.staff, KEY, number, {}, NOW)
    former = await last_taken(world.staff, KEY, 3)
    assert former is not None
    assert former.number == 2


@pytest.mark.parametrize(
    ("change", "refusal"),
    [
        ("update staff_member set to_on = '2026-11-19'", PersonLeft),
        ("update staff_member set role = 'receptionist'", NotAddressed),
        ("update staff_member set to_on = '2026-10-31'", NotAddressed),
        ("update person set account = gen_random_uuid() where account is null", None),
    ],
)
async def test_only_whom_it_is_for_takes_note_and_nobody_who_has_left(
    world: World, store: Store, change: str, refusal: type[ServicemarkError] | None
) -> None:
    await store.rows(change)
    if refusal is None:
        await acknowledge(world.staff, KEY, 1, {"rings": "three"}, NOW)
    else:
        with pytest.raises(refusal):
            await acknowledge(world.staff, KEY, 1, {"rings": "three"}, NOW)


async def test_an_account_that_is_nobodys_is_told_so(world: World, sites: dict[str, int], person: MakePerson) -> None:
    account = await person("nobody@example.com", Role.SITE_STAFF, sites=["SH1"])
    nobody = Actor(Role.SITE_STAFF, "No", account, frozenset({sites["SH1"]}))
    with pytest.raises(NoPerson):
        await acknowledge(nobody, KEY, 1, {"rings": "three"}, NOW)
    assert await own_duties(nobody, NOW) == []


async def test_a_newer_material_edition_takes_the_place_of_the_former(world: World, store: Store) -> None:
    await edition(store, world.manual, 2, date(2026, 11, 10), material=False)
    await edition(store, world.manual, 3, date(2026, 11, 20), document=changed())
    with pytest.raises(EditionSuperseded):
        await acknowledge(world.staff, KEY, 2, {}, NOW)
    before = NOW - timedelta(days=1)
    assert [(duty.number, duty.state) for duty in await own_duties(world.staff, before)] == [
        (2, DutyState.OVERDUE),
        (3, DutyState.DUE),
    ]
    assert [(duty.number, duty.due_on) for duty in await own_duties(world.staff, NOW)] == [(3, date(2026, 12, 4))]


async def test_one_note_meets_the_duties_at_two_sites(world: World, store: Store, sites: dict[str, int]) -> None:
    await employ(store, sites["SH2"], date(2026, 11, 15), person=world.person)
    await acknowledge(world.staff, KEY, 1, {"rings": "three"}, NOW)
    for code, state in (("SH1", DutyState.LATE), ("SH2", DutyState.IN_TIME)):
        [duty] = await site_duties(HQ, code, NOW.date())
        assert (duty.person, duty.state) == (world.person, state)
        [before] = await site_duties(HQ, code, NOW.date() - timedelta(days=1))
        assert before.taken_on is None


async def test_a_sheet_says_that_several_have_taken_note(
    world: World, store: Store, sites: dict[str, int], tmp_path: Path
) -> None:
    second = await employ(store, sites["SH1"], date(2026, 1, 1), name="Wang Wei")
    await note(store, world.edition, world.person, sites["SH1"], NOW - timedelta(days=9))
    place = ("SH1", KEY, 1, [second, world.person])
    runs = operator(sites["SH1"])
    made = await hand_in_sheet(runs, *place, SentFile("sheet.jpg", a_photo()), tmp_path, 20, NOW)
    assert (made.taken, made.known) == (1, 1)
    assert (await sheet_file(runs, "SH1", made.id)).media_type == "image/jpeg"
    found = {duty.name: duty.sheet for duty in await site_duties(runs, "SH1", NOW.date())}
    assert found == {"Wang Wei": made.id, "Li Na": None}


async def test_a_sheet_with_somebody_who_cannot_be_on_it_is_refused_whole(
    world: World, store: Store, sites: dict[str, int], tmp_path: Path
) -> None:
    gone = await employ(store, sites["SH1"], date(2026, 1, 1), date(2026, 11, 18), name="Wang Wei")
    desk = await employ(store, sites["SH1"], date(2026, 1, 1), role="receptionist", name="Zhao Min")
    elsewhere = await employ(store, sites["SH2"], date(2026, 1, 1))
    runs = operator(sites["SH1"])
    with pytest.raises(SheetPeopleWrong) as refusal:
        people = [world.person, gone, desk, elsewhere]
        await hand_in_sheet(runs, "SH1", KEY, 1, people, SentFile("s.jpg", a_photo()), tmp_path, 20, NOW)
    assert set(refusal.value.people) == {gone, desk, elsewhere}
    assert "Wang Wei" in str(refusal.value.fields["people"])
    with pytest.raises(NobodyOnSheet):
        await hand_in_sheet(runs, "SH1", KEY, 1, [], SentFile("s.jpg", a_photo()), tmp_path, 20, NOW)
    assert await store.counts("acknowledgement", "acknowledgement_sheet") == {
        "acknowledgement": 0,
        "acknowledgement_sheet": 0,
    }


async def test_people_and_their_site_are_reminded_once_of_each_step(
    world: World, store: Store, sites: dict[str, int], person: MakePerson
) -> None:
    runs = await person("ou@example.com", Role.SITE_OPERATOR, sites=["SH1"])
    await employ(store, sites["SH1"], date(2025, 1, 1), name="Wang Wei")
    due = datetime(2026, 11, 15, 4, tzinfo=UTC)
    steps = {}
    for days in (-8, -7, -7, -2, -1, 0, 1, 6, 7, 20):
        steps[days] = [(each.code, each.people) for each in await remind_of_manuals(HQ, due + timedelta(days=days))]
    assert {days for days, told in steps.items() if told == [("SH1", 2)]} == {-1, 1, 7}
    rows = await store.rows("select account, kind from notice where kind like 'manual%' order by created_at")
    theirs = [row["kind"] for row in rows if row["account"] == world.staff.account]
    assert sorted(theirs) == ["manual_due", "manual_due", "manual_overdue", "manual_overdue"]
    assert [row["kind"] for row in rows if row["account"] == runs] == ["manuals_waiting"] * 4


async def test_who_is_on_the_list_of_a_site_twice_is_asked_once(
    world: World, store: Store, sites: dict[str, int]
) -> None:
    await employ(store, sites["SH1"], date(2025, 6, 1), person=world.person)
    assert len(await own_duties(world.staff, NOW)) == 1
    assert len(await site_duties(HQ, "SH1", NOW.date())) == 1


@pytest.mark.parametrize(("closed_on", "asked"), [(date(2026, 11, 16), True), (date(2026, 11, 15), False)])
async def test_nobody_is_asked_after_the_last_day_of_a_site(
    world: World, store: Store, sites: dict[str, int], closed_on: date, asked: bool
) -> None:
    await store.rows("update site set closed_on = $2 where id = $1", sites["SH1"], closed_on)
    late = datetime(2026, 11, 16, 4, tzinfo=UTC)
    assert bool(await own_duties(world.staff, late)) == asked
    assert bool(await site_duties(HQ, "SH1", late.date())) == asked
    assert [each.code for each in await remind_of_manuals(HQ, late)] == (["SH1"] if asked else [])


async def test_who_has_taken_note_is_not_reminded(world: World, store: Store, sites: dict[str, int]) -> None:
    await note(store, world.edition, world.person, sites["SH1"], NOW - timedelta(days=9))
    assert await remind_of_manuals(HQ, NOW) == []


async def test_a_manager_is_told_once_of_all_who_are_late_with_an_edition(
    world: World, store: Store, sites: dict[str, int], person: MakePerson, browse: Browse
) -> None:
    """Of SH1 two are late, of SH2 one, of BJ1 one; whoever joined only now has still time."""
    await employ(store, sites["SH1"], date(2025, 1, 1), name="Wang Wei")
    moved = await employ(store, sites["SH2"], date(2025, 1, 1), name="Zhao Min")
    await employ(store, sites["SH1"], date(2025, 1, 1), name="Zhao Min", person=moved)
    await employ(store, sites["BJ1"], date(2025, 1, 1), name="Bai")
    await employ(store, sites["SH1"], date(2026, 11, 10), name="Xin")
    taken = await employ(store, sites["SH1"], date(2025, 1, 1), name="Qian")
    await note(store, world.edition, taken, sites["SH1"], NOW - timedelta(days=9))
    accounts = {
        "east@example.com": await person("east@example.com", Role.HQ_MANAGER, regions=["East China"]),
        "all@example.com": await person("all@example.com", Role.HQ_MANAGER),
        "admin@example.com": await person("admin@example.com"),
    }
    # Due on 15 November: that day is over in the west of the Americas at noon of the 16th in Greenwich.
    due = datetime(2026, 11, 15, 12, tzinfo=UTC)
    for days, expected in ((0, 0), (0.9, 0), (1, 2), (2, 2), (40, 2)):
        await remind_of_manuals(HQ, due + timedelta(days=days))
        assert await store.value("select count(*) from notice where kind = 'manuals_overdue'") == expected
    rows = await store.rows(
        "select account, facts ->> 'count' as people, link from notice where kind = 'manuals_overdue'"
    )
    told = {row["account"]: (row["people"], row["link"]) for row in rows}
    assert told == {
        accounts["east@example.com"]: ("3", f"/manuals/coverage?manual={KEY}&region=East+China&waiting=overdue"),
        accounts["all@example.com"]: ("4", f"/manuals/coverage?manual={KEY}&waiting=overdue"),
    }
    browser = browse()
    await browser.sign_in("east@example.com")
    listed = text_of(await browser.get("/notices"))
    assert "People who are late at sites that you look after: 3." in listed
    there = text_of(await browser.get(told[accounts["east@example.com"]][1]))
    assert "SH1" in there
    assert "BJ1" not in there
