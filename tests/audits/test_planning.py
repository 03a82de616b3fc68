"""A programme is planned, looked through and offered; what is offered is taken back, given to others, or expires."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

import pytest

from network.audits.commands.answers import decline_visit
from network.audits.commands.assignments import cancel_visit, reassign_visit
from network.audits.commands.offering import offer_visits
from network.audits.commands.planning import choose_auditor, plan_programme, remove_proposal
from network.audits.commands.programmes import (
    activate_programme,
    begin_programme,
    change_programme,
    close_programme,
)
from network.audits.commands.visit_reminders import VisitWork, expire_and_remind
from network.audits.errors.assignments import (
    AlreadyReplaced,
    AssignmentMoved,
    AssignmentNotFound,
    AuditorRefused,
    ProposalsOnly,
)
from network.audits.errors.programmes import (
    NoSuchChecklist,
    NotForScores,
    NothingProposed,
    ProgrammeNotActive,
    ProgrammeNotDraft,
    VisitsWaiting,
)
from network.audits.queries.programmes import list_gaps, list_proposals, programme_detail
from network.audits.rules.checklists import VisitKind
from network.audits.schemas.assignments import AnswerIn, ReassignIn
from network.audits.schemas.programmes import ProgrammeIn
from network.foundation.access import Actor
from network.foundation.database import transaction
from network.foundation.trail.record import verify
from network.web.versions import PreconditionFailed
from tests.audits.visiting import KEY, Visitor, assigned, checklist, document, programme
from tests.factory import HQ, NOW, Store

WHY = AnswerIn(reason="The site moves house")


def wanted(**more: object) -> ProgrammeIn:
    return ProgrammeIn.model_validate(
        {"name": "Autumn", "checklist_key": KEY, "from_on": "2026-11-01", "to_on": "2026-12-31", **more}, strict=False
    )


def span(first: str, last: str) -> dict[str, str]:
    return {"from_on": f"2026-12-{first}", "to_on": f"2026-12-{last}"}


async def offered(store: Store, **columns: Any) -> UUID:
    """A programme that was planned and offered."""
    made = await programme(store, **columns)
    await plan_programme(HQ, made, NOW, 1)
    await offer_visits(HQ, made, NOW)
    return made


async def test_a_plan_proposes_what_it_can_and_says_what_stood_in_the_way(
    store: Store, sites: dict[str, int], world: dict[str, Visitor]
) -> None:
    await store.rows(
        "insert into auditor_conflict (id, auditor, site, reason, from_on, told_by) "
        "select gen_random_uuid(), id, $1, 'kin', '2020-01-01', 'Hua' from auditor",
        sites["HZ1"],
    )
    made = await programme(store)
    plan = await plan_programme(HQ, made, NOW, 5)
    assert (plan.seed, plan.proposed, plan.missing) == (5, 2, 4)
    proposals = await list_proposals(HQ, made)
    assert [each.site for each in proposals] == ["SH1", "SH2"]
    assert {each.auditor for each in proposals} == {"A-1", "A-2"}
    assert all(each.window_from > NOW + timedelta(days=1) for each in proposals)
    gaps, reasons = await list_gaps(HQ, made)
    assert {gap.site: (gap.rule, gap.refused) for gap in gaps} == {
        "HZ1": (None, {"conflict": 2}),
        "BJ1": ("not_certified", {}),
        "EE1": ("not_certified", {}),
        "XX1": ("not_certified", {}),
    }
    assert reasons == {"conflict": 2, "not_certified": 3}
    found = await programme_detail(HQ, made)
    assert (found.sites, found.wanted, found.proposed, found.gaps) == (6, 6, 2, 4)


async def test_the_same_seed_plans_the_same_again(
    store: Store, sites: dict[str, int], world: dict[str, Visitor]
) -> None:
    made = await programme(store, quota=2)

    async def drawn(seed: int) -> list[tuple[object, ...]]:
        await plan_programme(HQ, made, NOW, seed)
        return [(each.site, each.auditor, each.window_from) for each in await list_proposals(HQ, made)]

    first = await drawn(1)
    assert await drawn(2) != first
    assert await drawn(1) == first


async def test_another_plan_fills_only_what_is_still_wanted(
    store: Store, sites: dict[str, int], world: dict[str, Visitor]
) -> None:
    made = await offered(store)
    gone = await store.value("select id from assignment limit 1")
    await cancel_visit(HQ, gone, WHY, NOW)
    assert (await plan_programme(HQ, made, NOW, 1)).proposed == 1
    assert (await offer_visits(HQ, made, NOW + timedelta(hours=1))).offered == 1


async def test_a_suspended_site_is_not_visited(store: Store, sites: dict[str, int], world: dict[str, Visitor]) -> None:
    await store.rows(
        "insert into certification_change (id, certification, site, change, status, reason, effective_on, decided_at, "
        "proposer, proposed_at, proposed_by, decided_by) select gen_random_uuid(), id, site, 'suspended', 'effective', "
        "'r', '2026-11-01', $2, 'Hua', $2, gen_random_uuid(), gen_random_uuid() from certification where site = $1",
        sites["SH1"],
        NOW,
    )
    made = await programme(store)
    await plan_programme(HQ, made, NOW, 1)
    assert "SH1" not in {each.site for each in await list_proposals(HQ, made)}


async def test_an_offer_tells_the_auditors_how_many_and_no_site_anything(
    store: Store, sites: dict[str, int], world: dict[str, Visitor]
) -> None:
    made = await offered(store)
    assert await store.counts("announced_visit") == {"announced_visit": 0}
    notices = await store.rows("select account, kind, facts from notice")
    assert {row["account"] for row in notices} == {each.account for each in world.values()}
    assert {row["kind"] for row in notices} == {"visits_offered"}
    assert not any(code in row["facts"] for row in notices for code in sites)
    events = await store.rows("select site, action from trail_event where action ~ '^(visit|programme|audit)[.]'")
    assert {row["site"] for row in events if row["action"] == "visit.offered"} == {
        -sites[code] for code in ("SH1", "SH2", "HZ1")
    }
    assert {row["site"] for row in events if row["action"] != "visit.offered"} == {0}
    async with transaction(HQ, read_only=True):
        assert (await verify())[1] == []
    with pytest.raises(NothingProposed):
        await offer_visits(HQ, made, NOW)


async def test_a_site_hears_of_an_announced_visit_when_it_is_offered_and_when_it_is_called_off(
    store: Store, sites: dict[str, int], world: dict[str, Visitor]
) -> None:
    await store.rows(
        "insert into account (id, email, name, password_hash) values ($1, 'op@example.com', 'Ou', '')", UUID(int=7)
    )
    await store.rows(
        "with made as (insert into membership (id, account, role, whole_network, grantor) "
        "values (gen_random_uuid(), $1, 'site_operator', false, '') returning id) "
        "insert into membership_site (membership, site) select id, $2 from made",
        UUID(int=7),
        sites["SH1"],
    )
    region = await store.value("select id from region where path = 'East China/Shanghai'")
    made = await offered(store, announced=True, region=region)
    visit = (await store.rows("select * from announced_visit where site = $1", sites["SH1"]))[0]
    first = (await store.rows("select * from assignment where announced_visit = $1", visit["id"]))[0]
    assert visit["id"] != first["id"]
    assert visit["part_of_day"] in ("morning", "afternoon")
    # Declined, and given to somebody else: the site need not hear of either.
    other = next(each for each in world.values() if each.id != first["auditor"])
    mine = next(each for each in world.values() if each.id == first["auditor"])
    await decline_visit(mine.actor, first["id"], WHY, NOW)
    second = await reassign_visit(HQ, first["id"], ReassignIn(auditor=other.code, reason="declined"), NOW)
    with pytest.raises(AlreadyReplaced):
        await reassign_visit(HQ, first["id"], ReassignIn(auditor=other.code, reason="declined"), NOW)
    await cancel_visit(HQ, second, WHY, NOW)
    kinds = "select kind, facts ->> 'day' as day from notice where account = $1 order by created_at, kind"
    told = await store.rows(kinds, UUID(int=7))
    day = visit["visit_on"].isoformat()
    assert told == [{"kind": "visit_announced", "day": day}, {"kind": "visit_called_off", "day": day}]
    events = await store.rows("select action from trail_event where site = $1 order by sequence", sites["SH1"])
    assert [row["action"] for row in events][-2:] == ["audit.announced", "audit.called_off"]
    assert (await programme_detail(HQ, made)).waiting == 1


async def test_an_auditor_is_changed_only_as_the_rules_allow(
    store: Store, sites: dict[str, int], world: dict[str, Visitor]
) -> None:
    made = await programme(store)
    await plan_programme(HQ, made, NOW, 1)
    proposal = (await list_proposals(HQ, made))[0]
    other = next(code for code in world if code != proposal.auditor)
    await choose_auditor(HQ, proposal.id, other, proposal.version, NOW)
    assert (await list_proposals(HQ, made))[0].auditor == other
    with pytest.raises(PreconditionFailed):
        await choose_auditor(HQ, proposal.id, other, proposal.version, NOW)
    await store.rows("update auditor set qualified_until = '2026-11-21' where code = $1", proposal.auditor)
    with pytest.raises(AuditorRefused) as refused:
        await choose_auditor(HQ, proposal.id, proposal.auditor, None, NOW)
    assert str(refused.value.values["rule"]) == "Qualification ends before"
    await remove_proposal(HQ, proposal.id)
    assert proposal.id not in {each.id for each in await list_proposals(HQ, made)}
    with pytest.raises(AssignmentNotFound):
        await remove_proposal(HQ, proposal.id)


async def test_somebody_who_was_there_lately_is_not_given_a_visit_by_hand(
    store: Store, sites: dict[str, int], world: dict[str, Visitor]
) -> None:
    made = await programme(store)
    before = await assigned(
        store, sites["SH1"], world["A-1"], programme_id=made, state="filed", window_from=NOW - timedelta(days=60)
    )
    visit = await assigned(
        store, sites["SH1"], world["A-2"], programme_id=made, window_from=NOW + timedelta(days=2), scored=False
    )
    with pytest.raises(AuditorRefused):
        await reassign_visit(HQ, visit, ReassignIn(auditor="A-1", reason="nearer by"), NOW)
    with pytest.raises(AssignmentMoved):
        await reassign_visit(HQ, before, ReassignIn(auditor="A-2", reason="nearer by"), NOW)
    with pytest.raises(ProposalsOnly):
        await remove_proposal(HQ, visit)


async def test_what_nobody_made_expires_and_auditors_are_reminded_once(
    store: Store, sites: dict[str, int], world: dict[str, Visitor]
) -> None:
    made = await programme(store)
    late = [
        await assigned(store, sites["SH1"], world["A-1"], programme_id=made, state=state, window_from=NOW - back)
        for state, back in (("accepted", timedelta(days=7)), ("offered", timedelta(days=6, seconds=1)))
    ]
    await assigned(store, sites["SH2"], world["A-1"], programme_id=made, window_from=NOW - timedelta(days=6))
    await assigned(
        store, sites["HZ1"], world["A-2"], programme_id=made, state="offered", window_from=NOW + timedelta(days=2)
    )
    await assigned(
        store, sites["BJ1"], world["A-2"], programme_id=made, state="offered", window_from=NOW + timedelta(days=9)
    )
    assert await expire_and_remind(Actor.system("reminders"), NOW) == VisitWork(expired=2, unanswered=1, ending=1)
    assert await expire_and_remind(Actor.system("reminders"), NOW) == VisitWork(expired=0, unanswered=1, ending=1)
    assert {row["id"] for row in await store.rows("select id from assignment where state = 'expired'")} == set(late)
    kinds = await store.rows("select kind, account from notice order by kind")
    assert [(row["kind"], row["account"]) for row in kinds] == [
        ("visit_to_file", world["A-1"].account),
        ("visit_unanswered", world["A-2"].account),
    ]


async def test_a_programme_is_a_draft_then_active_then_closed(
    store: Store, sites: dict[str, int], world: dict[str, Visitor]
) -> None:
    made = await begin_programme(HQ, wanted(region="East China", hours="Mo-Fr 10:00-16:00"), NOW)
    with pytest.raises(ProgrammeNotActive):
        await plan_programme(HQ, made, NOW)
    await store.rows("update region set name_zh = '华东' where path = 'East China'")
    begun = await programme_detail(HQ, made)
    assert (begun.region, begun.region_zh) == ("East China", "华东")
    version = begun.version
    await change_programme(
        HQ, made, wanted(region="East China", black_out=[span("24", "26"), span("31", "31")]), version
    )
    with pytest.raises(PreconditionFailed):
        await change_programme(HQ, made, wanted(), version)
    found = await programme_detail(HQ, made)
    assert found.sites == 3
    assert [(each.from_on, each.to_on) for each in found.rules.black_out] == [
        (date(2026, 12, 24), date(2026, 12, 26)),
        (date(2026, 12, 31), date(2026, 12, 31)),
    ]
    await activate_programme(HQ, made)
    with pytest.raises(ProgrammeNotDraft):
        await change_programme(HQ, made, wanted(), None)
    await plan_programme(HQ, made, NOW)
    await offer_visits(HQ, made, NOW)
    with pytest.raises(VisitsWaiting):
        await close_programme(HQ, made)
    for row in await store.rows("select id from assignment"):
        await cancel_visit(HQ, row["id"], WHY, NOW)
    await close_programme(HQ, made)
    assert (await programme_detail(HQ, made)).state == "closed"


async def test_a_programme_needs_a_published_checklist_of_a_kind_that_may_be_scored(
    store: Store, sites: dict[str, int]
) -> None:
    await checklist(store, document(VisitKind.SELF_CHECK, "self"))
    await checklist(store, document(key="unfinished"), state="draft")
    with pytest.raises(NoSuchChecklist):
        await begin_programme(HQ, wanted(checklist_key="unfinished"), NOW)
    with pytest.raises(NotForScores):
        await begin_programme(HQ, wanted(checklist_key="self"), NOW)
    assert await begin_programme(HQ, wanted(checklist_key="self", scored=False), NOW)
