"""The demo network has the shape that its brief promises, and the same seed always gives the same files."""

import csv
import hashlib
import os
import subprocess
import sys
from collections import Counter
from datetime import date
from decimal import Decimal
from itertools import chain
from pathlib import Path

import pytest

from network.demo.files import write
from network.demo.generator import generate
from network.demo.model import DemoNetwork
from network.demo.timeline import QuartersReversed
from network.foundation.access import Role
from network.foundation.periods import NotAPeriod

COLUMNS = {
    "sites.csv": "code,name,name_zh,kind,city,city_tier,region,timezone,operator,opened_on,closed_on,"
    "city_zh,region_zh,operator_zh,opening_hours,holidays,make_up_days,address,address_zh,phone,latitude,longitude",
    "orders.csv": "order_no,site,serial_no,product,fault_code,received_at,diagnosed_at,ready_at,handed_over_at,"
    "cancelled_at,hold_hours,outcome,sent_to_hq,in_warranty,charge,currency,loan_unit,technician",
    "hq-returns.csv": "return_no,site,order_no,serial_no,product,shipped_at,received_at,inspected_at,finding,"
    "requested_by_hq",
    "cities.csv": "name,name_zh,region,region_zh,tier,population,latitude,longitude",
}
PRINT_DIGEST = """
import tempfile
from pathlib import Path
from network.demo.generator import generate
from tests.demo.test_network import digest
with tempfile.TemporaryDirectory() as folder:
    print(digest(generate(5, "2026Q1", "2026Q1"), Path(folder)))
"""


def digest(network: DemoNetwork, folder: Path) -> str:
    return hashlib.sha256(b"".join(path.read_bytes() for path in write(network, folder))).hexdigest()


def test_it_has_299_franchised_sites_in_45_cities_and_four_of_its_own(network: DemoNetwork) -> None:
    assert Counter(site.kind for site in network.sites) == {"franchised": 299, "self_operated": 4}
    assert Counter(site.city for site in network.sites if site.kind == "self_operated") == {"Beijing": 2, "Shanghai": 2}
    assert len({site.city for site in network.sites}) == 45
    assert {site.city_tier for site in network.sites} == {1, 2, 3, 4}


def test_it_has_about_150_000_orders(network: DemoNetwork) -> None:
    assert 140_000 < len(network.orders) < 160_000


def test_codes_and_names_of_sites_are_unique_in_both_languages(network: DemoNetwork) -> None:
    for texts in zip(*((site.code, site.name, site.name_zh) for site in network.sites), strict=True):
        assert len(set(texts)) == len(network.sites)


def test_operators_own_one_to_six_sites_and_keep_their_name(network: DemoNetwork) -> None:
    owned = Counter(site.operator for site in network.sites)
    assert set(owned.values()) == {1, 2, 3, 4, 5, 6}
    assert len({(site.operator, site.operator_zh) for site in network.sites}) == len(owned)


def test_english_and_chinese_regions_are_the_same_tree(network: DemoNetwork) -> None:
    pairs = {(site.region, site.region_zh) for site in network.sites}
    assert len({english for english, _chinese in pairs}) == len({chinese for _english, chinese in pairs}) == len(pairs)
    assert all(english.count("/") == chinese.count("/") == 1 for english, chinese in pairs)


def test_every_character_is_plain_ascii_or_common_chinese(network: DemoNetwork) -> None:
    """GB 2312 is within what Noto Sans SC draws."""
    people = (text for account in network.accounts for text in (account.name, account.name_zh, account.email))
    columns = chain.from_iterable(zip(*rows, strict=True) for rows in (network.sites, network.orders, network.returns))
    texts = chain(people, *map(set, columns), *network.stories)
    letters = {letter for text in texts if isinstance(text, str) for letter in text}
    "".join(letters).encode("gb2312")


def test_technicians_are_few_at_a_site_and_written_in_pinyin_in_hong_kong(network: DemoNetwork) -> None:
    people = {(order.site, order.technician) for order in network.orders}
    assert max(Counter(site for site, _person in people).values()) <= 8
    assert all(person.isascii() == site.startswith("CN-HK") for site, person in people)


def test_the_same_seed_gives_the_same_bytes_in_every_process(one_quarter: DemoNetwork, tmp_path: Path) -> None:
    environment = {**os.environ, "PYTHONHASHSEED": "20260930"}
    command = [sys.executable, "-c", PRINT_DIGEST]
    root = Path(__file__).parents[2]
    done = subprocess.run(command, env=environment, cwd=root, check=True, capture_output=True, text=True)
    assert done.stdout.strip() == digest(one_quarter, tmp_path)


def test_the_cities_hold_those_of_all_sites_and_some_that_have_none(network: DemoNetwork) -> None:
    served = {site.city for site in network.sites}
    cities = {city.name: city for city in network.cities}
    assert len(cities) == len(network.cities) == 61
    assert served < set(cities)
    assert all(
        (cities[each.city].region, cities[each.city].tier) == (each.region, each.city_tier) for each in network.sites
    )


def test_every_site_stands_near_the_centre_of_its_city_and_no_two_on_one_spot(network: DemoNetwork) -> None:
    cities = {city.name: city for city in network.cities}
    for site in network.sites:
        city = cities[site.city]
        assert abs(site.latitude - city.latitude) <= Decimal("0.06") >= abs(site.longitude - city.longitude)
    assert len({(site.latitude, site.longitude) for site in network.sites}) == len(network.sites)


def test_another_seed_gives_other_bytes(one_quarter: DemoNetwork, tmp_path: Path) -> None:
    other = generate(6, "2026Q1", "2026Q1")
    assert digest(other, tmp_path / "other") != digest(one_quarter, tmp_path / "one")


def test_the_files_hold_the_import_columns_and_every_row(one_quarter: DemoNetwork, tmp_path: Path) -> None:
    files = write(one_quarter, tmp_path / "new" / "folder")
    rows = {
        "sites.csv": one_quarter.sites,
        "orders.csv": one_quarter.orders,
        "hq-returns.csv": one_quarter.returns,
        "cities.csv": one_quarter.cities,
    }
    assert [path.name for path in files] == list(rows)
    for path in files:
        with path.open(encoding="utf-8", newline="") as file:
            header, *written = csv.reader(file)
        assert ",".join(header) == COLUMNS[path.name]
        assert written == [["" if value is None else str(value) for value in row] for row in rows[path.name]]


def test_other_quarters_shift_the_whole_network() -> None:
    network = generate(1, "2030Q4", "2030Q4")
    received = sorted(order.received_at for order in network.orders)
    assert received[0].startswith("2030-10-0")
    assert received[-1].startswith("2030-12-31")
    assert 20_000 < len(received) < 30_000
    assert all(site.opened_on < date(2031, 1, 1) for site in network.sites)


@pytest.mark.parametrize(
    ("first", "last", "refusal"),
    [("2026Q3", "2026Q2", QuartersReversed), ("2026Q5", "2026Q6", NotAPeriod), ("2026-07", "2026Q3", NotAPeriod)],
)
def test_quarters_that_make_no_sense_are_refused(first: str, last: str, refusal: type[Exception]) -> None:
    with pytest.raises(refusal):
        generate(1, first, last)


def test_there_is_an_account_for_every_role_with_a_scope_that_exists(network: DemoNetwork) -> None:
    accounts = network.accounts
    assert Counter(account.role for account in accounts) == dict.fromkeys(Role, 1) | {
        Role.HQ_MANAGER: 2,
        Role.SITE_OPERATOR: 2,
        Role.AUDITOR: 2,
    }
    assert len({account.email for account in accounts}) == len(accounts)
    assert all(account.email.endswith("@example.com") for account in accounts)
    without_scope = {a.role for a in accounts if not (a.network_wide or a.regions or a.sites)}
    assert without_scope == {Role.AUDITOR, Role.APPLICANT}, "their sites come with assignments and applications"
    regions = {site.region.partition("/")[0] for site in network.sites}
    assert {region for account in accounts for region in account.regions} <= regions
    assert {code for account in accounts for code in account.sites} <= {site.code for site in network.sites}


def test_the_two_site_operators_work_for_different_companies(network: DemoNetwork) -> None:
    operator = {site.code: site.operator for site in network.sites}
    chain_owner, single = (account for account in network.accounts if account.role is Role.SITE_OPERATOR)
    assert len(chain_owner.sites) >= 3
    assert len(single.sites) == 1
    assert len({operator[code] for code in chain_owner.sites}) == 1
    assert operator[single.sites[0]] != operator[chain_owner.sites[0]]
