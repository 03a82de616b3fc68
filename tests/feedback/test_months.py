"""A site learns the month of an answer, and neither its moment nor who gave it, however it asks the database."""

from uuid import uuid4

import asyncpg
import pytest

from network.foundation.database import fetch, fetch_value, transaction
from tests.factory import Store, at, operator

_READ = "select {0} from survey_answer"


async def answered(store: Store, site: int, moment: str, zone: str) -> None:
    order = await store.order(site, f"A{zone}", at("2026-10-05"), ready=2)
    await store.root.execute(
        "insert into survey_answer (id, site, repair_order, channel, form, form_version, grade, answered_at, "
        "answered_month) values ($1, $2, $3, 'receipt', 'customer', 1, 5, $4, date '1999-01-01')",
        *(uuid4(), site, order, at(moment)),
    )


async def test_the_month_of_an_answer_is_that_on_the_clock_of_its_site(store: Store) -> None:
    for code, zone in (("S1", "Asia/Shanghai"), ("S2", "America/Los_Angeles")):
        await answered(store, await store.site(code, zone), "2026-11-01 03:00", zone)
    found = await store.rows(
        "select s.code, a.answered_month from survey_answer a join site s on s.id = a.site order by 1"
    )
    assert [(row["code"], row["answered_month"].isoformat()) for row in found] == [
        ("S1", "2026-11-01"),
        ("S2", "2026-10-01"),
    ]


@pytest.mark.parametrize("column", ["answered_at", "repair_order", "entered_by", "ctid", "*"])
async def test_a_site_reads_neither_the_moment_nor_the_order_of_an_answer(store: Store, column: str) -> None:
    site = await store.site("S1")
    await answered(store, site, "2026-10-09", "Asia/Shanghai")
    actor = operator(site)
    async with transaction(actor, read_only=True):
        assert (await fetch_value(_READ.format("answered_month"))).isoformat() == "2026-10-01"
        with pytest.raises(asyncpg.InsufficientPrivilegeError):
            await fetch(_READ.format(column))
