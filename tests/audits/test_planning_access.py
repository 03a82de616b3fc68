"""Who plans visits, and where."""

from uuid import UUID, uuid4

import pytest

from network.audits.commands.assignments import cancel_visit
from network.audits.commands.offering import offer_visits
from network.audits.commands.planning import plan_programme
from network.audits.commands.programmes import activate_programme, begin_programme
from network.audits.errors.assignments import AssignmentNotFound
from network.audits.errors.programmes import ProgrammeOfOthers, RegionNeeded
from network.audits.queries.programmes import list_proposals, programme_detail
from network.audits.schemas.assignments import AnswerIn
from network.audits.schemas.programmes import ProgrammeIn
from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from tests.audits.visiting import KEY, Visitor, assigned, programme
from tests.factory import HQ, NOW, Store, operator

WHY = AnswerIn(reason="The site moves house")


async def regional(store: Store, path: str, sites: dict[str, int], *codes: str) -> Actor:
    """A manager of this region, who looks after these sites."""
    regions = await store.rows("select id from region where path = $1 or path like $1 || '/%'", path)
    held = frozenset(sites[code] for code in codes)
    return Actor(Role.HQ_MANAGER, "Ma", UUID(int=8), held, frozenset(row["id"] for row in regions))


def wanted(**more: object) -> ProgrammeIn:
    return ProgrammeIn.model_validate(
        {"name": "Autumn", "checklist_key": KEY, "from_on": "2026-11-01", "to_on": "2026-12-31", **more}, strict=False
    )


async def test_a_manager_of_a_region_plans_there_and_nowhere_else(
    store: Store, sites: dict[str, int], world: dict[str, Visitor]
) -> None:
    manager = await regional(store, "East China/Shanghai", sites, "SH1", "SH2")
    for path in ("", "East China", "North China"):
        with pytest.raises(RegionNeeded):
            await begin_programme(manager, wanted(region=path), NOW)
    mine = await begin_programme(manager, wanted(region="East China/Shanghai"), NOW)
    await activate_programme(manager, mine)
    assert (await plan_programme(manager, mine, NOW, 1)).proposed == 2
    assert (await offer_visits(manager, mine, NOW)).offered == 2
    visit = (await store.rows("select id from assignment where site = $1", sites["SH1"]))[0]["id"]
    await cancel_visit(manager, visit, WHY, NOW)
    network = await programme(store)
    with pytest.raises(ProgrammeOfOthers):
        await plan_programme(manager, network, NOW)
    await plan_programme(HQ, network, NOW, 1)
    assert {each.site for each in await list_proposals(manager, network)} <= {"SH1", "SH2"}
    found = await programme_detail(manager, network)
    assert (found.sites, found.may_change) == (2, False)
    assert (await programme_detail(manager, mine)).may_change
    elsewhere = await assigned(store, sites["HZ1"], world["A-1"], programme_id=network)
    with pytest.raises(AssignmentNotFound):
        await cancel_visit(manager, elsewhere, WHY, NOW)


async def test_nobody_but_headquarters_plans(store: Store, sites: dict[str, int], world: dict[str, Visitor]) -> None:
    made = await programme(store)
    for actor in (operator(sites["SH1"]), world["A-1"].actor):
        with pytest.raises(Forbidden):
            await plan_programme(actor, made, NOW)
        with pytest.raises(Forbidden):
            await cancel_visit(actor, uuid4(), WHY, NOW)
        with pytest.raises(Forbidden):
            await programme_detail(actor, made)
