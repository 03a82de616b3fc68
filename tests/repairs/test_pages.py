"""The pages of a site's orders and returns: who sees them, what they show, what they export."""

import csv
import io
import json
from uuid import UUID, uuid4

import openpyxl
import pytest

from network.foundation.access import Role
from tests.factory import Store, at
from tests.repairs.counter import enter
from tests.served import Browse, MakePerson, text_of

ORDERS = "/sites/S1/orders"
RETURNS = "/sites/S1/returns"


@pytest.fixture
async def records(store: Store, sites: dict[str, int]) -> dict[str, UUID]:
    """Site S1 repaired unit X1, which came back at S2; it sent X2 to HQ and has X3 still open."""
    one, two = sites["S1"], sites["S2"]
    made = {
        "first": await store.order(one, "A1", at("2026-07-01 02:00"), ready=24, serial_no="X1", outcome="repaired"),
        "sent": await store.order(one, "A2", at("2026-07-02 02:00"), ready=48.5, serial_no="X2", sent_to_hq=True),
        "open": await store.order(one, "=1+2", at("2026-07-03 02:00"), serial_no="X3"),
        "rival": await store.order(two, "B1", at("2026-07-20 02:00"), ready=5, serial_no="X1"),
        "returned": await store.returned(
            one, "H1", at("2026-07-02 03:00"), inspected=40, finding="no_fault_found", order_no="A2", serial_no="X2"
        ),
        "rivals": await store.returned(two, "H2", at("2026-07-02 03:00")),
    }
    await store.link()
    return made


async def test_what_is_not_ones_own_is_not_there(browse: Browse, person: MakePerson, records: dict[str, UUID]) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    foreign = [
        "/sites/S2/orders",
        "/sites/S2/orders?format=csv",
        "/sites/S2/orders?format=xlsx",
        f"/sites/S2/orders/{records['rival']}",
        f"/sites/S1/orders/{records['rival']}",
        f"/sites/S1/orders/{records['returned']}",
        "/sites/S2/returns",
        "/sites/S2/returns?format=csv",
        f"/sites/S2/returns/{records['rivals']}",
        f"/sites/S1/returns/{records['rivals']}",
    ]
    absent = ["/sites/S9/orders", f"/sites/S1/orders/{uuid4()}", "/sites/S9/returns", f"/sites/S1/returns/{uuid4()}"]
    answers = [await browser.get(address) for address in foreign + absent]
    assert {answer.status_code for answer in answers} == {404}
    assert "B1" not in "".join(answer.text for answer in answers)
    assert (await browser.get("/sites/S2/orders")).text == (await browser.get("/sites/S9/orders")).text.replace(
        "S9", "S2"
    )


async def test_an_address_that_names_nothing_is_not_found(browse: Browse, person: MakePerson) -> None:
    browser = await enter(browse, person, Role.HQ_ADMINISTRATOR)
    for address in ("/sites/%00/orders", "/sites/S1/orders/not-an-id", "/sites/S1/returns/1"):
        assert (await browser.get(address)).status_code == 404


async def test_an_executive_reads_no_single_records(
    browse: Browse, person: MakePerson, records: dict[str, UUID]
) -> None:
    browser = await enter(browse, person, Role.EXECUTIVE)
    for address in (ORDERS, f"{ORDERS}/{records['first']}", RETURNS, f"{RETURNS}/{records['returned']}"):
        assert (await browser.get(address)).status_code == 403


async def test_a_stranger_is_asked_to_sign_in_and_comes_back(browse: Browse, records: dict[str, UUID]) -> None:
    answer = await browse().get(f"{ORDERS}?state=open")
    assert (answer.status_code, answer.headers["location"]) == (303, "/login?next=/sites/S1/orders%3Fstate%3Dopen")


async def test_a_site_sees_its_orders_on_its_own_clock(
    browse: Browse, person: MakePerson, records: dict[str, UUID]
) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    page = await browser.get(ORDERS)
    assert page.status_code == 200
    text = text_of(page)
    assert "3 orders" in text
    assert "1 Jul 2026 10:00" in text
    assert "Asia/Shanghai (UTC+08:00)" in text
    assert f'href="{ORDERS}/{records["first"]}"' in page.text


async def test_a_clock_that_was_put_back_names_each_offset(
    browse: Browse, person: MakePerson, store: Store, sites: dict[str, int]
) -> None:
    await store.order(sites["SE"], "W1", at("2026-01-05 09:00"), ready=5)
    await store.order(sites["SE"], "W2", at("2026-07-05 09:00"), ready=5)
    text = text_of(await (await enter(browse, person, Role.HQ_ADMINISTRATOR)).get("/sites/SE/orders"))
    assert "5 Jan 2026 10:00 UTC+01:00" in text
    assert "5 Jul 2026 11:00 UTC+02:00" in text
    assert "Europe/Stockholm (UTC+01:00, UTC+02:00)" in text


@pytest.mark.parametrize(
    ("query", "numbers"),
    [
        ("", {"A1", "A2", "=1+2"}),
        ("?state=open", {"=1+2"}),
        ("?state=ready&sent=no", {"A1"}),
        ("?outcome=repaired", {"A1"}),
        ("?back=yes", {"A1"}),
        ("?sent=yes", {"A2"}),
        ("?q=x3", {"=1+2"}),
        ("?q=%25", set()),
        ("?state=nonsense", set()),
    ],
)
async def test_filters_and_search_narrow_the_list(
    browse: Browse, person: MakePerson, records: dict[str, UUID], query: str, numbers: set[str]
) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    mark = "&" if query else "?"
    rows = list(csv.reader(io.StringIO((await browser.get(f"{ORDERS}{query}{mark}format=csv")).text)))
    assert {row[0].lstrip("'") for row in rows[1:]} == numbers
    page = text_of(await browser.get(ORDERS + query))
    assert all((number in page) == (number in numbers) for number in ("A1", "A2", "=1+2"))


async def test_filters_sorting_and_columns_stay_in_every_link(
    browse: Browse, person: MakePerson, store: Store, sites: dict[str, int]
) -> None:
    for number in range(30):
        await store.order(sites["S1"], f"N{number:02d}", at("2026-07-01", number), ready=1)
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    address = f"{ORDERS}?state=ready&sort=order_no&direction=ascending&size=25&column=order_no&column=ready_at"
    page = await browser.get(address)
    assert "1–25 of 30" in text_of(page)
    assert "Serial number" not in text_of(page).partition("</thead>")[0].partition("Show columns")[2]
    kept = "state=ready&amp;sort=order_no&amp;direction=ascending&amp;size=25"
    assert f"{kept}&amp;page=2&amp;column=order_no&amp;column=ready_at" in page.text
    assert f"{kept}&amp;column=order_no&amp;column=ready_at&amp;format=xlsx" in page.text
    assert 'href="/sites/S1/orders?outcome=repaired&amp;state=ready&amp;sort=order_no' in page.text
    second = text_of(await browser.get(f"{address}&page=2"))
    assert "N29" in second
    assert "N00" not in second
    assert "26–30 of 30" in text_of(await browser.get(f"{address}&page=99"))


async def test_an_export_holds_what_is_shown_and_no_formula(
    browse: Browse, person: MakePerson, records: dict[str, UUID]
) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    address = (
        f"{ORDERS}?sort=received_at&direction=descending&column=order_no&column=received_at&column=turnaround_hours"
    )
    sheet = await browser.get(f"{address}&format=csv")
    assert sheet.headers["content-disposition"].startswith('attachment; filename="Orders-S1.csv"')
    assert sheet.content.startswith(b"\xef\xbb\xbf")
    rows = list(csv.reader(io.StringIO(sheet.content.decode("utf-8-sig"))))
    assert rows == [
        ["Order number", "Received", "Turnaround (hours)"],
        ["'=1+2", "2026-07-03 10:00:00+08:00", ""],
        ["A2", "2026-07-02 10:00:00+08:00", "48.500000"],
        ["A1", "2026-07-01 10:00:00+08:00", "24.000000"],
    ]
    book = openpyxl.load_workbook(io.BytesIO((await browser.get(f"{address}&format=xlsx")).content))
    cells = list(book.active.iter_rows(values_only=True))  # type: ignore[union-attr]
    assert cells[1] == ("=1+2", "2026-07-03 10:00:00+08:00", None)
    assert cells[2][2] == 48.5
    assert book.active["A2"].data_type == "s"  # type: ignore[index]


async def test_an_order_tells_its_course_its_source_and_what_changed(
    browse: Browse, person: MakePerson, store: Store, sites: dict[str, int], records: dict[str, UUID]
) -> None:
    after = {"outcome": "replaced", "ready_at": "2026-07-02T02:00:00+00:00"}
    await store.root.execute(
        "insert into trail_event (site, actor, action, subject, body) values ($1, 'Hua', 'order.changed', $2, $3)",
        sites["S1"],
        "order:A1",
        json.dumps({"after": after, "before": dict.fromkeys(after)}),
    )
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    text = text_of(await browser.get(f"{ORDERS}/{records['first']}"))
    assert "Outcome: nothing → Replaced; Ready: nothing → 2 Jul 2026 10:00 UTC+08:00" in text
    assert "Someone else imported the file" in text
    opened = text_of(await browser.get(f"{ORDERS}/{records['open']}"))
    assert "The unit is not ready yet." in opened
    sent = text_of(await browser.get(f"{ORDERS}/{records['sent']}"))
    assert "H1" in sent
    assert "No fault found" in sent


async def test_a_repeat_at_a_rivals_site_is_told_without_naming_it(
    browse: Browse, person: MakePerson, records: dict[str, UUID]
) -> None:
    operator = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    page = await operator.get(f"{ORDERS}/{records['first']}")
    assert "The unit came back on 20 Jul 2026 10:00 UTC+08:00, at another site." in text_of(page)
    assert "S2" not in page.text
    assert "B1" not in page.text
    both = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1", "S2"])
    seen = await both.get(f"{ORDERS}/{records['first']}")
    assert "at site S2" in text_of(seen)
    assert f'href="/sites/S2/orders/{records["rival"]}"' in seen.text
    back = text_of(await both.get(f"/sites/S2/orders/{records['rival']}"))
    assert "The unit had been repaired before: ready on 2 Jul 2026 10:00 UTC+08:00, at site S1." in back


async def test_a_return_leads_to_its_order_and_says_when_it_was_reversed(
    browse: Browse, person: MakePerson, store: Store, sites: dict[str, int], records: dict[str, UUID]
) -> None:
    await store.returned(
        sites["S1"],
        "H9",
        at("2026-07-10"),
        received_at=at("2026-07-11"),
        inspected=48,
        finding="fault_confirmed",
        serial_no="X2",
    )
    await store.link()
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    page = await browser.get(f"{RETURNS}/{records['returned']}")
    assert f'href="{ORDERS}/{records["sent"]}"' in page.text
    assert "HQ confirmed a fault in the same unit on 12 Jul 2026 08:00 UTC+08:00" in text_of(page)
    listed = text_of(await browser.get(f"{RETURNS}?finding=no_fault_found"))
    assert "H1" in listed
    assert "H9" not in listed


async def test_an_empty_list_says_why_and_what_to_do(browse: Browse, person: MakePerson, sites: dict[str, int]) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S2"])
    assert "Import a file" in text_of(await browser.get("/sites/S2/returns"))
    assert "Clear filters" in text_of(await browser.get("/sites/S2/returns?q=nothing"))


async def test_pages_speak_chinese(browse: Browse, person: MakePerson, records: dict[str, UUID]) -> None:
    browser = await enter(browse, person, Role.SITE_OPERATOR, sites=["S1"])
    orders = text_of(await browser.get(f"{ORDERS}?lang=zh_CN"))
    assert "维修单" in orders
    assert "2026年7月1日 10:00" in orders
    assert "在其他网点" in text_of(await browser.get(f"{ORDERS}/{records['first']}"))
    assert "总部" in text_of(await browser.get(f"{RETURNS}/{records['returned']}"))
