"""The same unit open twice at one site: refused, with both rows named."""

from network.foundation.tabular.messages import message
from tests.factory import Store, codes
from tests.repairs.conftest import Take


def row(number: str, received: str, ready: str = "", **columns: object) -> dict[str, object]:
    """An order of unit X1 at S1; days of July 2026."""
    times = {"received_at": f"2026-07-{received} 09:00", "ready_at": ready and f"2026-07-{ready} 09:00"}
    return {"order_no": number, "site": "S1", "serial_no": "X1", **times, **columns}


async def test_two_open_orders_of_a_unit_in_one_file_name_each_other(take: Take, sites: dict[str, int]) -> None:
    outcome = await take([row("A1", "05"), row("A2", "01")])
    assert codes(outcome.errors) == [(2, "serial_no", "serial_open_twice"), (3, "serial_no", "serial_open_twice")]
    assert [error.values["other"] for error in outcome.errors] == ["3", "2"]
    assert "in this row and in row 3" in message(outcome.errors[0], str)


async def test_a_unit_may_be_open_at_two_sites_and_again_once_it_was_ready_or_cancelled(
    take: Take, sites: dict[str, int]
) -> None:
    good = [
        row("A1", "01", "03"),
        row("A2", "03", cancelled_at="2026-07-05 09:00"),
        row("A3", "05"),
        row("B1", "02", site="S2"),
        row("C1", "01", serial_no=""),
        row("C2", "01", serial_no=""),
    ]
    assert (await take(good)).new == 6


async def test_every_order_inside_a_long_one_is_found(take: Take, sites: dict[str, int]) -> None:
    outcome = await take([row("A1", "01", "20"), row("A2", "02", "03"), row("A3", "04", "05"), row("A4", "20", "21")])
    assert [(error.row, error.values["other"]) for error in outcome.errors] == [
        (2, "3"),
        (2, "4"),
        (3, "2"),
        (4, "2"),
    ]


async def test_an_order_imported_before_is_named_whether_it_came_earlier_or_later(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    await take([row("A1", "05"), row("Q", "05", site="S2")])
    for received, ready in (("10", ""), ("10", "11"), ("01", ""), ("01", "06")):
        (error,) = (await take([row("A2", received, ready)])).errors
        assert (error.row, error.code, error.values["other"]) == (2, "serial_open_twice", "A1"), (received, ready)
    assert "order A1, which was imported before" in message(error, str)
    assert (await take([row("A2", "01", "05")])).new == 1
    assert await store.value("select count(*) from repair_order") == 3


async def test_an_order_that_the_file_itself_closes_is_not_in_the_way(take: Take, sites: dict[str, int]) -> None:
    await take([row("A1", "01")])
    outcome = await take([row("A2", "09"), row("A1", "01", "08")])
    assert (outcome.new, outcome.changed, outcome.errors) == (1, 1, ())


async def test_rows_of_unknown_sites_are_not_taken_for_one_site(take: Take, sites: dict[str, int]) -> None:
    outcome = await take([row("A1", "01", site="NO1"), row("A2", "02", site="NO2")])
    assert {error.code for error in outcome.errors} == {"unknown_site"}


async def test_a_serial_number_that_stands_for_none_is_handled_at_once(take: Take, sites: dict[str, int]) -> None:
    """20,000 open orders of one number: each is named, without comparing each with each."""
    for_all = {"site": "S1", "serial_no": "NONE", "received_at": "2026-07-01 09:00"}
    outcome = await take([{"order_no": f"A{n}", **for_all} for n in range(20_000)])
    assert (outcome.error_count, outcome.new) == (2 * 19_999, 0)
    assert {error.row for error in outcome.errors} >= set(range(3, 10_003))
