"""Booking and taking back: what is refused, what is the same again, and what of many at once happens once."""

import asyncio
from dataclasses import replace
from decimal import Decimal
from uuid import UUID, uuid4

import pytest

from network.foundation.access import Actor
from network.foundation.database import transaction
from network.foundation.errors import Forbidden, ServicemarkError
from network.ledger.commands.posting import post, post_all, reverse
from network.ledger.errors.postings import (
    AlreadyReversed,
    AmountTooLarge,
    KeyMissing,
    LineOfNothing,
    LineRepeated,
    PostingDiffers,
    PostingNotFound,
    ReasonMissing,
    ReversalOfReversal,
    SiteClosed,
    TooFewLines,
    TooManyDecimals,
    Unbalanced,
    UnknownAccount,
    UnknownUnit,
)
from network.ledger.rules.postings import PENALTIES, REWARDS, SETTLED, Kind, Line, Posting, balance_of, transfer
from network.sites.errors.sites import SiteNotFound
from tests.factory import HQ, NOW, Store, executive, manager, operator


@pytest.fixture
async def site(store: Store) -> int:
    return await store.site("S1")


def reward(site: int, key: str = "k1", unit: str = "CNY", amount: str = "500.00") -> Posting:
    return Posting(key, Kind.REWARD, site, "five stars in 2026Q3", transfer(site, unit, Decimal(amount), REWARDS))


async def booked(posting: Posting, actor: Actor = HQ) -> UUID:
    async with transaction(actor):
        return await post(actor, posting, NOW)


async def reversed_by(posting: UUID, key: str = "r1", actor: Actor = HQ, reason: str = "wrong site") -> UUID:
    async with transaction(actor):
        return await reverse(actor, posting, reason, key, NOW)


async def test_a_posting_keeps_its_lines_and_goes_into_the_trail_of_its_site(store: Store, site: int) -> None:
    made = await booked(replace(reward(site), facts={"period": "2026Q3", "rule": "stars"}))
    [row] = await store.rows("select * from ledger_posting")
    assert (row["id"], row["number"], row["lines"], row["poster"]) == (made, 1, 2, HQ.name)
    lines = await store.rows("select account, unit, amount from ledger_entry order by id")
    assert [tuple(line.values()) for line in lines] == [
        (balance_of(site), "CNY", Decimal(500)),
        (REWARDS, "CNY", Decimal(-500)),
    ]
    [event] = await store.rows("select site, action, subject, body from trail_event where site = $1", site)
    assert (event["action"], event["subject"]) == ("ledger.posted", f"posting:{made}")
    assert '"amounts":"500.00 CNY"' in event["body"]


async def test_the_same_key_with_the_same_content_is_the_same_posting(store: Store, site: int) -> None:
    first = await booked(reward(site, amount="500.00"))
    assert await booked(reward(site, amount="500")) == first
    assert await store.counts("ledger_posting", "ledger_entry") == {"ledger_posting": 1, "ledger_entry": 2}
    assert await store.value("select count(*) from trail_event where action = 'ledger.posted'") == 1


@pytest.mark.parametrize(
    "change",
    [{"reason": "another reason"}, {"kind": Kind.PENALTY}, {"facts": {"rule": "x"}}, {"effective_on": NOW.date()}],
)
async def test_the_same_key_with_another_content_is_refused(site: int, change: dict[str, object]) -> None:
    await booked(reward(site))
    with pytest.raises(PostingDiffers):
        await booked(replace(reward(site), **change))  # type: ignore[arg-type]
    with pytest.raises(PostingDiffers):
        await booked(reward(site, amount="500.01"))


async def test_many_are_booked_at_once_and_a_key_that_comes_twice_is_one(store: Store, site: int) -> None:
    postings = [reward(site, f"k{number % 3}") for number in range(5)]
    async with transaction(HQ):
        ids = await post_all(HQ, postings, NOW)
    assert len(set(ids)) == 3
    assert ids[0] == ids[3]
    async with transaction(HQ):
        assert await post_all(HQ, [], NOW) == []
        assert await post_all(HQ, postings, NOW) == ids
        with pytest.raises(PostingDiffers):
            await post_all(HQ, [reward(site, "new"), reward(site, "new", amount="1")], NOW)


NOT_WHOLE: list[tuple[type[ServicemarkError], dict[str, object]]] = [
    (KeyMissing, {"key": " "}),
    (KeyMissing, {"key": "k" * 201}),
    (ReasonMissing, {"reason": ""}),
    (ReasonMissing, {"reason": "  x "}),
    (TooFewLines, {"lines": ()}),
    (TooFewLines, {"lines": (Line(REWARDS, "CNY", Decimal(1)),)}),
    (Unbalanced, {"lines": (Line(REWARDS, "CNY", Decimal(1)), Line(SETTLED, "CNY", Decimal("-1.01")))}),
    (Unbalanced, {"lines": (Line(REWARDS, "CNY", Decimal(1)), Line(SETTLED, "USD", Decimal(-1)))}),
    (LineRepeated, {"lines": (Line(REWARDS, "CNY", Decimal(1)), Line(REWARDS, "CNY", Decimal(-1)))}),
    (LineOfNothing, {"lines": (Line(REWARDS, "CNY", Decimal(0)), Line(SETTLED, "CNY", Decimal(0)))}),
    (UnknownAccount, {"lines": (Line("site:999:balance", "CNY", Decimal(1)), Line(REWARDS, "CNY", Decimal(-1)))}),
    (UnknownAccount, {"lines": (Line("network:gifts", "CNY", Decimal(1)), Line(REWARDS, "CNY", Decimal(-1)))}),
]


@pytest.mark.parametrize(("error", "change"), NOT_WHOLE)
async def test_what_is_not_whole_is_refused(
    store: Store, site: int, error: type[ServicemarkError], change: dict[str, object]
) -> None:
    with pytest.raises(error):
        await booked(replace(reward(site), **change))  # type: ignore[arg-type]
    assert await store.counts("ledger_posting") == {"ledger_posting": 0}


@pytest.mark.parametrize(
    ("error", "unit", "amount"),
    [
        (UnknownUnit, "XYZ", "1"),
        (UnknownUnit, "cny", "1"),
        (UnknownUnit, "DEM", "1"),
        (UnknownUnit, "", "1"),
        (TooManyDecimals, "CNY", "1.005"),
        (TooManyDecimals, "JPY", "100.5"),
        (TooManyDecimals, "KWD", "1.0001"),
        (TooManyDecimals, "points", "0.5"),
        (AmountTooLarge, "CNY", "1000000000000"),
        (AmountTooLarge, "CNY", "1E+400"),
        (AmountTooLarge, "CNY", "NaN"),
        (AmountTooLarge, "CNY", "-Infinity"),
    ],
)
async def test_an_amount_is_in_the_smallest_unit_of_a_currency_in_use(
    site: int, error: type[ServicemarkError], unit: str, amount: str
) -> None:
    with pytest.raises(error):
        await booked(reward(site, unit=unit, amount=amount))


@pytest.mark.parametrize(
    ("unit", "amount"), [("JPY", "100"), ("KWD", "1.005"), ("points", "-3"), ("CNY", "999999999999"), ("EUR", "0.01")]
)
async def test_an_amount_comes_out_as_it_went_in(store: Store, site: int, unit: str, amount: str) -> None:
    await booked(reward(site, unit=unit, amount=amount))
    assert await store.value("select amount from ledger_entry where account like 'site%'") == Decimal(amount)


async def test_a_site_that_is_unknown_or_out_of_reach_is_not_there(store: Store, site: int) -> None:
    other = await store.site("S2")
    with pytest.raises(SiteNotFound):
        await booked(reward(987654))
    with pytest.raises(SiteNotFound):
        await booked(reward(other), manager(site))
    await booked(reward(site), manager(site))


async def test_a_closed_site_takes_only_what_settles_and_puts_right(store: Store) -> None:
    closed = await store.site("S3", status="closed")
    for kind in Kind:
        lines = transfer(closed, "CNY", Decimal(1), SETTLED)
        asked = Posting(f"{kind}", kind, closed, "after it closed", lines)
        if kind in (Kind.REWARD, Kind.PENALTY):
            with pytest.raises(SiteClosed):
                await booked(asked)
        elif kind is not Kind.REVERSAL:
            await reversed_by(await booked(asked), f"back {kind}")


@pytest.mark.parametrize("actor", [operator(1), executive()])
async def test_only_headquarters_books(site: int, actor: Actor) -> None:
    made = await booked(reward(site))
    with pytest.raises(Forbidden):
        await booked(reward(site, "k2"), actor)
    with pytest.raises(Forbidden):
        await reversed_by(made, actor=actor)


async def test_a_reversal_negates_each_line_and_counts_from_the_same_day(store: Store, site: int) -> None:
    lines = (*transfer(site, "CNY", Decimal(500), REWARDS), *transfer(site, "points", Decimal(-3), PENALTIES))
    made = await booked(replace(reward(site), lines=lines, effective_on=NOW.date().replace(day=1)))
    back = await reversed_by(made)
    assert await reversed_by(made) == back
    sums = await store.rows("select account, unit, sum(amount) as sum from ledger_entry group by 1, 2")
    assert {row["sum"] for row in sums} == {Decimal(0)}
    [row] = await store.rows("select kind, reversal_of, effective_on from ledger_posting where id = $1", back)
    assert tuple(row.values()) == (Kind.REVERSAL, made, NOW.date().replace(day=1))
    assert await store.value("select count(*) from trail_event where action = 'ledger.reversed'") == 1


async def test_a_posting_is_reversed_once_and_a_reversal_never(store: Store, site: int) -> None:
    made = await booked(reward(site))
    back = await reversed_by(made)
    with pytest.raises(AlreadyReversed):
        await reversed_by(made, "r2")
    with pytest.raises(ReversalOfReversal):
        await reversed_by(back, "r3")
    with pytest.raises(PostingNotFound):
        await reversed_by(uuid4())
    with pytest.raises(ReasonMissing):
        await reversed_by(await booked(reward(site, "k2")), "r4", reason=" ")
    with pytest.raises(PostingNotFound):
        await reversed_by(made, "r5", manager(await store.site("S2")))


async def test_of_many_who_post_and_reverse_at_once_one_does(store: Store, site: int) -> None:
    ids = await asyncio.gather(*(booked(reward(site)) for _turn in range(6)))
    assert len(set(ids)) == 1
    outcomes = await asyncio.gather(*(reversed_by(ids[0], f"r{n}") for n in range(6)), return_exceptions=True)
    assert sum(isinstance(outcome, UUID) for outcome in outcomes) == 1
    assert sum(isinstance(outcome, AlreadyReversed) for outcome in outcomes) == 5
    assert await store.value("select sum(amount) from ledger_entry where account like 'site%'") == 0
