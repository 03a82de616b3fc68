"""What another scheme would have made of a published quarter: who moves, by how much, why; and nothing is stored."""

import hashlib
from decimal import Decimal

import pytest

from network.foundation.access import Role
from network.foundation.errors import Forbidden
from network.foundation.periods import Quarter
from network.scorecards.commands.drafts import start_draft, write_draft
from network.scorecards.errors import RunNotFound
from network.scorecards.queries.scheme_trial import published_quarters, what_if
from network.scorecards.queries.schemes import shipped
from network.scorecards.rules.document import load_scheme
from network.scorecards.rules.scheme import Scheme
from network.scorecards.rules.scheme_trial import compared
from network.scorecards.rules.scoring import score_network
from tests.factory import HQ, Store, manager
from tests.scorecards.rules.cases import CATALOGUE, gate
from tests.scorecards.rules.random_networks import network
from tests.scorecards.season import Q3, Q4
from tests.scorecards.test_drafts import AUTHOR, TODAY
from tests.served import Browse, MakePerson, text_of

REPAIRS = load_scheme(shipped()["repairs-only"])


def weighing(*weights: int) -> Scheme:
    criteria = tuple(
        one.model_copy(update={"weight": weight}) for one, weight in zip(REPAIRS.criteria, weights, strict=True)
    )
    return REPAIRS.model_copy(update={"criteria": criteria})


@pytest.mark.parametrize("number", range(25))
def test_what_each_metric_gives_adds_up_to_the_change_of_the_score(number: int) -> None:
    judged, sites = network(number)
    other, _sites = network(number + 1_000)
    pools = score_network(judged, CATALOGUE, sites).pools
    outcome = compared(judged, other, CATALOGUE, sites, pools)
    assert sum(outcome.matrix.values()) == len(sites)
    for move in outcome.moves:
        if move.change is not None:
            assert abs(sum((each.change for each in move.causes), Decimal(0)) - move.change) <= Decimal("0.01")


def test_the_same_scheme_moves_nobody() -> None:
    for number in range(25):
        judged, sites = network(number)
        pools = score_network(judged, CATALOGUE, sites).pools
        outcome = compared(judged, judged, CATALOGUE, sites, pools)
        assert {(move.direction, move.change or 0, move.causes) for move in outcome.moves} == {("same", 0, ())}


async def test_other_weights_move_a_site_by_what_its_criteria_give(season: dict[str, int]) -> None:
    found = await what_if(HQ, weighing(1_000, 6_000, 2_000, 1_000), Q3)
    moves = {found.sites[move.site].code: move for move in found.outcome.moves}
    assert set(moves) == set(season)
    assert found.anew == ()
    first = moves["S1"]
    assert first.change is not None
    assert first.change != 0
    assert {cause.metric for cause in first.causes} >= {"repair_within_target(target_hours=24)", "no_fault_return_rate"}


async def test_under_its_own_scheme_a_quarter_is_what_was_published(season: dict[str, int], store: Store) -> None:
    found = await what_if(HQ, REPAIRS, Q3)
    stored = {
        row["site"]: row
        for row in await store.rows(
            "select c.* from scorecard c join scorecard_run r on r.id = c.run "
            "where r.period = '2026Q3' and overall is not null"
        )
    }
    for move in found.outcome.moves:
        if move.site in stored and move.before.overall is not None:
            assert (move.direction, move.change) == ("same", Decimal(0))
            row = stored[int(str(move.site))]
            assert (row["overall"], row["standing"]) == (move.after.overall, move.after.standing)


async def test_a_metric_that_was_not_measured_is_measured_now_and_said_so(season: dict[str, int]) -> None:
    first, *rest = REPAIRS.criteria
    other = first.model_copy(update={"params": {"target_hours": 48}})
    found = await what_if(HQ, REPAIRS.model_copy(update={"criteria": (other, *rest)}), Q3)
    assert found.anew == ("repair_within_target(target_hours=48)",)
    moves = {found.sites[move.site].code: move for move in found.outcome.moves}
    assert moves["S2"].change is not None
    assert moves["S2"].change > 0  # its late repairs took 40 hours


async def test_a_condition_that_caps_is_named_beside_what_it_costs(season: dict[str, int]) -> None:
    capping = REPAIRS.model_copy(update={"gates": (gate("no_fault_return_rate", ">=", "0.1", "fail"),)})
    found = await what_if(HQ, capping, Q3)
    assert {move.gained for move in found.outcome.moves if move.direction == "down"} == {("no_fault_return_rate-fail",)}


async def test_only_published_quarters_and_only_headquarters(season: dict[str, int]) -> None:
    assert await published_quarters(HQ) == [Q3]
    for period in (Q4, Quarter(2020, 1)):
        with pytest.raises(RunNotFound):
            await what_if(HQ, REPAIRS, period)
    with pytest.raises(Forbidden):
        await what_if(manager(season["S1"]), REPAIRS, Q3)


async def test_nothing_is_stored_and_the_page_says_who_moves_and_exports_it(
    season: dict[str, int], store: Store, browse: Browse, person: MakePerson
) -> None:
    draft = await start_draft(AUTHOR, "repairs-only", 1, TODAY)
    await write_draft(AUTHOR, draft.id, weighing(1_000, 6_000, 2_000, 1_000), None)
    await person("hua@example.com", Role.HQ_MANAGER)
    browser = browse()
    await browser.sign_in("hua@example.com")
    before = await fingerprint(store)
    path = f"/scorecards/scheme-drafts/{draft.id}/what-if"
    page = await browser.get(path)
    assert page.status_code == 200, page.text
    said = text_of(page)
    for words in ("What if: Repairs", "Sons", "From which standing to which", "No-fault returns to HQ"):
        assert words in said
    file = await browser.get(f"{path}?period=2026Q3&moved=same&format=csv")
    assert file.text.splitlines()[0].startswith("\ufeffSite code,Site,Published,What if,Change")
    api = (await browser.get(f"/api/v1/scheme-drafts/{draft.id}/what-if/2026Q3")).json()
    assert {each["site"] for each in api["sites"]} == set(season)
    version = await browser.get("/scorecards/schemes/authorized-site/1/what-if?period=2026Q3&q=S1")
    assert "Sons" in text_of(version)
    assert "Tiny" not in text_of(version)[text_of(version).index("Site by site") :]
    assert await fingerprint(store) == before


async def fingerprint(store: Store) -> str:
    """Of everything in the database but for who has signed in."""
    tables = await store.rows(
        "select table_name as name from information_schema.tables where table_schema = 'public' "
        "and table_type = 'BASE TABLE' and table_name not in ('session', 'account') order by 1"
    )
    said = [
        await store.value(
            f"select md5(coalesce(string_agg(t::text, chr(10) order by t::text), '')) from \"{row['name']}\" t"
        )
        for row in tables
    ]
    return hashlib.sha256("".join(said).encode()).hexdigest()
