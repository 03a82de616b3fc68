"""Sites rate headquarters: once for a month, and headquarters reads it in sum only."""

import asyncio
from decimal import Decimal

import asyncpg
import pytest

from network.feedback.commands.ratings import rate_headquarters
from network.feedback.errors.ratings import RatedAlready
from network.feedback.errors.surveys import AnswerWrong
from network.feedback.queries.ratings import own_ratings, ratings_of_headquarters
from network.feedback.rules.ratings import FEWEST_SITES
from network.feedback.schemas.surveys import CustomerAnswerIn
from network.foundation.access import Actor, Role
from network.foundation.database import fetch, transaction
from network.foundation.errors import Forbidden, NotFound
from tests.factory import HQ, Store, at, executive, manager, operator
from tests.served import Browse, MakePerson, text_of

OCTOBER = at("2024-10-15")
GOOD = CustomerAnswerIn(grade=4, blocks={"hardware": 2}, comment="Spare parts come late.")


async def rated(store: Store, count: int) -> list[int]:
    sites = [await store.site(f"S{number}") for number in range(count)]
    for number, site in enumerate(sites):
        blocks = {"hardware": 2} if number else {"hardware": 5, "trading": 1}
        given = CustomerAnswerIn(grade=1 + number % 5, blocks=blocks, comment=f"Words {number}")
        await rate_headquarters(operator(site), f"S{number}", given, OCTOBER)
    return sites


async def test_a_month_is_told_in_sum_when_enough_sites_have_rated_it(store: Store) -> None:
    await rated(store, FEWEST_SITES - 1)
    assert (await ratings_of_headquarters(HQ)).items == []
    last = await store.site("S9")
    await rate_headquarters(operator(last), "S9", GOOD, OCTOBER)
    [month] = (await ratings_of_headquarters(HQ)).items
    assert (month.month, month.sites, month.grades) == ("2024-10", 5, [1, 1, 1, 2, 0])
    assert month.mean == Decimal("2.8")
    assert month.blocks == {"hardware": Decimal("2.6")}, "a part that one site alone has graded stays untold"
    assert sorted(month.comments) == ["Spare parts come late.", *(f"Words {number}" for number in range(4))]


async def test_the_month_that_is_not_over_is_not_told(store: Store) -> None:
    for number in range(FEWEST_SITES):
        site = await store.site(f"S{number}")
        await store.root.execute(
            "insert into hq_rating (id, site, month, form, form_version, grade, comment, rated_at) "
            "values (gen_random_uuid(), $1, date_trunc('month', now())::date, 'headquarters', 1, 5, '', now())",
            site,
        )
    assert (await ratings_of_headquarters(HQ)).items == []


async def test_nobody_at_headquarters_reads_a_single_rating(store: Store) -> None:
    [site] = await rated(store, 1)
    for actor in (HQ, Actor(Role.HQ_MANAGER, "HQ"), manager(site), executive()):
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            async with transaction(actor, read_only=True):
                await fetch("select grade from hq_rating")
        with pytest.raises(Forbidden):
            await own_ratings(actor, "S0", OCTOBER)
    [event] = await store.rows("select body::text as body from trail_event where action = 'headquarters.rated'")
    assert "Words" not in event["body"]
    assert "grade" not in event["body"]


async def test_a_site_rates_once_a_month_whichever_device_is_first(store: Store) -> None:
    site = await store.site("S1")
    done = await asyncio.gather(
        *(rate_headquarters(operator(site), "S1", GOOD, OCTOBER) for _ in range(4)), return_exceptions=True
    )
    assert sorted(type(each).__name__ for each in done) == ["RatedAlready"] * 3 + ["UUID"]
    with pytest.raises(RatedAlready):
        await rate_headquarters(operator(site), "S1", GOOD, at("2024-10-31 15:59"))
    await rate_headquarters(operator(site), "S1", GOOD, at("2024-10-31 16:01"))
    told = await own_ratings(operator(site), "S1", at("2024-11-01"))
    assert [each.month for each in told.items] == ["2024-11", "2024-10"]
    assert told.rated


async def test_what_is_no_rating_is_refused(store: Store) -> None:
    one, other = await store.site("S1"), await store.site("S2")
    with pytest.raises(AnswerWrong):
        await rate_headquarters(operator(one), "S1", CustomerAnswerIn(grade=3, blocks={"weather": 1}), OCTOBER)
    with pytest.raises(NotFound):
        await rate_headquarters(operator(other), "S1", GOOD, OCTOBER)
    for nobody in (HQ, executive()):
        with pytest.raises(Forbidden):
            await rate_headquarters(nobody, "S1", GOOD, OCTOBER)
    assert (await store.counts("hq_rating"))["hq_rating"] == 0


async def test_the_page_of_a_site_takes_a_rating_and_keeps_what_was_typed(
    store: Store, sites: dict[str, int], browse: Browse, person: MakePerson
) -> None:
    code = next(iter(sites))
    await person("op@example.com", Role.SITE_OPERATOR, sites=[code])
    operates = browse()
    await operates.sign_in("op@example.com")
    path, csrf = f"/sites/{code}/headquarters", {"_csrf": await operates.csrf()}
    refused = await operates.post(path, data={"comment": "Parts come late", **csrf})
    assert refused.status_code == 422
    assert "Parts come late" in refused.text
    assert (await operates.post(path, data={"grade": "2", "block-trading": "1", **csrf})).status_code == 303
    assert "rated headquarters for this month" in text_of(await operates.get(path))
    assert (await operates.post(path, data={"grade": "5", **csrf})).status_code == 409
    await person("hq@example.com", Role.HQ_MANAGER)
    reads = browse()
    await reads.sign_in("hq@example.com")
    assert "No month can be shown yet" in text_of(await reads.get("/feedback/headquarters"))
    assert (await reads.get(path)).status_code == 403
