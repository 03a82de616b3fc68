"""The quarterly report about a network as a PDF: none, few, many sites; the longest names; both languages."""

import asyncio
import subprocess
from collections.abc import Callable
from dataclasses import replace

import pytest

from network.foundation.i18n import Language, language
from reports.network import render_network_report
from tests.reports.network_samples import LONG, LONG_ZH, network


async def pages_of(document: bytes) -> list[str]:
    asked = await asyncio.to_thread(
        subprocess.run, ["pdftotext", "-layout", "-", "-"], input=document, capture_output=True, check=True
    )
    return asked.stdout.decode().split("\f")[:-1]


async def said(document: bytes) -> str:
    return " ".join("".join(await pages_of(document)).split())


async def test_every_site_is_in_the_league_table_once_under_repeated_heads(reader: Language) -> None:
    drawn = render_network_report(network(reader.code, 300), reader)
    pages = await pages_of(drawn)
    whole = "".join(pages)
    league = [page for page in pages if "CN-00050" in page or "CN-00150" in page]
    assert all(whole.count(f"CN-{number:05}") == 1 for number in range(20, 290))
    assert all(reader.gettext("Rank") in page and "C12" in page for page in league)
    last = reader.gettext("Page %(page)s of %(pages)s") % {"page": len(pages), "pages": len(pages)}
    assert last in " ".join(pages[-1].split())


async def test_the_same_sheet_gives_the_same_bytes(reader: Language) -> None:
    assert render_network_report(network(reader.code), reader) == render_network_report(network(reader.code), reader)


async def test_it_names_its_scope_its_revision_and_what_is_estimated(reader: Language) -> None:
    text = await said(render_network_report(network(reader.code, 30), reader))
    for each in ("Revenue at risk (estimate)", "How to read this report", "Standings and conditions", "Method"):
        assert reader.gettext(each) in text
    assert network(reader.code).scope in text
    assert "9f86d081 884c7d65" in text


@pytest.mark.parametrize("sites", [0, 1, 30, 303])
async def test_no_page_is_nearly_empty_and_the_last_one_tells_how_to_verify_it(reader: Language, sites: int) -> None:
    sheet = network(reader.code, sites)
    issued = replace(sheet.provenance, code="7K3Q-9F2M-4TBX-C", verify_url="https://q.example.com/verify/document/7K3Q")
    pages = await pages_of(render_network_report(replace(sheet, provenance=issued), reader))
    assert all(len([line for line in page.splitlines() if line.strip()]) > 12 for page in pages)
    for each in ("How to read this report", "Where this report comes from"):
        assert reader.gettext(each) in pages[-1]
    assert ("7K3Q-9F2M-4TBX-C" in pages[-1], "q.example.com/verify/document" in pages[-1]) == (True, True)


async def test_a_network_without_sites_says_so_in_each_block(reader: Language) -> None:
    text = await said(render_network_report(network(reader.code, 0), reader))
    for each in (
        "No franchised site is rated in this quarter.",
        "No franchised site was judged in this quarter.",
        "No franchised site was judged in any quarter so far.",
        "No site is rated yet.",
        "No corrective action is open.",
        "No site was judged in this quarter.",
        "It takes three published quarters in a row to tell which sites fall.",
    ):
        assert reader.gettext(each) in text


@pytest.mark.parametrize(("code", "name"), [("en", LONG * 2), ("zh_CN", LONG_ZH * 3), ("en", "x" * 400)])
async def test_the_longest_names_and_most_criteria_fit(code: str, name: str) -> None:
    text = await said(render_network_report(network(code, 12, 19, name=name), language(code)))
    assert ("C19" in text, name[:12] in text) == (True, True)


@pytest.mark.parametrize("odd", ["\U0001f527 Repair", "مركز", "a\u0000b"])
async def test_what_the_fonts_lack_keeps_nobody_from_the_report(odd: str) -> None:
    assert await said(render_network_report(network("en", 3, name=odd), language("en")))


@pytest.mark.parametrize("count", [1, 13])
async def test_networks_of_any_size_and_schemes_of_any_length(reader: Language, count: int) -> None:
    drawn: Callable[[int], bytes] = lambda criteria: render_network_report(  # noqa: E731
        network(reader.code, count, criteria), reader
    )
    assert [bool(await said(drawn(criteria))) for criteria in (0, 1, 25)] == [True] * 3
