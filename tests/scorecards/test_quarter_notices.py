"""What those who run a site are told of its quarter and of what follows from it, and what their home and card say."""

from uuid import UUID

import pytest

from network.foundation.access import Actor, Role
from network.foundation.periods import Quarter
from network.ledger.commands.consequence_appeals import appeal
from network.ledger.schemas.proposals import AppealDecisionIn
from network.scorecards.commands.challenges import decide_challenge, lodge_challenge
from network.scorecards.commands.consequences import approve_consequences, decide_consequence_appeal
from network.scorecards.commands.restating import approve_restatement, propose_restatement
from network.scorecards.commands.runs import compute, publish
from network.scorecards.queries.own_quarter import Open, open_matters
from tests.factory import NOW, Store, at, operator
from tests.scorecards.test_consequences import drawn_all, people, run
from tests.scorecards.test_process import COMPUTER, DECIDER, OVER, challenged, decided, previewed
from tests.served import Browse, MakePerson, text_of

__all__ = ["previewed", "run"]

Q3 = Quarter(2026, 3)
Told = list[tuple[str, str]]


@pytest.fixture
async def operators(person: MakePerson, quarter: dict[str, int]) -> dict[str, UUID]:
    return {
        code: await person(f"{code.lower()}@example.com", Role.SITE_OPERATOR, sites=[code]) for code in ("S1", "S2")
    }


async def told(store: Store, code: str) -> Told:
    rows = await store.rows(
        "select n.kind, n.link from notice n join account a on a.id = n.account where a.email = $1 order by n.kind",
        f"{code.lower()}@example.com",
    )
    return [(row["kind"], row["link"]) for row in rows]


async def test_a_site_is_told_of_its_preview_its_challenges_and_its_restatement(
    operators: dict[str, UUID], previewed: dict[str, int], store: Store
) -> None:
    one, two = operator(previewed["S1"]), operator(previewed["S2"])
    opened = [("preview_opened", "/sites/S1?period=2026Q3")]
    assert await told(store, "S1") == opened
    assert await store.value("select facts ->> 'due' from notice where link like '/sites/S1%'") == "2026-12-04"
    [matter] = await open_matters(one, NOW)
    assert (matter.what, matter.site, matter.period, matter.until) == (Open.PREVIEW, "S1", Q3, OVER)
    assert await open_matters(one, OVER) == []
    accepted = await lodge_challenge(one, "S1", Q3, challenged(), [], NOW)
    rejected = await lodge_challenge(two, "S2", Q3, challenged(), [], NOW)
    await decide_challenge(DECIDER, accepted, decided("held"), NOW)
    await decide_challenge(DECIDER, rejected, decided("rejected"), NOW)
    await compute(COMPUTER, Q3, "repairs-only", NOW)
    changes = "/sites/{}/quarters/2026Q3/challenges"
    assert await told(store, "S1") == [("challenge_accepted", changes.format("S1")), *opened], "each once"
    await publish(COMPUTER, Q3, OVER)
    await store.order(previewed["S2"], "LATE", at("2026-08-20"), ready=90)
    made = await propose_restatement(COMPUTER, Q3, ["S2"], "An order was imported late.", OVER)
    await approve_restatement(DECIDER, made, "I have seen the order.", OVER)
    assert [kind for kind, _link in await told(store, "S2")] == [
        "challenge_rejected",
        "preview_opened",
        "quarter_restated",
    ]
    assert len(await told(store, "S1")) == 2, "not of what is about another site"


async def test_a_site_is_told_what_is_approved_for_it_and_of_its_appeal_and_reads_it_at_home_and_beside_its_card(
    operators: dict[str, UUID], store: Store, run: UUID, quarter: dict[str, int], browse: Browse
) -> None:
    hq = people()
    await publish(hq[0], Q3, NOW)
    made = await drawn_all(store, run, quarter)
    assert await told(store, "S2") == [], "what is proposed only is no news"
    await approve_consequences(hq[0], [made["failed"], made["warned"], made["best"], made["star"]], "", NOW)
    assert [kind for kind, _link in await told(store, "S1")] == ["reward_approved"] * 2
    two = Actor(Role.SITE_OPERATOR, "Two", operators["S2"], frozenset({quarter["S2"]}))
    await appeal(two, "S2", made["failed"], "The workshop was flooded.", NOW)
    given = AppealDecisionIn(upheld=False, reason="Not in that quarter.")
    await decide_consequence_appeal(hq[1], made["failed"], given, NOW)
    failed = f"/sites/S2/consequences/{made['failed']}"
    assert ("consequence_appeal_rejected", failed) in await told(store, "S2")
    assert [kind for kind, _link in await told(store, "S2")].count("penalty_approved") == 2
    assert [(each.what, each.count) for each in await open_matters(two, NOW)] == [(Open.APPEAL, 3)]
    one, site = browse(), browse()
    await one.sign_in("s1@example.com")
    assert "Let it be published: 1 honour" in text_of(await one.get("/home"))
    await site.sign_in("s2@example.com")
    card = text_of(await site.get("/sites/S2?period=2026Q3"))
    assert "What follows from this quarter" in card
    assert "Failed: -CN¥1,000.00" in card
    assert "Big bonus" not in card
