"""What waits for whom at headquarters, and what is due at an operator's sites."""

from datetime import UTC, date, datetime, timedelta
from uuid import uuid4

import pytest

from network.foundation.access import Actor, Permission
from network.foundation.errors import Forbidden
from network.sites.commands.assessments import assign_assessor
from network.sites.queries.due import decided_lately, due_at_own_sites
from network.sites.queries.waiting import waiting
from network.sites.rules.certification import Change
from network.sites.rules.proposals import ProposalState
from network.sites.rules.waiting import Matter, Waiting
from tests.factory import Store, executive, operator
from tests.served import MakePerson
from tests.sites.assessing import AT, Office, open_office
from tests.sites.certifying import NOW, TODAY, administrator, agreed, make, regional

C, M, P = Change, Matter, Permission

# Of a certificate granted on TODAY.
ENDS = date(2027, 11, 21)
PROVISIONAL_TO = date(2027, 6, 30)


async def found(actor: Actor, today: date = TODAY) -> dict[Matter, Waiting]:
    return {each.matter: each for each in await waiting(actor, today)}


async def document(store: Store, site: int, valid_to: date, title: str = "Lease", **columns: object) -> None:
    """A document of the site's file, added one after the other."""
    row = {
        "id": uuid4(),
        "site": site,
        "kind": "lease",
        "title": title,
        "version": "",
        "valid_to": valid_to,
        "file_name": "a.pdf",
        "file_sha256": "0" * 64,
        "file_kind": "pdf",
        "file_type": "application/pdf",
        "file_size": 1,
        "added_by": "Li",
        "added_at": NOW - timedelta(days=100),
        **columns,
    }
    places = ", ".join(f"${place}" for place in range(1, len(row) + 1))
    await store.root.execute(f"insert into site_document ({', '.join(row)}) values ({places})", *row.values())


@pytest.mark.parametrize(
    ("today", "matters"),
    [
        (PROVISIONAL_TO, set()),
        (PROVISIONAL_TO + timedelta(days=1), {M.PROVISIONAL}),
        (ENDS - timedelta(days=91), {M.PROVISIONAL}),
        (ENDS - timedelta(days=90), {M.PROVISIONAL, M.ENDING}),
        (ENDS, {M.PROVISIONAL, M.ENDING}),
        (ENDS + timedelta(days=1), {M.EXPIRED}),
    ],
)
async def test_a_certificate_comes_up_when_its_days_do(
    network: dict[str, int], today: date, matters: set[Matter]
) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    assert set(await found(administrator(), today)) == matters


async def test_ends_are_counted_by_how_near_they_are(network: dict[str, int]) -> None:
    for code, days in (("SH1", 7), ("SH2", 30), ("HZ1", 31), ("BJ1", 91)):
        await make(administrator(), code, C.GRANTED, valid_to=TODAY + timedelta(days=days))
    ending = (await found(administrator()))[M.ENDING]
    assert (ending.count, ending.first, ending.late) == (3, TODAY + timedelta(days=7), 0)
    assert ending.within == {7: 1, 30: 2, 60: 3, 90: 3}
    assert ending.sites == ("SH1", "SH2", "HZ1")


async def test_what_is_renewed_or_suspended_does_not_come_up(network: dict[str, int], store: Store) -> None:
    soon = ENDS - timedelta(days=10)
    for code in ("SH1", "SH2", "BJ1"):
        await make(administrator(), code, C.GRANTED)
    await agreed("SH2", C.SUSPENDED)
    await store.root.execute(
        "insert into certificate (id, certification, site, type, number, valid_from, valid_to) "
        "select gen_random_uuid(), certification, site, type, 'next', valid_to + 1, valid_to + 365 from certificate "
        "where site = $1",
        network["SH1"],
    )
    assert (await found(administrator(), soon))[M.ENDING].sites == ("BJ1",)
    assert (await found(administrator(), ENDS + timedelta(days=1)))[M.EXPIRED].sites == ("BJ1",)


@pytest.mark.parametrize(("days", "told"), [(31, None), (30, 0), (0, 0), (-1, 1)])
async def test_a_condition_comes_up_a_month_before_its_day(
    network: dict[str, int], days: int, told: int | None
) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    due = TODAY + timedelta(days=40)
    await make(administrator(), "SH1", C.CONDITIONED, conditions=[{"words": "Earth the benches", "due_on": str(due)}])
    condition = (await found(administrator(), due - timedelta(days=days))).get(M.CONDITION)
    assert (condition.late if condition else None) == told
    await make(administrator(), "SH1", C.RELIEVED)
    assert M.CONDITION not in await found(administrator(), due)


async def test_a_proposal_waits_for_everyone_with_the_right_but_its_proposer(
    network: dict[str, int], store: Store
) -> None:
    east = await store.value("select id from region where path = 'East China/Shanghai'")
    reach = {network["SH1"]}
    await make(administrator(), "SH1", C.GRANTED)
    await make(regional(1, reach, {east}, P.PROPOSE_CANCELLATION), "SH1", C.SUSPENDED)
    assert M.SECOND_PERSON not in await found(regional(1, reach, {east}, P.PROPOSE_CANCELLATION))
    assert M.SECOND_PERSON not in await found(regional(2, reach, {east}, P.SELECT_SITES))
    for actor in (regional(3, reach, {east}, P.PROPOSE_CANCELLATION), administrator(1)):
        assert (await found(actor))[M.SECOND_PERSON].count == 1


async def test_a_manager_is_told_of_what_lies_where_it_holds_the_right(network: dict[str, int], store: Store) -> None:
    regions = {row["path"]: row["id"] for row in await store.rows("select id, path from region")}
    reach, held = {network["SH1"], network["BJ1"]}, {regions["East China/Shanghai"], regions["North China"]}
    for code in ("SH1", "BJ1", "HZ1"):
        await make(administrator(), code, C.GRANTED)
        await document(store, network[code], TODAY + timedelta(days=5))
    wide = regional(1, reach, held, P.SELECT_SITES)
    assert (await found(wide, ENDS))[M.ENDING].sites == ("BJ1", "SH1")
    narrow = regional(2, reach, {regions["North China"]}, P.SELECT_SITES)
    assert (await found(narrow, ENDS))[M.ENDING].sites == ("BJ1",)
    bare = await found(regional(3, reach, held), ENDS)
    assert (set(bare), bare[M.DOCUMENT].sites) == ({M.DOCUMENT}, ("BJ1", "SH1"))


async def test_a_document_comes_up_unless_another_has_taken_its_place(network: dict[str, int], store: Store) -> None:
    soon = TODAY + timedelta(days=59)
    await document(store, network["SH1"], soon, "Lease of the shop")
    await document(store, network["SH1"], soon + timedelta(days=1), "Lease of the yard")
    assert (await found(administrator()))[M.DOCUMENT].count == 1
    later, added = TODAY + timedelta(days=900), NOW - timedelta(days=2)
    await document(store, network["SH1"], later, "Lease of the cellar", added_at=added)
    await document(store, network["SH1"], later, "another shop", added_at=added, kind="contract")
    assert (await found(administrator()))[M.DOCUMENT].count == 1
    await document(store, network["SH1"], later, " lease of  the SHOP", added_at=added)
    assert M.DOCUMENT not in await found(administrator())
    await document(store, network["SH2"], TODAY - timedelta(days=1))
    assert (await found(administrator()))[M.DOCUMENT].late == 1
    await store.root.execute("update site set status = 'closed' where code = 'SH2'")
    assert M.DOCUMENT not in await found(administrator())


# Applications


@pytest.fixture
async def office(store: Store, person: MakePerson) -> Office:
    return await open_office(store, person)


@pytest.mark.parametrize(
    ("state", "matters"),
    [
        ("draft", set()),
        ("submitted", {M.SUBMITTED}),
        ("desk_review", {M.DESK_REVIEW}),
        ("site_visit", {M.SITE_VISIT}),
        ("scored", {M.SCORED}),
        ("decision", {M.DECISION}),
        ("contracted", {M.CONTRACTED}),
        ("opening_check", {M.OPENING_CHECK}),
        ("certified", set()),
        ("rejected", set()),
        ("withdrawn", set()),
    ],
)
async def test_an_application_waits_for_its_next_step(office: Office, state: str, matters: set[Matter]) -> None:
    await office.application(state=state)
    assert set(await found(office.hua)) == matters
    assert await found(regional(1, set(), {office.region})) == {}
    assert set(await found(regional(2, set(), {office.region}, P.SELECT_SITES))) == matters


async def test_who_is_asked_to_assess_is_told_and_who_asked_waits(office: Office) -> None:
    application = await office.application()
    [mine] = await office.assigned(application, office.hua)
    assert set(await found(office.hua)) == {M.ASSESSMENT, M.DESK_REVIEW}
    assert set(await found(office.zhou)) == {M.DESK_REVIEW}
    [second] = await office.assigned(application, office.li)
    assert await found(office.zhou) == {}
    await office.handed_in(office.hua, mine)
    await office.handed_in(office.li, second, means=1, reputation=1, staff=1, premises=1)
    assert set(await found(office.zhou)) == {M.DESK_REVIEW}, "a third is called for"
    assert office.zhou.account
    await assign_assessor(Actor.system("Hua"), application, office.zhou.account, AT)
    assert set(await found(office.zhou)) == {M.ASSESSMENT}


async def test_who_assessed_an_application_is_not_asked_to_decide_it(office: Office) -> None:
    await office.assessed("A-2026-0002", {}, {})
    assert M.SCORED not in await found(office.hua)
    assert M.SCORED in await found(office.zhou)


async def test_only_headquarters_has_such_a_list(network: dict[str, int]) -> None:
    for actor in (executive(), operator(network["SH1"])):
        with pytest.raises(Forbidden):
            await waiting(actor, TODAY)


# An operator's sites


async def test_an_operator_is_told_what_is_due_at_its_own_sites(network: dict[str, int], store: Store) -> None:
    for code in ("SH1", "SH2", "BJ1"):
        await make(administrator(), code, C.GRANTED)
        await document(store, network[code], ENDS - timedelta(days=1))
        await store.root.execute(
            "insert into site_equipment (id, site, name, model, serial_no, next_check_on) "
            "values (gen_random_uuid(), $1, 'Scales', 'K2', '', $2)",
            network[code],
            ENDS - timedelta(days=20),
        )
    today = ENDS - timedelta(days=10)
    due = await due_at_own_sites(operator(network["SH1"], network["SH2"]), today)
    assert [(each.matter, each.site) for each in due] == [
        (M.PROVISIONAL, "SH1"),
        (M.PROVISIONAL, "SH2"),
        (M.EQUIPMENT, "SH1"),
        (M.EQUIPMENT, "SH2"),
        (M.DOCUMENT, "SH1"),
        (M.DOCUMENT, "SH2"),
        (M.ENDING, "SH1"),
        (M.ENDING, "SH2"),
    ]
    assert [each.day for each in due] == sorted(each.day for each in due)
    assert {(each.subject, each.note) for each in due if each.matter is M.EQUIPMENT} == {("Scales", "K2")}


async def test_what_was_decided_is_news_for_two_weeks(network: dict[str, int], store: Store) -> None:
    now = datetime(2026, 11, 22, 9, tzinfo=UTC)
    for code, state, days in (
        ("SH1", "accepted", 1),
        ("SH1", "refused", 15),
        ("SH2", "open", 0),
        ("BJ1", "refused", 2),
    ):
        await store.root.execute(
            "insert into site_proposal (id, site, changes, reason, state, site_version, proposer, proposed_at, "
            "decider, decision_reason, decided_at) values (gen_random_uuid(), $1, '[]', '', $2, 1, '', $3, '', "
            "'Agreed.', $3)",
            network[code],
            state,
            now - timedelta(days=days),
        )
    [news] = await decided_lately(operator(network["SH1"], network["SH2"]), now)
    assert (news.site, news.state, news.reason) == ("SH1", ProposalState.ACCEPTED, "Agreed.")
    assert (await found(administrator()))[M.PROPOSAL].count == 1
