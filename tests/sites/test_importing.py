"""Importing the sites themselves."""

import json

import pytest

from network.foundation.errors import Forbidden
from tests.factory import NOW, Store, codes, manager, operator
from tests.repairs.conftest import Take

SITE = {
    "code": "BJ1",
    "name": "Beijing East",
    "name_zh": "北京东店",
    "kind": "self_operated",
    "city": "Beijing",
    "city_tier": 1,
    "region": "North China / Beijing",
    "region_zh": "华北/北京",
    "timezone": "Asia/Shanghai",
    "operator": "Dawn Repairs",
    "operator_zh": "晨光维修",
    "opened_on": "2020-05-01",
}
TABLES = ("site", "region", "operator", "import_file", "trail_event")


async def test_a_site_comes_with_its_region_tree_and_operator_in_both_languages(take_sites: Take, store: Store) -> None:
    outcome = await take_sites([SITE, {**SITE, "code": "BJ2", "closed_on": "2026-11-19"}])
    assert (outcome.new, outcome.errors, outcome.imported_before) == (2, (), None)
    assert await store.rows("select path, name_zh, parent is null as root from region order by path") == [
        {"path": "North China", "name_zh": "华北", "root": True},
        {"path": "North China/Beijing", "name_zh": "北京", "root": False},
    ]
    assert await store.rows("select name, name_zh from operator") == [{"name": "Dawn Repairs", "name_zh": "晨光维修"}]
    assert await store.rows("select code, kind, status, city_tier from site order by code") == [
        {"code": "BJ1", "kind": "self_operated", "status": "active", "city_tier": 1},
        {"code": "BJ2", "kind": "self_operated", "status": "closed", "city_tier": 1},
    ]


async def test_the_same_sites_again_change_nothing(take_sites: Take, store: Store) -> None:
    await take_sites([SITE])
    before = await store.counts(*TABLES), await store.rows("select * from site")
    again = await take_sites([SITE])
    assert (again.new, again.changed, again.unchanged, again.file, again.imported_before) == (0, 0, 1, None, NOW)
    assert before == (await store.counts(*TABLES), await store.rows("select * from site"))


async def test_a_changed_site_is_told_in_its_own_chain_and_keeps_what_the_file_does_not_have(
    take_sites: Take, store: Store
) -> None:
    await take_sites([{**SITE, "closed_on": "2026-10-01"}])
    outcome = await take_sites([{"code": "BJ1", "timezone": "Asia/Shanghai", "name": "Beijing East Gate"}])
    assert outcome.changes == (("site:BJ1", {"name": "Beijing East"}, {"name": "Beijing East Gate"}),)
    (kept,) = await store.rows("select s.*, r.path from site s join region r on r.id = s.region")
    assert (kept["name_zh"], kept["kind"], kept["status"]) == ("北京东店", "self_operated", "closed")
    assert (kept["path"], kept["version"]) == ("North China/Beijing", 2)
    assert await store.value("select site from trail_event where action = 'site.changed'") == kept["id"]


async def test_all_that_is_wrong_with_sites_is_found_in_one_go(take_sites: Take, store: Store) -> None:
    wrong: list[tuple[dict[str, object], str, str]] = [
        ({"timezone": "Mars/Olympus"}, "timezone", "unknown_zone"),
        ({"closed_on": "2019-01-01"}, "closed_on", "closed_before_opened"),
        ({"name": "Corner 😀"}, "name", "unprintable"),
        ({"region": "שלום", "region_zh": ""}, "region", "unprintable"),
        ({"code": "B\u200b"}, "code", "control_character"),
        ({"name": "N" * 201}, "name", "too_long"),
        ({"kind": "kiosk"}, "kind", "not_a_choice"),
        ({"city_tier": 12}, "city_tier", "above_maximum"),
        ({"opened_on": "31/02/2026"}, "opened_on", "ambiguous_date"),
        ({"code": "C9/1"}, "code", "slashed_code"),
        ({"opening_hours": "9 to 6"}, "opening_hours", "not_opening_hours"),
        ({"holidays": "2026-13-01"}, "holidays", "not_holidays"),
        ({"make_up_days": "soon"}, "make_up_days", "not_make_up_days"),
        ({"latitude": "31.2"}, "longitude", "half_a_place"),
        ({"latitude": "90.1", "longitude": 0}, "latitude", "above_maximum"),
        ({"region_zh": "北京"}, "region_zh", "other_levels"),
        ({"region_zh": "东部/北京"}, "region_zh", "two_names_of_region"),
        ({"operator_zh": "暮光维修"}, "operator_zh", "two_names_of_operator"),
    ]
    rows = [{**SITE, "code": f"C{number}", **columns} for number, (columns, _, _) in enumerate(wrong)]
    outcome = await take_sites([*rows, {**SITE, "code": "C0", "name": "N" * 200}])
    expected = [(row, column, code) for row, (_, column, code) in enumerate(wrong, start=2)]
    assert codes(outcome.errors) == [*expected, (len(rows) + 2, "code", "duplicate_site")]
    assert outcome.error_count == len(expected) + 1
    assert set((await store.counts(*TABLES)).values()) == {0}


async def test_a_dry_run_of_sites_changes_nothing(take_sites: Take, store: Store) -> None:
    outcome = await take_sites([SITE], dry_run=True)
    assert (outcome.new, outcome.file) == (1, None)
    assert set((await store.counts(*TABLES)).values()) == {0}


async def test_only_those_who_answer_for_the_whole_network_import_sites(
    take_sites: Take, sites: dict[str, int]
) -> None:
    for actor in (operator(sites["S1"]), manager(sites["S1"])):
        with pytest.raises(Forbidden):
            await take_sites([SITE], actor=actor)


async def test_opening_hours_and_holidays_are_kept_as_data(take_sites: Take, store: Store) -> None:
    await take_sites([{**SITE, "opening_hours": "Mo-Tu 09:00-18:00", "holidays": "2026-10-02 2026-10-01"}])
    hours = await store.value("select opening_hours::text from site")
    assert json.loads(hours) == {"1": [["09:00", "18:00"]], "2": [["09:00", "18:00"]]}
    assert json.loads(await store.value("select holidays::text from site")) == ["2026-10-01", "2026-10-02"]


async def test_another_chinese_name_of_region_or_operator_alone_is_a_change(take_sites: Take, store: Store) -> None:
    other = {**SITE, "code": "BJ2", "region": "North China/Hebei", "region_zh": "华北/河北", "operator": "Dusk"}
    await take_sites([SITE, {**other, "operator_zh": "暮光"}])
    outcome = await take_sites([{**SITE, "region_zh": "北方/京", "operator_zh": "晨曦"}])
    assert (outcome.new, outcome.changed, outcome.unchanged) == (0, 1, 0)
    assert outcome.changes == (
        ("site:BJ1", {"operator_zh": "晨光维修", "region_zh": "北京"}, {"operator_zh": "晨曦", "region_zh": "京"}),
    )
    assert await store.rows("select path, name_zh from region order by path") == [
        {"path": "North China", "name_zh": "北方"},
        {"path": "North China/Beijing", "name_zh": "京"},
        {"path": "North China/Hebei", "name_zh": "河北"},
    ]
    told = await store.rows("select subject, body from trail_event where action like '%.renamed' order by subject")
    assert [each["subject"] for each in told] == [
        "operator:Dawn Repairs",
        "region:North China",
        "region:North China/Beijing",
    ]
    assert json.loads(told[0]["body"]) == {"before": {"name_zh": "晨光维修"}, "after": {"name_zh": "晨曦"}}
    again = await take_sites([{**SITE, "region_zh": "北方/京", "operator_zh": "晨曦"}])
    assert (again.changed, again.unchanged) == (0, 1)


async def test_a_file_without_chinese_names_takes_none_away(take_sites: Take, store: Store) -> None:
    await take_sites([SITE])
    silent = {**SITE, "region_zh": "", "operator_zh": ""}
    assert (await take_sites([silent])).changed == 0
    assert await store.value("select name_zh from operator") == "晨光维修"


async def test_a_listed_site_stays_listed_and_a_closed_one_closed_as_the_file_says(
    take_sites: Take, store: Store
) -> None:
    rows = [{**SITE, "code": code, "status": code} for code in ("listed", "closed", "active")]
    await take_sites([*rows, {**SITE, "code": "past", "status": "active", "closed_on": "2026-11-19"}])
    found = {row["code"]: row["status"] for row in await store.rows("select code, status from site")}
    assert found == {"listed": "listed", "closed": "closed", "active": "active", "past": "closed"}


async def test_place_address_and_make_up_days_are_kept(take_sites: Take, store: Store) -> None:
    where = {"latitude": "39.90420", "longitude": "116.4074", "address": "1 Long Street", "address_zh": "长街1号"}
    await take_sites([{**SITE, **where, "phone": "010-5550 0101", "make_up_days": "2026-10-10 2026-09-27"}])
    (kept,) = await store.rows(
        "select latitude::text, longitude::text, address, address_zh, phone, make_up_days from site"
    )
    assert list(kept.values()) == [
        *("39.90420", "116.40740", "1 Long Street", "长街1号", "010-5550 0101", '["2026-09-27", "2026-10-10"]')
    ]
    assert (
        await take_sites([{"code": "BJ1", "timezone": "Asia/Shanghai", "latitude": 40, "longitude": 116}])
    ).changed == 1
    assert await store.value("select address from site") == "1 Long Street"
