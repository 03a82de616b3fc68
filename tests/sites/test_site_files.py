"""The file of a site: who changes what, from which version, and what cannot be true."""

from typing import Any

import asyncpg
import pytest

from network.foundation.access import Actor, Role
from network.foundation.errors import Forbidden
from network.sites.commands.site_files import change_site_file
from network.sites.errors.site_files import BadSiteFile
from network.sites.errors.sites import SiteNotFound
from network.sites.queries.site_files import operator_names, region_choices, site_file
from network.web.versions import PreconditionFailed
from tests.factory import HQ, Store
from tests.sites.files import NOW, District, settle, wanted

CONTACT = {"name": "Li Wei", "role": "Site manager", "phone": "+86 21 5555 0101", "email": "li@example.com"}


@pytest.fixture
async def district(store: Store) -> District:
    return await settle(store)


async def test_every_field_of_a_file_can_be_changed_and_is_read_back(district: District) -> None:
    everything = {
        "name": "Bund West",
        "name_zh": "外滩西",
        "kind": "self_operated",
        "status": "closed",
        "city": "Shanghai",
        "city_zh": "上海",
        "city_tier": 1,
        "region": "North",
        "operator": "Hai Ltd",
        "operator_zh": "海公司",
        "time_zone": "Asia/Urumqi",
        "opened_on": "2020-03-01",
        "closed_on": "2026-10-31",
        "address": "1 Bund",
        "address_zh": "外滩1号",
        "phone": "+86 21 5555 0100",
        "latitude": "31.24050",
        "longitude": "121.49010",
        "opening_hours": "Mo-Fr 09:00-18:00",
        "holidays": ["2026-10-01", "2026-10-02"],
        "make_up_days": ["2026-10-10"],
        "contacts": [CONTACT],
        "equipment": [
            {
                "name": "Oscilloscope",
                "model": "DS1",
                "serial_no": "7",
                "acquired_on": None,
                "next_check_on": "2027-01-31",
            }
        ],
    }
    assert await change_site_file(HQ, "SH1", 1, wanted(**everything), NOW) == 2
    file = await site_file(HQ, "SH1")
    assert file.values() == everything
    assert file.version == 2


async def test_what_is_not_given_stays_and_no_change_is_no_version(district: District, store: Store) -> None:
    assert await change_site_file(HQ, "SH1", 1, wanted(phone="1", opening_hours="Mo,Tu 09:00-18:00"), NOW) == 2
    assert await change_site_file(HQ, "SH1", 2, wanted(phone="1", opening_hours="Mo-Tu 09:00-18:00"), NOW) == 2
    file = await site_file(HQ, "SH1")
    assert (file.name, file.operator, file.phone) == ("Bund", "Bund Ltd", "1")
    assert await store.value("select count(*) from trail_event where action = 'site.changed'") == 1


async def test_the_trail_tells_before_and_after(district: District, store: Store) -> None:
    await change_site_file(district.east, "SH1", 1, wanted(name="Quay", contacts=[CONTACT]), NOW)
    [event] = await store.rows("select site, actor, subject, body::jsonb as body from trail_event")
    assert (event["site"], event["actor"], event["subject"]) == (district.sites["SH1"], "Ma", "site:SH1")
    body = await store.value(
        "select body::jsonb #>> '{before,name}' || ' ' || (body::jsonb #>> '{after,name}') from trail_event"
    )
    assert body == "Bund Quay"


async def test_a_form_that_was_overtaken_changes_nothing_and_is_shown_what_holds_now(district: District) -> None:
    await change_site_file(HQ, "SH1", 1, wanted(region="North"), NOW)
    with pytest.raises(PreconditionFailed) as refused:
        await change_site_file(HQ, "SH1", 1, wanted(phone="1"), NOW)
    assert (refused.value.sent, refused.value.current) == (1, 2)
    assert refused.value.theirs["region"] == "North"
    assert (await site_file(HQ, "SH1")).phone == ""


async def test_a_site_that_has_left_the_region_is_gone_for_its_manager(district: District) -> None:
    await change_site_file(HQ, "SH1", 1, wanted(region="North"), NOW)
    gone = Actor(Role.HQ_MANAGER, "Ma", district.east.account, frozenset(), district.east.regions)
    with pytest.raises(SiteNotFound):
        await change_site_file(gone, "SH1", 2, wanted(phone="1"), NOW)
    with pytest.raises(SiteNotFound):
        await site_file(gone, "SH1")


async def test_a_manager_moves_sites_within_the_own_regions_only(district: District, store: Store) -> None:
    assert [region.path for region in await region_choices(district.east)] == ["East", "East/Shanghai"]
    assert await operator_names(district.north) == []
    for path in ("North", "Nowhere", None):
        with pytest.raises(BadSiteFile) as refused:
            await change_site_file(district.east, "SH1", 1, wanted(region=path), NOW)
        assert set(refused.value.fields) == {"region"}
    assert await change_site_file(district.east, "SH1", 1, wanted(region="East"), NOW) == 2


async def test_the_database_too_keeps_a_site_from_leaving_the_managers_regions(district: District) -> None:
    from network.foundation.database import execute, transaction

    with pytest.raises(asyncpg.InsufficientPrivilegeError):
        async with transaction(district.east):
            await execute("update site set region = $1", district.regions["North"])


async def test_an_operator_changes_nothing_by_itself(district: District) -> None:
    with pytest.raises(Forbidden):
        await change_site_file(district.operator, "SH1", 1, wanted(phone="1"), NOW)
    with pytest.raises(SiteNotFound):
        await site_file(district.operator, "BJ1")


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"opened_on": "2026-05-01", "closed_on": "2026-04-30"}, "closed_on"),
        ({"status": "closed"}, "closed_on"),
        ({"closed_on": "2026-11-19"}, "status"),
        ({"latitude": "31"}, "longitude"),
        ({"longitude": "121"}, "latitude"),
        ({"opening_hours": "9 to 6"}, "opening_hours"),
        ({"holidays": ["2026-10-01"], "make_up_days": ["2026-10-01"]}, "make_up_days"),
        ({"equipment": [{"name": "Scope", "acquired_on": "2026-02-01", "next_check_on": "2026-01-01"}]}, "equipment"),
        ({"time_zone": "Asia/Atlantis"}, "time_zone"),
        ({"region": "Nowhere"}, "region"),
        ({"name": "Bund 🛠"}, "name"),
    ],
)
async def test_what_cannot_be_true_is_refused_at_its_field(
    district: District, values: dict[str, Any], field: str
) -> None:
    with pytest.raises(BadSiteFile) as refused:
        await change_site_file(HQ, "SH1", 1, wanted(**values), NOW)
    assert set(refused.value.fields) == {field}
    assert (await site_file(HQ, "SH1")).version == 1


async def test_a_closing_date_that_has_passed_keeps_nobody_from_correcting_the_phone(
    district: District, store: Store
) -> None:
    await store.root.execute("update site set closed_on = '2026-11-01'")
    assert await change_site_file(HQ, "SH1", 1, wanted(phone="1"), NOW) == 2


async def test_a_contact_that_is_altered_or_gone_stays_on_record(district: District, store: Store) -> None:
    other = CONTACT | {"name": "Wang Fang"}
    await change_site_file(HQ, "SH1", 1, wanted(contacts=[CONTACT, other, CONTACT]), NOW)
    await change_site_file(HQ, "SH1", 2, wanted(contacts=[CONTACT | {"phone": "2"}]), NOW)
    assert [contact.phone for contact in (await site_file(HQ, "SH1")).contacts] == ["2"]
    rows = await store.rows("select name, phone from site_contact where removed_at is not null order by name")
    assert [row["name"] for row in rows] == ["Li Wei", "Wang Fang"]


async def test_rows_that_say_little_are_kept_whole(district: District) -> None:
    rows = wanted(contacts=[{"name": "Li Wei"}], equipment=[{"name": "ESD mat"}])
    assert await change_site_file(HQ, "SH1", 1, rows, NOW) == 2
    assert await change_site_file(HQ, "SH1", 2, rows, NOW) == 2
    file = await site_file(HQ, "SH1")
    assert (file.contacts[0].email, file.equipment[0].next_check_on) == ("", None)


async def test_an_operator_that_is_known_keeps_its_chinese_name(district: District) -> None:
    await change_site_file(HQ, "BJ1", 1, wanted(operator="Bund Ltd", operator_zh="别名"), NOW)
    assert (await site_file(HQ, "BJ1")).operator_zh == "外滩公司"
    assert await change_site_file(HQ, "BJ1", 2, wanted(operator_zh="别名"), NOW) == 2
