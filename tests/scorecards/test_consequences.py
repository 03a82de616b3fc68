"""From a quarter to its proposals, their approval, appeals and the difference of a restatement."""

import asyncio
import json
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import pytest

from network.foundation.access import RIGHTS, Actor, Permission, Role
from network.foundation.database import transaction
from network.foundation.errors import Forbidden
from network.foundation.periods import Quarter
from network.ledger.commands.consequence_appeals import appeal, consent
from network.ledger.commands.demerits import expire_proposals
from network.ledger.commands.proposing import write_proposals
from network.ledger.commands.reversing import reverse_posting
from network.ledger.errors.postings import ReversalNotIndependent
from network.ledger.errors.proposals import (
    AgreedAlready,
    AppealedAlready,
    AppealTooLate,
    DifferenceWaits,
    EvaluatorConfirms,
    NameNeeded,
    NoAppealOpen,
    NoHonour,
    NothingToAppeal,
    NotIndependent,
    OwnProposal,
    ProposalAppealed,
    ProposalMoved,
    ProposalNotFound,
    ProposalWrong,
    SiteIsClosed,
    WindowStillOpen,
)
from network.ledger.queries.balances import balances
from network.ledger.queries.proposals import honours, proposal
from network.ledger.rules.effects import Effect
from network.ledger.rules.proposals import Origin
from network.ledger.schemas.proposals import AppealDecisionIn, Draft, ManualIn
from network.scorecards.commands.consequences import (
    Drawn,
    approve_consequences,
    decide_consequence_appeal,
    draw_consequences,
    open_probations,
    propose_consequence,
    reject_consequence,
)
from network.scorecards.commands.runs import compute
from network.scorecards.commands.schemes import add_scheme
from network.scorecards.queries.schemes import shipped
from network.scorecards.rules.drawing import Skipped
from tests.factory import HQ, NOW, Store, manager, operator

Q3 = Quarter(2026, 3)
LATER = NOW + timedelta(days=15)

RULES = """
rules:
  appeal_days: 14
  second_person_above: {CNY: 5000, points: 200}
  consequences:
    - {code: best, name: {en: Best, zh_CN: 最佳}, on: {rank_within: 1}, effect: {money: 3000, currency: CNY}}
    - {code: big, name: {en: Big bonus, zh_CN: 大奖}, on: {rank_within: 1}, effect: {money: 6000, currency: CNY}}
    - {code: star, name: {en: Honour, zh_CN: 荣誉}, on: {rank_within: 1}, effect: {honour: {en: Star, zh_CN: 明星}}}
    - {code: failed, name: {en: Failed, zh_CN: 不达标}, on: {standing: fail}, effect: {money: -1000, currency: CNY}}
    - {code: warned, name: {en: Warning, zh_CN: 警告}, on: {standing: fail}, effect: {warning: true}}
    - {code: order, name: {en: Put it right, zh_CN: 限期整改}, on: {standing: fail}, effect: {rectify_within_days: 45}}
    - code: points
      name: {en: Demerits, zh_CN: 扣分}
      on: {standing: fail}
      effect: {demerits: 6}
      repeats_criterion: true
"""


def people(count: int = 3) -> list[Actor]:
    """Managers of the whole network with all six rights, each with an account."""
    return [Actor(Role.HQ_MANAGER, f"HQ {n}", uuid4(), None, rights=dict.fromkeys(RIGHTS)) for n in range(count)]


@pytest.fixture
async def hq(store: Store) -> list[Actor]:
    return people()


@pytest.fixture
async def run(store: Store, quarter: dict[str, int]) -> UUID:
    """2026Q3 by rules; S1 is first and S2 fails."""
    text = (
        shipped()["repairs-only"].replace("version: 1", "version: 9").replace("from_score: 70", "from_score: 60")
        + RULES
    )
    await add_scheme(HQ, text)
    await compute(HQ, Q3, "repairs-only", NOW, 9)
    made: UUID = await store.root.fetchval("select id from scorecard_run")
    return made


async def drawn(run: UUID, sites: Sequence[int], actor: Actor = HQ, now: datetime = NOW) -> Drawn:
    async with transaction(actor):
        return await draw_consequences(actor, run, sites, now)


async def drawn_all(store: Store, run: UUID, quarter: dict[str, int], actor: Actor = HQ) -> dict[str, UUID]:
    """Everything that is proposed, by code of the rule."""
    await drawn(run, list(quarter.values()), actor)
    rows = await store.rows("select rule, id from consequence_proposal where state <> 'withdrawn'")
    return {row["rule"]: row["id"] for row in rows}


async def state(store: Store, made: UUID) -> str:
    found: str = await store.root.fetchval("select state from consequence_proposal where id = $1", made)
    return found


async def money(code: str) -> Decimal:
    return next((each.amount for each in await balances(HQ, code) if each.unit == "CNY"), Decimal(0))


async def test_a_released_quarter_is_drawn_once_and_site_by_site(
    store: Store, run: UUID, quarter: dict[str, int]
) -> None:
    assert (await drawn(run, [quarter["S1"]])).proposed == 3
    assert (await drawn(run, [quarter["S1"]])).proposed == 0
    assert (await drawn(run, list(quarter.values()))).proposed == 4
    rows = await store.rows(
        "select s.code, p.rule, p.effect, p.amount, p.adverse, p.two_people, p.state from consequence_proposal p "
        "join site s on s.id = p.site order by s.code, p.rule"
    )
    assert [tuple(row.values()) for row in rows] == [
        ("S1", "best", "money", Decimal(3000), False, False, "proposed"),
        ("S1", "big", "money", Decimal(6000), False, True, "proposed"),
        ("S1", "star", "honour", None, False, False, "proposed"),
        ("S2", "failed", "money", Decimal(-1000), True, False, "proposed"),
        ("S2", "order", "rectification", None, True, False, "proposed"),
        ("S2", "points", "demerits", Decimal(6), True, False, "proposed"),
        ("S2", "warned", "warning", None, True, False, "proposed"),
    ]


async def test_a_closed_site_is_skipped_with_the_reason(store: Store, run: UUID, quarter: dict[str, int]) -> None:
    await store.root.execute("update site set status = 'closed' where code = 'S2'")
    found = await drawn(run, list(quarter.values()))
    assert (found.proposed, {each.skipped for each in found.skipped}) == (3, {Skipped.CLOSED})
    await drawn(run, list(quarter.values()))
    left_out = await store.rows("select id, rule from consequence_proposal where state = 'skipped' order by rule")
    assert [row["rule"] for row in left_out] == ["failed", "order", "points", "warned"], "each is written down once"
    assert (await proposal(HQ, left_out[0]["id"], NOW)).skipped == Skipped.CLOSED
    [actor] = people(1)
    with pytest.raises(ProposalMoved):
        await approve_consequences(actor, [left_out[0]["id"]], "", NOW)
    with pytest.raises(asyncpg.PostgresError):
        await store.root.execute("update consequence_proposal set state = 'proposed' where state = 'skipped'")


async def test_what_one_person_may_decide_is_posted_at_once(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    assert await approve_consequences(hq[0], [made["best"], made["failed"], made["warned"]], "as agreed", NOW) == 3
    assert (await money("S1"), await money("S2")) == (Decimal(3000), Decimal(-1000))
    assert [await state(store, made[rule]) for rule in ("best", "warned", "big")] == ["posted", "approved", "proposed"]


async def test_above_the_limit_a_second_person_must_agree(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    big = (await drawn_all(store, run, quarter))["big"]
    assert await approve_consequences(hq[0], [big], "", NOW) == 0
    assert (await state(store, big), await money("S1")) == ("approved_once", Decimal(0))
    with pytest.raises(AgreedAlready):
        await approve_consequences(hq[0], [big], "", NOW)
    assert await approve_consequences(hq[1], [big], "", NOW) == 1
    assert await money("S1") == 6000
    with pytest.raises(ProposalMoved):
        await approve_consequences(hq[2], [big], "", NOW)
    posting = await store.value("select posting from consequence_proposal where id = $1", big)
    for party in hq[:2]:
        with pytest.raises(ReversalNotIndependent):
            await reverse_posting(party, "S1", posting, "booked to the wrong site", NOW)
    await reverse_posting(hq[2], "S1", posting, "booked to the wrong site", NOW)
    assert await money("S1") == 0


async def test_two_at_the_same_moment_post_once(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    best = (await drawn_all(store, run, quarter))["best"]
    tries = [approve_consequences(who, [best], "", NOW) for who in people(8)]
    outcomes = await asyncio.gather(*tries, return_exceptions=True)
    assert sum(outcome == 1 for outcome in outcomes) == 1
    assert all(isinstance(outcome, ProposalMoved) for outcome in outcomes if outcome != 1)
    assert await money("S1") == 3000


async def test_all_of_many_are_approved_or_none(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    await approve_consequences(hq[0], [made["best"]], "", NOW)
    with pytest.raises(ProposalMoved):
        await approve_consequences(hq[0], [made["warned"], made["best"]], "", NOW)
    with pytest.raises(ProposalNotFound):
        await approve_consequences(hq[0], [made["warned"], uuid4()], "", NOW)
    assert await state(store, made["warned"]) == "proposed"


async def test_nobody_without_a_name_or_the_right_decides(store: Store, run: UUID, quarter: dict[str, int]) -> None:
    made = await drawn_all(store, run, quarter)
    with pytest.raises(NameNeeded):
        await approve_consequences(HQ, [made["best"]], "", NOW)
    rewarding = replace(people()[0], rights={Permission.REWARD_SITES: None})
    await approve_consequences(rewarding, [made["best"]], "", NOW)
    for refused in (made["failed"], made["warned"]):
        with pytest.raises(Forbidden):
            await approve_consequences(rewarding, [refused], "", NOW)
        with pytest.raises(Forbidden):
            await reject_consequence(rewarding, refused, "no", NOW)
    with pytest.raises(Forbidden):
        await approve_consequences(operator(quarter["S1"]), [made["best"]], "", NOW)


async def test_a_rejected_proposal_stays_rejected(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    await reject_consequence(hq[0], made["failed"], "first failure, and a flood in July", NOW)
    with pytest.raises(ProposalMoved):
        await approve_consequences(hq[1], [made["failed"]], "", NOW)
    assert (await drawn(run, list(quarter.values()))).proposed == 0


async def test_an_appeal_stops_posting_until_somebody_independent_decides(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made, site = await drawn_all(store, run, quarter, hq[0]), operator(quarter["S2"])
    await appeal(site, "S2", made["failed"], "the parts came late", NOW)
    with pytest.raises(ProposalAppealed):
        await approve_consequences(hq[1], [made["failed"]], "", NOW)
    with pytest.raises(AppealedAlready):
        await appeal(site, "S2", made["failed"], "once more", NOW)
    decision = AppealDecisionIn(upheld=False, reason="they came in time")
    with pytest.raises(NotIndependent):
        await decide_consequence_appeal(hq[0], made["failed"], decision, NOW)
    await decide_consequence_appeal(hq[2], made["failed"], decision, NOW)
    assert await state(store, made["failed"]) == "proposed"
    with pytest.raises(NoAppealOpen):
        await decide_consequence_appeal(hq[2], made["failed"], decision, NOW)
    await approve_consequences(hq[1], [made["failed"]], "", NOW)
    assert await money("S2") == -1000


async def test_an_upheld_appeal_reverses_what_was_posted(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made, site = await drawn_all(store, run, quarter), operator(quarter["S2"])
    await approve_consequences(hq[0], [made["failed"], made["order"]], "as agreed", NOW)
    finding = await store.root.fetchval("select outcome from consequence_proposal where id = $1", made["order"])
    for each in (made["failed"], made["order"]):
        await appeal(site, "S2", each, "wrong", NOW)
        with pytest.raises(NotIndependent):
            await decide_consequence_appeal(hq[0], each, AppealDecisionIn(upheld=True, reason="right"), NOW)
        await decide_consequence_appeal(hq[1], each, AppealDecisionIn(upheld=True, reason="the site is right"), NOW)
        assert await state(store, each) == "withdrawn"
    assert await money("S2") == 0
    assert await store.root.fetchval("select state from finding where id = $1", finding) == "withdrawn"
    assert (await drawn(run, list(quarter.values()))).proposed == 0


@pytest.mark.parametrize(("after", "refused"), [(timedelta(days=14, seconds=-1), False), (timedelta(days=14), True)])
async def test_an_appeal_comes_in_time_or_never(
    store: Store, run: UUID, quarter: dict[str, int], after: timedelta, refused: bool
) -> None:
    made, site = await drawn_all(store, run, quarter), operator(quarter["S2"])
    if refused:
        with pytest.raises(AppealTooLate):
            await appeal(site, "S2", made["failed"], "wrong", NOW + after)
    else:
        await appeal(site, "S2", made["failed"], "wrong", NOW + after)


async def test_a_site_appeals_against_its_own_and_what_is_against_it(
    store: Store, run: UUID, quarter: dict[str, int]
) -> None:
    made = await drawn_all(store, run, quarter)
    with pytest.raises(NothingToAppeal):
        await appeal(operator(quarter["S1"]), "S1", made["best"], "more", NOW)
    with pytest.raises(ProposalNotFound):
        await appeal(operator(quarter["S1"]), "S1", made["failed"], "not mine", NOW)
    with pytest.raises(ProposalNotFound):
        await proposal(operator(quarter["S1"]), made["failed"], NOW)
    seen = await proposal(operator(quarter["S2"]), made["failed"], NOW)
    assert (seen.proposer, {step.who for step in seen.steps}) == (None, {None})


async def test_an_order_to_put_right_becomes_a_finding_due_on_its_day(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    await approve_consequences(hq[0], [made["order"]], "see the clauses on repair time", NOW)
    [row] = await store.rows("select f.found_on, a.due_on from finding f join corrective_action a on a.finding = f.id")
    assert row["due_on"] - row["found_on"] == timedelta(days=45)


async def test_twelve_demerits_within_a_year_open_one_probation_proposal(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    await approve_consequences(hq[0], [made["points"]], "", NOW)
    probations = "select count(*) from consequence_proposal where effect = 'probation'"
    assert await store.root.fetchval(probations) == 0
    given = ManualIn(effect="demerits", title="Overcharged", reason="two receipts", amount=Decimal(6))
    again = await propose_consequence(hq[0], "S2", given, NOW)
    with pytest.raises(OwnProposal):
        await approve_consequences(hq[0], [again], "", NOW)
    await approve_consequences(hq[1], [again], "", NOW)
    assert await store.root.fetchval(probations) == 1
    assert await open_probations(HQ, NOW) == 0


async def test_points_of_more_than_a_year_ago_count_no_more(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    await approve_consequences(hq[0], [made["points"]], "", NOW)
    given = ManualIn(effect="demerits", title="Overcharged", reason="two receipts", amount=Decimal(6))
    late = NOW + timedelta(days=366)
    await approve_consequences(hq[1], [await propose_consequence(hq[0], "S2", given, late)], "", late)
    assert await store.root.fetchval("select count(*) from consequence_proposal where effect = 'probation'") == 0


WRONG: list[dict[str, Any]] = [
    {"effect": "money", "amount": None, "currency": "CNY"},
    {"effect": "money", "amount": Decimal(0), "currency": "CNY"},
    {"effect": "money", "amount": Decimal("100.5"), "currency": "JPY"},
    {"effect": "money", "amount": Decimal(100), "currency": "XYZ"},
    {"effect": "money", "amount": Decimal(100)},
    {"effect": "points", "amount": Decimal(-5)},
    {"effect": "demerits", "amount": Decimal("1.5")},
    {"effect": "rectification"},
]


@pytest.mark.parametrize("wrong", WRONG)
async def test_what_is_proposed_by_hand_must_be_whole(
    store: Store, quarter: dict[str, int], hq: list[Actor], wrong: dict[str, Any]
) -> None:
    with pytest.raises(ProposalWrong):
        await propose_consequence(hq[0], "S1", ManualIn(title="Something", reason="because", **wrong), NOW)


async def test_nothing_is_proposed_for_a_closed_site_nor_without_the_right(
    store: Store, quarter: dict[str, int], hq: list[Actor]
) -> None:
    warning = ManualIn(effect="warning", title="Late", reason="three reports late")
    with pytest.raises(Forbidden):
        await propose_consequence(manager(quarter["S1"]), "S1", warning, NOW)
    await store.root.execute("update site set status = 'closed' where code = 'S1'")
    with pytest.raises(SiteIsClosed):
        await propose_consequence(hq[0], "S1", warning, NOW)


async def test_money_by_hand_in_a_currency_without_a_limit_takes_two(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    given = ManualIn(effect="money", title="Thanks", reason="flood relief", amount=Decimal(900), currency="JPY")
    made = await propose_consequence(hq[0], "S1", given, NOW)
    assert await approve_consequences(hq[1], [made], "", NOW) == 0
    with pytest.raises(OwnProposal):
        await approve_consequences(hq[0], [made], "", NOW)
    assert await approve_consequences(hq[2], [made], "", NOW) == 1
    posting = await store.value("select posting from consequence_proposal where id = $1", made)
    with pytest.raises(ReversalNotIndependent):
        await reverse_posting(hq[0], "S1", UUID(str(posting)), "it was proposed by me", NOW)


async def withdrawal(store: Store, run: UUID, site: int, evaluator: Actor) -> UUID:
    """As the rule on the posterior writes it."""
    draft = Draft(
        site, Origin.RULE, "under", {"en": "Under", "zh_CN": "低于"}, Effect.WITHDRAWAL, "under:pass:2026Q3",
        run=run, period="2026Q3", two_people=True,
    )  # fmt: skip
    async with transaction(evaluator):
        [made] = await write_proposals(evaluator, [draft], NOW)
    return made


async def test_a_withdrawal_waits_for_the_window_and_the_second_person_is_not_the_evaluator(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await withdrawal(store, run, quarter["S2"], hq[0])
    with pytest.raises(WindowStillOpen):
        await approve_consequences(hq[0], [made], "", NOW)
    assert await approve_consequences(hq[1], [made], "", LATER) == 0
    with pytest.raises(EvaluatorConfirms):
        await approve_consequences(hq[0], [made], "", LATER)
    assert await approve_consequences(hq[2], [made], "", LATER) == 1
    # Without a certificate there is nothing to withdraw; with one it would wait for its own second person.
    assert await store.root.fetchval("select count(*) from certification_change") == 0


async def test_an_honour_is_published_with_consent_and_no_longer_without(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made, site = await drawn_all(store, run, quarter), operator(quarter["S1"])
    with pytest.raises(NoHonour):
        await consent(site, "S1", made["star"], True, NOW)
    await approve_consequences(hq[0], [made["star"]], "", NOW)
    assert await honours(HQ) == []
    await consent(site, "S1", made["star"], True, NOW)
    assert [(each.code, each.title["en"]) for each in await honours(operator(quarter["S2"]))] == [("S1", "Star")]
    await consent(site, "S1", made["star"], False, LATER)
    assert await honours(HQ) == []
    with pytest.raises(NoHonour):
        await consent(operator(quarter["S2"]), "S2", made["warned"], True, NOW)


async def test_what_nobody_decides_about_runs_out(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    assert await expire_proposals(HQ, NOW + timedelta(days=179)) == []
    assert len(await expire_proposals(HQ, NOW + timedelta(days=180))) == 7
    assert await state(store, made["best"]) == "expired"


async def restated(store: Store, run: UUID, quarter: dict[str, int], **standings: str) -> UUID:
    """The run, in which these sites stand otherwise now; `test_restatement` tells how that comes about."""
    for code, standing in standings.items():
        await store.root.execute(
            "update scorecard set standing = $3, band = $3 where run = $1 and site = $2", run, quarter[code], standing
        )
    return run


async def test_restating_a_paid_quarter_posts_exactly_the_difference(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    await approve_consequences(hq[0], [made["failed"], made["points"], made["order"]], "", NOW)
    again = await restated(store, run, quarter, S2="pass")
    # The warning still waits, and falls away; so does the order. Money and points are corrected.
    found = await drawn(again, list(quarter.values()), hq[0])
    assert (found.proposed, found.withdrawn) == (2, 2)
    assert (await drawn(again, list(quarter.values()), hq[0])).proposed == 0
    rows = await store.rows(
        "select id, effect, amount, adverse, facts from consequence_proposal where origin = 'restatement' "
        "order by effect"
    )
    assert [(row["effect"], row["amount"], row["adverse"]) for row in rows] == [
        ("demerits", Decimal(-6), False),
        ("money", Decimal(1000), False),
    ]
    assert json.loads(rows[1]["facts"])["lines"] == [
        {"rule": "failed", "fact": "standing:2026Q3", "deserved": "0", "stands": "-1000.0000"}
    ]
    await approve_consequences(hq[1], [row["id"] for row in rows], "restated", NOW)
    assert await balances(HQ, "S2") == []
    kinds = await store.rows("select kind from ledger_posting order by number desc limit 2")
    assert {row["kind"] for row in kinds} == {"restatement"}
    assert await store.root.fetchval("select state from finding") == "withdrawn"


async def test_restating_back_proposes_the_way_back(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    await approve_consequences(hq[0], [made["failed"]], "", NOW)
    second = await restated(store, run, quarter, S2="pass")
    await drawn(second, [quarter["S2"]])
    [row] = await store.rows("select id from consequence_proposal where origin = 'restatement'")
    await approve_consequences(hq[0], [row["id"]], "", NOW)
    third = await restated(store, second, quarter, S2="fail")
    await drawn(third, [quarter["S2"]])
    [row] = await store.rows(
        "select id, amount from consequence_proposal where run = $1 and effect = 'money' and state = 'proposed' "
        "and site = $2",
        *(third, quarter["S2"]),
    )
    assert row["amount"] == -1000
    await approve_consequences(hq[0], [row["id"]], "", NOW)
    assert await money("S2") == -1000


async def test_an_appeal_about_what_a_restatement_corrects_waits_for_the_difference(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor]
) -> None:
    made = await drawn_all(store, run, quarter)
    await approve_consequences(hq[0], [made["failed"]], "", NOW)
    await appeal(operator(quarter["S2"]), "S2", made["failed"], "wrong", NOW)
    await drawn(await restated(store, run, quarter, S2="pass"), [quarter["S2"]])
    upheld = AppealDecisionIn(upheld=True, reason="the site is right")
    with pytest.raises(DifferenceWaits):
        await decide_consequence_appeal(hq[1], made["failed"], upheld, NOW)
    [row] = await store.rows("select id from consequence_proposal where origin = 'restatement'")
    await approve_consequences(hq[0], [row["id"]], "", NOW)
    await decide_consequence_appeal(hq[1], made["failed"], upheld, NOW)
    assert await money("S2") == 0


REFUSED = [
    "update consequence_proposal set first_by = gen_random_uuid()",
    "update consequence_proposal set amount = 5000000 where rule = 'best'",
    "update consequence_proposal set state = 'posted' where rule = 'best'",
    "update consequence_proposal set state = 'approved' where rule = 'star'",
    "delete from consequence_proposal",
    "delete from consequence_step",
    "update consequence_step set note = 'x'",
    "truncate consequence_step cascade",
    "update honour_consent set given = true",
]


@pytest.mark.parametrize("sql", REFUSED)
async def test_the_database_refuses_what_the_program_would_not_do(
    store: Store, run: UUID, quarter: dict[str, int], hq: list[Actor], sql: str
) -> None:
    await drawn_all(store, run, quarter)
    with pytest.raises(asyncpg.PostgresError):
        async with transaction(hq[0]) as begun:
            await begun.connection.execute(sql)


async def test_a_site_can_do_nothing_to_its_proposals_but_stop_them(
    store: Store, run: UUID, quarter: dict[str, int]
) -> None:
    await drawn_all(store, run, quarter)
    for sql in (
        "update consequence_proposal set state = 'withdrawn', resumes = null where adverse",
        "insert into consequence_step (id, proposal, site, what, note, side, who, at) "
        "select gen_random_uuid(), id, site, 'approved', '', 'hq', 'HQ', now() from consequence_proposal",
    ):
        with pytest.raises(asyncpg.PostgresError):
            async with transaction(operator(quarter["S2"])) as begun:
                await begun.connection.execute(sql)
