"""The effect of a course and of an edition, from the records of a small network to the page."""

import json
from datetime import date
from uuid import UUID, uuid4

import pytest

from network.foundation.access import Role
from network.foundation.errors import Forbidden
from network.scorecards.errors import MetricNotFound, TreatmentNotFound
from network.scorecards.queries.effects import effect_of, treatments
from network.scorecards.rules.effect import Doubt
from tests.factory import HQ, NOW, Store, at, manager
from tests.repairs.counter import enter
from tests.served import Browse, MakePerson, text_of

MONTHS = [(2025 + (10 + n) // 12, (10 + n) % 12 + 1) for n in range(12)]  # November 2025 to October 2026
TRAINED_ON = date(2026, 5, 20)


async def _person(store: Store, site: int) -> UUID:
    person = uuid4()
    await store.root.execute("insert into person (id) values ($1)", person)
    await store.root.execute(
        "insert into staff_member (id, site, person, name, role, from_on) values ($1, $2, $3, 'P', 'technician', $4)",
        uuid4(),
        site,
        person,
        date(2025, 1, 1),
    )
    return person


@pytest.fixture
async def network(store: Store) -> None:
    """Four sites, six units without a fault of ten each month; after May one of them has none any more."""
    course = await store.root.fetchval(
        "insert into course (id, key, title, topic, created_by) values (gen_random_uuid(), 'filter', $1, 't', 'x') "
        "returning id",
        json.dumps({"en": "Filtering", "zh_CN": "过滤"}),
    )
    for number in range(4):
        site = await store.site(f"S{number}", city_tier=1)
        person = await _person(store, site)
        if number == 0:
            await store.root.execute(
                "insert into training_record (id, person, course, site, source, passed_on, valid_from, number, issuer, "
                "recorded_by) values (gen_random_uuid(), $1, $2, $3, 'imported', $4, $4, 'T-1', '', 'x')",
                person,
                course,
                site,
                TRAINED_ON,
            )
        for place, (year, month) in enumerate(MONTHS):
            for unit in range(10):
                clean = unit < 6 and not (number == 0 and place > 6)
                found = "no_fault_found" if clean else "fault_confirmed"
                shipped = at(f"{year}-{month:02}-02", unit)
                await store.returned(site, f"{place}-{unit}", shipped, inspected=48, finding=found)


async def test_what_a_trained_site_changed_is_seen_against_its_matches(store: Store, network: None) -> None:
    found = await effect_of(HQ, "course:filter", "no_fault_return_rate", NOW)
    [match] = found.matches
    assert (match.site, match.month, str(match.level)) == ("S0", "2026-05", "0.6000")
    assert [each.site for each in match.controls] == ["S1", "S2", "S3"]
    assert set(found.doubts) >= {Doubt.FEW_TREATED, Doubt.FEW_CONTROLS}


async def test_a_record_that_was_revoked_trains_nobody(store: Store, network: None) -> None:
    record = await store.root.fetchval("select id from training_record")
    await store.root.execute(
        "insert into record_revocation (record, reason, revoked_by) values ($1, 'Copied', 'x')", record
    )
    assert (await effect_of(HQ, "course:filter", "no_fault_return_rate", NOW)).matches == []


async def test_an_edition_counts_from_the_month_in_which_note_was_taken(store: Store, network: None) -> None:
    manual, edition = uuid4(), uuid4()
    title = json.dumps({"en": "Manual", "zh_CN": "手册"})
    await store.root.execute("insert into manual (id, key, title, created_by) values ($1, 'm', $2, 'x')", manual, title)
    await store.root.execute(
        "insert into manual_edition (id, manual, number, state, document, sha256, effective_on, writer, approved_at) "
        "values ($1, $2, 1, 'approved', '{}', 'x', $3, 'x', now())",
        edition,
        manual,
        date(2026, 4, 1),
    )
    await store.root.execute(
        "insert into acknowledgement (id, edition, person, site, at, recorder) "
        "select gen_random_uuid(), $1, m.person, m.site, $2, 'x' from staff_member m "
        "join site s on s.id = m.site where s.code = 'S0'",
        edition,
        at("2026-05-31 17:00"),  # the first of June at the site
    )
    found = await effect_of(HQ, "edition:m/1", "no_fault_return_rate", NOW)
    assert [(each.site, each.month) for each in found.matches] == [("S0", "2026-06")]
    assert {each.of for each in await treatments(HQ)} == {"course:filter", "edition:m/1"}


async def test_what_is_not_there_is_not_found(store: Store, network: None) -> None:
    with pytest.raises(TreatmentNotFound):
        await effect_of(HQ, "course:none", "no_fault_return_rate", NOW)
    with pytest.raises(MetricNotFound):
        await effect_of(HQ, "course:filter", "turnaround_median", NOW)
    with pytest.raises(Forbidden):
        await effect_of(manager(1), "course:filter", "no_fault_return_rate", NOW)


async def test_the_page_says_when_nothing_can_be_concluded(
    browse: Browse, person: MakePerson, store: Store, network: None
) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    assert (await browser.get("/effects")).status_code == 200
    answer = await browser.get("/effects?of=course:filter&metric=no_fault_return_rate")
    assert answer.status_code == 200
    assert "Nothing can be concluded." in text_of(answer)
    assert (await browser.get("/effects?of=course:none&metric=no_fault_return_rate")).status_code == 404
    told = await browser.get("/api/v1/effects?of=course:filter&metric=no_fault_return_rate")
    assert "few_treated" in told.json()["doubts"]
