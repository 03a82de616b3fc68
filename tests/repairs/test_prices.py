"""Price lists from the file to the charge: the database says of all charges at once what the rules say of each."""

import itertools
from collections.abc import AsyncIterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from random import Random
from uuid import UUID

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.database import fetch, transaction
from network.foundation.errors import Forbidden
from network.foundation.intake.small import RowsFaulty
from network.repairs.commands.prices import upload_prices, withdraw_prices
from network.repairs.errors.prices import (
    PriceListBegun,
    PriceListExists,
    PriceListNotFound,
    PriceListWithdrawn,
    PriceListWrong,
)
from network.repairs.queries.prices import list_price_lists, price_list, prices_at, prices_at_own_sites
from network.repairs.rules.prices import Charge, Line, ListState, list_state, verdict
from network.repairs.schemas.prices import PriceListIn
from network.web.uploads import SentFile
from tests.factory import HQ, NOW, Store, at, manager, operator
from tests.served import Browse, MakePerson, text_of

PRICES = "product,service,highest\nP1,BATTERY,100\n,BATTERY,120\nP1,,90\n,,300\n"
FRAME = {"title": "Autumn", "from_on": "2026-11-20", "currency": "CNY"}


async def once(content: bytes) -> AsyncIterator[bytes]:
    yield content


async def upload(folder: Path, text: str = PRICES, *, actor: Actor = HQ, **frame: object) -> UUID:
    given = PriceListIn.model_validate({**FRAME, **frame}, strict=False)
    return await upload_prices(actor, given, SentFile("prices.csv", once(text.encode())), folder, NOW)


@pytest.fixture
async def regions(store: Store, sites: dict[str, int]) -> dict[str, int]:
    """`East/Shanghai` has S1, `East` has S2; SE is in none."""
    east = await store.value("insert into region (path, name, name_zh) values ('East', 'East', '东') returning id")
    below = await store.value(
        "insert into region (parent, path, name, name_zh) values ($1, 'East/Shanghai', 'Shanghai', '沪') returning id",
        east,
    )
    await store.root.execute("update site set region = $2 where id = $1", sites["S1"], below)
    await store.root.execute("update site set region = $2 where id = $1", sites["S2"], east)
    return sites


async def checked(first: str = "2026-01-01", last: str = "2026-12-31") -> dict[str, tuple[str, Decimal | None]]:
    async with transaction(HQ, read_only=True):
        rows = await fetch("select * from checked_charges($1, $2)", date.fromisoformat(first), date.fromisoformat(last))
    return {row["order_no"]: (row["verdict"], row["highest"]) for row in rows}


async def test_a_list_is_kept_with_its_lines_and_holds_from_its_day(tmp_path: Path, regions: dict[str, int]) -> None:
    made = await upload(tmp_path)
    found = await price_list(HQ, made, NOW)
    assert (found.state, found.currency, found.region, found.until) == (ListState.IN_FORCE, "CNY", "", None)
    assert [(line.product, line.service, line.highest) for line in found.prices] == [
        ("", "", Decimal("300.00")),
        ("P1", "", Decimal("90.00")),
        ("", "BATTERY", Decimal("120.00")),
        ("P1", "BATTERY", Decimal("100.00")),
    ]
    assert found.uploader == "Hua"
    assert (await price_list(operator(regions["S1"]), made, NOW)).uploader is None


async def test_the_nearest_list_holds_at_a_site_and_the_next_one_replaces_it(
    tmp_path: Path, regions: dict[str, int]
) -> None:
    network = await upload(tmp_path)
    east = await upload(tmp_path, region="East")
    coming = await upload(tmp_path, region="East", from_on="2026-12-01")
    held = {code: (await prices_at(HQ, code, NOW)).price_list for code in regions}
    assert held == {"S1": east, "S2": east, "SE": network}
    assert (await prices_at(HQ, "S1", at("2026-12-05"))).price_list == coming
    lists = {each.id: each.state for each in (await list_price_lists(HQ, NOW)).price_lists}
    assert lists == {network: ListState.IN_FORCE, east: ListState.IN_FORCE, coming: ListState.COMING}
    assert [each.price_list for each in await prices_at_own_sites(operator(regions["S2"]), NOW)] == [east]
    assert await prices_at_own_sites(HQ, NOW) == []


WRONG_FILES = {
    "a negative price": ("product,service,highest\n,,-1\n", [(2, "highest", "below_minimum")]),
    "a line twice": (PRICES + "P1,BATTERY,80\n", [(6, "product", "price_twice")]),
    "a gap": ("product,service,highest\nP1,X,\n", [(2, "highest", "required")]),
    "no number": ("product,service,highest\nP1,X,ten\nP2,X,1.234\n", [
        (2, "highest", "not_a_number"), (3, "highest", "too_many_places")]),
}  # fmt: skip


@pytest.mark.parametrize("name", WRONG_FILES)
async def test_a_file_is_refused_whole_with_every_error_by_its_row(
    tmp_path: Path, regions: dict[str, int], store: Store, name: str
) -> None:
    text, expected = WRONG_FILES[name]
    with pytest.raises(RowsFaulty) as refused:
        await upload(tmp_path, text)
    assert [(each.row, each.column, each.code) for each in refused.value.errors] == expected
    assert len(refused.value.fields) == refused.value.count == len(expected)
    assert await store.counts("price_list", "price_line") == {"price_list": 0, "price_line": 0}


@pytest.mark.parametrize(
    ("frame", "field"),
    [({"currency": "ZZZ"}, "currency"), ({"from_on": "2026-11-19"}, "from_on"), ({"region": "Nowhere"}, "region")],
)
async def test_an_unknown_currency_or_region_and_a_day_that_has_passed_are_refused(
    tmp_path: Path, regions: dict[str, int], frame: dict[str, str], field: str
) -> None:
    with pytest.raises(PriceListWrong) as refused:
        await upload(tmp_path, actor=HQ, **frame)
    assert set(refused.value.fields) == {field}


async def test_two_lists_of_one_region_on_one_day_are_refused(tmp_path: Path, regions: dict[str, int]) -> None:
    await upload(tmp_path, region="East")
    await upload(tmp_path)
    for frame in ({"region": "East"}, {}):
        with pytest.raises(PriceListExists):
            await upload(tmp_path, actor=HQ, **frame)


async def test_only_a_list_that_has_not_begun_is_withdrawn_and_only_once(
    tmp_path: Path, regions: dict[str, int], store: Store
) -> None:
    held, coming = await upload(tmp_path), await upload(tmp_path, from_on="2026-12-01")
    with pytest.raises(PriceListBegun):
        await withdraw_prices(HQ, held, "Wrong prices.", NOW)
    await withdraw_prices(HQ, coming, "Wrong prices.", NOW)
    with pytest.raises(PriceListWithdrawn):
        await withdraw_prices(HQ, coming, "Wrong prices.", NOW)
    with pytest.raises(PriceListNotFound):
        await withdraw_prices(HQ, UUID(int=1), "Wrong prices.", NOW)
    assert (await price_list(HQ, held, NOW)).until is None
    await upload(tmp_path, from_on="2026-12-01")
    actions = await store.rows("select action from trail_event where action like 'price_list%' order by 1")
    assert [row["action"] for row in actions] == ["price_list.uploaded"] * 3 + ["price_list.withdrawn"]


async def test_only_headquarters_of_the_whole_network_uploads(tmp_path: Path, regions: dict[str, int]) -> None:
    for actor in (operator(regions["S1"]), manager(regions["S1"])):
        with pytest.raises(Forbidden):
            await upload(tmp_path, actor=actor)


@pytest.mark.parametrize(
    "statement",
    [
        "update price_list set from_on = from_on + 1",
        "update price_list set currency = 'USD'",
        "delete from price_list",
        "update price_line set highest = 1",
        "delete from price_line",
        "insert into price_line (price_list, product, service, highest, row) select id, 'X', 'X', 1, 9 from price_list",
        "update price_list set withdrawn_at = now(), from_on = from_on",
    ],
)
async def test_the_database_keeps_a_list_from_being_changed_by_anybody(
    tmp_path: Path, regions: dict[str, int], store: Store, statement: str
) -> None:
    await upload(tmp_path)
    with pytest.raises((asyncpg.RestrictViolationError, asyncpg.CheckViolationError)):
        await store.root.execute(statement)


async def test_a_charge_without_currency_is_refused_by_the_database(store: Store, regions: dict[str, int]) -> None:
    with pytest.raises(asyncpg.CheckViolationError):
        await store.order(regions["S1"], "R1", at("2026-11-20"), ready=1, charge=Decimal(5))


async def test_an_order_is_held_against_the_list_of_the_day_on_which_it_came_in(
    tmp_path: Path, regions: dict[str, int], store: Store
) -> None:
    await upload(tmp_path, "product,service,highest\n,,100\n")
    await upload(tmp_path, "product,service,highest\n,,50\n", from_on="2026-12-01")
    # 24:00 of the last day of November at the site is 16:00 UTC.
    for number, hour in (("LAST", "2026-11-30 15:59"), ("NEXT", "2026-11-30 16:00"), ("BEFORE", "2026-11-19 15:59")):
        await store.order(regions["S1"], number, at(hour), ready=48, charge=Decimal(60), currency="CNY")
    found = await checked()
    assert found == {
        "LAST": ("within", Decimal("100.00")),
        "NEXT": ("above_list", Decimal("50.00")),
        "BEFORE": ("no_list", None),
    }
    assert set(await checked("2026-12-01", "2026-12-02")) == {"LAST"}, "by the site's day on which it was ready"


async def test_warranty_repairs_are_free_unless_the_customer_damaged_the_unit(
    tmp_path: Path, regions: dict[str, int], store: Store
) -> None:
    await upload(tmp_path)
    for number in ("FREE", "DAMAGED", "NOTHING"):
        await store.order(
            regions["S1"], number, at("2026-11-20"), ready=5, in_warranty=True, currency="USD",
            charge=Decimal(0 if number == "NOTHING" else 10),
        )  # fmt: skip
    await store.returned(
        regions["S1"], "T1", at("2026-11-20"), order_no="DAMAGED", finding="customer_damage", inspected=2
    )
    found = await checked()
    assert {number: said for number, (said, _highest) in found.items()} == {
        "FREE": "warranty",
        "DAMAGED": "other_currency",
    }


async def test_the_database_says_of_every_charge_what_the_rules_say(
    tmp_path: Path, regions: dict[str, int], store: Store
) -> None:
    rng = Random(7)
    lines = [Line(p, s, Decimal(rng.randrange(1, 9))) for p, s in itertools.product(("", "A", "B"), ("", "X", "Y"))]
    lines = rng.sample(lines[1:], 5)
    text = "product,service,highest\n" + "".join(f"{each.product},{each.service},{each.highest}\n" for each in lines)
    await upload(tmp_path, text)
    expected = {}
    for place in range(120):
        charge = Charge(
            rng.choice(("A", "B", "C")), rng.choice(("X", "Y", "Z")), Decimal(rng.randrange(0, 10)),
            rng.choice(("CNY", "CNY", "USD")), rng.random() < 0.2,
        )  # fmt: skip
        await store.order(
            regions["S1"], f"R{place}", at("2026-11-20"), ready=1, product=charge.product, fault_code=charge.service,
            charge=charge.amount, currency=charge.currency, in_warranty=charge.free,
        )  # fmt: skip
        if (said := verdict(charge, "CNY", lines)) is not None:
            expected[f"R{place}"] = said
    assert {number: said for number, (said, _highest) in (await checked()).items()} == expected
    assert set(expected.values()) >= {"warranty", "above_list", "within", "no_line", "other_currency"}


async def test_what_is_charged_and_not_listed_is_shown_with_the_list(
    tmp_path: Path, regions: dict[str, int], store: Store
) -> None:
    made = await upload(tmp_path, "product,service,highest\nP1,,100\n")
    for number, product in (("R1", "P2"), ("R2", "P2"), ("R3", "P1")):
        await store.order(
            regions["S1"], number, at("2026-11-20"), ready=1, product=product, charge=Decimal(9), currency="CNY"
        )
    gaps = (await price_list(HQ, made, at("2026-11-22"))).unlisted
    assert [(gap.product, gap.service, gap.charges) for gap in gaps] == [("P2", "", 2)]


@pytest.mark.parametrize(
    ("from_on", "until", "withdrawn", "state"),
    [
        ("2026-11-21", None, False, ListState.COMING),
        ("2026-11-20", None, False, ListState.IN_FORCE),
        ("2026-11-01", "2026-11-21", False, ListState.IN_FORCE),
        ("2026-11-01", "2026-11-20", False, ListState.PAST),
        ("2026-11-21", None, True, ListState.WITHDRAWN),
    ],
)
def test_a_list_holds_from_its_day_until_the_next_begins(
    from_on: str, until: str | None, withdrawn: bool, state: ListState
) -> None:
    last = date.fromisoformat(until) if until else None
    assert list_state(date.fromisoformat(from_on), last, withdrawn=withdrawn, today=date(2026, 11, 20)) is state


async def test_a_manager_uploads_a_list_by_form_and_a_site_reads_it(
    browse: Browse, person: MakePerson, regions: dict[str, int]
) -> None:
    await person("hq@example.com", Role.HQ_MANAGER)
    await person("site@example.com", Role.SITE_OPERATOR, sites=["S1"])
    hq, site = browse(), browse()
    await hq.sign_in("hq@example.com")
    await site.sign_in("site@example.com")
    form = {**FRAME, "from_on": "2099-01-01", "_csrf": await hq.csrf()}
    bad = await hq.post("/price-lists/upload", data=form, files={"file": ("p.csv", b"product,highest\nA,-3\n")})
    assert bad.status_code == 422
    assert "is too small" in text_of(bad)
    assert 'value="Autumn"' in bad.text
    made = await hq.post("/price-lists/upload", data=form, files={"file": ("p.csv", PRICES.encode())})
    assert made.status_code == 303
    shown = text_of(await site.get(made.headers["location"]))
    assert "Not begun yet" in shown
    assert "BATTERY" in shown
    assert "No price list in force" in text_of(await site.get("/price-lists"))
    again = await hq.post("/price-lists/upload", data=form, files={"file": ("p.csv", PRICES.encode())})
    assert again.status_code == 409
    assert (await site.get("/price-lists/new")).status_code == 403
    path = made.headers["location"].partition("?")[0]
    csv = (await site.get(f"{path}?format=csv")).content
    assert csv.decode("utf-8-sig").splitlines()[0] == "product,service,highest"
    gone = await hq.post(f"{path}/withdraw", data={"reason": "Prices of last year.", "_csrf": await hq.csrf()})
    assert gone.status_code == 303
    assert "Prices of last year." in text_of(await site.get(path))
