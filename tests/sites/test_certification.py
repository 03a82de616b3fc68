"""Certifying a site: who may, what follows what, two people, what the database refuses, what the trail keeps."""

import asyncio
import json
from datetime import date, timedelta
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.access import Actor, Permission
from network.foundation.database import execute, transaction
from network.foundation.errors import Forbidden, ServicemarkError
from network.foundation.trail.record import verify
from network.sites.commands.certification_proposals import confirm, refuse, retract
from network.sites.errors.certification import (
    BadChange,
    CertificateEndsBeforeStart,
    CertificateOverlaps,
    CertificateTypeNotFound,
    ChangeNotFound,
    ChangeNotPossible,
    NotTheProposer,
    ProposalIsDecided,
    ProposalWaits,
    RenewalShortens,
    RenewalTooEarly,
    SamePerson,
)
from network.sites.errors.sites import SiteNotFound
from network.sites.queries.certification import certifications
from network.sites.queries.verification import verified
from network.sites.rules.certification import Change, Standing, Status
from tests.factory import Store, operator
from tests.sites.certifying import (
    BECAUSE,
    NOW,
    TODAY,
    administrator,
    agreed,
    asked,
    make,
    moment,
    regional,
    standing,
    thread,
)

C, S = Change, Standing
P = Permission


async def region_of(store: Store, path: str) -> int:
    return int(await store.value("select id from region where path = $1", path))


async def test_a_first_certificate_is_provisional_for_two_full_quarters(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    found = await thread("SH1")
    assert found.standing is S.PROVISIONAL
    assert found.certificate is not None
    assert (found.certificate.valid_from, found.certificate.valid_to) == (TODAY, date(2027, 11, 21))
    assert found.certificate.provisional_to == date(2027, 6, 30)


async def test_every_change_has_its_reason_and_its_person(network: dict[str, int]) -> None:
    for change in (C.GRANTED, C.CONFIRMED):
        await make(administrator(3), "SH1", change)
    found = await thread("SH1")
    assert [(each.change, each.reason, each.proposer) for each in found.changes] == [
        (C.CONFIRMED, "Looked at on site.", "Admin 3"),
        (C.GRANTED, "Looked at on site.", "Admin 3"),
    ]
    assert found.standing is S.CERTIFIED


async def test_conditions_are_kept_with_their_days_until_they_are_met(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    due = {"words": "Earth the benches", "due_on": "2027-01-31"}
    await make(administrator(), "SH1", C.CONDITIONED, conditions=[due])
    found = await thread("SH1")
    assert (found.standing, found.conditions[0].words) == (S.CONDITIONAL, "Earth the benches")
    await make(administrator(), "SH1", C.RELIEVED)
    found = await thread("SH1")
    assert (found.standing, found.conditions) == (S.PROVISIONAL, [])


@pytest.mark.parametrize(
    ("conditions", "effective_on"), [([], None), ([{"words": "x", "due_on": "2026-11-21"}], "2026-11-22")]
)
async def test_a_condition_needs_words_and_a_day_to_come(
    network: dict[str, int], conditions: list[dict[str, str]], effective_on: str | None
) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    with pytest.raises(BadChange) as refused:
        await make(administrator(), "SH1", C.CONDITIONED, conditions=conditions, effective_on=effective_on)
    assert "conditions" in refused.value.fields


async def test_a_suspension_takes_effect_when_another_person_confirms_it(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    change = await make(administrator(1), "SH1", C.SUSPENDED)
    assert await standing("SH1") is S.PROVISIONAL
    with pytest.raises(SamePerson):
        await confirm(administrator(1), change, BECAUSE, moment())
    await confirm(administrator(2), change, BECAUSE, moment())
    found = await thread("SH1")
    assert found.standing is S.SUSPENDED
    assert (found.changes[0].proposer, found.changes[0].decider) == ("Admin 1", "Admin 2")
    await make(administrator(), "SH1", C.REINSTATED)
    assert await standing("SH1") is S.PROVISIONAL


async def test_nothing_takes_effect_before_two_agreed(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    change = await make(administrator(1), "SH1", C.SUSPENDED)
    await confirm(administrator(2), change, BECAUSE, NOW + timedelta(days=3))
    assert [await standing("SH1", TODAY + timedelta(days=days)) for days in (2, 3)] == [S.PROVISIONAL, S.SUSPENDED]


async def test_a_withdrawal_ends_the_certificate_and_a_new_one_may_be_granted(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    await agreed("SH1", C.WITHDRAWN)
    found = await thread("SH1")
    assert found.standing is S.WITHDRAWN
    assert found.certificates[0].ended_on == TODAY
    await make(administrator(), "SH1", C.GRANTED)
    numbers = {each.number for each in (await thread("SH1")).certificates}
    assert (len(numbers), await standing("SH1")) == (2, S.PROVISIONAL)


async def test_a_proposal_may_be_refused_by_another_and_taken_back_by_its_proposer(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    first = await make(administrator(1), "SH1", C.SUSPENDED)
    with pytest.raises(SamePerson):
        await refuse(administrator(1), first, BECAUSE, moment())
    with pytest.raises(NotTheProposer):
        await retract(administrator(2), first, BECAUSE, moment())
    await refuse(administrator(2), first, BECAUSE, moment())
    second = await make(administrator(1), "SH1", C.SUSPENDED)
    await retract(administrator(1), second, BECAUSE, moment())
    for change in (first, second):
        with pytest.raises(ProposalIsDecided):
            await confirm(administrator(2), change, BECAUSE, moment())
    found = await thread("SH1")
    assert found.standing is S.PROVISIONAL
    assert {each.status for each in found.changes} == {Status.EFFECTIVE, Status.REFUSED, Status.RETRACTED}


async def test_nothing_else_changes_while_a_proposal_waits(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    await make(administrator(1), "SH1", C.SUSPENDED)
    for change in (C.CONFIRMED, C.WITHDRAWN):
        with pytest.raises(ProposalWaits):
            await make(administrator(2), "SH1", change)


async def test_the_command_line_is_nobody_and_cannot_be_the_second_person(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    change = await make(administrator(1), "SH1", C.SUSPENDED)
    with pytest.raises(SamePerson):
        await confirm(Actor.system(), change, BECAUSE, moment())


async def test_two_people_who_confirm_at_once_are_told_apart(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    change = await make(administrator(1), "SH1", C.SUSPENDED)
    tasks = [asyncio.create_task(confirm(administrator(number), change, BECAUSE, moment())) for number in (2, 3)]
    done, _pending = await asyncio.wait(tasks)
    errors = [task.exception() for task in done]
    assert sorted(type(error).__name__ for error in errors) == ["NoneType", "ProposalIsDecided"]


async def test_two_who_grant_at_once_give_one_certificate(network: dict[str, int]) -> None:
    tasks = [asyncio.create_task(make(administrator(number), "SH1", C.GRANTED)) for number in (1, 2)]
    done, _pending = await asyncio.wait(tasks)
    assert sorted(type(task.exception()).__name__ for task in done) == ["ChangeNotPossible", "NoneType"]
    assert len((await thread("SH1")).certificates) == 1


@pytest.mark.parametrize(
    ("made", "change"),
    [
        ([], C.CONFIRMED),
        ([], C.SUSPENDED),
        ([C.GRANTED], C.GRANTED),
        ([C.GRANTED], C.RELIEVED),
        ([C.GRANTED], C.REINSTATED),
        ([C.GRANTED, C.CONFIRMED], C.CONFIRMED),
    ],
)
async def test_what_does_not_follow_is_refused(network: dict[str, int], made: list[Change], change: Change) -> None:
    for each in made:
        await make(administrator(), "SH1", each)
    with pytest.raises(ChangeNotPossible):
        await make(administrator(), "SH1", change)


async def test_a_renewal_waits_for_its_window_and_then_follows_without_a_gap(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED, effective_on="2026-01-01")
    opens = date(2026, 12, 31) - timedelta(days=90)
    with pytest.raises(RenewalTooEarly) as refused:
        await make(administrator(), "SH1", C.RENEWED, effective_on=(opens - timedelta(days=1)).isoformat())
    assert "2 Oct 2026" in refused.value.text()
    await make(administrator(), "SH1", C.RENEWED, effective_on=opens.isoformat())
    new, old = (await thread("SH1")).certificates
    assert (old.valid_to, new.valid_from, new.valid_to) == (date(2026, 12, 31), date(2027, 1, 1), date(2027, 12, 31))
    assert new.provisional_to == old.provisional_to
    with pytest.raises(RenewalTooEarly):
        await make(administrator(), "SH1", C.RENEWED)


async def test_days_of_its_own_are_checked_and_never_overlap(network: dict[str, int]) -> None:
    with pytest.raises(CertificateEndsBeforeStart):
        await make(administrator(), "SH1", C.GRANTED, valid_from="2026-12-01", valid_to="2026-11-30")
    with pytest.raises(BadChange):
        await make(administrator(), "SH1", C.GRANTED, valid_to="2099-01-01")
    await make(administrator(), "SH1", C.GRANTED, valid_to="2026-12-31")
    with pytest.raises(RenewalShortens):
        await make(administrator(), "SH1", C.RENEWED, valid_to="2026-12-31", valid_from="2026-12-31")
    with pytest.raises(CertificateOverlaps):
        await make(administrator(), "SH1", C.RENEWED, valid_from="2026-12-31")


async def test_a_change_never_comes_before_the_last_one(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    for day in (TODAY - timedelta(days=1), TODAY + timedelta(days=400)):
        with pytest.raises(ServicemarkError) as refused:
            await make(administrator(), "SH1", C.CONFIRMED, effective_on=day.isoformat())
        assert isinstance(refused.value, BadChange | ChangeNotPossible)


async def test_an_unknown_site_or_type_is_not_found(network: dict[str, int]) -> None:
    with pytest.raises(SiteNotFound):
        await make(administrator(), "NOWHERE", C.GRANTED)
    with pytest.raises(CertificateTypeNotFound):
        await make(administrator(), "SH1", C.GRANTED, type="no-such")
    with pytest.raises(ChangeNotFound):
        await confirm(administrator(), uuid4(), BECAUSE, moment())


async def test_each_change_takes_its_right_over_the_region(network: dict[str, int], store: Store) -> None:
    east = await region_of(store, "East China/Shanghai")
    reach = {network["SH1"], network["BJ1"]}
    selects = regional(1, reach, {east}, P.SELECT_SITES)
    cancels = regional(2, reach, {east}, P.PROPOSE_CANCELLATION)
    bare = regional(3, reach, {east})
    for actor in (cancels, bare):
        with pytest.raises(Forbidden):
            await make(actor, "SH1", C.GRANTED)
    with pytest.raises(Forbidden):
        await make(selects, "BJ1", C.GRANTED)
    with pytest.raises(SiteNotFound):
        await make(selects, "HZ1", C.GRANTED)
    await make(selects, "SH1", C.GRANTED)
    with pytest.raises(Forbidden):
        await make(selects, "SH1", C.SUSPENDED)
    change = await make(cancels, "SH1", C.SUSPENDED)
    with pytest.raises(Forbidden):
        await confirm(selects, change, BECAUSE, moment())
    second = regional(4, reach, {east}, P.PROPOSE_CANCELLATION)
    await confirm(second, change, BECAUSE, moment())
    assert await standing("SH1") is S.SUSPENDED


async def test_a_proposer_takes_it_back_without_holding_the_right_any_more(
    network: dict[str, int], store: Store
) -> None:
    east = await region_of(store, "East China/Shanghai")
    await make(administrator(), "SH1", C.GRANTED)
    change = await make(regional(1, {network["SH1"]}, {east}, P.PROPOSE_CANCELLATION), "SH1", C.SUSPENDED)
    await retract(regional(1, {network["SH1"]}, {east}), change, BECAUSE, moment())
    assert (await thread("SH1")).changes[0].status is Status.RETRACTED


async def test_an_operator_sees_what_is_effective_and_nothing_that_waits(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    await make(administrator(1), "SH1", C.SUSPENDED)
    own = await thread("SH1", operator(network["SH1"]))
    assert [each.change for each in own.changes] == [C.GRANTED]
    with pytest.raises(SiteNotFound):
        await certifications(operator(network["SH1"]), "SH2", TODAY)
    with pytest.raises(Forbidden):
        await make(operator(network["SH1"]), "SH1", C.CONFIRMED)


@pytest.mark.parametrize(
    "statement",
    [
        "update certification_change set status = 'effective', decided_by = proposed_by, decided_at = now()",
        "update certification_change set status = 'effective', decided_by = null, decided_at = now()",
        f"update certification_change set status = 'effective', decided_by = '{UUID(int=9)}', decided_at = now()",
        "update certification_change set reason = 'another'",
        "update certificate set valid_to = valid_to + 365",
        "update certification_change set status = 'effective', decided_by = my_account(), decided_at = now()",
    ],
)
async def test_the_database_refuses_the_same_person_and_forged_ones(network: dict[str, int], statement: str) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    await make(administrator(1), "SH1", C.SUSPENDED)
    with pytest.raises(asyncpg.PostgresError):
        async with transaction(administrator(1)):
            await execute(f"{statement} where true" if "certificate " in statement else statement + _WAITING)


_WAITING = " where status = 'proposed'"


async def test_a_suspension_cannot_be_written_as_effective(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    for decider in ("null", f"'{UUID(int=9)}'", "my_account()"):
        with pytest.raises(asyncpg.PostgresError):
            async with transaction(administrator(1)):
                await execute(
                    "insert into certification_change (id, certification, site, change, status, reason, effective_on, "
                    "conditions, proposed_by, proposer, decided_by, decider, decided_at, decision_reason) "
                    "select gen_random_uuid(), id, site, 'suspended', 'effective', 'x', current_date, '[]', "
                    f"my_account(), '', {decider}, '', now(), '' from certification"
                )


async def test_the_trail_tells_each_change_with_the_standing_before_and_after(
    network: dict[str, int], store: Store
) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    await agreed("SH1", C.SUSPENDED)
    rows = await store.rows(
        "select action, site, body from trail_event where action like 'certification.%' order by id"
    )
    told = [(row["action"], row["site"]) for row in rows]
    own = network["SH1"]
    assert told == [("certification.granted", own), ("certification.proposed", 0), ("certification.suspended", own)]
    body = json.loads(rows[2]["body"])
    assert (body["before"], body["after"]) == ({"standing": "provisional"}, {"standing": "suspended"})
    assert (body["reason"], body["decision_reason"]) == ("Looked at on site.", BECAUSE.reason)
    # The operator reads this chain, and not who acts at headquarters.
    assert "Admin" not in rows[2]["body"]
    async with transaction(administrator(), read_only=True):
        assert (await verify())[1] == []


async def test_the_site_does_not_read_of_a_proposal_in_its_own_chain(network: dict[str, int], store: Store) -> None:
    east = await region_of(store, "East China/Shanghai")
    await make(administrator(), "SH1", C.GRANTED)
    proposer = regional(1, {network["SH1"]}, {east}, P.PROPOSE_CANCELLATION)
    change = await make(proposer, "SH1", C.WITHDRAWN)
    await refuse(administrator(), change, BECAUSE, moment())
    actions = [row["action"] for row in await store.rows("select action from trail_event where site <> 0")]
    assert actions == ["certification.granted"]


async def test_the_public_is_told_valid_suspended_or_unknown(network: dict[str, int]) -> None:
    await make(administrator(), "SH1", C.GRANTED)
    certificate = (await thread("SH1")).certificate
    assert certificate is not None
    number = certificate.number
    assert await verified(f" {number.lower().replace('-', ' ')}", TODAY) == "valid"
    assert await verified(number, certificate.valid_to + timedelta(days=1)) == "unknown"
    assert await verified("SM-2222-2222-2222-2", TODAY) == "unknown"
    await agreed("SH1", C.SUSPENDED)
    assert await verified(number, TODAY) == "suspended"
    await make(administrator(), "SH1", C.REINSTATED)
    assert await verified(number, TODAY) == "valid"
    await agreed("SH1", C.WITHDRAWN)
    assert await verified(number, TODAY) == "unknown"


def test_what_is_asked_for_needs_a_reason() -> None:
    with pytest.raises(ValueError, match="reason"):
        asked(C.GRANTED, reason="   ")
