"""Files that say notices, activations and the way back from HQ: read, kept, and refused where they cannot be."""

from datetime import date

import pytest

from network.repairs.commands.importing import RETURNS
from tests.factory import Store, at, codes
from tests.repairs.conftest import Take

ORDER = {"维修单号": "A1", "网点编号": "S1", "送修时间": "2026-07-01 09:00", "修复完成时间": "2026-07-02 10:00"}
RETURN = {"return_no": "R1", "site": "S1", "shipped_at": "2026-07-01 09:00", "received_at": "2026-07-02 09:00"}


async def test_notice_and_activation_are_read_under_their_chinese_names(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    outcome = await take([{**ORDER, "通知时间": "2026-07-02 10:30", "激活日期": "2026-07-01"}])
    assert (outcome.new, outcome.errors) == (1, ())
    (kept,) = await store.rows("select notified_at, activated_on from repair_order")
    assert kept == {"notified_at": at("2026-07-02 02:30"), "activated_on": date(2026, 7, 1)}


@pytest.mark.parametrize(
    ("changed", "expected"),
    [
        ({"通知时间": "2026-07-02 09:59"}, (2, "通知时间", "times_out_of_order")),
        ({"通知时间": "2026-07-02 11:00", "修复完成时间": ""}, (2, "通知时间", "notified_without_ready")),
        ({"激活日期": "2026-07-02"}, (2, "激活日期", "activated_after_receipt")),
        ({"激活日期": "soon"}, (2, "激活日期", "not_a_date")),
    ],
    ids=lambda value: str(value[-1]) if isinstance(value, tuple) else "",
)
async def test_a_notice_before_ready_or_an_activation_after_receipt_is_named(
    take: Take, store: Store, sites: dict[str, int], changed: dict[str, str], expected: tuple[int, str, str]
) -> None:
    outcome = await take([{**ORDER, **changed}])
    assert codes(outcome.errors) == [expected]
    assert await store.value("select count(*) from repair_order") == 0


async def test_the_way_back_from_hq_is_read_and_follows_the_course(
    take: Take, store: Store, sites: dict[str, int]
) -> None:
    back = {**RETURN, "总部发出时间": "2026-07-03 09:00", "网点收回时间": "2026-07-04 09:00"}
    assert (await take([back], RETURNS)).new == 1
    (kept,) = await store.rows("select dispatched_at, back_at from hq_return")
    assert kept == {"dispatched_at": at("2026-07-03 01:00"), "back_at": at("2026-07-04 01:00")}
    outcome = await take([{**back, "return_no": "R2", "网点收回时间": "2026-07-02 10:00"}], RETURNS)
    assert codes(outcome.errors) == [(2, "网点收回时间", "times_out_of_order")]
