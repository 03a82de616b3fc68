"""What operators propose: who asks, who decides, and what the file must still say for it."""

import asyncio
from dataclasses import replace
from typing import Any
from uuid import UUID, uuid4

import pytest

from network.foundation.access import Actor
from network.foundation.database import execute, transaction
from network.foundation.errors import Forbidden
from network.sites.commands.proposals import accept_proposal, propose_changes, refuse_proposal, retract_proposal
from network.sites.commands.site_files import change_site_file
from network.sites.errors.site_files import (
    BadSiteFile,
    FileChangedMeanwhile,
    NothingProposed,
    ProposalDecided,
    ProposalNotFound,
    ReasonNeeded,
)
from network.sites.errors.sites import SiteNotFound
from network.sites.lists.proposals import PROPOSALS
from network.sites.queries.proposals import list_proposals, proposal_for_decision, proposals_of
from network.sites.queries.site_files import site_file
from network.sites.rules.proposals import ProposalState
from network.sites.schemas.proposals import ProposalIn
from network.web.listing import ListState
from network.web.versions import PreconditionFailed
from tests.factory import HQ, Store
from tests.sites.files import NOW, District, settle, wanted


@pytest.fixture
async def district(store: Store) -> District:
    return await settle(store)


def asked(reason: str = "We moved", **values: Any) -> ProposalIn:
    return ProposalIn(changes=wanted(**values), reason=reason)


async def test_an_accepted_proposal_is_what_the_file_says_from_then_on(district: District, store: Store) -> None:
    proposal = await propose_changes(district.operator, "SH1", 1, asked(address="2 Bund", phone="1"), NOW)
    assert (await site_file(district.operator, "SH1")).address == ""
    assert await accept_proposal(district.east, proposal, "", NOW) == 2
    file = await site_file(district.operator, "SH1")
    assert (file.address, file.phone) == ("2 Bund", "1")
    [told] = await proposals_of(district.operator, "SH1")
    assert (told.state, told.proposer, told.decider) == (ProposalState.ACCEPTED, "Ou", "Headquarters")
    assert told.reason == "We moved"
    assert [(change.field, change.before, change.after) for change in told.changes] == [
        ("address", "", "2 Bund"),
        ("phone", "", "1"),
    ]
    events = await store.rows("select action, site from trail_event order by sequence")
    assert [row["action"] for row in events] == ["proposal.made", "proposal.accepted", "site.changed"]
    assert {row["site"] for row in events} == {district.sites["SH1"]}


async def test_two_managers_who_accept_at_once_apply_it_once(district: District, store: Store) -> None:
    proposal = await propose_changes(district.operator, "SH1", 1, asked(phone="1"), NOW)
    other = replace(district.east, name="Mo", account=UUID(int=10))
    outcomes = await asyncio.gather(
        accept_proposal(district.east, proposal, "", NOW),
        accept_proposal(other, proposal, "", NOW),
        refuse_proposal(HQ, proposal, "No", NOW),
        retract_proposal(district.operator, "SH1", proposal, NOW),
        return_exceptions=True,
    )
    assert sum(isinstance(outcome, ProposalDecided) for outcome in outcomes) == 3, outcomes
    decided = await store.value("select count(*) from trail_event where action ~ '^proposal[.](acc|ref|ret)'")
    assert decided == 1


async def test_what_the_file_does_not_say_any_more_is_not_overwritten(district: District) -> None:
    proposal = await propose_changes(district.operator, "SH1", 1, asked(phone="2", address="2 Bund"), NOW)
    await change_site_file(HQ, "SH1", 1, wanted(phone="3"), NOW)
    shown = await proposal_for_decision(district.east, proposal)
    assert (shown.overtaken, shown.now["phone"]) == (["phone"], "3")
    with pytest.raises(FileChangedMeanwhile) as refused:
        await accept_proposal(district.east, proposal, "", NOW)
    assert "Phone" in refused.value.text()
    file = await site_file(HQ, "SH1")
    assert (file.phone, file.address) == ("3", "")
    await refuse_proposal(district.east, proposal, "The phone is another one by now", NOW)


async def test_a_change_of_another_field_does_not_stand_in_the_way(district: District) -> None:
    proposal = await propose_changes(district.operator, "SH1", 1, asked(phone="2"), NOW)
    await change_site_file(HQ, "SH1", 1, wanted(address="2 Bund"), NOW)
    assert await accept_proposal(district.east, proposal, "", NOW) == 3


async def test_a_proposal_from_an_old_page_is_shown_what_holds_now(district: District) -> None:
    await change_site_file(HQ, "SH1", 1, wanted(phone="3"), NOW)
    with pytest.raises(PreconditionFailed) as refused:
        await propose_changes(district.operator, "SH1", 1, asked(phone="2"), NOW)
    assert refused.value.theirs["phone"] == "3"


@pytest.mark.parametrize("field", [{"region": "North"}, {"status": "listed"}, {"operator": "Hai Ltd"}])
async def test_what_is_headquarters_own_cannot_be_proposed(district: District, field: dict[str, str]) -> None:
    with pytest.raises(BadSiteFile) as refused:
        await propose_changes(district.operator, "SH1", 1, asked(**field), NOW)
    assert set(refused.value.fields) == set(field)


async def test_a_proposal_says_something_and_why(district: District) -> None:
    with pytest.raises(NothingProposed):
        await propose_changes(district.operator, "SH1", 1, asked(name="Bund"), NOW)
    with pytest.raises(ReasonNeeded):
        await propose_changes(district.operator, "SH1", 1, asked(reason=" ", phone="1"), NOW)
    with pytest.raises(BadSiteFile):
        await propose_changes(district.operator, "SH1", 1, asked(opening_hours="daily"), NOW)
    proposal = await propose_changes(district.operator, "SH1", 1, asked(phone="1"), NOW)
    with pytest.raises(ReasonNeeded):
        await refuse_proposal(HQ, proposal, "", NOW)


async def test_what_an_operator_takes_back_is_not_decided_any_more(district: District) -> None:
    proposal = await propose_changes(district.operator, "SH1", 1, asked(phone="1"), NOW)
    await retract_proposal(district.operator, "SH1", proposal, NOW)
    with pytest.raises(ProposalDecided):
        await accept_proposal(HQ, proposal, "", NOW)
    with pytest.raises(ProposalDecided):
        await retract_proposal(district.operator, "SH1", proposal, NOW)


async def test_only_whoever_reaches_the_site_sees_or_decides_its_proposals(district: District) -> None:
    proposal = await propose_changes(district.operator, "SH1", 1, asked(phone="1"), NOW)
    state = ListState(PROPOSALS, sort="state")
    assert [(await list_proposals(who, state)).total for who in (HQ, district.east, district.north)] == [1, 1, 0]
    for decide in (accept_proposal, refuse_proposal):
        for unknown in (proposal, uuid4()):
            with pytest.raises(ProposalNotFound):
                await decide(district.north, unknown, "No", NOW)
        with pytest.raises(Forbidden):
            await decide(district.operator, proposal, "Yes", NOW)
    rival = replace(district.operator, sites=frozenset({district.sites["BJ1"]}))
    with pytest.raises(SiteNotFound):
        await proposals_of(rival, "SH1")
    with pytest.raises(ProposalNotFound):
        await retract_proposal(rival, "BJ1", proposal, NOW)
    with pytest.raises(Forbidden):
        await propose_changes(district.east, "SH1", 1, asked(phone="1"), NOW)


async def test_the_database_too_keeps_an_operator_from_deciding(district: District, store: Store) -> None:
    proposal = await propose_changes(district.operator, "SH1", 1, asked(phone="1"), NOW)
    for sql in ("update site_proposal set state = 'accepted'", "update site set phone = '1'"):
        with pytest.raises(Exception, match=r"permission denied|row-level security"):
            await _run(district.operator, sql)
    assert await store.value("select state from site_proposal where id = $1", proposal) == "open"


async def test_the_queue_shows_those_that_wait_first_and_can_be_narrowed(district: District) -> None:
    first = await propose_changes(district.operator, "SH1", 1, asked(phone="1"), NOW)
    await refuse_proposal(HQ, first, "No", NOW)
    second = await propose_changes(district.operator, "SH1", 1, asked(phone="2"), NOW.replace(day=1))
    every = await list_proposals(HQ, ListState(PROPOSALS, sort="state"))
    assert ([each.id for each in every.items], every.open) == ([second, first], 1)
    refused = await list_proposals(
        HQ, ListState(PROPOSALS, sort="site", filters={"state": "refused", "region": "East"})
    )
    assert [each.id for each in refused.items] == [first]
    assert (await list_proposals(HQ, ListState(PROPOSALS, q="Wangjing", sort="site"))).total == 0


async def _run(actor: Actor, sql: str) -> None:
    async with transaction(actor):
        await execute(sql)
